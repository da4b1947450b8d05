package office

import (
	"encoding/xml"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/chart"
	"github.com/mundap/mundap/internal/load/content"
)

// figure is what a chart or a diagram says: lines of text, and the values of a chart as a table.
type figure struct {
	text string
	rows [][]content.GridCell
}

// figure reads what a <c:chart> or <dgm:relIds> refers to.
func (d *docxFile) figure(e xml.StartElement) (f figure, err error) {
	if e.Name.Local == "chart" {
		f, err = readChart(d.archive, d.target(relationID(e)))
	} else if part := d.target(archive.Attr(e, "dm")); part != "" {
		f.text, err = diagramText(d.archive, part)
	}
	if err != nil && !fatal(err) {
		d.about.Warn(document.PartsLeftOut)
		err = nil
	}
	return f, err
}

// target is the part that the document refers to by an id. If there is none, the
// list of parts is damaged.
func (d *docxFile) target(id string) string {
	part := d.targets[id]
	if part == "" && id != "" {
		d.about.Warn(document.PartsLeftOut)
	}
	return part
}

func (w *docxWalker) addFigure(f figure) {
	if w.plain {
		w.flat.WriteString(f.text + "\n")
		for _, row := range f.rows {
			for _, c := range row {
				w.flat.WriteString(korean.Line(c.Text) + " ")
			}
			w.flat.WriteString("\n")
		}
		return
	}
	f.write(&w.Builder)
}

func (f figure) write(b *content.Builder) {
	b.Paragraph(f.text)
	if len(f.rows) > 0 {
		b.Table(f.rows, 1, 0)
	}
}

// diagramText is the text of SmartArt, a paragraph a line.
func diagramText(a *archive.Zip, part string) (string, error) {
	var s slideShape
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local == "p" {
			return s.paragraph(x)
		}
		return x.Children(find)
	}
	err := a.Each(part, find)
	return s.plain(), err
}

// readChart reads a chart; nothing if there is no such part.
func readChart(a *archive.Zip, part string) (f figure, err error) {
	if part == "" {
		return f, nil
	}
	c, err := chart.Part(a, part)
	return figure{text: strings.Join(c.Titles, "\n"), rows: c.Rows}, err
}

// paragraphs is the text of the <a:p> below an element.
func paragraphs(x *archive.XML) (string, error) {
	var s slideShape
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "p":
			return s.paragraph(x)
		case "pt":
			text, err := x.Text()
			s.lines = append(s.lines, slideLine{text: korean.Line(text)})
			return err
		case "f":
			return x.Skip()
		}
		return x.Children(find)
	}
	err := x.Children(find)
	return s.plain(), err
}
