// Package pdf reads PDFs by PDFium, compiled to WebAssembly.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"

	pdfiumlib "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"

	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	xkorean "golang.org/x/text/encoding/korean"

	"github.com/mundap/mundap/internal/korean"
)

// Formats lists the formats of this package. The engine reads them.
func Formats(engine *Engine) []format.Format { return []format.Format{pdfFormat(engine)} }

func pdfFormat(engine *Engine) format.Format {
	return format.Format{Name: "pdf", Extensions: []string{"pdf"}, Isolated: true, Open: openPDF(engine),
		// The mark may come late: readers accept it within the first 1024 bytes.
		Matches: func(_ format.Source, head []byte) bool {
			return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
		}}
}

// pdfFile reads a PDF page by page through PDFium.
type pdfFile struct {
	about    content.Info
	source   format.Source
	engine   *Engine
	stop     func() bool // ends the watch over the context
	document references.FPDF_DOCUMENT
	count    int       // of pages
	layout   pdfLayout // what several pages together show
	seen     map[int]pdfPage
	crashes  int

	mu       sync.Mutex // guards what follows: the context may end at any time
	instance pdfiumlib.Pdfium
	killed   bool
}

// pdfPage is what a page holds.
type pdfPage struct {
	lines    []pdfLine
	pictures bool // the page has no text and shows something
	err      error
}

// openPDF ties the machine to ctx: when it ends, whatever PDFium does ends.
func openPDF(engine *Engine) func(context.Context, format.Source, format.Env) (format.Reader, error) {
	return func(ctx context.Context, s format.Source, _ format.Env) (_ format.Reader, err error) {
		f := &pdfFile{about: content.Info{Format: "pdf", Unit: content.PageUnit}, source: s, engine: engine, seen: map[int]pdfPage{}}
		if f.instance, err = engine.instance(ctx); err != nil {
			return nil, err
		}
		f.stop = context.AfterFunc(ctx, f.kill)
		defer func() {
			if err != nil {
				f.Close()
			}
		}()
		if err := f.open(); err != nil {
			return nil, err
		}
		f.about.Title = f.title()
		f.layout, err = f.survey(ctx)
		return f, err
	}
}

// kill ends whatever PDFium is doing.
func (f *pdfFile) kill() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.killed = true
	f.instance.Kill()
}

// maxCrashes is how many pages of a document may crash PDFium: a drawing that takes more memory than the machine has
// does. The other pages are read by another machine.
const maxCrashes = 5

// revive replaces a crashed machine.
func (f *pdfFile) revive(ctx context.Context) error {
	if f.crashes++; f.crashes > maxCrashes {
		return format.Fail(format.ErrDamaged, fmt.Errorf("PDFium crashed %d times", f.crashes))
	}
	f.mu.Lock()
	if f.killed {
		f.mu.Unlock()
		return ctx.Err()
	}
	f.instance.Kill()
	instance, err := f.engine.instance(ctx)
	if err == nil {
		f.instance = instance
	}
	f.mu.Unlock()
	if err != nil {
		return err
	}
	return f.open()
}

// isCrash reports whether an error means that the machine is dead.
func isCrash(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "wasm error") || strings.Contains(err.Error(), "module closed"))
}

func (f *pdfFile) open() error {
	doc, err := f.instance.OpenDocument(&requests.OpenDocument{
		FileReader: io.NewSectionReader(f.source.Data, 0, f.source.Size), FileReaderSize: f.source.Size})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return format.Fail(format.ErrEncrypted, err)
	case err != nil:
		return format.Fail(format.ErrDamaged, err)
	}
	f.document = doc.Document
	n, err := f.instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.document})
	if err != nil {
		return format.Fail(format.ErrDamaged, err)
	}
	if n.PageCount <= 0 {
		return format.Fail(format.ErrDamaged, errors.New("no pages"))
	}
	if n.PageCount > maxPages {
		return format.Fail(format.ErrTooLarge, fmt.Errorf("%d pages", n.PageCount))
	}
	f.count, f.about.Total = n.PageCount, int64(n.PageCount)
	return nil
}

// maxPages bounds a PDF. The longest books have a few thousand pages; a page tree that holds itself has millions.
const maxPages = 50_000

