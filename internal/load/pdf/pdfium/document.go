package pdfium

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mundap/mundap/internal/load/pdf/layout"
)

// Why a document can't be opened.
var (
	ErrPassword = errors.New("the document is encrypted")
	ErrDamaged  = errors.New("the document can't be parsed")
)

// Document is an open PDF. It is used by one goroutine at a time. Close it.
type Document struct {
	engine *Engine
	data   io.ReaderAt
	size   int64
	m      *machine
	handle uint64
	form   uint64 // the form's environment; 0 means the document has no form
	pages  int
	chars  []layout.Char // room for those of a page
	// flattened are the annotations of pages that PDFium no longer has them of.
	flattened map[int]annotations
}

// Open opens the PDF of size bytes. Errors are ErrPassword, ErrDamaged, or say
// that PDFium could not be started.
func (e *Engine) Open(ctx context.Context, data io.ReaderAt, size int64) (*Document, error) {
	d := &Document{engine: e, data: data, size: size}
	if err := d.start(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// start opens the document in a machine of its own.
func (d *Document) start(ctx context.Context) (err error) {
	if d.m, err = d.engine.machine(ctx); err != nil {
		return err
	}
	access, _, err := d.m.in.CreateFileAccessReader(d.size, io.NewSectionReader(d.data, 0, d.size))
	if err != nil {
		return fmt.Errorf("handing the file to PDFium: %w", err)
	}
	if d.handle = d.m.call(fnLoadDocument, *access, 0); d.handle == 0 {
		return d.refused()
	}
	d.pages = d.m.count(fnPageCount, d.handle)
	const none = 0
	if d.m.count(fnFormType, d.handle) != none {
		if info := d.m.call(fnFormInfo); info != 0 {
			d.form = d.m.call(fnFormOpen, d.handle, info)
		}
	}
	if d.m.err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, d.m.err)
	}
	return nil
}

// refused says why there is no document.
func (d *Document) refused() error {
	const password, security = 4, 5
	code := d.m.count(fnLastError)
	switch {
	case d.m.err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, d.m.err)
	case code == password || code == security:
		return ErrPassword
	}
	return fmt.Errorf("%w: PDFium's error %d", ErrDamaged, code)
}

// Pages is the number of pages that the document says it has.
func (d *Document) Pages() int { return d.pages }

// Title is the document's own title, "" for none. Letters that are no Latin-1
// may have got lost where the title isn't in Unicode.
func (d *Document) Title() string {
	return d.m.text(fnMetaText, d.handle, d.m.string("Title"))
}

// Crashed reports whether PDFium is of no use for this document any more.
func (d *Document) Crashed() bool { return d.m.err != nil }

// Restart opens the document again after a crash.
func (d *Document) Restart(ctx context.Context) error {
	d.m.close()
	clear(d.flattened)
	return d.start(ctx)
}

// Close ends PDFium's machine. It may be called twice.
func (d *Document) Close() error {
	if d.m != nil && d.m.instance != nil {
		d.m.close()
		d.m.instance = nil
	}
	return nil
}

// Page reads what is drawn on a page; index counts from 0. The characters of
// the sheet are valid until the next call.
func (d *Document) Page(index int) (layout.Sheet, error) {
	handle := d.m.call(fnLoadPage, d.handle, uint64(index))
	if handle == 0 {
		return layout.Sheet{}, errors.Join(fmt.Errorf("page %d can't be loaded", index+1), d.m.err)
	}
	p := &page{machine: d.m, handle: handle, sheet: layout.Sheet{Chars: d.chars[:0]}}
	p.place()
	d.annotate(p, index)
	p.readObjects()
	p.readText()
	d.chars = p.sheet.Chars
	d.m.call(fnClosePage, p.handle)
	if d.m.err != nil {
		return layout.Sheet{}, fmt.Errorf("page %d: %w", index+1, d.m.err)
	}
	return p.sheet, nil
}

// annotate reads a page's annotations. What some of them draw becomes part of
// the page, whose handle changes then.
func (d *Document) annotate(p *page, index int) {
	found, done := d.flattened[index]
	if !done {
		found = p.readAnnotations(d.form)
	}
	p.sheet.Fields, p.sheet.Comments = found.fields, found.comments
	if done || len(found.drawn) == 0 {
		return
	}
	p.flatten(found.drawn)
	d.m.call(fnClosePage, p.handle)
	p.handle = d.m.call(fnLoadPage, d.handle, uint64(index))
	if d.flattened == nil {
		d.flattened = map[int]annotations{}
	}
	d.flattened[index] = annotations{fields: found.fields, comments: found.comments}
}
