package citation

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/wire"
)

// unit is what is given whole: a part, or a row of a table. table tells rows of
// one table from those of the next one.
type unit struct {
	Start, End int
	part       document.Part
	row        document.PartRow // of a table or record
	table      int              // of a table's row, from 1; 0 means the unit is no row
	header     bool             // the row names the columns
}

// unitsIn are the units of a block of stored contents that lie within bounds.
func unitsIn(b document.Block, bounds Range) (all []unit) {
	parts := b.Parts
	if len(parts) == 0 {
		parts = paragraphs(b)
	}
	for i, p := range parts {
		if p.Start < bounds.Start || p.Start >= bounds.End {
			continue
		}
		if p.Kind != document.TablePart {
			u := unit{Start: p.Start, End: p.End, part: p}
			if p.Kind == document.RecordPart && len(p.Rows) > 0 {
				u.row = p.Rows[0]
			}
			all = append(all, u)
			continue
		}
		for n, row := range p.Rows {
			if len(row) > 0 {
				all = append(all, unit{Start: row[0].Start, End: row[len(row)-1].End, part: p,
					row: row, table: i + 1, header: n < p.Header})
			}
		}
	}
	return all
}

// paragraphs splits a text whose parts were not stored.
func paragraphs(b document.Block) (all []document.Part) {
	at := b.Start
	for text := range strings.SplitSeq(b.Text, "\n\n") {
		if strings.TrimSpace(text) != "" {
			all = append(all, document.Part{Kind: document.ParagraphPart, Start: at,
				End: at + len(text)})
		}
		at += len(text) + len("\n\n")
	}
	return all
}

// blocksOf puts units together: the rows of a table, and records of the same
// columns as a table of their own.
func blocksOf(b document.Block, units []unit) []wire.PageBlock {
	blocks := []wire.PageBlock{}
	var last unit
	for _, u := range units {
		n := len(blocks)
		switch {
		case u.table > 0:
			if n == 0 || last.table != u.table {
				blocks = append(blocks, wire.PageBlock{Kind: string(document.TablePart),
					Start: u.Start})
				n++
			}
			addRow(b, &blocks[n-1], u)
		case len(u.row) > 0:
			names := recordNames(b, u)
			if n == 0 || len(last.row) == 0 || last.table > 0 || !shares(blocks[n-1].Columns, names) {
				blocks = append(blocks, wire.PageBlock{Kind: string(document.TablePart),
					Start: u.Start})
				n++
			}
			addRecord(b, &blocks[n-1], u, names)
		default:
			blocks = append(blocks, wire.PageBlock{Kind: string(u.part.Kind), Start: u.Start,
				End: u.End, Level: u.part.Level, Text: textOf(b, u.Start, u.End)})
		}
		last = u
	}
	return blocks
}

func textOf(b document.Block, start, end int) string {
	return between(b.Text, start-b.Start, end-b.Start)
}

func addRow(b document.Block, table *wire.PageBlock, u unit) {
	var row []wire.PageCell
	for _, c := range u.row {
		if !c.Covered {
			row = append(row, cellOf(b, c))
		}
	}
	if u.header {
		table.Header++
	}
	table.Rows, table.End = append(table.Rows, row), u.End
}

func cellOf(b document.Block, c document.PartCell) wire.PageCell {
	return wire.PageCell{Start: c.Start, End: c.End, Span: c.Columns,
		Text: textOf(b, c.Start, c.End)}
}

// recordNames are the names of a record's cells, which stand before them in its
// text as "name: ".
func recordNames(b document.Block, u unit) (names []string) {
	at := u.Start
	for _, c := range u.row {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(textOf(b, at, c.Start), "\n"),
			": "))
		at = c.End
	}
	return names
}

// shares reports whether a record belongs to a table of columns: it has at least
// one of them, and not more others.
func shares(columns, names []string) bool {
	known := 0
	for _, n := range names {
		if slices.Contains(columns, n) {
			known++
		}
	}
	return known > 0 && known*2 >= len(names)
}

// addRecord adds a record as a row. Columns that it has and the table has not
// come last.
func addRecord(b document.Block, table *wire.PageBlock, u unit, names []string) {
	for _, n := range names {
		if !slices.Contains(table.Columns, n) {
			table.Columns = append(table.Columns, n)
		}
	}
	row := make([]wire.PageCell, len(table.Columns))
	for i, c := range u.row {
		row[slices.Index(table.Columns, names[i])] = cellOf(b, c)
	}
	table.Rows, table.End = append(table.Rows, row), u.End
}
