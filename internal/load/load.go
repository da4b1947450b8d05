package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/pdf"
)

// Options configure a Loader. The zero value reads everything inside this
// process, which is for tests.
type Options struct {
	// Worker is the command line that runs WorkerMain: this program's own path
	// and WorkerCommand. Isolated formats are read there. Empty: inside this
	// process.
	Worker []string
	// Workers is how many worker processes may run at once; others wait. Default 2.
	Workers int
	// Cache is the folder in which compiled PDFium is kept (30 MB). It is made
	// when missing. If "", none is kept, and every worker compiles for 4 to 5 s.
	Cache string
	// Limits bound what one file may cost.
	Limits format.Limits
}

// Loader opens files. Its methods may be called concurrently. Close it.
type Loader struct {
	opener  format.Opener
	workers *workers    // nil: inside this process
	pdfium  *pdf.Engine // for reading inside this process
}

// New makes a Loader. It starts nothing: workers start with the first file that needs one.
func New(o Options) *Loader {
	l := &Loader{pdfium: &pdf.Engine{Folder: o.Cache, Stderr: io.Discard}}
	l.opener = format.Opener{Formats: formats(l.pdfium), Limits: o.Limits}
	if len(o.Worker) > 0 {
		l.workers = newWorkers(o)
		l.opener.Isolated = l.workers.open
	}
	return l
}

// Close ends the worker processes and waits for them. Files that are still open fail.
func (l *Loader) Close() error {
	if l.workers != nil {
		l.workers.close()
	}
	return l.pdfium.Close()
}

// Open recognises a file's format and begins to read it. ctx is for the whole
// life of the File: when it ends, the File's work is stopped and its worker
// killed. Errors are faults with one of the Err values in their chain, ctx's
// error, or what s.Data returned.
func (l *Loader) Open(ctx context.Context, s format.Source) (*format.File, error) {
	return l.opener.Open(ctx, s)
}

// Prepares reports whether opening a file of this name first prepares the reader
// of its format, which takes several seconds, once for a cache folder.
func (l *Loader) Prepares(name string) bool {
	return l.workers != nil && strings.EqualFold(path.Ext(name), ".pdf") &&
		!pdf.Compiled(l.workers.cache)
}

// Prepare makes ready what the first PDF would wait for: a worker compiles
// PDFium into the cache, which takes 4 to 8 s of one processor, and next to
// nothing when it lies there already. ctx ends it.
func (l *Loader) Prepare(ctx context.Context) error {
	if l.workers == nil {
		return nil
	}
	const nothing = "%PDF-1.4" // PDFium has to be ready to find that nothing follows
	f, err := l.Open(ctx, format.Source{Name: "a.pdf", Data: strings.NewReader(nothing),
		Size: int64(len(nothing))})
	if err == nil {
		return f.Close()
	}
	if errors.Is(err, format.ErrDamaged) {
		return nil
	}
	return fmt.Errorf("preparing the readers: %w", err)
}
