package office

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

// sheetReader reads the rows of a sheet.
type sheetReader struct {
	parts  map[string]string // that the sheet refers to, by id
	ctx    context.Context
	file   *xlsxFile
	name   string
	page   *content.Pager
	writer *spreadsheet.Writer
	notes  cellNotes
	hidden map[int]bool // columns
	begun  bool         // the sheet's name has been written
	number int          // of the row read last
	hints  []inputHint
	edges  []string        // headers and footers, in codes
	forms  string          // the part that draws the controls
	drawn  map[string]bool // texts of shapes
}

// sheet writes a sheet's tables, then the texts of its drawings and charts.
func (x *xlsxFile) sheet(ctx context.Context, p *content.Pager, sheet xlsxSheet, done int64) error {
	merges, err := x.merges(sheet.part)
	if err != nil {
		return err
	}
	parts, related, err := x.archive.Relations(sheet.part)
	if fatal(err) {
		return err
	}
	if err != nil {
		x.about.Warn(document.PartsLeftOut)
	}
	r := &sheetReader{ctx: ctx, file: x, name: sheet.name, page: p,
		writer: spreadsheet.New(p, merges, done), hidden: map[int]bool{}, drawn: map[string]bool{}}
	if r.notes, err = x.comments(related["comments"]); err != nil {
		if fatal(err) {
			return err
		}
		x.about.Warn(document.PartsLeftOut)
	}
	r.parts = parts
	err = x.archive.Each(sheet.part, func(s *archive.XML, e xml.StartElement) error {
		if !strings.HasSuffix(e.Name.Local, "sheet") || e.Name.Local == "styleSheet" {
			return format.Fail(format.ErrDamaged, fmt.Errorf("root element %q", e.Name.Local))
		}
		return s.Children(r.element)
	})
	if fatal(err) {
		return err
	}
	r.writer.End()
	r.leftNotes()
	err = errors.Join(err, r.drawing(related["drawing"]))
	if !fatal(err) {
		r.around()
	}
	return err
}

// element handles a child of <worksheet>.
func (r *sheetReader) element(s *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "cols":
		return s.Children(func(s *archive.XML, e xml.StartElement) error {
			if isOn(orZero(archive.Attr(e, "hidden"))) {
				for i := archive.SmallNumber(archive.Attr(e, "min")); i > 0 &&
					i <= archive.SmallNumber(archive.Attr(e, "max")); i++ {
					r.hidden[i-1] = true
				}
			}
			return s.Skip()
		})
	case "sheetData":
		return s.Children(r.row)
	case "drawing", "legacyDrawing":
		id := relationID(e)
		if id != "" && r.parts[id] == "" {
			r.file.about.Warn(document.PartsLeftOut)
		}
		if e.Name.Local == "legacyDrawing" {
			r.forms = r.parts[id]
		}
	case "headerFooter":
		return s.Children(r.edge)
	case "dataValidations", "extLst":
		return s.Children(r.rule)
	}
	return s.Skip()
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

// row handles a <row>.
func (r *sheetReader) row(s *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "row" {
		return s.Skip()
	}
	r.number++
	if n, err := strconv.Atoi(archive.Attr(e, "r")); err == nil && n > r.number {
		r.number = n
	}
	if isOn(orZero(archive.Attr(e, "hidden"))) {
		r.writer.Skip(r.number)
		delete(r.notes, r.number)
		return s.Skip()
	}
	row := spreadsheet.Row{Number: r.number}
	next := 0
	err := s.Children(func(s *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "c" {
			return s.Skip()
		}
		column, ok := columnOf(archive.Attr(e, "r"))
		if !ok {
			column = next
		}
		next = column + 1
		c, err := r.cell(s, e)
		c.Column, c.Note = column, r.notes.take(r.number, column)
		switch {
		case c.Text == "" && c.Note == "" || r.hidden[column]:
		case column >= content.MaxColumns:
			r.file.about.Warn(document.CellsLeftOut)
		default:
			row.Cells = append(row.Cells, c)
		}
		return err
	})
	row.Cells = r.withNotes(row.Cells)
	if len(row.Cells) > 0 {
		r.begin()
		if !r.writer.Add(row) {
			return content.ErrStopped
		}
	}
	if err == nil && r.number%100 == 0 {
		err = r.ctx.Err()
	}
	return err
}