// title is the document's own title. Korean programs of old wrote it in CP949 where PDF has Latin letters.
func (f *pdfFile) title() string {
	meta, err := f.instance.GetMetaData(&requests.GetMetaData{Document: f.document, Tags: &[]string{"Title"}})
	if err != nil || len(meta.Tags) == 0 {
		return ""
	}
	title := meta.Tags[0].Value
	if raw, ok := latin1(title); ok {
		s, err := xkorean.EUCKR.NewDecoder().Bytes(raw)
		switch {
		case err != nil || !korean.HasHangul(string(s)):
		case strings.ContainsRune(string(s), '\ufffd'):
			title = "" // PDFium dropped a byte that is no Latin letter: what is left can't be read
		default:
			title = string(s)
		}
	}
	return content.GoodTitle(title)
}

// latin1 gives the bytes of a text of Latin-1 that is not plain ASCII.
func latin1(s string) (raw []byte, ok bool) {
	for _, r := range s {
		if r > 0xff {
			return nil, false
		}
		ok = ok || r >= 0xa1
		raw = append(raw, byte(r))
	}
	return raw, ok
}

func (f *pdfFile) Info() content.Info { return f.about }

func (f *pdfFile) Close() error {
	if !f.stop() {
		return nil // killed already
	}
	return f.instance.Close()
}

func (f *pdfFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		broken, scanned := 0, 0
		for i := from; i < f.count; i++ {
			page, err := f.page(ctx, i)
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			switch {
			case ctx.Err() != nil, f.crashes > maxCrashes:
			case err != nil && i == broken && (i+1 == f.count || broken == hopeless):
				err = format.Fail(format.ErrDamaged, err)
			case err != nil:
				broken++
				f.about.Warn(document.PagesLeftOut)
				err = nil
			case page.pictures:
				scanned++
				f.about.Warn(document.NoTextPages)
			}
			if err != nil {
				yield(content.Page{}, err)
				return
			}
			b := &content.Builder{}
			f.layout.write(b, page.lines)
			text, blocks := b.Take()
			if !yield(content.Page{Index: i, Number: i + 1, Text: text, Blocks: blocks, Done: int64(i + 1)}, nil) {
				return
			}
		}
		if from == 0 && scanned > 0 && scanned+broken == f.count {
			yield(content.Page{}, format.Fail(format.ErrScanned, fmt.Errorf("%d pages without text", f.count)))
		}
	}
}

// hopeless is how many pages may be broken at the beginning before the rest is given up.
const hopeless = 50

// pdfLine is a line of text as PDFium found it, with its place on the page in points.
type pdfLine struct {
	text                     string // in NFC, without blanks around it
	blank                    bool   // a blank stood at its end: the next line begins a word
	left, right, top, bottom float64
	size                     float64 // of its first character's font, in points
}

// page reads a page, or gives it again if the survey has. A page that crashes the machine gets another machine for the
// pages behind it.
func (f *pdfFile) page(ctx context.Context, index int) (pdfPage, error) {
	if page, ok := f.seen[index]; ok {
		return page, page.err
	}
	page, err := f.load(index)
	if isCrash(err) && ctx.Err() == nil {
		f.seen[index] = pdfPage{err: err}
		if dead := f.revive(ctx); dead != nil {
			return page, dead
		}
	}
	return page, err
}

// load reads a page's lines in the order of reading.
func (f *pdfFile) load(index int) (page pdfPage, err error) {
	loaded, err := f.instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.document, Index: index})
	if err != nil {
		return page, fmt.Errorf("page %d: %w", index+1, err)
	}
	defer f.instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	ref := requests.Page{ByReference: &loaded.Page}
	text, err := f.instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
	if err != nil {
		return page, fmt.Errorf("text of page %d: %w", index+1, err)
	}
	defer f.instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	page.lines, err = readPDFLines(f.instance, text.TextPage)
	if err == nil && len(page.lines) == 0 {
		page.pictures = f.hasPictures(ref)
	}
	return page, err
}

// hasPictures reports whether something other than text is on a page.
func (f *pdfFile) hasPictures(page requests.Page) bool {
	n, err := f.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false
	}
	for i := range min(n.Count, 100) {
		object, err := f.instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return false
		}
		kind, err := f.instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err == nil && kind.Type != enums.FPDF_PAGEOBJ_TEXT {
			return true
		}
	}
	return false
}

