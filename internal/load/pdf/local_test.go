package pdf

import (
	"io"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inside opens this package's files. Compiled PDFium is kept in a folder of the
// clone that git ignores: compiling it takes seconds, and with the race
// detector half a minute.
func inside(t testing.TB) format.Opener {
	folder, err := filepath.Abs("../../../.cache/pdfium")
	if err != nil {
		t.Fatal(err)
	}
	engine := &Engine{Folder: folder, Stderr: io.Discard}
	t.Cleanup(func() { engine.Close() })
	return format.Opener{Formats: Formats(engine)}
}

func read(t testing.TB, o formattest.Files, s format.Source) ([]content.Page, content.Info, error) {
	t.Helper()
	return formattest.Read(t, o, s)
}

func expect(t *testing.T, s format.Source, want ...string) ([]content.Page, content.Info) {
	t.Helper()
	return formattest.Expect(t, inside(t), s, want...)
}
