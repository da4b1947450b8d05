package app

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/load"
)

// TestMain lets this program read files too, as Mundap's own does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == load.WorkerCommand {
		os.Exit(load.WorkerMain(os.Args[2:]))
	}
	goleak.VerifyTestMain(m)
}