func readPDFLines(instance pdfiumlib.Pdfium, page references.FPDF_TEXTPAGE) ([]pdfLine, error) {
	n, err := instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: page})
	if err != nil || n.Count <= 0 {
		return nil, err
	}
	all, err := instance.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: page, Count: n.Count})
	if err != nil {
		return nil, err
	}
	w := pdfText{instance: instance, page: page, count: n.Count}
	var lines []pdfLine
	for raw := range strings.SplitAfterSeq(all.Text, "\n") {
		if l, ok := w.line(raw); ok {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// pdfText walks along a page's text, keeping the index of PDFium's character beside it. Text and characters differ
// where PDFium leaves characters without a meaning out of the text, so the index is checked and moved on as needed.
type pdfText struct {
	instance pdfiumlib.Pdfium
	page     references.FPDF_TEXTPAGE
	count    int // of characters
	at       int // index of the next character of the text
}

// line takes the next line of the text, with its end.
func (w *pdfText) line(raw string) (pdfLine, bool) {
	chars := []rune(raw)
	first, last := 0, len(chars)-1
	for first < len(chars) && chars[first] <= ' ' {
		first++
	}
	for last >= first && chars[last] <= ' ' {
		last--
	}
	start := w.at
	w.at += utf16Length(chars)
	text := tidyPDF(korean.Line(strings.ReplaceAll(string(chars), "\ufffe", "-")))
	if first > last || text == "" {
		return pdfLine{}, false
	}
	l := pdfLine{text: text, blank: strings.HasSuffix(strings.TrimRight(raw, "\r\n"), " ")}
	a, ok := w.find(start+utf16Length(chars[:first]), chars[first])
	if !ok {
		return l, true
	}
	w.at += a - (start + utf16Length(chars[:first]))
	z, ok := w.find(a+utf16Length(chars[first:last]), chars[last])
	if !ok {
		z = a
	}
	w.measure(&l, a, z)
	return l, true
}

var (
	strayBlank    = regexp.MustCompile(`(\pL|\pN|[)\]”’]) ([.,?!)\]”’]+)( |$)`)
	strayNumber   = regexp.MustCompile(`(^|[ (])제 (\d{1,4}) ([편부장절관조항호])( |의|$)`)
	strayParticle = regexp.MustCompile(`([A-Za-z0-9)%]) (은|는|을|를|의|에|에서|으로|로|와|과|도|입니다|이다)([ .,]|$)`)
)

// tidyPDF takes out the blanks that PDFium sees where the font changes: before punctuation, around
// the number of a chapter, and between a Latin word or a number and its particle.
func tidyPDF(s string) string {
	s = strayBlank.ReplaceAllString(s, "$1$2$3")
	s = strayNumber.ReplaceAllString(s, "${1}제$2$3$4")
	return strayParticle.ReplaceAllString(s, "$1$2$3")
}

func utf16Length(chars []rune) (n int) {
	for _, r := range chars {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// find gives the index of the character r at or shortly behind index i.
func (w *pdfText) find(i int, r rune) (int, bool) {
	const slack = 16
	for j := i; j < min(i+slack, w.count); j++ {
		u, err := w.instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: w.page, Index: j})
		if err != nil {
			return 0, false
		}
		if rune(u.Unicode) == r || r > 0xffff {
			return j, true
		}
	}
	return 0, false
}

// measure sets a line's place and size from its first and last characters.
func (w *pdfText) measure(l *pdfLine, first, last int) {
	a, err := w.instance.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: w.page, Index: first})
	if err != nil {
		return
	}
	z, err := w.instance.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: w.page, Index: last})
	if err != nil {
		return
	}
	l.left, l.right = a.Left, z.Right
	l.top, l.bottom = max(a.Top, z.Top), min(a.Bottom, z.Bottom)
	size, err := w.instance.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: w.page, Index: first})
	if err != nil {
		return
	}
	l.size = size.FontSize
	if m, err := w.instance.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: w.page, Index: first}); err == nil {
		l.size *= scale(float64(m.Matrix.C), float64(m.Matrix.D))
	}
}
