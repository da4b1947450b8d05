package spreadsheet

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// region writes the rows that follow one another, and gives the tables that
// further rows belong to, from left to right.
func (w *Writer) region() (open []*table) {
	rows := w.rows
	w.rows = nil
	if len(rows) == 0 {
		return nil
	}
	for _, block := range sideBySide(rows) {
		open = append(open, w.block(block))
	}
	w.last = open[0]
	return open
}

// block writes one block of cells: titles, tables below one another, notes.
func (w *Writer) block(rows []Row) *table {
	t := w.continued(rows)
	for len(rows) > 0 && t == nil {
		h, ok := findHeader(rows)
		if !ok {
			t = &table{writer: w, from: rows[0].Cells[0].Column, to: right(rows)}
			break
		}
		w.titles(rows[:h.first], true)
		t = w.begin(h, rows[h.first:])
		rows = rows[h.first+h.rows:]
	}
	for len(rows) > 0 {
		n := nextTable(rows, t)
		t.writeAll(rows[:n])
		if rows = rows[n:]; len(rows) > 0 {
			h, _ := findHeader(rows)
			w.titles(rows[:h.first], true)
			t = w.begin(h, rows[h.first:])
			rows = rows[h.first+h.rows:]
		}
	}
	return t
}

// begin begins a table with the rows of its header. When a column has no values,
// all names are written once. Comments on names are written before the records,
// which repeat the names.
func (w *Writer) begin(h header, rows []Row) *table {
	body := rows[h.rows:]
	used := map[int]bool{}
	for _, r := range body {
		if namesLine(r) == h.line {
			continue // the header, repeated, which is not written again
		}
		for _, c := range r.Cells {
			used[c.Column] = true
		}
	}
	for column := range h.names {
		if !used[column] {
			w.page.Paragraph(h.line)
			break
		}
	}
	for _, r := range rows[:h.rows] {
		for _, c := range r.Cells {
			if c.Note != "" {
				w.page.Add(content.Block{Kind: content.Note, Line: r.Number},
					content.Comment(c.Text, c.Note))
			}
		}
	}
	t := &table{writer: w, names: h.names, line: h.line, from: 1 << 30}
	for column := range h.names {
		t.from, t.to = min(t.from, column), max(t.to, column)
	}
	for _, r := range body {
		for _, c := range r.Cells {
			t.to = max(t.to, c.Column)
		}
	}
	return t
}

// continued returns the table above if rows after an empty one belong to it.
func (w *Writer) continued(rows []Row) *table {
	t := w.last
	form := func(c Cell) bool { return strings.HasSuffix(c.Text, ":") }
	if t == nil || t.names == nil || slices.ContainsFunc(rows[0].Cells, form) ||
		own(rows[0].Cells) < 2 || rows[0].Cells[0].Column < t.from || right(rows) > t.to {
		return nil
	}
	if h, ok := findHeader(rows); ok && len(rows) > 1 && (h.line == t.line || h.first > 0 ||
		t.numeric(rows[0])) {
		return nil
	}
	return t
}

// right is the rightmost column of rows.
func right(rows []Row) (column int) {
	for _, r := range rows {
		if n := len(r.Cells); n > 0 {
			column = max(column, r.Cells[n-1].Column)
		}
	}
	return column
}

// nextTable is where the next table's titles begin below a table; len(rows)
// when none does. It begins at a line of its own with a header below it, or at
// a header over columns that held numbers so far.
func nextTable(rows []Row, t *table) int {
	for i := range rows {
		if i == 0 || t.names == nil {
			continue
		}
		if own(rows[i].Cells) == 1 && !isNote(rows[i]) && i+1 < len(rows) &&
			own(rows[i+1].Cells) > 1 {
			if h, ok := findHeader(rows[i+1:]); ok && h.first == 0 && i+1+h.rows < len(rows) &&
				(columnsDiffer(h, t) || numericBelow(rows[i+1+h.rows:], rows[i+1]) &&
					t.numericIn(rows[:i], rows[i+1])) {
				return i
			}
		}
		if h, ok := findHeader(rows[i:]); ok && h.first == 0 && i+h.rows < len(rows) &&
			own(rows[i].Cells) > 1 && words(rows[i]) &&
			t.numericIn(rows[:i], rows[i]) && numericBelow(rows[i+h.rows:], rows[i]) {
			return i
		}
	}
	return len(rows)
}

