package office

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/numbering"
)

// slideShape is a shape with text, or a table, on a slide.
type slideShape struct {
	kind  string // of its placeholder: title, body, …; "" for a text box
	held  bool   // it is a placeholder
	lines []slideLine
	table [][]content.GridCell
}

// slideLine is a paragraph in a shape.
type slideLine struct {
	text   string
	level  int
	number string // "" for none, "•" for a bullet
}

// margin reports whether a shape repeats on the slides: number,
// date, head or foot.
func (s slideShape) margin() bool {
	return s.kind == "sldNum" || s.kind == "dt" || s.kind == "ftr" || s.kind == "hdr"
}

func (s slideShape) plain() string {
	var all []string
	for _, l := range s.lines {
		all = append(all, l.text)
	}
	return strings.Join(all, "\n")
}

func (s slideShape) write(b *content.Builder) {
	single := len(s.lines) == 1 && s.lines[0].number == "•"
	for _, l := range s.lines {
		if l.number == "" || single {
			b.Paragraph(l.text)
		} else {
			b.Item(l.level+1, l.number, l.text)
		}
	}
}

// element handles a child of <p:sp>.
func (s *slideShape) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "nvSpPr", "nvPr":
		return x.Children(s.element)
	case "ph":
		s.held = true
		s.kind = cmp.Or(archive.Attr(e, "type"), "body")
	case "txBody":
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "p" {
				return s.paragraph(x)
			}
			return x.Skip()
		})
	}
	return x.Skip()
}

// paragraph reads an <a:p>.
func (s *slideShape) paragraph(x *archive.XML) error {
	l := slideLine{number: "•"}
	if !s.held {
		l.number = ""
	}
	scheme := ""
	text, err := drawingText(x, func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "buNone":
			l.number = ""
		case "buChar":
			l.number = numbering.Bullet(archive.Attr(e, "char"))
		case "buAutoNum":
			scheme = archive.Attr(e, "type")
		}
		return x.Skip()
	}, &l.level)
	l.text = strings.TrimSpace(text)
	if l.text == "" {
		return err
	}
	if scheme != "" {
		l.number = autoNumber(scheme, 1+s.before(l.level))
	}
	s.lines = append(s.lines, l)
	return err
}

// before counts the numbered lines directly above, on the same level.
func (s *slideShape) before(level int) (n int) {
	for i := len(s.lines) - 1; i >= 0 && s.lines[i].level >= level; i-- {
		switch {
		case s.lines[i].level > level:
		case s.lines[i].number == "" || s.lines[i].number == "•":
			return n
		default:
			n++
		}
	}
	return n
}

// drawingText is the text of an <a:p>; bullet sees the children of its
// properties, level gets its level.
func drawingText(x *archive.XML, bullet func(*archive.XML, xml.StartElement) error,
	level *int) (string, error) {
	var b strings.Builder
	var f func(x *archive.XML, e xml.StartElement) error
	f = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			t, err := x.Text()
			b.WriteString(t)
			return err
		case "br":
			b.WriteByte('\n')
			return x.Skip()
		case "tab":
			b.WriteByte('\t')
			return x.Skip()
		case "pPr":
			*level = min(archive.SmallNumber(archive.Attr(e, "lvl")), docxLevels-1)
			return x.Children(bullet)
		case "rPr", "endParaRPr":
			return x.Skip()
		}
		return x.Children(f)
	}
	err := x.Children(f)
	return b.String(), err
}

// autoNumber writes a number of ST_TextAutonumberScheme: the name tells format and punctuation.
func autoNumber(scheme string, n int) string {
	s := strconv.Itoa(n)
	switch {
	case strings.HasPrefix(scheme, "alphaLc"):
		s = numbering.Alphabetic(n, 'a')
	case strings.HasPrefix(scheme, "alphaUc"):
		s = numbering.Alphabetic(n, 'A')
	case strings.HasPrefix(scheme, "romanLc"):
		s = strings.ToLower(numbering.Roman(n))
	case strings.HasPrefix(scheme, "romanUc"):
		s = numbering.Roman(n)
	case strings.HasPrefix(scheme, "circle"):
		s = numbering.Circled(n)
	}
	switch {
	case strings.HasSuffix(scheme, "ParenBoth"):
		return "(" + s + ")"
	case strings.HasSuffix(scheme, "ParenR"):
		return s + ")"
	case strings.HasSuffix(scheme, "Period"):
		return s + "."
	}
	return s
}

// slideTable is an <a:tbl> while it is read.
type slideTable struct {
	rows  [][]content.GridCell
	above []string
}

func (t *slideTable) element(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "tr" || len(t.rows) >= content.MaxRows {
		return x.Skip()
	}
	t.rows = append(t.rows, nil)
	column := 0
	return x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "tc" || column >= content.MaxColumns {
			return x.Skip()
		}
		column++
		return t.cell(x, e, column-1)
	})
}

// cell reads an <a:tc>. Cells that a neighbour covers are there as well, marked and empty.
func (t *slideTable) cell(x *archive.XML, e xml.StartElement, column int) error {
	var s slideShape
	if err := x.Children(s.element); err != nil {
		return err
	}
	for len(t.above) <= column {
		t.above = append(t.above, "")
	}
	text := s.plain()
	if archive.Attr(e, "vMerge") == "1" {
		text = t.above[column]
	}
	t.above[column] = text
	if archive.Attr(e, "hMerge") == "1" {
		return nil
	}
	c := content.GridCell{Text: text}
	if n := archive.SmallNumber(archive.Attr(e, "gridSpan")); n > 1 {
		c.Columns = n
	}
	row := &t.rows[len(t.rows)-1]
	*row = append(*row, c)
	return nil
}
