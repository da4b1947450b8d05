package spreadsheet

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// header names the columns of a table.
type header struct {
	first, rows int            // the rows of the region that it takes
	names       map[int]string // by column
	line        string         // all names as they stand
}

// Bounds of headers.
const (
	maxHeader = 5   // rows
	maxName   = 100 // characters of a name
	maxTitle  = 60  // characters of a title above a table
	sample    = 20  // rows below it that are compared with it
	maxLead   = 12  // rows of titles above it
	wide      = 0.6 // share of the columns that it names at least
)

// findHeader looks for the header of a table in the first rows. ok is false when they are no table.
func findHeader(rows []Row) (h header, ok bool) {
	width := 0
	for _, r := range rows[:min(len(rows), maxLead+sample)] {
		width = max(width, covered(r.Cells))
	}
	if width < 2 {
		return h, false
	}
	for i := range rows[:min(len(rows), maxLead)] {
		if own(rows[i].Cells) < 2 || float64(covered(rows[i].Cells)) < wide*float64(width) {
			continue
		}
		h.first = i
		if !names(rows[i]) {
			return h, false
		}
		h.rows = height(rows[i:])
		h.name(rows[i : i+h.rows])
		return h, h.believable(rows[i:], width)
	}
	return h, false
}

// covered counts the columns that have text or lie under a merged cell with text.
func covered(cells []Cell) (n int) {
	for _, c := range cells {
		n += c.span
	}
	return n
}

// names reports whether a row can be a header: names, which are no numbers, not
// long, and mostly different.
func names(r Row) bool {
	if len(r.Cells) < 2 {
		return false
	}
	seen, numbers := map[string]bool{}, 0
	for _, c := range r.Cells {
		if c.Number || content.IsNumber(c.Text) {
			if !isYear(c.Text) {
				return false
			}
			numbers++
		}
		if korean.Length(c.Text) > maxName || strings.HasPrefix(c.Text, "※") ||
			strings.HasSuffix(c.Text, ":") {
			return false
		}
		seen[c.Text] = true
	}
	return numbers < len(r.Cells) && 2*len(seen) > len(r.Cells)
}

// isYear reports whether a text is a year, a month or a quarter, which may head
// a column: 2024, 2024년, 1월, 3/4분기.
func isYear(s string) bool {
	digits := strings.TrimRight(s, "년월분기도")
	n, err := strconv.Atoi(digits)
	return err == nil && (n >= 1900 && n < 2100 || digits != s && n > 0) || digits != s &&
		strings.Trim(digits, "1234/") == ""
}

// height is how many rows a header takes: as far down as its merged cells
// reach, and a row of names below names that cover several columns.
func height(rows []Row) int {
	n := 1
	for _, c := range rows[0].Cells {
		n = max(n, min(c.down, maxHeader))
	}
	for n < min(len(rows)-1, maxHeader) && below(rows[n-1], rows[n]) {
		n++
	}
	return min(n, len(rows))
}

// below reports whether lower names columns that upper groups.
func below(upper, lower Row) bool {
	if own(lower.Cells) < 2 {
		return false
	}
	for _, c := range lower.Cells {
		if !c.carried && (c.Number && !isYear(c.Text) || content.IsNumber(c.Text) &&
			!isYear(c.Text) || korean.Length(c.Text) > maxName) {
			return false
		}
	}
	filled, merged := map[int]bool{}, map[int]bool{}
	for _, c := range upper.Cells {
		filled[c.Column] = true
		for i := 1; i < c.span && !c.carried; i++ {
			merged[c.Column+i] = true
		}
	}
	grouped, fresh := false, 0
	covers := map[int]bool{}
	for _, c := range lower.Cells {
		covers[c.Column] = true
		if !c.carried && merged[c.Column] {
			grouped = true
		}
		if !c.carried && !filled[c.Column] && !merged[c.Column] {
			fresh++
		}
	}
	if grouped {
		return true
	}
	// names without one below: without merged cells, they show that the two
	// rows complete each other
	uncovered := 0
	for _, c := range upper.Cells {
		if !c.carried && !covers[c.Column] {
			uncovered++
		}
	}
	return fresh > 0 && uncovered > 0 && own(upper.Cells) > 1
}

