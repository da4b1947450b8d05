package office

import (
	"encoding/xml"
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/outline"
)

// docxStyle is what a paragraph style says, with what it inherits.
type docxStyle struct {
	based    string
	outline  int // as in docxParagraph
	list     docxListRef
	title    bool // the document's title
	contents bool // a line of a table of contents, which is no heading
}

type docxStyles map[string]docxStyle

var contentsStyle = regexp.MustCompile(`^(?:toc|목차) ?[1-9]$`)

func readDocxStyles(a *archive.Zip) (docxStyles, error) {
	styles := docxStyles{}
	err := a.Each("word/styles.xml", func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(styles.element)
	})
	styles.resolve()
	return styles, err
}

// element handles a child of <w:styles>.
func (styles docxStyles) element(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "style" || archive.Attr(e, "type") != "paragraph" {
		return x.Skip()
	}
	var s docxStyle
	err := x.Children(s.property)
	styles[archive.Attr(e, "styleId")] = s
	return err
}

// resolve fills in what styles inherit.
func (styles docxStyles) resolve() {
	for id := range styles {
		styles.inherit(id, 0)
	}
}

// property reads a child of a style. Inheritance (basedOn) is resolved when all
// styles are known; see resolve.
func (s *docxStyle) property(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "name":
		s.named(strings.ToLower(archive.Attr(e, "val")))
	case "basedOn":
		s.based = archive.Attr(e, "val")
	case "pPr":
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "outlineLvl":
				s.outline = outlineLevel(archive.Attr(e, "val"))
			case "numPr":
				s.list.given = true
				return x.Children(s.list.property)
			}
			return x.Skip()
		})
	}
	return x.Skip()
}

// named notes what a style's name says, whatever its properties.
func (s *docxStyle) named(name string) {
	if m := outline.HeadingStyle.FindStringSubmatch(name); m != nil && s.outline == 0 {
		s.outline = int(m[1][0] - '0')
	}
	switch name {
	case "title", "제목":
		s.title = true
		s.outline = 1
	case "toc heading", "목차 heading":
		s.outline = 1
	}
	s.contents = contentsStyle.MatchString(name)
}

// inherit fills in what a style takes over from the one that it is based on.
func (styles docxStyles) inherit(id string, depth int) docxStyle {
	s := styles[id]
	if s.based == "" || depth > 20 {
		return s
	}
	base := styles.inherit(s.based, depth+1)
	if s.outline == 0 {
		s.outline = base.outline
	}
	if !s.list.given {
		s.list = base.list
	} else if s.list.num == "" {
		s.list.num = base.list.num
	}
	s.contents = s.contents || base.contents
	s.based = ""
	styles[id] = s
	return s
}
