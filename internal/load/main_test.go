package load

import (
	"os"
	"path/filepath"
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
	folder, err := filepath.Abs("../../.cache/pdfium")
	if err != nil {
		panic(err)
	}
	pdfiumCache = folder
	goleak.VerifyTestMain(m)
}

// pdfiumCache is where tests keep compiled PDFium, in a folder of the clone
// that git ignores: compiling it takes seconds, and with the race detector half
// a minute.
var pdfiumCache string
