package load

import (
	"os"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
)

func outside(t testing.TB, limits format.Limits) *Loader {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	l := New(Options{Worker: []string{exe, WorkerCommand}, Cache: pdfiumCache, Limits: limits})
	t.Cleanup(func() { l.Close() })
	return l
}
