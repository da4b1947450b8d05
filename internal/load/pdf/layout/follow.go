package layout

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/outline"
)

// Follow uses the neighbouring pages to find tables that continue on this page,
// and running heads and feet. before holds the earlier pages, the nearest one
// first, for which Follow must have been called already. after is the next
// page, or nil.
func (p *Page) Follow(before []*Page, after *Page, profile Profile) {
	if len(before) > 0 {
		p.continueTable(before[0])
	}
	p.markMargins(before, after, profile)
}

// Continues reports whether the page's last table began on an earlier page, so
// that its header is known only from there.
func (p *Page) Continues() bool {
	t := p.lastTable()
	return t != nil && t == p.firstTable()
}

// firstTable returns the table that the page begins with, a few lines aside. A
// table below the label of an attachment continues none.
func (p *Page) firstTable() *table {
	for _, l := range p.leaves {
		if l.table != nil {
			if l.table.Y0 < 0.35*p.Height {
				return l.table
			}
			return nil
		}
		for _, line := range l.lines {
			if line.Y1 > 0.15*p.Height || outline.IsAttachment(lineText(line.words)) {
				return nil
			}
		}
	}
	return nil
}

// lastTable is the table that the page ends with, but for a few lines.
func (p *Page) lastTable() *table {
	for _, l := range slices.Backward(p.leaves) {
		if l.table != nil {
			if l.table.Y1 > 0.6*p.Height {
				return l.table
			}
			return nil
		}
		for _, line := range l.lines {
			if line.Y0 < 0.88*p.Height {
				return nil
			}
		}
	}
	return nil
}

// continueTable gives a table that goes on from the page before the header and
// the label that it has there.
func (p *Page) continueTable(before *Page) {
	t, above := p.firstTable(), before.lastTable()
	if t == nil || above == nil || t.ruled != above.ruled || !sameColumns(t.xs, above.xs) {
		return
	}
	t.continueHeader(above)
	t.continueLabel(above)
}

// continueHeader puts the header of the table above on top of a table, unless
// it is drawn again.
func (t *table) continueHeader(above *table) {
	n := above.headerRows()
	if n == 0 || n >= len(above.rows) {
		return
	}
	if len(t.rows) >= n && rowsText(t.rows[:n]) == rowsText(above.rows[:n]) {
		t.header = n
		return
	}
	header := make([][]cell, n)
	for i, row := range above.rows[:n] {
		for _, c := range row {
			c.foreign = true
			header[i] = append(header[i], c)
		}
	}
	t.rows, t.header = append(header, t.rows...), n
}

// continueLabel labels the row that a page break divides, or the rows whose
// common label stands above it: their first cell is empty, as no other row's
// is. A single row may be a total, which has no label.
func (t *table) continueLabel(above *table) {
	rows, others := t.rows[t.header:], above.rows[above.header:]
	if len(rows) < 2 || len(others) < 2 || !rows[0][0].empty() {
		return
	}
	n := 1
	for n < len(rows) && rows[n][0].again {
		n++
	}
	if slices.ContainsFunc(slices.Concat(rows[n:], others), unlabelled) {
		return
	}
	label := others[len(others)-1][0]
	if label.columns != rows[0][0].columns {
		return
	}
	label.foreign = true
	for _, row := range rows[:n] {
		row[0] = label
	}
}

// unlabelled reports whether a row with text has an empty first cell.
func unlabelled(row []cell) bool {
	return row[0].empty() && slices.ContainsFunc(row, func(c cell) bool { return !c.empty() })
}

func sameColumns(a, b []float32) bool {
	const slack = 5
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if abs(a[i]-b[i]) > slack {
			return false
		}
	}
	return true
}

func rowsText(rows [][]cell) string {
	var b strings.Builder
	for _, row := range rows {
		for _, c := range row {
			b.WriteString(c.text(breaks{}))
			b.WriteByte('|')
		}
	}
	return b.String()
}

// headerRows is how many rows name the columns, as far as the table shows it.
func (t *table) headerRows() int {
	if t.header > 0 {
		return t.header
	}
	if len(t.rows) < 2 || len(t.rows[0]) < 2 {
		return 0
	}
	for _, c := range t.rows[0] {
		text := c.text(breaks{})
		if text == "" || !strings.ContainsFunc(text, isLetter) || korean.Length(text) > 100 {
			return 0
		}
	}
	return 1
}

// text is a cell's text, its lines joined.
func (c cell) text(b breaks) string {
	return string(c.flow(b, 0).text)
}

// flow puts a cell's lines together. right is where its lines could end at most, as
// far as that is known; at least, it is where the longest one ends.
func (c cell) flow(b breaks, right float32) (f flow) {
	for _, l := range c.lines {
		right = max(right, l[len(l)-1].X1)
	}
	for _, l := range c.lines {
		f.addCellLine(l, right, b)
	}
	return f
}
