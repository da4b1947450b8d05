package hwp

import (
	"cmp"
	"encoding/xml"
	"errors"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/format"
)

// field writes what a field of a form shows, in its place in the text: the words
// on a button, a box with or without a tick, the text that was typed or chosen.
func (p *hwpxParagraph) field(x *archive.XML, e xml.StartElement) error {
	text := archive.Attr(e, "selectedValue")
	err := x.Children(func(x *archive.XML, c xml.StartElement) (err error) {
		switch c.Name.Local {
		case "text":
			text, err = x.Text()
			return err
		case "listItem": // the first one is shown until another is chosen
			text = cmp.Or(text, archive.Attr(c, "displayText"), archive.Attr(c, "value"))
		}
		return x.Skip()
	})
	switch e.Name.Local {
	case "btn":
		text = archive.Attr(e, "caption")
	case "checkBtn", "radioBtn":
		text = ticked(archive.Attr(e, "value") == "CHECKED", archive.Attr(e, "caption"))
	}
	p.text.WriteString(apart(text))
	return err
}

// sectionProperty handles a child of <hp:secPr>. What stands on a section's
// master pages is repeated on its pages, as a header is.
func (p *hwpxParagraph) sectionProperty(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "masterPage" || p.walker.plain {
		return x.Skip()
	}
	in := p.walker.inner()
	file := p.walker.file
	part := archive.PartName(file.parts[archive.Attr(e, "idRef")])
	if part == "" || !file.archive.Has(part) {
		file.about.Warn(document.PartsLeftOut)
		return x.Skip()
	}
	err := file.archive.Each(part, func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(in.list)
	})
	if errors.Is(err, format.ErrDamaged) {
		file.about.Warn(document.PartsLeftOut)
	} else if err != nil {
		return err
	}
	p.masters = append(p.masters, in.flat.String())
	return x.Skip()
}