// begin writes the sheet's name before its first row.
func (r *sheetReader) begin() {
	if !r.begun {
		r.begun = true
		r.page.Heading(1, r.name)
	}
}

// columnOf is the column of a cell's place: 27 of "AB12".
func columnOf(place string) (column int, ok bool) {
	for _, c := range []byte(place) {
		if c|0x20 < 'a' || c|0x20 > 'z' || column > 1<<20 {
			break
		}
		column = column*26 + int(c|0x20-'a') + 1
	}
	return column - 1, column > 0
}

// cell reads a <c>.
func (r *sheetReader) cell(s *archive.XML, e xml.StartElement) (c spreadsheet.Cell, err error) {
	kind, style := archive.Attr(e, "t"), number(archive.Attr(e, "s"))
	c.Style = style + 1
	err = s.Children(func(s *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "v":
			v, err := s.Text()
			if err == nil {
				c.Text, c.Number = r.file.value(kind, style, v)
			}
			return err
		case "is":
			c.Text, err = richText(s)
			return err
		}
		return s.Skip()
	})
	if !c.Number && (kind == "s" || kind == "str" || kind == "inlineStr") {
		c.Text = r.file.format(style).ShowText(c.Text)
	}
	return c, err
}

// format is a style's number format.
func (x *xlsxFile) format(style int) (f spreadsheet.NumberFormat) {
	if style < len(x.formats) {
		return x.formats[style]
	}
	return f
}

// value is what a cell shows of a value of a type.
func (x *xlsxFile) value(kind string, style int, v string) (text string, number bool) {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && i >= 0 &&
			i < len(x.strings) {
			return x.strings[i], false
		}
		if v != "" {
			x.about.Warn(document.PartsLeftOut)
		}
		return "", false
	case "str", "inlineStr":
		return unescape(v), false
	case "b":
		return strings.ToUpper(strconv.FormatBool(strings.TrimSpace(v) == "1")), false
	case "e":
		return v, false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	if err != nil {
		return v, false // dates in ISO 8601 (t="d")
	}
	return x.format(style).Show(f, x.epoch), true
}

// richText is the text of an <si> or <is>: its runs, without the readings of Japanese.
func richText(s *archive.XML) (string, error) {
	var b strings.Builder
	var f func(s *archive.XML, e xml.StartElement) error
	f = func(s *archive.XML, e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			t, err := s.Text()
			b.WriteString(t)
			return err
		case "r":
			return s.Children(f)
		}
		return s.Skip()
	}
	err := s.Children(f)
	return unescape(b.String()), err
}

var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescape resolves the characters that XML can't hold: _x000D_.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	s = escaped.ReplaceAllStringFunc(s, func(m string) string {
		code, _ := strconv.ParseUint(m[2:6], 16, 32)
		return string(rune(code))
	})
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

var mergedCells = regexp.MustCompile(`<(?:\w{1,20}:)?mergeCell\s[^>]{0,100}?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"`)

// merges finds a sheet's merged cells, which follow its rows.
func (x *xlsxFile) merges(part string) (all []spreadsheet.Range, err error) {
	const (
		overlap = 300
		most    = 200_000
	)
	err = x.archive.Scan(part, func(in io.Reader) error {
		buffer := make([]byte, 256<<10)
		kept := 0
		for {
			n, err := in.Read(buffer[kept:])
			data := buffer[:kept+n]
			end := 0
			if bytes.Contains(data, []byte("mergeCell")) {
				for _, m := range mergedCells.FindAllSubmatchIndex(data, -1) {
					end = m[1]
					if len(all) < most {
						all = append(all, rangeOf(data, m))
					}
				}
			}
			kept = copy(buffer, data[max(end, len(data)-overlap):])
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil && format.ProblemOf(err) != "":
				return err
			case err != nil: // damage, which reading the rows will find
				return nil
			}
		}
	})
	return all, err
}

func rangeOf(data []byte, m []int) (r spreadsheet.Range) {
	text := func(i int) string { return string(data[m[2*i]:m[2*i+1]]) }
	r.Left, _ = columnOf(text(1))
	r.Top, _ = strconv.Atoi(text(2))
	r.Right, _ = columnOf(text(3))
	r.Bottom, _ = strconv.Atoi(text(4))
	r.Right = min(r.Right, content.MaxColumns)
	return r
}
