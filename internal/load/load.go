package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// Options configure a Loader. The zero value reads everything inside this process, which is for tests.
type Options struct {
	// Worker is the command line that runs WorkerMain: this program's own path and WorkerCommand. Isolated formats are
	// read there. Empty: inside this process.
	Worker []string
	// Workers is how many worker processes may run at once; others wait. Default 2.
	Workers int
	// Cache is the folder in which compiled PDFium is kept (30 MB). It is made when missing. "": none is kept, and every
	// worker compiles for 4 to 5 s.
	Cache string
	// Limits bound what one file may cost.
	Limits Limits
}

// Loader opens files. Its methods may be called concurrently. Close it.
type Loader struct {
	limits  Limits
	workers *workers // nil: inside this process
	pdfium  *pdfium  // for reading inside this process
}

// New makes a Loader. It starts nothing: workers start with the first file that needs one.
func New(o Options) *Loader {
	l := &Loader{limits: o.Limits.withDefaults(), pdfium: &pdfium{folder: o.Cache, stderr: io.Discard}}
	if len(o.Worker) > 0 {
		l.workers = newWorkers(o)
	}
	return l
}

// Close ends the worker processes and waits for them. Files that are still open fail.
func (l *Loader) Close() error {
	if l.workers != nil {
		l.workers.close()
	}
	return l.pdfium.close()
}

// Open recognises a file's format and begins to read it. ctx is for the whole life of the File: when it ends, the
// File's work is stopped and its worker killed. Errors are faults with one of the Err values in their chain, ctx's
// error, or what s.Data returned.
func (l *Loader) Open(ctx context.Context, s Source) (*File, error) {
	data := &watchedData{in: s.Data}
	s.Data = data
	format, err := choose(s)
	if err = data.instead(err); err != nil {
		return nil, fmt.Errorf("recognising %q: %w", s.Name, err)
	}
	var r reader
	if format.Isolated && l.workers != nil {
		r, err = l.workers.open(ctx, s, format)
	} else {
		r, err = openHere(ctx, s, format, env{l.limits, l.pdfium})
	}
	if err = data.instead(err); err != nil {
		return nil, fmt.Errorf("opening %q as %s: %w", s.Name, format.Name, err)
	}
	return &File{name: s.Name, data: data, in: r, limit: l.limits.Text}, nil
}

// openHere opens a file inside this process. A parser's panic counts as damage.
func openHere(ctx context.Context, s Source, f Format, e env) (r reader, err error) {
	defer recovered(&err)
	r, err = f.open(ctx, s, e)
	return r, damaged(err)
}

// recovered turns a panic into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fail(ErrDamaged, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// File is an opened file. It is used by one goroutine at a time. Close it.
type File struct {
	name  string
	data  *watchedData
	in    reader
	limit int64
	place Place
}

// Info is what is known so far; see Info. Of a file that was resumed it includes what was known before.
func (f *File) Info() Info { return f.place.Info.with(f.in.info()) }

// Place is where reading stands behind the last page that was given.
func (f *File) Place() Place {
	at := f.place
	at.Info = f.Info()
	return at
}

// Close frees what reading took. It may be called at any time, twice too.
func (f *File) Close() error { return f.in.close() }

// Pages gives the pages from index from on, in order; the same file gives the same pages every time, so reading can be
// resumed behind the last page that was kept. An error is the last thing in the sequence. A file without any text is
// an error (ErrEmpty, ErrScanned) when it was read from the start; single pages may be empty.
//
// Call it once at a time; ending the sequence early is fine.
func (f *File) Pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return f.read(ctx, Place{Page: from, text: from > 0})
}

// Resume gives the pages behind at, a Place of the same file opened earlier, as Pages would have gone on: limits and the
// check for an empty file count what was read before.
func (f *File) Resume(ctx context.Context, at Place) iter.Seq2[Page, error] {
	at.text = at.Bytes > 0
	if timed, ok := f.in.(interface{ spend(time.Duration) }); ok {
		timed.spend(at.Took)
	}
	return f.read(ctx, at)
}

func (f *File) read(ctx context.Context, at Place) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		f.place = at
		stopped := false
		began := time.Now()
		err := f.each(ctx, at.Page, func(p Page) error {
			f.place.Took += time.Since(began)
			if f.place.add(p); f.place.Bytes > f.limit {
				return fail(ErrTooLarge, fmt.Errorf("more than %d bytes of text", f.limit))
			}
			stopped = !yield(p, nil)
			if stopped {
				return errStopped
			}
			began = time.Now()
			return nil
		})
		switch {
		case stopped:
		case err != nil:
			yield(Page{}, fmt.Errorf("reading %q: %w", f.name, err))
		case !f.place.text:
			yield(Page{}, fmt.Errorf("reading %q: %w", f.name, f.empty()))
		}
	}
}

// empty is what is wrong with a file without text. That pages are scanned is known from a warning where they were not
// all read at once.
func (f *File) empty() error {
	if slices.Contains(f.Info().Warnings, NoTextPages) {
		return fail(ErrScanned, nil)
	}
	return fail(ErrEmpty, nil)
}

// each hands every page to visit, until that fails.
func (f *File) each(ctx context.Context, from int, visit func(Page) error) (err error) {
	visiting := false // a panic of the consumer's is its own
	defer func() {
		if !visiting {
			if p := recover(); p != nil {
				err = fail(ErrDamaged, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}
	}()
	for page, err := range f.in.pages(ctx, from) {
		if err != nil {
			return f.classify(ctx, err)
		}
		visiting = true
		if err := visit(page); err != nil {
			return err
		}
		visiting = false
	}
	return nil
}

// classify gives a reader's error its kind: the context's own when that has ended, the source's when its bytes could not
// be had, damage when nobody said otherwise.
func (f *File) classify(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return damaged(f.data.instead(err))
}

// watchedData remembers the first failure to read a source's bytes. Parsers tend to report it as damage or to swallow
// it, but it says nothing of the file and may be gone on the next attempt.
type watchedData struct {
	in  io.ReaderAt
	mu  sync.Mutex
	err error
}

func (w *watchedData) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.in.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.err == nil {
			w.err = fmt.Errorf("reading the file's bytes at %d: %w", off, err)
		}
	}
	return n, err
}

// instead gives the source's failure in place of what a parser made of it.
func (w *watchedData) instead(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil && w.err != nil {
		return sourceError{w.err}
	}
	return err
}

// sourceError marks an error that is not the file's.
type sourceError struct{ error }

func (e sourceError) Unwrap() error { return e.error }
