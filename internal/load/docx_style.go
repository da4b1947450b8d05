package load

import (
	"encoding/xml"
	"regexp"
	"strings"
)

// docxStyle is what a paragraph style says, with what it inherits.
type docxStyle struct {
	based    string
	outline  int // as in docxParagraph
	list     docxListRef
	title    bool // the document's title
	contents bool // a line of a table of contents
}

type docxStyles map[string]docxStyle

var (
	headingStyle  = regexp.MustCompile(`^(?:heading|제목|개요) ?([1-9])$`)
	contentsStyle = regexp.MustCompile(`^(?:toc|목차) ?([1-9]|heading)$`)
)

func readDocxStyles(a *archive) (docxStyles, error) {
	styles := docxStyles{}
	err := a.each("word/styles.xml", func(x *xmlStream, _ xml.StartElement) error {
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local != "style" || attr(e, "type") != "paragraph" {
				return x.skip()
			}
			var s docxStyle
			err := x.children(s.property)
			styles[attr(e, "styleId")] = s
			return err
		})
	})
	for id := range styles {
		styles.inherit(id, 0)
	}
	return styles, err
}

func (s *docxStyle) property(x *xmlStream, e xml.StartElement) error {
	switch e.Name.Local {
	case "name":
		s.named(strings.ToLower(attr(e, "val")))
	case "basedOn":
		s.based = attr(e, "val")
	case "pPr":
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			switch e.Name.Local {
			case "outlineLvl":
				s.outline = outlineLevel(attr(e, "val"))
			case "numPr":
				s.list.given = true
				return x.children(s.list.property)
			}
			return x.skip()
		})
	}
	return x.skip()
}

// named notes what a style's name says, whatever its properties.
func (s *docxStyle) named(name string) {
	if m := headingStyle.FindStringSubmatch(name); m != nil && s.outline == 0 {
		s.outline = int(m[1][0] - '0')
	}
	if name == "title" || name == "제목" {
		s.title = true
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
