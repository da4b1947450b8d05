// Package chart reads charts in the OOXML format, which occur in the documents
// of both Microsoft and Hancom.
package chart

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

// Chart is what a chart says: its titles, and a row for each category with the
// values of the series, below a row of the series' names.
type Chart struct {
	Titles []string
	Rows   [][]content.GridCell
}

// reader gathers what a chart's part says (ECMA-376 part 1, 21.2).
type reader struct {
	titles []string
	series []series
	data   map[string]series // of a chart of the newer kinds, by id
}

type series struct {
	name       string
	categories map[int]string
	values     map[int]string
}

// Part reads the chart in a part of a zip. It is an error if there is no such
// part. What was read before an error is kept.
func Part(a *archive.Zip, part string) (Chart, error) {
	if !a.Has(part) {
		return Chart{}, format.Fail(format.ErrDamaged, fmt.Errorf("no part %q", part))
	}
	var r reader
	err := a.Rooted(part, "chartSpace", r.element)
	return r.chart(), err
}

// Read reads a chart's XML. What was read before an error is kept.
func Read(in io.Reader) (Chart, error) {
	var r reader
	err := archive.NewXML(in).Children(r.element)
	return r.chart(), err
}

func (r *reader) chart() Chart { return Chart{Titles: r.titles, Rows: r.rows()} }

func (r *reader) element(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "title":
		text, err := title(x)
		if text != "" {
			r.titles = append(r.titles, text)
		}
		return err
	case "ser":
		s := series{categories: map[int]string{}, values: map[int]string{}}
		err := x.Children(s.element)
		r.series = append(r.series, s)
		return err
	case "data":
		return r.dataset(x, e)
	case "series":
		return r.extended(x)
	case "spPr", "txPr", "style", "legend", "externalData", "printSettings", "extLst":
		return x.Skip()
	}
	return x.Children(r.element)
}

// element handles a child of <c:ser>.
func (s *series) element(x *archive.XML, e xml.StartElement) error {
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
			i, _ := strconv.Atoi(archive.Attr(e, "idx"))
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
func (r *reader) rows() (rows [][]content.GridCell) {
	header := []content.GridCell{{}}
	indexes := map[int]string{}
	found := false
	for _, s := range r.series {
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
		for _, s := range r.series {
			row = append(row, content.GridCell{Text: shortValue(s.values[i])})
		}
		rows = append(rows, row)
	}
	return rows
}

// title is the text of a title: its paragraphs, or the cell that it refers to.
func title(x *archive.XML) (string, error) {
	var lines []string
	var find func(x *archive.XML, e xml.StartElement) error
	find = func(x *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "p", "pt", "v": // "v" in charts of the newer kinds
			var b strings.Builder
			err := x.TextAnd(&b, func(e xml.StartElement) string {
				if e.Name.Local == "br" || e.Name.Local == "tab" {
					return " "
				}
				return ""
			})
			if line := korean.Line(b.String()); line != "" {
				lines = append(lines, line)
			}
			return err
		case "f":
			return x.Skip()
		}
		return x.Children(find)
	}
	err := x.Children(find)
	return strings.Join(lines, "\n"), err
}

// shortValue is a number as charts label it: computed values carry digits that nobody sees.
func shortValue(s string) string {
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return spreadsheet.NumberFormat{}.Show(v, time.Time{})
	}
	return s
}
