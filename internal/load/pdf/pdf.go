// Package pdf reads PDFs. Package pdfium finds the characters and lines that
// are drawn on a page, and package layout determines in which order and
// structure they are read.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/pdf/layout"
	"github.com/mundap/mundap/internal/load/pdf/pdfium"
)

// Engine is compiled PDFium; see pdfium.Engine.
type Engine = pdfium.Engine

// Formats lists the formats of this package. The engine reads them.
func Formats(engine *Engine) []format.Format {
	return []format.Format{{
		Name: "pdf", Extensions: []string{"pdf"}, Isolated: true,
		Plain: "txt", Traces: []string{" obj", "endobj", "endstream", "startxref", "%%EOF"},
		Matches: func(_ format.Source, head []byte) bool {
			// The mark may come late: readers accept it within the first 1024 bytes.
			return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
		},
		Open: func(ctx context.Context, s format.Source, _ format.Env) (format.Reader, error) {
			return open(ctx, engine, s)
		},
	}}
}

// drawn is a document whose pages PDFium draws; see pdfium.Document.
type drawn interface {
	Pages() int
	Page(index int) (layout.Sheet, error)
	Crashed() bool
	Restart(ctx context.Context) error
	Close() error
}

// file is a PDF that is being read.
type file struct {
	about   content.Info
	doc     drawn
	profile layout.Profile
	sheets  map[int]sheet // pages that are read already or are still needed
	crashes int
	damage  damage
}

// sheet is a page, or why it can't be read.
type sheet struct {
	page *layout.Page
	err  error
}

// maxPages bounds a PDF. The longest books have a few thousand pages; a page
// tree that contains itself has millions.
const maxPages = 50_000

func open(ctx context.Context, engine *Engine, s format.Source) (_ format.Reader, err error) {
	doc, err := engine.Open(ctx, s.Data, s.Size)
	switch {
	case errors.Is(err, pdfium.ErrPassword):
		return nil, format.Fail(format.ErrEncrypted, err)
	case errors.Is(err, pdfium.ErrDamaged):
		return nil, format.Fail(format.ErrDamaged, err)
	case err != nil:
		return nil, err
	}
	f := &file{doc: doc, sheets: map[int]sheet{}, about: content.Info{Format: "pdf",
		Unit:  content.PageUnit,
		Title: title(doc.Title()), Total: int64(doc.Pages())}}
	switch n := doc.Pages(); {
	case n <= 0:
		err = format.Fail(format.ErrDamaged, errors.New("no pages"))
	case n > maxPages:
		err = format.Fail(format.ErrTooLarge, fmt.Errorf("%d pages", n))
	default:
		f.damage = inspect(s)
		err = f.survey(ctx)
	}
	switch {
	case err != nil:
	case f.damage.cut:
		f.about.Warn(document.Incomplete)
	case f.damage.streams > 0:
		f.about.Warn(document.PagesDamaged)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// surveyed is how many pages are looked at beforehand, spread over the document.
const surveyed = 8

// survey looks at a sample of the pages, and keeps it: many documents are no
// longer than that.
func (f *file) survey(ctx context.Context) error {
	var pages []*layout.Page
	count := f.doc.Pages()
	step := max(1, count/surveyed)
	for i := 0; i < count && len(pages) < surveyed; i += step {
		s := f.sheet(ctx, i)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if s.err == nil { // broken pages are told when it is their turn
			pages = append(pages, s.page)
		}
	}
	f.profile = layout.Survey(pages)
	return nil
}

func (f *file) Info() content.Info { return f.about }

func (f *file) Close() error { return f.doc.Close() }

// maxCrashes is how many pages of a document may crash PDFium twice: a drawing
// that takes more memory than its machine has does. The other pages are read by
// another machine.
const maxCrashes = 5

// sheet reads a page, or gives it again.
func (f *file) sheet(ctx context.Context, index int) sheet {
	if s, ok := f.sheets[index]; ok {
		return s
	}
	page, err := f.doc.Page(index)
	if f.crashed(ctx) && f.restart(ctx) {
		// What PDFium keeps of the pages before may have taken all its memory.
		if page, err = f.doc.Page(index); f.crashed(ctx) {
			if f.crashes++; f.crashes <= maxCrashes {
				f.restart(ctx)
			}
		}
	}
	s := sheet{err: err}
	if err == nil {
		s.page = layout.Arrange(&page)
	}
	f.sheets[index] = s
	return s
}

func (f *file) crashed(ctx context.Context) bool { return f.doc.Crashed() && ctx.Err() == nil }

// restart goes on with another machine, if there is one.
func (f *file) restart(ctx context.Context) bool {
	if err := f.doc.Restart(ctx); err != nil {
		f.crashes = maxCrashes + 1
		return false
	}
	return true
}

// Pages implements format.Reader.
func (f *file) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		w := walk{file: f, from: from}
		defer clear(f.sheets) // pages are changed by following one another
		for i := f.start(ctx, from); i < f.doc.Pages(); i++ {
			page, err := w.page(ctx, i)
			if err != nil {
				yield(content.Page{}, err)
				return
			}
			if i >= from && !yield(page, nil) {
				return
			}
		}
		if err := w.end(); err != nil {
			yield(content.Page{}, err)
		}
	}
}

