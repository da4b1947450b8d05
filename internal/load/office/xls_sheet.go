package office

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

// xlsContents is what a sheet contains. Its records are in any order.
type xlsContents struct {
	file    *xlsFile
	whole   bool
	rows    map[int]map[int]spreadsheet.Cell // by row and column, from 0
	merges  []spreadsheet.Range
	hidden  map[int]bool   // rows
	columns map[int]bool   // hidden ones
	texts   map[int]string // of objects, by id
	order   []int          // the objects with a text
	titles  []string       // of charts, and what is written in them
	titled  bool           // the next text of the chart is a title
	notes   map[[2]int]int // by row and column, the object of a comment
	hints   []inputHint
	edges   []string // headers and footers, in codes
	object  int      // the last one
	row     int      // of the formula whose text comes next
	formula int      // its column
	style   int
}

// read reads the records of a sheet.
func (x *xlsFile) read(at uint32) *xlsContents {
	w := &xlsContents{file: x, whole: true, rows: map[int]map[int]spreadsheet.Cell{},
		hidden:  map[int]bool{},
		columns: map[int]bool{}, texts: map[int]string{}, notes: map[[2]int]int{}}
	depth := 0
	for r := range xlsRecords(x.data, at, &w.whole) {
		switch r.kind {
		case xlsBegin:
			depth++
		case xlsEnd:
			depth--
		}
		switch {
		case depth == 1:
			w.record(r)
		case depth > 1:
			w.chart(r)
		}
	}
	return w
}

// record handles a record of a sheet.
func (w *xlsContents) record(r xlsRecord) {
	row, column, style := r.U16(0), r.U16(2), r.U16(4)
	text := func(s string) { w.text(row, column, style, s) }
	switch r.kind {
	case xlsText:
		if i := r.U32(6); int64(i) < int64(len(w.file.strings)) {
			text(w.file.strings[i])
		} else {
			w.whole = false
		}
	case xlsLabel, xlsRich:
		text(w.file.long(r.Bytes[min(6, len(r.Bytes)):], r.more))
	case xlsNumber:
		w.number(row, column, style, r.float(6))
	case xlsRK:
		w.number(row, column, style, rkNumber(r.U32(6)))
	case xlsManyRK:
		for i := 0; 4+6*i+6 < len(r.Bytes); i++ {
			w.number(row, column+i, r.U16(4+6*i), rkNumber(r.U32(6+6*i)))
		}
	case xlsBool:
		if len(r.Bytes) > 7 && r.Bytes[7] == 0 {
			text(strings.ToUpper(strconv.FormatBool(r.Bytes[6] != 0)))
		}
	case xlsFormula:
		w.result(r, row, column, style)
	case xlsString:
		w.text(w.row, w.formula, w.style, w.file.long(r.Bytes, r.more))
	default:
		w.layout(r)
	}
}

// layout handles a record that holds no value.
func (w *xlsContents) layout(r xlsRecord) {
	switch r.kind {
	case xlsRow:
		const hidden = 1 << 5
		if r.U16(12)&hidden != 0 {
			w.hidden[r.U16(0)] = true
		}
	case xlsColumns:
		if r.U16(8)&1 != 0 {
			for i := r.U16(0); i <= min(r.U16(2), content.MaxColumns); i++ {
				w.columns[i] = true
			}
		}
	case xlsMerged:
		for i := range r.U16(0) {
			at := 2 + 8*i
			w.merges = append(w.merges, spreadsheet.Range{Top: r.U16(at) + 1,
				Bottom: r.U16(at+2) + 1, Left: r.U16(at + 4),
				Right: min(r.U16(at+6), content.MaxColumns)})
		}
	case xlsObject:
		w.object = r.U16(6)
	case xlsBox:
		if text := w.boxText(r); text != "" {
			if _, taken := w.texts[w.object]; !taken {
				w.order = append(w.order, w.object)
			}
			w.texts[w.object] = text
		}
	case xlsHeader, xlsFooter:
		if w.file.narrow {
			w.edges = append(w.edges, w.file.short(r.Bytes))
		} else {
			w.edges = append(w.edges, w.file.long(r.Bytes, r.more))
		}
	case xlsRule:
		w.rule(r)
	case xlsNote:
		if !w.file.narrow {
			w.notes[[2]int{r.U16(0), r.U16(2)}] = r.U16(6)
		} else if len(r.Bytes) > 6 {
			w.note(r.U16(0), r.U16(2), w.file.decode(r.Bytes[6:]))
		}
	}
}

