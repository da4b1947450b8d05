package office

import (
	"cmp"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

// figure is what a chart or a diagram says: lines of text, and the values of a chart as a table.
type figure struct {
	text string
	rows [][]content.GridCell
}

// figure reads what a <c:chart> or <dgm:relIds> refers to.
func (d *docxFile) figure(e xml.StartElement) (f figure, err error) {
	if e.Name.Local == "chart" {
		f, err = readChart(d.archive, d.targets[relationID(e)])
	} else if part := d.targets[archive.Attr(e, "dm")]; part != "" {
		f.text, err = diagramText(d.archive, part)
	}
	if err != nil && !fatal(err) {
		d.about.Warn(document.PartsLeftOut)
		err = nil
	}
	return f, err
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

// chart gathers what a chart's part says (ECMA-376 part 1, 21.2).
type chart struct {
	titles []string
	series []chartSeries
}

type chartSeries struct {
	name       string
	categories map[int]string
	values     map[int]string
}

// readChart reads a chart: its titles, and a row for each category with the values of the series.
func readChart(a *archive.Zip, part string) (f figure, err error) {
	if part == "" {
		return f, nil
	}
	var c chart
	err = a.Each(part, c.element)
	f.text = strings.Join(c.titles, "\n")
	f.rows = c.rows()
	return f, err
}

func (c *chart) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "title":
		text, err := paragraphs(x)
		if text != "" {
			c.titles = append(c.titles, text)
		}
		return err
	case "ser":
		s := chartSeries{categories: map[int]string{}, values: map[int]string{}}
		err := x.Children(s.element)
		c.series = append(c.series, s)
		return err
	case "spPr", "txPr", "style", "legend", "externalData", "printSettings", "extLst":
		return x.Skip()
	}
	return x.Children(c.element)
}

// element handles a child of <c:ser>.
func (s *chartSeries) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "tx":
		name := map[int]string{}
		err := x.Children(points(name))
		s.name = korean.Line(strings.Join(ordered(name), " "))
		return err
	case "cat", "xVal":
		return x.Children(points(s.categories))
	case "val", "yVal":
		return x.Children(points(s.values))
	}
	return x.Skip()
}

func ordered(m map[int]string) (all []string) {
	for _, i := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[i])
	}
	return all
}

// points gathers the cached values of a reference, by index.
func points(into map[int]string) func(*archive.XML, xml.StartElement) error {
	var f func(x *archive.XML, e xml.StartElement) error
	f = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "pt":
			i := number(archive.Attr(e, "idx"))
			return x.Children(func(x *archive.XML, e xml.StartElement) error {
				text, err := x.Text()
				if e.Name.Local == "v" && len(into) < content.MaxRows {
					into[i] = korean.Line(strings.TrimSpace(into[i] + " " + text))
				}
				return err
			})
		case "v": // a name that stands in the chart itself
			text, err := x.Text()
			into[0] = korean.Line(text)
			return err
		case "f", "extLst", "formatCode":
			return x.Skip()
		}
		return x.Children(f)
	}
	return f
}

// rows makes a table of the series; nil when there are no values.
func (c *chart) rows() (rows [][]content.GridCell) {
	header := []content.GridCell{{}}
	indexes := map[int]string{}
	found := false
	for _, s := range c.series {
		header = append(header, content.GridCell{Text: s.name})
		for i := range s.values {
			indexes[i], found = cmp.Or(indexes[i], s.categories[i]), true
		}
		for i, name := range s.categories {
			indexes[i] = cmp.Or(indexes[i], name)
		}
	}
	if !found && len(indexes) == 0 {
		return nil
	}
	rows = append(rows, header)
	for _, i := range slices.Sorted(maps.Keys(indexes)) {
		row := []content.GridCell{{Text: indexes[i]}}
		for _, s := range c.series {
			row = append(row, content.GridCell{Text: shortValue(s.values[i])})
		}
		rows = append(rows, row)
	}
	return rows
}

// shortValue is a number as charts label it: computed values carry digits that nobody sees.
func shortValue(s string) string {
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return spreadsheet.NumberFormat{}.Show(v, epoch1900)
	}
	return s
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
