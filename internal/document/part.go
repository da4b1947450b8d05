package document

import (
	"encoding/json"
	"errors"
	"slices"
)

// PartKind is the kind of a part of a text.
type PartKind string

const (
	HeadingPart   PartKind = "heading"
	ParagraphPart PartKind = "paragraph"
	ItemPart      PartKind = "item" // of a list; its text begins with its number or bullet
	TablePart     PartKind = "table"
	RecordPart    PartKind = "record" // one row of a csv or sheet, a line "name: value" for each cell
	NotePart      PartKind = "note"   // a footnote, an endnote or a speaker's note
	CodePart      PartKind = "code"
)

// partKinds are the numbers that stored parts have for their kinds: new ones
// are added at the end.
var partKinds = []PartKind{ParagraphPart, HeadingPart, ItemPart, TablePart, RecordPart, NotePart,
	CodePart}

// Part is a block of a version's text as it is in the file. Start and End are
// its range in the text, in bytes.
type Part struct {
	Kind       PartKind
	Start, End int
	Level      int // of a heading, where 1 is the outermost; of an item, its depth from 1
	Header     int // of a table: how many of its rows contain column names
	Rows       []PartRow
}

// PartRow is a row of a table, or the only row of a record.
type PartRow []PartCell

// PartCell is a cell with its range in the version's text, in bytes. A cell
// that spans several rows is in each of them. A cell that spans several columns
// may be followed by covered cells, one for each further column.
type PartCell struct {
	Start, End int
	Columns    int  // that it spans; 0 means 1
	Covered    bool // the cell before it spans this column
}

// divide divides a table between the rows that begin in a block of stored
// contents and those after it, if there are both.
func (p Part) divide(within func(at int) bool) (here, behind Part, divided bool) {
	rows := slices.DeleteFunc(slices.Clone(p.Rows), func(r PartRow) bool { return len(r) == 0 })
	if p.Kind != TablePart || len(rows) == 0 || within(rows[len(rows)-1][0].Start) {
		return p, Part{}, false
	}
	n := 1
	for within(rows[n][0].Start) {
		n++
	}
	here, behind = p, p
	here.End, here.Header, here.Rows = rows[n-1][len(rows[n-1])-1].End, min(p.Header, n), rows[:n]
	behind.Start, behind.Header, behind.Rows = rows[n][0].Start, p.Header-here.Header, rows[n:]
	return here, behind, true
}

// Parts are stored as one list of numbers: kind, how far the part begins after
// the end of the one before, its length, level, header rows and rows; for each
// row its number of cells; for each cell how far it begins after the end of the
// one before (the first of a part: after the part's beginning), its length and
// its columns, or -1 for a covered cell.
type Parts []Part

const covered = -1

// MarshalJSON writes the parts as numbers.
func (p Parts) MarshalJSON() ([]byte, error) {
	all := []int{}
	at := 0
	for _, one := range p {
		kind := slices.Index(partKinds, one.Kind)
		all = append(all, max(0, kind), one.Start-at, one.End-one.Start, one.Level, one.Header,
			len(one.Rows))
		at = one.End
		cell := one.Start
		for _, row := range one.Rows {
			all = append(all, len(row))
			for _, c := range row {
				columns := c.Columns
				if c.Covered {
					columns = covered
				}
				all = append(all, c.Start-cell, c.End-c.Start, columns)
				cell = c.End
			}
		}
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Parts) UnmarshalJSON(data []byte) error {
	n := numbers{}
	if err := json.Unmarshal(data, &n.all); err != nil {
		return err
	}
	at := 0
	for len(n.all) > 0 && !n.short {
		kind := n.next()
		if kind < 0 || kind >= len(partKinds) {
			kind = 0 // of a later version
		}
		one := Part{Kind: partKinds[kind], Start: at + n.next()}
		one.End = one.Start + n.next()
		one.Level, one.Header = n.next(), n.next()
		one.Rows = n.rows(n.next(), one.Start)
		*p, at = append(*p, one), one.End
	}
	if n.short {
		return errors.New("the parts of a text are not whole")
	}
	return nil
}

// numbers is a list that is read from its beginning.
type numbers struct {
	all   []int
	short bool // more were asked for than there are
}

func (n *numbers) next() int {
	if len(n.all) == 0 {
		n.short = true
		return 0
	}
	first := n.all[0]
	n.all = n.all[1:]
	return first
}

func (n *numbers) rows(count, at int) (rows []PartRow) {
	for range count {
		cells := n.next()
		if n.short {
			return rows
		}
		row := PartRow{}
		for range cells {
			c := PartCell{Start: at + n.next()}
			c.End = c.Start + n.next()
			if c.Columns, at = n.next(), c.End; c.Columns == covered {
				c.Columns, c.Covered = 0, true
			}
			if n.short {
				return rows
			}
			row = append(row, c)
		}
		rows = append(rows, row)
	}
	return rows
}