// chart handles a record of a chart, which has cells of its own.
func (w *xlsContents) chart(r xlsRecord) {
	switch {
	case r.kind == xlsTitleBox:
		w.titled = true
	case r.kind == xlsSeries || r.kind == xlsLegend:
		w.titled = false
	case r.kind == xlsTitle && w.titled:
		w.titles = append(w.titles, w.file.short(r.Bytes[min(2, len(r.Bytes)):]))
	case r.kind == xlsBox:
		w.titles = append(w.titles, w.boxText(r))
	}
}

// boxText is the text of an object.
func (w *xlsContents) boxText(r xlsRecord) string {
	n := r.U16(10)
	if n == 0 || len(r.more) == 0 || w.file.narrow {
		return ""
	}
	s := xlsStrings{rest: r.more[0], more: r.more[1:]}
	return s.chars(n)
}

// result handles what a formula gave: a number, or a mark of something else.
func (w *xlsContents) result(r xlsRecord, row, column, style int) {
	if len(r.Bytes) < 14 {
		return
	}
	switch {
	case r.U16(12) != 0xffff:
		w.number(row, column, style, r.float(6))
	case r.Bytes[6] == 0: // the text follows
		w.row, w.formula, w.style = row, column, style
	case r.Bytes[6] == 1:
		w.put(row, column, spreadsheet.Cell{Text: strings.ToUpper(strconv.FormatBool(r.Bytes[8] != 0)), Style: style + 1})
	}
}

// format is a style's number format.
func (w *xlsContents) format(style int) (f spreadsheet.NumberFormat) {
	if style < len(w.file.formats) {
		return w.file.formats[style]
	}
	return f
}

func (w *xlsContents) number(row, column, style int, v float64) {
	w.put(row, column, spreadsheet.Cell{Text: w.format(style).Show(v, w.file.epoch), Number: true,
		Style: style + 1})
}

func (w *xlsContents) text(row, column, style int, text string) {
	w.put(row, column, spreadsheet.Cell{Text: w.format(style).ShowText(text), Style: style + 1})
}

func (w *xlsContents) put(row, column int, c spreadsheet.Cell) {
	if column >= content.MaxColumns {
		w.file.about.Warn(document.CellsLeftOut)
		return
	}
	if w.rows[row] == nil {
		w.rows[row] = map[int]spreadsheet.Cell{}
	}
	c.Column, c.Note = column, w.rows[row][column].Note
	w.rows[row][column] = c
}

// note puts a comment to a cell.
func (w *xlsContents) note(row, column int, text string) {
	if w.rows[row] == nil {
		w.rows[row] = map[int]spreadsheet.Cell{}
	}
	c := w.rows[row][column]
	c.Column, c.Note = column, korean.Line(plainComment(text))
	w.rows[row][column] = c
}

// write writes a sheet's tables, then the texts of its boxes.
func (w *xlsContents) write(p *content.Pager, name string, done int64) {
	boxes := maps.Clone(w.texts)
	for place, object := range w.notes {
		w.note(place[0], place[1], w.texts[object])
		delete(boxes, object)
	}
	begun := false
	begin := func() {
		if !begun {
			begun = true
			p.Heading(1, name)
		}
	}
	out := spreadsheet.New(p, w.merges, done)
	for _, number := range slices.Sorted(maps.Keys(w.rows)) {
		row := spreadsheet.Row{Number: number + 1}
		for _, column := range slices.Sorted(maps.Keys(w.rows[number])) {
			if c := w.rows[number][column]; !w.columns[column] &&
				(strings.TrimSpace(c.Text) != "" || c.Note != "") {
				row.Cells = append(row.Cells, c)
			}
		}
		if w.hidden[number] {
			out.Skip(number + 1)
			continue
		}
		if len(row.Cells) == 0 {
			continue
		}
		begin()
		if !out.Add(row) {
			return
		}
	}
	out.End()
	var texts []string
	for _, object := range w.order {
		texts = append(texts, boxes[object])
	}
	for _, text := range append(texts, w.titles...) {
		if text = strings.TrimSpace(text); text != "" {
			begin()
			p.Paragraph(text)
		}
	}
	if len(w.hints) > 0 {
		begin()
		writeHints(&p.Builder, w.hints)
	}
	for _, code := range w.edges {
		if begun {
			w.file.edges.write(&p.Builder, code)
		}
	}
}
