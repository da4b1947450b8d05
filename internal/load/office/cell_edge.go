package office

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
)

// cellEdges are where the cells of a row end, as the row says after them in a doc
// or rtf file. Places are in twips, a twentieth of a point, from the margin.
type cellEdges struct {
	left  int // of the row
	cells []cellEdge
}

// cellEdge is where a cell ends, and whether a neighbour covers it.
type cellEdge struct {
	right     int
	continues bool // the cell above reaches down into it
	covered   bool // the cell at its left reaches into it
}

// edgeDistance is how far apart edges are that a person sees as one line: 2 mm.
const edgeDistance = 113

// mergeCells gives the cells of a table the columns that they span, as their edges
// show. A cell that the one above covers gets its text. Tables without an edge for
// each cell stay as they are.
func mergeCells(rows [][]content.GridCell, edges []cellEdges) [][]content.GridCell {
	if len(edges) != len(rows) || !anyMerged(rows, edges) {
		return rows
	}
	var at []int
	for i, e := range edges {
		if len(e.cells) < len(rows[i]) || len(rows[i]) == 0 {
			return rows
		}
		at = append(at, e.left)
		for _, c := range e.cells[:len(rows[i])] {
			at = append(at, c.right)
		}
	}
	at = lines(at)
	merged := make([][]content.GridCell, len(rows))
	above := map[int]string{} // by the left edge
	for i, row := range rows {
		merged[i] = edges[i].merge(row, at, above)
	}
	return merged
}

// anyMerged reports whether cells of a table are merged, as rows with different
// numbers of cells show, too. Rows of as many cells whose edges differ were only drawn
// by hand.
func anyMerged(rows [][]content.GridCell, edges []cellEdges) bool {
	for i, row := range rows {
		if len(row) != len(rows[0]) || slices.ContainsFunc(edges[i].cells,
			func(c cellEdge) bool { return c.continues || c.covered }) {
			return true
		}
	}
	return false
}

// merge gives the cells of a row their columns. above has the texts of the cells
// that may reach into the row, by their left edge, and gets those of this one.
func (e cellEdges) merge(row []content.GridCell, at []int, above map[int]string) []content.GridCell {
	var merged []content.GridCell
	empty := !slices.ContainsFunc(row, func(c content.GridCell) bool { return strings.TrimSpace(c.Text) != "" })
	left := lineOf(at, e.left)
	if left > 0 { // the row is indented
		merged = append(merged, content.GridCell{Columns: left})
	}
	for i, c := range row {
		right := lineOf(at, e.cells[i].right)
		columns := max(1, right-left)
		if n := len(merged); e.cells[i].covered && n > 0 {
			merged[n-1].Text = strings.TrimSpace(merged[n-1].Text + "\n" + c.Text)
			merged[n-1].Columns = max(1, merged[n-1].Columns) + columns
			left = right
			continue
		}
		own := c.Text
		if e.cells[i].continues && strings.TrimSpace(own) == "" {
			own = above[left]
		}
		if above[left] = own; !empty { // a row without a text of its own says nothing
			c.Text = own
		}
		if columns > 1 {
			c.Columns = columns
		}
		merged, left = append(merged, c), right
	}
	return merged
}

// lines are the edges without those that are hardly apart from the one before.
func lines(at []int) []int {
	slices.Sort(at)
	kept := at[:0]
	for _, x := range at {
		if n := len(kept); n == 0 || x-kept[n-1] > edgeDistance {
			kept = append(kept, x)
		}
	}
	return kept
}

// lineOf returns which of the lines an edge belongs to: the last one that is not
// right of it.
func lineOf(lines []int, x int) int {
	i, _ := slices.BinarySearch(lines, x+1)
	return max(0, i-1)
}
