package pdfium

import (
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
	annotWidget   = 20

	flagHidden, flagNoView = 1 << 1, 1 << 5
)

// readAnnotations reads the values of form fields, texts written on the page,
// and comments.
func (p *page) readAnnotations(form uint64) {
	for i := range min(p.count(fnAnnotCount, p.handle), maxAnnotations) {
		if annot := p.call(fnAnnot, p.handle, uint64(i)); annot != 0 {
			p.annotation(form, annot)
			p.call(fnAnnotClose, annot)
		}
	}
}

func (p *page) annotation(form, annot uint64) {
	flags := p.count(fnAnnotFlags, annot)
	if flags&(flagHidden|flagNoView) != 0 || !p.truth(fnAnnotRect, annot, p.at(0)) {
		return
	}
	f := p.floats(4)
	t := layout.Text{Box: p.box(f[0], f[3], f[2], f[1])}
	switch kind := p.count(fnAnnotSubtype, annot); kind {
	case annotWidget:
		if form != 0 {
			t.Text = p.fieldValue(form, annot)
		}
		p.sheet.Fields = appendText(p.sheet.Fields, t)
	case annotFreeText:
		t.Text = p.annotString(annot, "Contents")
		p.sheet.Fields = appendText(p.sheet.Fields, t)
	case annotPopup, annotLink: // a popup shows its parent's text
	default:
		t.Text = p.annotString(annot, "Contents")
		p.sheet.Comments = appendText(p.sheet.Comments, t)
	}
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
func (p *page) fieldValue(form, annot uint64) string {
	switch p.count(fnFieldType, form, annot) {
	case fieldText:
		if p.count(fnFieldFlags, form, annot)&flagPassword != 0 {
			return ""
		}
		return p.text(fnFieldValue, form, annot)
	case fieldCheckbox, fieldRadio:
		// FPDFAnnot_IsChecked needs a page that is shown. The state is the name of
		// the appearance, which is Off in every form.
		if state := p.annotString(annot, "AS"); state != "" && state != "Off" {
			return "☑"
		}
	case fieldCombo, fieldList:
		if chosen := p.options(form, annot); chosen != "" {
			return chosen
		}
		return p.text(fnFieldValue, form, annot)
	}
	return ""
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
