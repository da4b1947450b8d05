package content

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/tabletext"
)

// columns is how the cells of a table's rows lie in its columns.
type columns struct {
	starts []int // the first columns of all cells, ascending
}

// columnsOf finds the columns of a table: one begins wherever a cell of any row
// begins. Spans that no other row divides are one column, so that the columns of a
// grid finer than the table cost nothing.
func columnsOf(rows [][]GridCell) columns {
	var starts []int
	for _, row := range rows {
		at := 0
		for _, c := range row {
			starts = append(starts, at)
			at += max(1, c.Columns)
		}
	}
	slices.Sort(starts)
	return columns{slices.Compact(starts)}
}

// spans returns how many columns each cell of a row takes.
func (c columns) spans(row []GridCell) []int {
	all := make([]int, len(row))
	at := 0
	for i, cell := range row {
		first, _ := slices.BinarySearch(c.starts, at)
		at += max(1, cell.Columns)
		last, _ := slices.BinarySearch(c.starts, at)
		all[i] = max(1, last-first)
	}
	return all
}

// maxHead is how many rows a header of merged cells may have.
const maxHead = 3

// mergedHead is how many rows the header has, as its merged cells show: above the
// names of several columns stands the name of their group, and the cells beside it
// reach down, which a reader gives as the same text or as an empty cell. It is 0
// where no cells are merged in this way.
func mergedHead(rows [][]GridCell) int {
	if len(rows[0]) < 2 { // a title across the table names no column
		return 0
	}
	at := columnsOf(rows)
	head := 1
	for head < maxHead && head+1 < len(rows) && at.divides(rows[head-1], rows[head], len(rows)-head > 2) {
		head++
	}
	if head == 1 {
		return 0
	}
	return head
}

// divides reports whether the cells of below name the columns that cells of above
// span. loose allows that no cell reaches down beside them.
func (c columns) divides(above, below []GridCell, loose bool) bool {
	names := c.spread(below)
	wide, reach, renamed, column := false, false, false, 0
	for i, n := range c.spans(above) {
		if column+n > len(names) || !isName(above[i].Text) {
			return false
		}
		under := names[column : column+n]
		column += n
		switch same := !slices.ContainsFunc(under, func(name string) bool {
			return name != "" && name != above[i].Text
		}); {
		case same:
			reach = true
		case !allNames(under):
			return false
		case n == 1:
			renamed = true
		default:
			wide = true
		}
	}
	return wide && (reach || loose && !renamed) && column == len(names)
}

// spread returns the text of a row in each column.
func (c columns) spread(row []GridCell) []string {
	var all []string
	for i, n := range c.spans(row) {
		for range n {
			all = append(all, row[i].Text)
		}
	}
	return all
}

// maxLabel is the longest name of a column, in bytes: some 40 syllables.
const maxLabel = 120

// isName reports whether a cell's text could be the name of a column.
func isName(text string) bool {
	return text != "" && len(text) <= maxLabel && (!IsNumber(text) || tabletext.IsPeriod(text))
}

func allNames(texts []string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return !isName(text) })
}

// align gives a table with a header one cell a column, so that the names of the
// columns and the values below them stand at the same places in their rows. A name or
// a value that spans columns is repeated in each, because it holds for all of them.
// Labels at the beginning of a row and longer texts are followed by empty cells, unless
// the row ends there.
func align(rows [][]GridCell, header int) [][]GridCell {
	at := columnsOf(rows)
	own, all := 0, 0
	for _, row := range rows {
		own += len(row)
		for _, n := range at.spans(row) {
			all += n
		}
	}
	if all == own || all > maxGrowth*own {
		return rows
	}
	aligned := make([][]GridCell, len(rows))
	var above []GridCell
	for i, row := range rows {
		if 0 < i && i < header {
			row = at.reach(above, row)
		}
		above = row
		for k, n := range at.spans(row) {
			cell := row[k]
			if cell.Columns = 0; n > 1 {
				cell.Columns = n
			}
			aligned[i] = append(aligned[i], cell)
			filler := GridCell{Covered: true}
			switch {
			case i < header || k > 0 && len(cell.Text) <= maxRepeated:
				filler.Text = cell.Text
			case k == len(row)-1:
				n = 1
			}
			for range n - 1 {
				aligned[i] = append(aligned[i], filler)
			}
		}
	}
	return aligned
}

// maxRepeated is the longest text that is repeated as a value, in bytes: ten syllables.
const maxRepeated = 30

// reach fills the empty cells of a header's row that those above reach into.
func (c columns) reach(above, row []GridCell) []GridCell {
	names, column := c.spread(above), 0
	filled := slices.Clone(row)
	for i, n := range c.spans(row) {
		if filled[i].Text == "" && column < len(names) {
			filled[i].Text = names[column]
		}
		column += n
	}
	return filled
}

// maxGrowth is how many times its cells a table may have once they are aligned. More
// come from spans that nobody sees, such as colspan="1000" in every row.
const maxGrowth = 4

// maxStacked is the longest text that may be a value by itself, in bytes: some 13
// syllables.
const maxStacked = 40

// leastStacked is how many lines show that each stands for itself. Two are often one
// name that was broken.
const leastStacked = 3

// unstack makes rows of a row whose cells hold several values, one below the other:
// each line of 1급, 2급, 3급 belongs to the line beside it of 500, 400, 300. The cells
// have as many lines as one another, and those of one cell are numbers.
func unstack(rows [][]GridCell) [][]GridCell {
	var all [][]GridCell
	for i, row := range rows {
		lines := stacked(row)
		if lines == nil || len(rows)+len(all) > MaxRows {
			if all != nil {
				all = append(all, row)
			}
			continue
		}
		if all == nil {
			all = append(all, rows[:i]...)
		}
		for n := range lines[0] {
			one := slices.Clone(row)
			for k := range one {
				one[k].Text = lines[k][n]
			}
			all = append(all, one)
		}
	}
	if all == nil {
		return rows
	}
	return all
}

// stacked returns the lines of each cell of a row that holds several rows, or nil.
func stacked(row []GridCell) [][]string {
	if len(row) < 2 {
		return nil
	}
	lines := make([][]string, len(row))
	numbers := false
	for i, c := range row {
		lines[i] = strings.Split(strings.TrimSpace(c.Text), "\n")
		if len(lines[i]) < leastStacked || len(lines[i]) != len(lines[0]) {
			return nil
		}
		all := true
		for k, text := range lines[i] {
			text = strings.TrimSpace(text)
			if lines[i][k] = text; text == "" || len(text) > maxStacked {
				return nil
			}
			all = all && IsNumber(text)
		}
		numbers = numbers || all
	}
	if !numbers {
		return nil
	}
	return lines
}
