// Package spreadsheet finds the tables in a sheet. It recognises titles and
// units above a table, headers of several rows, labels merged over several
// rows, tables below or beside one another, and notes. It writes the rows of
// tables as records with the names of their columns, and all other cells as
// they are.
package spreadsheet

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// Row is a row of a sheet: its cells with text, by ascending column. Hidden
// ones are left out before.
type Row struct {
	Number int // 1-based
	Cells  []Cell
}

// Cell is a cell as it is displayed.
type Cell struct {
	Column int // 0-based
	Text   string
	Number bool // it holds a number, a date or a share
	Style  int  // equal for cells that look alike; 0 if unknown
	Note   string

	span    int  // columns that it covers, from 1
	down    int  // rows that it covers from this one on, from 1
	carried bool // it belongs to a row above and reaches into this one
}

// Range is a range of cells that are merged.
type Range struct {
	Top, Bottom int // rows, 1-based
	Left, Right int // columns, 0-based
}

// maxRegion is how many rows that follow one another are looked at before they
// are written. Further ones are taken for rows of the tables found in them.
const maxRegion = 1000

// Writer writes the rows of one sheet.
type Writer struct {
	page *content.Pager
	done int64 // progress, for the pages

	merges []Range // by ascending top
	opened int     // merges[:opened] begin at or above the current row
	active []carry // those that reach into the next row

	rows   []Row    // of the region so far
	tables []*table // that go on: of a region that was too long to look at whole
	last   *table   // the latest table, which rows behind an empty one may belong to
	at     int      // number of the row read last
}

// carry is a merged cell that reaches into further rows.
type carry struct {
	Range
	text   string
	number bool
}

// New makes a Writer for a sheet. Merged ranges may come in any order. done is
// the progress that its pages tell.
func New(p *content.Pager, merges []Range, done int64) *Writer {
	return &Writer{page: p, merges: ordered(merges), done: done}
}

// Add takes the next row; rows ascend. It reports whether to continue.
func (w *Writer) Add(r Row) bool {
	r.Cells = tidy(r.Cells)
	r = w.merge(r)
	if len(r.Cells) == 0 || own(r.Cells) == 0 {
		return !w.page.Stopped
	}
	if r.Number > w.at+1 {
		w.flush()
	}
	w.at = r.Number
	if w.tables != nil {
		for i, part := range split(r, w.tables) {
			w.tables[i].write(part)
		}
		return w.page.Full(w.done)
	}
	if w.rows = append(w.rows, r); len(w.rows) == maxRegion {
		w.tables = w.region()
	}
	return !w.page.Stopped
}

// Skip passes over a row that is hidden: it divides nothing.
func (w *Writer) Skip(number int) {
	if number == w.at+1 {
		w.at = number
	}
}

// End writes what is left.
func (w *Writer) End() { w.flush() }

// flush ends a region.
func (w *Writer) flush() {
	if w.tables == nil {
		w.region()
	}
	w.tables = nil
}

// tidy drops cells that show nothing.
func tidy(cells []Cell) []Cell {
	kept := cells[:0]
	for _, c := range cells {
		c.Text = strings.TrimSpace(korean.Normalise(c.Text))
		if c.Text != "" || c.Note != "" {
			c.span, c.down = 1, 1
			kept = append(kept, c)
		}
	}
	return kept
}

// own counts the cells that belong to the row itself.
func own(cells []Cell) (n int) {
	for _, c := range cells {
		if !c.carried {
			n++
		}
	}
	return n
}
