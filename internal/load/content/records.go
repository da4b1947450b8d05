package content

import (
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
)

// Records turns rows into record blocks: the first row with text names the
// columns, if it looks like names. csv and spreadsheets share it.
type Records struct {
	Builder *Builder
	About   *Info
	names   []string
	pending []string // the first row, until the second shows whether it is a header
	at      int      // its number
	started bool
}

// Add takes the next row; the slice is not kept.
func (t *Records) Add(row []string, number int) {
	if len(row) > MaxColumns {
		row = row[:MaxColumns]
		t.About.Warn(document.CellsLeftOut)
	}
	switch {
	case strings.TrimSpace(strings.Join(row, "")) == "":
	case t.started:
		t.write(row, number)
	case t.pending == nil:
		t.pending, t.at = append([]string(nil), row...), number
	case Count(t.pending) == 1 && Count(row) > 1: // a title above the table
		t.Builder.Add(Block{Kind: Paragraph, Line: t.at}, strings.Join(t.pending, " "))
		t.pending, t.at = append([]string(nil), row...), number
	default:
		t.start(row)
		t.write(row, number)
	}
}

// Count is the number of cells with text.
func Count(row []string) (n int) {
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// End writes a table's only row. It returns nil.
func (t *Records) End() error {
	if !t.started && t.pending != nil {
		t.write(t.pending, t.at)
	}
	return nil
}

// start decides what the pending first row is, next to the second.
func (t *Records) start(second []string) {
	t.started = true
	if isHeader(t.pending, second) {
		for _, n := range t.pending {
			t.names = append(t.names, korean.Truncate(korean.Line(n), 200))
		}
		return
	}
	t.write(t.pending, t.at)
}

func (t *Records) write(row []string, number int) {
	for len(t.names) < len(row) {
		t.names = append(t.names, "")
	}
	for i, n := range t.names {
		if n == "" {
			t.names[i] = fmt.Sprintf("열 %d", i+1)
		}
	}
	t.Builder.Record(t.names, row, number)
}

// isHeader: names are text, not numbers, mostly there, different from one another, and not long.
func isHeader(first, second []string) bool {
	seen := map[string]bool{}
	named := 0
	for _, cell := range first {
		cell = korean.Line(cell)
		if cell == "" {
			continue
		}
		if IsNumber(cell) || seen[cell] || korean.Length(cell) > 100 {
			return false
		}
		seen[cell] = true
		named++
	}
	return named > 0 && named*2 >= min(len(first), len(second))
}

// IsNumber: digits with the signs of amounts, dates and times.
func IsNumber(s string) bool {
	return strings.ContainsAny(s, "0123456789") &&
		strings.Trim(s, "0123456789.,-+/:%₩$() 원년월일") == ""
}
