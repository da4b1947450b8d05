package load

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes the test binary serve as the worker that tests start, as the program itself does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch name := os.Args[1]; {
		case name == WorkerCommand:
			os.Exit(WorkerMain(os.Args[2:]))
		case badWorkers[name] != nil:
			badWorkers[name]()
			os.Exit(3)
		}
	}
	folder, err := os.MkdirTemp("", "mundap-load")
	if err != nil {
		panic(err)
	}
	pdfiumCache = folder
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		os.RemoveAll(folder)
		os.Exit(code)
	}))
}

// pdfiumCache is where all tests of a run keep compiled PDFium, so that it is compiled once.
var pdfiumCache string