// start gives the page from which on pages must be seen to read the page from:
// its tables may have begun earlier, and heads repeat the pages before.
func (f *file) start(ctx context.Context, from int) int {
	i := max(0, from-lookback)
	for ; i > 0 && ctx.Err() == nil; i-- {
		if s := f.sheet(ctx, i); s.err != nil || !s.page.Continues() {
			break
		}
	}
	return i
}

// lookback is how many pages before one are compared with it: left and right
// pages may have heads of their own.
const lookback = 2

// walk is one reading of a file's pages.
type walk struct {
	*file
	from            int
	broken, scanned int
	filled          int   // pages with text
	blank           []int // pages without anything
}

// hopeless is how many pages may be broken at the beginning before the rest is
// given up.
const hopeless = 50

// page reads a page and what the ones around it tell of it.
func (w *walk) page(ctx context.Context, i int) (content.Page, error) {
	s := w.sheet(ctx, i)
	page := content.Page{Index: i, Number: i + 1, Done: int64(i + 1)}
	switch {
	case ctx.Err() != nil:
		return page, ctx.Err()
	case w.crashes > maxCrashes:
		return page, format.Fail(format.ErrDamaged, fmt.Errorf("PDFium crashed %d times: %w",
			w.crashes, s.err))
	// No page before this one could be read either.
	case s.err != nil && i == w.broken && (i+1 == w.doc.Pages() || i == hopeless):
		return page, format.Fail(format.ErrDamaged, s.err)
	case s.err != nil:
		w.broken++
		w.warn(i, document.PagesLeftOut)
		return page, nil
	case s.page.Empty() && s.page.Pictures > 0:
		w.scanned++
		// A picture without text is a scanned page, unless parts of the file are
		// damaged: then the text may be what is lost.
		if w.damage.found() {
			w.warn(i, document.PagesLeftOut)
		} else {
			w.warn(i, document.NoTextPages)
		}
	case s.page.Blank() && (w.damage.found() || w.damage.suspect):
		w.warn(i, document.PagesLeftOut)
	case s.page.Empty():
		w.blank = append(w.blank, i)
	}
	if !s.page.Empty() {
		w.filled++
	}
	var after *layout.Page
	if i+1 < w.doc.Pages() {
		after = w.sheet(ctx, i+1).page
	}
	s.page.Follow(w.before(i), after, w.profile)
	delete(w.sheets, i-lookback)
	page.Text, page.Blocks, page.Sheet = s.page.Write(w.profile)
	return page, nil
}

// before returns the pages before page i, the nearest first.
func (w *walk) before(i int) []*layout.Page {
	var pages []*layout.Page
	for d := 1; d <= lookback && d <= i; d++ {
		// A page that can't be read stands as an empty one, so that the others keep
		// their distance.
		if q, ok := w.sheets[i-d]; ok && q.err == nil {
			pages = append(pages, q.page)
		} else {
			pages = append(pages, &layout.Page{})
		}
	}
	return pages
}

// warn counts a page to a warning, unless it is only looked at for others.
func (w *walk) warn(page int, code document.WarningCode) {
	if page >= w.from {
		w.about.WarnOfPage(code, w.doc.Pages())
	}
}

// end says what is wrong with a file without text.
func (w *walk) end() error {
	if w.from == 0 && w.filled < w.damage.texts {
		for _, page := range w.blank {
			w.warn(page, document.PagesLeftOut)
		}
	}
	if w.damage.found() && w.scanned+w.broken == w.doc.Pages() {
		return format.Fail(format.ErrDamaged, errors.New("no text is left"))
	}
	if w.from == 0 && w.scanned > 0 && w.scanned+w.broken == w.doc.Pages() {
		return format.Fail(format.ErrScanned, fmt.Errorf("%d pages without text", w.doc.Pages()))
	}
	return nil
}

// Compiled reports whether a cache folder holds compiled PDFium.
func Compiled(folder string) bool {
	found, _ := filepath.Glob(filepath.Join(folder, "wazero-*", "*"))
	return folder != "" && len(found) > 0
}