// name makes the columns' names of the header's rows, from the outermost to the innermost.
func (h *header) name(rows []Row) {
	h.names = map[int]string{}
	put := func(column int, text string) {
		before := h.names[column]
		if text != before && !strings.HasSuffix(before, " "+text) {
			h.names[column] = korean.Truncate(strings.TrimSpace(before+" "+text), 200)
		}
	}
	for i, r := range rows {
		for j, c := range r.Cells {
			if c.carried {
				continue
			}
			reach := c.span
			if i+1 < len(rows) { // a group whose cells are not merged reaches to the next name above
				end := c.Column + 64
				if j+1 < len(r.Cells) {
					end = r.Cells[j+1].Column
				}
				for _, under := range rows[i+1].Cells {
					if under.Column > c.Column && under.Column < end && !under.carried &&
						has(rows[i+1], c.Column) {
						reach = max(reach, under.Column-c.Column+1)
					}
				}
			}
			for k := range reach {
				put(c.Column+k, korean.Line(c.Text))
			}
		}
	}
	h.line = strings.Join(h.all(), " | ")
}

func has(r Row, column int) bool {
	for _, c := range r.Cells {
		if c.Column == column {
			return true
		}
	}
	return false
}

// all gives the names by ascending column.
func (h header) all() (names []string) {
	before := ""
	for _, column := range slices.Sorted(maps.Keys(h.names)) {
		if n := h.names[column]; n != before { // a merged cell names several columns
			names, before = append(names, n), n
		}
	}
	return names
}

// believable reports whether the rows below a header are a table under it:
// their cells stand under its names, and something tells the header from them:
// columns of numbers, looks, or three columns and more. Forms have none of it.
func (h header) believable(rows []Row, width int) bool {
	body := rows[h.rows:min(len(rows), h.rows+sample)]
	under, beside, wideCells := 0, 0, 0
	for _, r := range body {
		if own(r.Cells) < 2 {
			continue
		}
		for i, c := range r.Cells {
			if _, ok := h.names[c.Column]; ok {
				under++
			} else {
				beside++
			}
			if i > 0 && c.span > 1 && h.names[c.Column] != h.names[c.Column+c.span-1] {
				wideCells++
			}
		}
	}
	switch {
	case len(body) == 0:
		return true // a header alone: an empty form
	case under < 3*beside || alternates(rows[:min(len(rows), h.rows+sample)]):
		return false
	case numeric(body) || width > 2 && len(body) > 1 && beside*10 <= under && wideCells == 0:
		return true
	}
	return looksApart(rows[h.rows-1], body[0]) || repeats(body)
}

// numeric reports whether some column of a table holds numbers, with few other values.
func numeric(body []Row) bool {
	numbers, all := map[int]int{}, map[int]int{}
	for _, r := range body {
		if own(r.Cells) < 2 {
			continue
		}
		for _, c := range r.Cells {
			all[c.Column]++
			if c.Number || content.IsNumber(c.Text) {
				numbers[c.Column]++
			}
		}
	}
	for column, n := range numbers {
		if 10*n >= 6*all[column] {
			return true
		}
	}
	return false
}

// alternates reports whether in every row labels and values of different looks
// take turns, as they do in a form.
func alternates(rows []Row) bool {
	counted := 0
	for _, r := range rows {
		if own(r.Cells) < 2 {
			continue
		}
		for i, c := range r.Cells {
			if c.Style == 0 || i > 0 && c.Style == r.Cells[i-1].Style || i > 1 &&
				c.Style != r.Cells[i-2].Style || r.Cells[0].Style != rows[0].Cells[0].Style {
				return false
			}
		}
		counted++
	}
	return counted > 1
}

// repeats reports whether a value stands in a column again, which it does in a
// table and hardly in a form.
func repeats(body []Row) bool {
	type place struct {
		column int
		text   string
	}
	seen := map[place]bool{}
	for _, r := range body {
		for _, c := range r.Cells {
			p := place{c.Column, c.Text}
			if seen[p] && !c.carried {
				return true
			}
			seen[p] = true
		}
	}
	return false
}

// looksApart reports whether two rows share no look.
func looksApart(a, b Row) bool {
	looks := map[int]bool{}
	for _, c := range a.Cells {
		looks[c.Style] = true
	}
	for _, c := range b.Cells {
		if looks[c.Style] {
			return false
		}
	}
	return true
}