// words reports whether no cell of a row holds a number.
func words(r Row) bool {
	return !slices.ContainsFunc(r.Cells, func(c Cell) bool {
		return c.Number ||
			content.IsNumber(c.Text)
	})
}

// columnsDiffer reports whether a header names other columns than a table has.
func columnsDiffer(h header, t *table) bool {
	for column := range h.names {
		if t.names[column] == "" {
			return true
		}
	}
	return len(h.names) != len(t.names)
}

// numericBelow reports whether a number stands below a name of row in the first of rows.
func numericBelow(rows []Row, row Row) bool {
	for _, r := range rows[:min(len(rows), 3)] {
		for _, c := range r.Cells {
			if c.Number && has(row, c.Column) {
				return true
			}
		}
	}
	return false
}

// titles writes the lines above a table. The first short one is a heading, so
// that the rows below it can be understood.
func (w *Writer) titles(rows []Row, table bool) {
	for i, r := range rows {
		text := line(r)
		if i == 0 && table && len(r.Cells) == 1 && korean.Length(text) <= maxTitle &&
			!strings.ContainsAny(text[:1], "(※*-[<") &&
			!strings.HasPrefix(text, "※") && !strings.Contains(text, "\n") {
			w.page.Heading(2, text)
			w.page.Blocks[len(w.page.Blocks)-1].Line = r.Number
			continue
		}
		w.page.Add(content.Block{Kind: content.Paragraph, Line: r.Number}, text)
	}
}

// line is a row's text on its own.
func line(r Row) string {
	var all []string
	for _, c := range r.Cells {
		if !c.carried {
			all = append(all, c.shown())
		}
	}
	return strings.Join(all, " ")
}

// isNote: a line below a table that speaks of it.
func isNote(r Row) bool {
	text := r.Cells[0].Text
	for _, mark := range []string{"※", "*", "주)", "주:", "주석", "비고", "참고", "출처", "자료", "(단위", "[단위",
		"- ", "•", "☞"} {
		if strings.HasPrefix(text, mark) {
			return true
		}
	}
	return false
}

// sideBySide cuts a region at empty columns when what stands left and right of
// them are tables of their own: each of two columns and more, and either of
// another height or with the same names.
func sideBySide(rows []Row) [][]Row {
	used := map[int]bool{}
	last := right(rows)
	for _, r := range rows {
		for _, c := range r.Cells {
			used[c.Column] = true
			if len(r.Cells) > 1 { // a title may reach over both
				for i := range c.span {
					used[c.Column+i] = true
				}
			}
		}
	}
	var blocks [][]Row
	from := 0
	for column := 0; column <= last; column++ {
		if used[column] || column == 0 || !used[column-1] {
			continue
		}
		left, rest := between(rows, from, column), between(rows, column, 1<<30)
		if apart(left, rest) {
			blocks = append(blocks, left)
			from = column
		}
	}
	return append(blocks, between(rows, from, 1<<30))
}

func between(rows []Row, from, to int) (part []Row) {
	for _, r := range rows {
		var cells []Cell
		for _, c := range r.Cells {
			if c.Column >= from && c.Column < to {
				cells = append(cells, c)
			}
		}
		if own(cells) > 0 {
			part = append(part, Row{r.Number, cells})
		}
	}
	return part
}

func apart(left, rest []Row) bool {
	if len(left) < 2 || len(rest) < 2 {
		return false
	}
	a, ok := findHeader(left)
	b, found := findHeader(rest)
	if !ok || !found {
		return false
	}
	if left[a.first].Number != rest[b.first].Number || len(left) != len(rest) {
		return true
	}
	return slices.ContainsFunc(b.all(), func(name string) bool {
		return slices.Contains(a.all(),
			name)
	})
}

// split returns the parts of a row that belong to adjacent tables.
func split(r Row, tables []*table) []Row {
	parts := make([]Row, len(tables))
	for i := range tables {
		from, to := 0, 1<<30
		if i > 0 {
			from = tables[i].from
		}
		if i+1 < len(tables) {
			to = tables[i+1].from
		}
		if p := between([]Row{r}, from, to); len(p) > 0 {
			parts[i] = p[0]
		}
	}
	return parts
}
