package load

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// sectionBytes is the size at which readers of formats without pages end a page. It bounds what a consumer holds at
// once and what is read again on resuming.
const sectionBytes = 64 << 10

// builder collects the blocks of a page. It normalises every text that enters.
type builder struct {
	text   strings.Builder
	blocks []Block
	tight  bool // the next block follows on the next line, without an empty one between
}

// separate writes what stands between the last block and one of the kind.
func (b *builder) separate(kind Kind) {
	if len(b.blocks) == 0 {
		return
	}
	last := b.blocks[len(b.blocks)-1].Kind
	if b.tight || kind == ListItem && last == ListItem {
		b.text.WriteString("\n")
	} else {
		b.text.WriteString("\n\n")
	}
}

// add appends a block with the given text, which is normalised and trimmed; an empty one is dropped.
func (b *builder) add(block Block, text string) {
	text = strings.Trim(korean.Normalise(text), " \t\n")
	if text == "" {
		return
	}
	b.separate(block.Kind)
	b.tight = false
	block.Start = b.text.Len()
	b.text.WriteString(text)
	block.End = b.text.Len()
	b.blocks = append(b.blocks, block)
}

func (b *builder) heading(level int, text string) {
	b.add(Block{Kind: Heading, Level: max(1, level)}, korean.Line(text))
}

func (b *builder) paragraph(text string) { b.add(Block{Kind: Paragraph}, text) }

// item adds a list item whose text begins with its visible number.
func (b *builder) item(depth int, number, text string) {
	number, text = korean.Line(number), strings.TrimSpace(korean.Normalise(text))
	if text == "" {
		return
	}
	if number != "" {
		text = number + " " + text
	}
	b.add(Block{Kind: ListItem, Level: max(1, depth), Number: number}, text)
}

// cell is a table's cell on its way into the page.
type cell struct {
	text    string
	columns int
}

// table adds a table, one row a line, cells divided by " | ". Rows without text are dropped; a table of one cell is a
// paragraph. header is the number of header rows; 0: nobody said, so the first row is one if it looks like it.
func (b *builder) table(rows [][]cell, header int, line int) {
	kept, header := tidyRows(rows, header)
	if len(kept) == 0 {
		return
	}
	if len(kept) == 1 && len(kept[0]) == 1 {
		b.add(Block{Kind: Paragraph, Line: line}, kept[0][0].text)
		return
	}
	if header == 0 && looksLikeHeader(kept) {
		header = 1
	}
	b.separate(Table)
	b.tight = false
	block := Block{Kind: Table, Start: b.text.Len(), Line: line, Header: min(header, len(kept)-1)}
	for i, cells := range kept {
		if i > 0 {
			b.text.WriteByte('\n')
		}
		block.Rows = append(block.Rows, b.row(cells))
	}
	block.End = b.text.Len()
	b.blocks = append(b.blocks, block)
}

// looksLikeHeader: every cell of the first row names something, and a second row follows.
func looksLikeHeader(rows [][]cell) bool {
	for _, c := range rows[0] {
		if c.text == "" || isNumber(c.text) || len(c.text) > 300 {
			return false
		}
	}
	return len(rows) > 1 && len(rows[0]) > 1
}

func tidyRows(rows [][]cell, header int) ([][]cell, int) {
	var kept [][]cell
	for i, cells := range rows {
		empty := true
		for j := range cells {
			cells[j].text = korean.Line(cells[j].text)
			empty = empty && cells[j].text == ""
		}
		if !empty {
			kept = append(kept, cells)
		} else if i < header {
			header--
		}
	}
	return kept, header
}

func (b *builder) row(cells []cell) Row {
	row := Row{Start: b.text.Len()}
	for i, c := range cells {
		if i > 0 {
			b.text.WriteString(" | ")
		}
		start := b.text.Len()
		b.text.WriteString(c.text)
		row.Cells = append(row.Cells, Cell{Start: start, End: b.text.Len(), Columns: c.columns})
	}
	row.End = b.text.Len()
	return row
}

// record adds a row with named columns, "name: value" a line; empty values are left out. Values keep their line breaks.
func (b *builder) record(names, values []string, line int) {
	var row Row
	first := true
	for i, v := range values {
		v = strings.Trim(korean.Normalise(v), " \t\n")
		if v == "" {
			continue
		}
		if first {
			b.separate(Record)
			b.tight = false
			row.Start = b.text.Len()
		} else {
			b.text.WriteByte('\n')
		}
		first = false
		b.text.WriteString(names[i])
		b.text.WriteString(": ")
		start := b.text.Len()
		b.text.WriteString(v)
		row.Cells = append(row.Cells, Cell{Start: start, End: b.text.Len()})
	}
	if first {
		return
	}
	row.End = b.text.Len()
	b.blocks = append(b.blocks, Block{Kind: Record, Start: row.Start, End: row.End, Line: line, Rows: []Row{row}})
}

// code adds a piece of code as it stands: only surrounding empty lines go.
func (b *builder) code(language, name, text string, line int) {
	text = strings.TrimRight(korean.Normalise(text), " \t\n")
	for {
		first, rest, ok := strings.Cut(text, "\n")
		if !ok || strings.TrimSpace(first) != "" {
			break
		}
		text = rest
		line++
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	b.separate(Code)
	b.tight = false
	start := b.text.Len()
	b.text.WriteString(text)
	b.blocks = append(b.blocks,
		Block{Kind: Code, Start: start, End: b.text.Len(), Line: line, Language: language, Name: name})
}

// take gives the page built so far and starts the next one.
func (b *builder) take() (text string, blocks []Block) {
	text, blocks = b.text.String(), b.blocks
	*b = builder{}
	return text, blocks
}

// pager builds the pages of a format that has none of its own and hands them to an iterator's yield.
type pager struct {
	builder
	yield   func(Page, error) bool
	from    int // pages before this index are built and dropped
	index   int
	stopped bool // the consumer wants no more
}

// full ends the page if it has reached its size. done is the progress so far. It reports whether to go on.
func (p *pager) full(done int64) bool {
	if p.text.Len() < sectionBytes {
		return !p.stopped
	}
	return p.flush(done)
}

// flush ends the page, if anything is on it. It reports whether to go on.
func (p *pager) flush(done int64) bool {
	if len(p.blocks) == 0 || p.stopped {
		return !p.stopped
	}
	text, blocks := p.take()
	page := Page{Index: p.index, Text: text, Blocks: blocks, Done: done}
	p.index++
	if page.Index >= p.from {
		p.stopped = !p.yield(page, nil)
	}
	return !p.stopped
}

// fail ends the iteration with err.
func (p *pager) fail(err error) {
	if !p.stopped {
		p.stopped = true
		p.yield(Page{}, err)
	}
}
