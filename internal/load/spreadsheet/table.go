package spreadsheet

import (
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
)

// table is a table while its rows are written. One without names is written row
// by row as it stands.
type table struct {
	writer   *Writer
	names    map[int]string // by column; nil means the columns have none
	line     string         // the names as they stand
	from, to int            // its columns
	numbers  map[int]bool   // columns that held numbers
}

// writeAll writes rows.
func (t *table) writeAll(rows []Row) {
	if t.names == nil {
		t.plain(rows)
		return
	}
	for _, r := range rows {
		t.write(r)
		if !t.writer.page.Full(t.writer.done) {
			return
		}
	}
}

// write writes a row: as a record, or as a line when it says something of the whole table.
func (t *table) write(r Row) {
	page := t.writer.page
	switch {
	case len(r.Cells) == 0:
	case t.names == nil:
		t.plain([]Row{r})
	case own(r.Cells) == 1 && len(r.Cells) == 1 && t.isLine(r.Cells[0]):
		page.Add(content.Block{Kind: content.Paragraph, Line: r.Number}, line(r))
	case namesLine(r) == t.line: // the header, repeated
	default:
		t.record(r)
	}
}

// isLine: a single cell that reaches over several columns, or marks or length
// show that it is no value.
func (t *table) isLine(c Cell) bool {
	return c.span > 2 || isNote(Row{Cells: []Cell{c}}) || len([]rune(c.Text)) > maxTitle ||
		t.names[c.Column] == "" && c.Column == t.from
}

// namesLine is a row as a header is written.
func namesLine(r Row) string { return strings.Join(texts(r), " | ") }

func texts(r Row) (all []string) {
	for _, c := range r.Cells {
		all = append(all, c.Text)
	}
	return all
}

func (t *table) record(r Row) {
	names, values := make([]string, 0, len(r.Cells)), make([]string, 0, len(r.Cells))
	for _, c := range r.Cells {
		name := t.names[c.Column]
		if name == "" {
			name = fmt.Sprintf("열 %d", c.Column+1)
		}
		names, values = append(names, name), append(values, c.shown())
		if c.Number {
			if t.numbers == nil {
				t.numbers = map[int]bool{}
			}
			t.numbers[c.Column] = true
		}
	}
	t.writer.page.Record(names, values, r.Number)
}

// shown is a cell's text with its comment.
func (c Cell) shown() string {
	if c.Note == "" {
		return c.Text
	}
	return strings.TrimSpace(c.Text + " (" + content.Comment("", c.Note) + ")")
}

// numeric reports whether a name of the row stands where the table held numbers.
func (t *table) numeric(r Row) bool {
	for _, c := range r.Cells {
		if t.numbers[c.Column] && !c.Number {
			return true
		}
	}
	return false
}

// numericIn is numeric, with rows that have not been written yet.
func (t *table) numericIn(rows []Row, r Row) bool {
	if t.numeric(r) {
		return true
	}
	for _, above := range rows[max(0, len(rows)-sample):] {
		for _, c := range above.Cells {
			if c.Number && has(r, c.Column) {
				return true
			}
		}
	}
	return false
}

// plain writes rows that belong to no table: a row with a single cell as a
// paragraph, and consecutive longer rows as a table without a header.
func (t *table) plain(rows []Row) {
	page := t.writer.page
	var group [][]content.GridCell
	first := 0
	end := func() {
		if len(group) > 0 {
			page.Table(group, -1, first)
			page.Full(t.writer.done)
		}
		group = nil
	}
	for _, r := range rows {
		if len(r.Cells) == 1 {
			end()
			page.Add(content.Block{Kind: content.Paragraph, Line: r.Number}, r.Cells[0].shown())
			continue
		}
		if len(group) == 0 {
			first = r.Number
		}
		cells := make([]content.GridCell, 0, len(r.Cells))
		for _, c := range r.Cells {
			g := content.GridCell{Text: c.shown()}
			if c.span > 1 {
				g.Columns = c.span
			}
			cells = append(cells, g)
		}
		group = append(group, cells)
		if len(group) == 200 {
			end()
		}
	}
	end()
}
