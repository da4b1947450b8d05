package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	pdfiumlib "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	xkorean "golang.org/x/text/encoding/korean"

	"github.com/mundap/mundap/internal/korean"
)

func pdfFormat() Format {
	return Format{Name: "pdf", Extensions: []string{"pdf"}, Isolated: true, open: openPDF,
		// The mark may come late: readers accept it within the first 1024 bytes.
		matches: func(_ Source, head []byte) bool { return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) }}
}

// pdfFile reads a PDF page by page through PDFium.
type pdfFile struct {
	about    Info
	instance pdfiumlib.Pdfium
	stop     func() bool // ends the watch over the context
	document references.FPDF_DOCUMENT
	count    int       // of pages
	layout   pdfLayout // what several pages together show
	seen     map[int]pdfPage
}

// pdfPage is what a page holds.
type pdfPage struct {
	lines    []pdfLine
	pictures bool // the page has no text and shows something
}

// openPDF ties the machine to ctx: when it ends, whatever PDFium does ends.
func openPDF(ctx context.Context, s Source, e env) (_ reader, err error) {
	instance, err := e.pdfium.instance(ctx)
	if err != nil {
		return nil, err
	}
	f := &pdfFile{about: Info{Format: "pdf", Unit: PageUnit}, instance: instance}
	f.stop = context.AfterFunc(ctx, func() { instance.Kill() })
	defer func() {
		if err != nil {
			f.close()
		}
	}()
	if err := f.open(s); err != nil {
		return nil, err
	}
	f.layout, err = f.survey(ctx)
	return f, err
}

func (f *pdfFile) open(s Source) error {
	doc, err := f.instance.OpenDocument(&requests.OpenDocument{
		FileReader: io.NewSectionReader(s.Data, 0, s.Size), FileReaderSize: s.Size})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return fail(ErrEncrypted, err)
	case err != nil:
		return fail(ErrDamaged, err)
	}
	f.document = doc.Document
	n, err := f.instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.document})
	if err != nil {
		return fail(ErrDamaged, err)
	}
	if n.PageCount <= 0 {
		return fail(ErrDamaged, errors.New("no pages"))
	}
	f.count, f.about.Total = n.PageCount, int64(n.PageCount)
	f.about.Title = f.title()
	return nil
}

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
	return goodTitle(title)
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

func (f *pdfFile) info() Info { return f.about }

func (f *pdfFile) close() error {
	if !f.stop() {
		return nil // killed already
	}
	return f.instance.Close()
}

func (f *pdfFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		broken, empty := 0, 0
		for i := from; i < f.count; i++ {
			page, err := f.page(i)
			if ctx.Err() != nil {
				yield(Page{}, ctx.Err())
				return
			}
			switch {
			case err != nil:
				broken++
				f.about.warn(NoTextPages)
			case page.pictures:
				empty++
				f.about.warn(NoTextPages)
			}
			if err != nil && broken == i+1 && i+1 == f.count {
				yield(Page{}, fail(ErrDamaged, err))
				return
			}
			b := &builder{}
			f.layout.write(b, page.lines)
			text, blocks := b.take()
			if !yield(Page{Index: i, Number: i + 1, Text: text, Blocks: blocks, Done: int64(i + 1)}, nil) {
				return
			}
		}
		if from == 0 && empty > 0 && empty+broken == f.count {
			yield(Page{}, fail(ErrScanned, fmt.Errorf("%d pages without text", f.count)))
		}
	}
}

// pdfLine is a line of text as PDFium found it, with its place on the page in points.
type pdfLine struct {
	text                     string // in NFC, without blanks around it
	blank                    bool   // a blank stood at its end: the next line begins a word
	left, right, top, bottom float64
	size                     float64 // of its first character's font, in points
}

// page reads a page, or gives it again if the survey has.
func (f *pdfFile) page(index int) (pdfPage, error) {
	if page, ok := f.seen[index]; ok {
		return page, nil
	}
	return f.load(index)
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
	strayParticle = regexp.MustCompile(`([A-Za-z0-9)%]) (은|는|을|를|의|에|에서|으로|로|와|과|도|입니다|이다)([ .,]|$)`)
)

// tidyPDF takes out the blanks that PDFium sees where the font changes: before punctuation, and between a Latin word or
// a number and its particle.
func tidyPDF(s string) string {
	s = strayBlank.ReplaceAllString(s, "$1$2$3")
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
