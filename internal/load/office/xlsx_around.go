package office

import (
	"encoding/xml"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
)

// What a sheet shows around its cells: hints for input, the words on its
// controls, and headers and footers.

// around writes what stands around the cells of a sheet that has any text.
func (r *sheetReader) around() {
	if len(r.hints) > 0 {
		r.begin()
		writeHints(&r.page.Builder, r.hints)
	}
	r.controls()
	if r.begun {
		for _, code := range r.edges {
			r.file.edges.write(&r.page.Builder, code)
		}
	}
}

// edge handles a child of <headerFooter>.
func (r *sheetReader) edge(s *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter":
		code, err := s.Text()
		r.edges = append(r.edges, unescape(code))
		return err
	}
	return s.Skip()
}

// rule handles a rule for the values of cells, or an element around it. Newer
// rules stand in an extension of the sheet.
func (r *sheetReader) rule(s *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "ext", "dataValidations":
		return s.Children(r.rule)
	case "dataValidation":
	default:
		return s.Skip()
	}
	is := func(name string) bool { return isOn(orZero(archive.Attr(e, name))) }
	text := func(name string) string { return unescape(archive.Attr(e, name)) }
	h := inputHint{place: archive.Attr(e, "sqref"), texts: shownTexts(
		is("showInputMessage"), text("promptTitle"), text("prompt"),
		is("showErrorMessage"), text("errorTitle"), text("error"))}
	err := s.Children(func(s *archive.XML, c xml.StartElement) error {
		value, err := s.Text()
		switch c.Name.Local {
		case "formula1":
			if archive.Attr(e, "type") == "list" {
				h.choices = listed(value)
			}
		case "sqref":
			h.place = value
		}
		return err
	})
	h.place, _, _ = strings.Cut(strings.TrimSpace(h.place), " ")
	column, placed := columnOf(h.place)
	if len(r.hints) < maxHints && placed && !r.hidden[column] && h.line() != "" {
		r.hints = append(r.hints, h)
	}
	return err
}

// controls writes the words on buttons, boxes and labels that only the older
// drawing of the sheet has. That is VML, which is often no well-formed XML; what
// comes before an error counts.
func (r *sheetReader) controls() {
	if r.forms == "" {
		return
	}
	_ = r.file.archive.Each(r.forms, func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local != "shape" {
				return x.Skip()
			}
			return r.control(x)
		})
	})
}

// control writes what stands on a control. Comments are shapes as well.
func (r *sheetReader) control(x *archive.XML) error {
	kind, text := "", ""
	err := x.Children(func(x *archive.XML, e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "textbox":
			text, err = x.Text()
			return err
		case "ClientData":
			kind = archive.Attr(e, "ObjectType")
		}
		return x.Skip()
	})
	text = korean.Line(text)
	if kind != "" && kind != "Note" && text != "" && !r.drawn[text] {
		r.begin()
		r.page.Paragraph(text)
	}
	return err
}
