package load

import (
	"testing"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// limited reads everything in this process, within limits.
func limited(t testing.TB, l format.Limits) *Loader {
	loader := New(Options{Cache: pdfiumCache, Limits: l})
	t.Cleanup(func() { loader.Close() })
	return loader
}

// inside reads everything in this process.
func inside(t testing.TB) *Loader { return limited(t, format.Limits{}) }

func read(t testing.TB, o formattest.Files, s format.Source) ([]content.Page, content.Info, error) {
	t.Helper()
	return formattest.Read(t, o, s)
}
