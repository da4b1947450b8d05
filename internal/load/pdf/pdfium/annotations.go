package pdfium

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/load/pdf/layout"
)

// maxAnnotations bounds what is read of a page's annotations.
const maxAnnotations = 5_000

// Subtypes of annotations, and flags, as PDFium numbers them.
const (
	annotText     = 1
	annotFreeText = 3
	annotPopup    = 16
	annotLink     = 2
	annotStamp    = 13
	annotWidget   = 20
	annotScreen   = 21

	flagHidden, flagNoView = 1 << 1, 1 << 5
)

// annotations is what is read of a page's annotations.
type annotations struct {
	fields, comments []layout.Text
	drawn            []int // the numbers of those that show text of their own
}

// readAnnotations reads the values of form fields, texts written on the page,
// and comments.
func (p *page) readAnnotations(form uint64) (out annotations) {
	for i := range min(p.count(fnAnnotCount, p.handle), maxAnnotations) {
		if annot := p.call(fnAnnot, p.handle, uint64(i)); annot != 0 {
			if p.annotation(form, annot, &out) {
				out.drawn = append(out.drawn, i)
			}
			p.call(fnAnnotClose, annot)
		}
	}
	return out
}

// annotation reads an annotation. It reports whether the rest of it is in what
// it draws: signatures, stamps and buttons have no value that says it.
func (p *page) annotation(form, annot uint64, to *annotations) (drawn bool) {
	flags := p.count(fnAnnotFlags, annot)
	if flags&(flagHidden|flagNoView) != 0 || !p.truth(fnAnnotRect, annot, p.at(0)) {
		return false
	}
	f := p.floats(4)
	t := layout.Text{Box: p.box(f[0], f[3], f[2], f[1])}
	switch kind := p.count(fnAnnotSubtype, annot); kind {
	case annotWidget:
		read := false
		if form != 0 {
			t.Text, read = p.fieldValue(form, annot)
		}
		to.fields = appendText(to.fields, t)
		return !read && p.drawsText(annot)
	case annotFreeText:
		t.Text = p.annotString(annot, "Contents")
		to.fields = appendText(to.fields, t)
		return t.Text == "" && p.drawsText(annot)
	case annotPopup, annotLink: // a popup shows its parent's text
		return false
	default:
		t.Text = p.annotString(annot, "Contents")
		to.comments = appendText(to.comments, t)
		return (kind == annotStamp || kind == annotScreen) && p.drawsText(annot)
	}
}

// drawsText reports whether an annotation draws text, or a form that may.
func (p *page) drawsText(annot uint64) bool {
	const most = 100
	for i := range min(p.count(fnAnnotObjects, annot), most) {
		object := p.call(fnAnnotObject, annot, uint64(i))
		if object == 0 {
			continue
		}
		if kind := p.count(fnObjectType, object); kind == objectText || kind == objectForm {
			return true
		}
	}
	return false
}

// flatten makes the drawings of annotations part of the page and removes the
// other annotations. The page must be loaded again.
func (p *page) flatten(drawn []int) {
	const forDisplay = 0
	for i := p.count(fnAnnotCount, p.handle) - 1; i >= 0; i-- {
		if !slices.Contains(drawn, i) {
			p.call(fnAnnotRemove, p.handle, uint64(i))
		}
	}
	p.call(fnFlatten, p.handle, forDisplay)
}

func appendText(all []layout.Text, t layout.Text) []layout.Text {
	t.Text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(t.Text))
	if t.Text == "" {
		return all
	}
	return append(all, t)
}

func (p *page) annotString(annot uint64, key string) string {
	return p.text(fnAnnotString, annot, p.string(key))
}

// Types of form fields, as PDFium numbers them.
const (
	fieldCheckbox = 2
	fieldRadio    = 3
	fieldCombo    = 4
	fieldList     = 5
	fieldText     = 6
)

// flagPassword is the flag of text fields that show no text.
const flagPassword = 1 << 13

// fieldValue is what a field shows: its text, the chosen options, or a tick.
// read: nothing else that the field draws is worth reading.
func (p *page) fieldValue(form, annot uint64) (value string, read bool) {
	switch p.count(fnFieldType, form, annot) {
	case fieldText:
		if p.count(fnFieldFlags, form, annot)&flagPassword != 0 {
			return "", true
		}
		value = p.text(fnFieldValue, form, annot)
	case fieldCheckbox, fieldRadio:
		// FPDFAnnot_IsChecked needs a page that is shown. The state is the name of
		// the appearance, which is Off in every form.
		if state := p.annotString(annot, "AS"); state != "" && state != "Off" {
			value = "☑"
		}
		return value, true
	case fieldCombo, fieldList:
		if value = p.options(form, annot); value == "" {
			value = p.text(fnFieldValue, form, annot)
		}
	}
	return value, value != ""
}

// options gives the labels of the chosen options, one a line.
func (p *page) options(form, annot uint64) string {
	const most = 1_000
	var chosen []string
	for i := range min(p.count(fnOptionCount, form, annot), most) {
		if p.truth(fnOptionSelected, form, annot, uint64(i)) {
			chosen = append(chosen, p.text(fnOptionLabel, form, annot, uint64(i)))
		}
	}
	return strings.Join(chosen, "\n")
}
