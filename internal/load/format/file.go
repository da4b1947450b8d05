package format

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// OpenHere opens a file inside this process. A parser's panic counts as damage.
func OpenHere(ctx context.Context, s Source, f Format, e Env) (r Reader, err error) {
	defer Recovered(&err)
	r, err = f.Open(ctx, s, e)
	return r, Damaged(err)
}

// Recovered turns a panic into an error.
func Recovered(err *error) {
	if p := recover(); p != nil {
		*err = Fail(ErrDamaged, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// File is an opened file. It is used by one goroutine at a time. Close it.
type File struct {
	name    string
	version int // the reader's
	data    *watchedData
	in      Reader
	limit   Limits
	place   Place
	last    string // where an incomplete reading stopped; "" before that
}

// Info is what is known so far; see Info. Of a file that was resumed it
// includes what was known before.
func (f *File) Info() content.Info {
	info := f.place.Info.With(f.in.Info())
	info.Version = f.version
	for i, w := range info.Warnings {
		if w.Code == document.Incomplete && w.Last == "" && f.last != "" {
			info.Warnings = slices.Clone(info.Warnings)
			info.Warnings[i].Last = f.last
		}
	}
	return info
}

// stopped notes the end of the text after which an incomplete reading stopped.
func (f *File) stopped(text string) {
	if f.last == "" && f.in.Info().Warned(document.Incomplete) {
		f.last = lastWords(text)
	}
}

// lastWords is the end of a text, at most some twenty characters.
func lastWords(text string) string {
	runes := []rune(korean.Line(text[max(0, len(text)-200):]))
	return strings.TrimSpace(strings.Trim(string(runes[max(0, len(runes)-20):]), "\ufffd"))
}

// Place is where reading continues after the last page that was yielded.
func (f *File) Place() Place {
	at := f.place
	at.Info = f.Info()
	return at
}

// Close frees what reading took. It may be called at any time, twice too.
func (f *File) Close() error { return f.in.Close() }

// Pages gives the pages from index from on, in order; the same file gives the
// same pages every time, so reading can be resumed after the last page that
// was kept. An error is the last thing in the sequence. A file without any text
// is an error (ErrEmpty, ErrScanned) when it was read from the start; single
// pages may be empty.
//
// Call it once at a time; ending the sequence early is fine.
func (f *File) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return f.read(ctx, Place{Page: from, text: from > 0})
}

// Resume yields the pages after at, a Place of the same file opened earlier, as
// Pages would have gone on: limits and the check for an empty file count what
// was read before.
func (f *File) Resume(ctx context.Context, at Place) iter.Seq2[content.Page, error] {
	at.text = at.Bytes > 0
	if timed, ok := f.in.(Timed); ok {
		timed.Spend(at.Took)
	}
	return f.read(ctx, at)
}

func (f *File) read(ctx context.Context, at Place) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		f.place = at
		stopped := false
		began := time.Now()
		tail := ""
		err := f.each(ctx, at.Page, func(p content.Page) error {
			f.took(time.Since(began))
			tail = p.Text
			f.stopped(tail)
			switch f.place.add(p); {
			case f.place.Bytes > f.limit.Text:
				return Fail(ErrTooLarge, fmt.Errorf("more than %d bytes of text", f.limit.Text))
			case f.place.Blocks > f.limit.Blocks:
				return Fail(ErrTooLarge, fmt.Errorf("more than %d paragraphs or rows",
					f.limit.Blocks))
			}
			stopped = !yield(p, nil)
			if stopped {
				return content.ErrStopped
			}
			began = time.Now()
			return nil
		})
		f.stopped(tail)
		switch {
		case stopped:
		case err != nil && !f.place.text && errors.Is(err, ErrDamaged) && f.cut():
			yield(content.Page{}, fmt.Errorf("reading %q: %w", f.name, Fail(ErrCutOff, err)))
		case err != nil:
			yield(content.Page{}, fmt.Errorf("reading %q: %w", f.name, err))
		case !f.place.text:
			yield(content.Page{}, fmt.Errorf("reading %q: %w", f.name, f.empty()))
		}
	}
}

// took adds the time that a page took to the file's: that of its reader, if it
// knows better.
func (f *File) took(elapsed time.Duration) {
	if timed, ok := f.in.(Timed); ok {
		f.place.Took = timed.Spent()
	} else {
		f.place.Took += elapsed
	}
}

// empty is what is wrong with a file without text. That pages are scanned is
// known from a warning where they were not all read at once.
func (f *File) empty() error {
	switch {
	case f.Info().Warned(document.NoTextPages):
		return Fail(ErrScanned, nil)
	case f.cut():
		return Fail(ErrCutOff, nil)
	}
	return Fail(ErrEmpty, nil)
}

// cut reports whether the reader found that the end of the file is missing.
func (f *File) cut() bool { return f.Info().Warned(document.Incomplete) }

// each hands every page to visit, until that fails.
func (f *File) each(ctx context.Context, from int, visit func(content.Page) error) (err error) {
	visiting := false // a panic of the consumer's is its own
	defer func() {
		if !visiting {
			if p := recover(); p != nil {
				err = Fail(ErrDamaged, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}
	}()
	for page, err := range f.in.Pages(ctx, from) {
		if err != nil {
			return f.classify(ctx, err)
		}
		visiting = true
		if err := visit(page); err != nil {
			return err
		}
		visiting = false
	}
	return f.data.failure()
}

// classify gives a reader's error its kind: the context's own when that has
// ended, the source's when its bytes could not be had, damage when nobody said
// otherwise.
func (f *File) classify(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return Damaged(f.data.instead(err))
}

// watchedData remembers the first failure to read a source's bytes. Parsers
// tend to report it as damage or to swallow it, but it says nothing of the file
// and may be gone on the next attempt.
type watchedData struct {
	in   io.ReaderAt
	size int64
	mu   sync.Mutex
	err  error
}

var errOutside = errors.New("an offset outside the file")

func (w *watchedData) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off > w.size { // a damaged file sends its reader anywhere
		return 0, errOutside
	}
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

// failure is the source's, nil for none: a reader may have taken it for damage and gone on.
func (w *watchedData) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return sourceError{w.err}
	}
	return nil
}

// instead returns the source's failure rather than what a parser made of it.
func (w *watchedData) instead(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil && w.err != nil {
		return sourceError{w.err}
	}
	return err
}
