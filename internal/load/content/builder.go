package content

import (
	"errors"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// sectionBytes is the size at which readers of formats without pages end a
// page. It bounds what a consumer holds at once and what is read again on
// resuming.
const sectionBytes = 64 << 10

// Builder collects the blocks of a page. It normalises every text that enters.
type Builder struct {
	Text   strings.Builder
	Blocks []Block
	Tight  bool // the next block follows on the next line, without an empty one between
}

func normalise(text string) string { return korean.Normalise(publicSymbols(text)) }

func line(text string) string { return korean.Line(publicSymbols(text)) }

// separate writes what stands between the last block and one of the kind.
func (b *Builder) separate(kind Kind) {
	if len(b.Blocks) == 0 {
		return
	}
	last := b.Blocks[len(b.Blocks)-1].Kind
	if b.Tight || kind == ListItem && last == ListItem {
		b.Text.WriteString("\n")
	} else {
		b.Text.WriteString("\n\n")
	}
}

// Add appends a block with the given text, which is normalised and trimmed; an
// empty one is dropped.
func (b *Builder) Add(block Block, text string) {
	text = strings.Trim(normalise(text), " \t\n")
	if text == "" {
		return
	}
	b.separate(block.Kind)
	b.Tight = false
	block.Start = b.Text.Len()
	b.Text.WriteString(text)
	block.End = b.Text.Len()
	b.Blocks = append(b.Blocks, block)
}

func (b *Builder) Heading(level int, text string) {
	b.Add(Block{Kind: Heading, Level: max(1, level)}, line(text))
}

func (b *Builder) Paragraph(text string) { b.Add(Block{Kind: Paragraph}, text) }

// Item adds a list item whose text begins with its visible number.
func (b *Builder) Item(depth int, number, text string) {
	number, text = line(number), strings.TrimSpace(normalise(text))
	if text == "" {
		return
	}
	if number != "" {
		text = number + " " + text
	}
	b.Add(Block{Kind: ListItem, Level: max(1, depth), Number: number}, text)
}

// GridCell is a table's cell on its way into the page.
type GridCell struct {
	Text    string
	Columns int  // that it spans; 0 means 1
	Covered bool // see Cell
}

// Table adds a table, one row a line, cells divided by " | ". Rows without text
// are dropped; a table of one cell is a paragraph. header is the number of
// header rows. If it is 0, the number is unknown, and the first row is one if it
// looks like it. If it is -1, there are none. Merged cells may show that the header
// has more rows. A table with a header gets one cell a column (Cell.Covered).
func (b *Builder) Table(rows [][]GridCell, header int, line int) {
	kept, header := tidyRows(unstack(rows), header)
	if len(kept) == 0 {
		return
	}
	if len(kept) == 1 && len(kept[0]) == 1 {
		b.Add(Block{Kind: Paragraph, Line: line}, kept[0][0].Text)
		return
	}
	if header >= 0 {
		header = max(header, mergedHead(kept))
	}
	if header == 0 && looksLikeHeader(kept) {
		header = 1
	}
	if header > 0 {
		kept = align(kept, header)
	}
	b.separate(Table)
	b.Tight = false
	block := Block{Kind: Table, Start: b.Text.Len(), Line: line,
		Header: max(0, min(header, len(kept)-1))}
	for i, cells := range kept {
		if i > 0 {
			b.Text.WriteByte('\n')
		}
		block.Rows = append(block.Rows, b.row(cells))
	}
	block.End = b.Text.Len()
	b.Blocks = append(b.Blocks, block)
}

func tidyRows(rows [][]GridCell, header int) ([][]GridCell, int) {
	var kept [][]GridCell
	for i, cells := range rows {
		empty := true
		for j := range cells {
			cells[j].Text = line(cells[j].Text)
			empty = empty && cells[j].Text == ""
		}
		if !empty {
			kept = append(kept, cells)
		} else if i < header {
			header--
		}
	}
	return kept, header
}

func (b *Builder) row(cells []GridCell) Row {
	row := Row{Start: b.Text.Len()}
	for i, c := range cells {
		if i > 0 {
			b.Text.WriteString(" | ")
		}
		start := b.Text.Len()
		b.Text.WriteString(c.Text)
		row.Cells = append(row.Cells, Cell{Start: start, End: b.Text.Len(), Columns: c.Columns,
			Covered: c.Covered})
	}
	row.End = b.Text.Len()
	return row
}

// Record adds a row with named columns, "name: value" a line; empty values are
// left out. Values keep their line breaks.
func (b *Builder) Record(names, values []string, line int) {
	var row Row
	first := true
	for i, v := range values {
		v = strings.Trim(normalise(v), " \t\n")
		if v == "" {
			continue
		}
		if first {
			b.separate(Record)
			b.Tight = false
			row.Start = b.Text.Len()
		} else {
			b.Text.WriteByte('\n')
		}
		first = false
		b.Text.WriteString(names[i])
		b.Text.WriteString(": ")
		start := b.Text.Len()
		b.Text.WriteString(v)
		row.Cells = append(row.Cells, Cell{Start: start, End: b.Text.Len()})
	}
	if first {
		return
	}
	row.End = b.Text.Len()
	b.Blocks = append(b.Blocks, Block{Kind: Record, Start: row.Start, End: row.End, Line: line,
		Rows: []Row{row}})
}

// FAQ adds a question with its answer and, unless it is "", a link: a line for
// the question, then the others.
func (b *Builder) FAQ(question, answer, link string, line int) {
	b.separate(FAQ)
	b.Tight = false
	row := Row{Start: b.Text.Len()}
	for i, text := range [...]string{question, answer, link} {
		if text == "" {
			continue
		}
		if i > 0 {
			b.Text.WriteByte('\n')
		}
		start := b.Text.Len()
		b.Text.WriteString(text)
		row.Cells = append(row.Cells, Cell{Start: start, End: b.Text.Len()})
	}
	row.End = b.Text.Len()
	b.Blocks = append(b.Blocks, Block{Kind: FAQ, Start: row.Start, End: row.End, Line: line,
		Rows: []Row{row}})
}

// Code adds a piece of code as it stands: only surrounding empty lines go.
func (b *Builder) Code(language, name, text string, line int) {
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
	b.Tight = false
	start := b.Text.Len()
	b.Text.WriteString(text)
	b.Blocks = append(b.Blocks,
		Block{Kind: Code, Start: start, End: b.Text.Len(), Line: line, Language: language,
			Name: name})
}

// Append adds the blocks of another builder.
func (b *Builder) Append(other *Builder) {
	text := other.Text.String()
	for _, k := range other.Blocks {
		b.separate(k.Kind)
		b.Tight = false
		shift := b.Text.Len() - k.Start
		b.Text.WriteString(text[k.Start:k.End])
		k.Start, k.End = k.Start+shift, k.End+shift
		for i := range k.Rows {
			k.Rows[i].move(shift)
		}
		b.Blocks = append(b.Blocks, k)
	}
}

func (r *Row) move(shift int) {
	r.Start, r.End = r.Start+shift, r.End+shift
	for i := range r.Cells {
		r.Cells[i].Start += shift
		r.Cells[i].End += shift
	}
}

// Holds reports whether there is a block of the kind.
func (b *Builder) Holds(kind Kind) bool {
	return slices.ContainsFunc(b.Blocks, func(k Block) bool { return k.Kind == kind })
}

// Take gives the page built so far and starts the next one.
func (b *Builder) Take() (text string, blocks []Block) {
	text, blocks = b.Text.String(), b.Blocks
	*b = Builder{}
	return text, blocks
}

// Pager builds the pages of a format that has none of its own and hands them to
// an iterator's yield.
type Pager struct {
	Builder
	Yield   func(Page, error) bool
	From    int            // pages before this index are built and dropped
	Finish  func(*Builder) // if not nil, is called with each page before it is handed over
	index   int
	Stopped bool // the consumer wants no more
}

// Full ends the page if it has reached its size. done is the progress so far.
// It reports whether to continue.
func (p *Pager) Full(done int64) bool {
	if p.Text.Len() < sectionBytes {
		return !p.Stopped
	}
	return p.Flush(done)
}

// Flush ends the page, if anything is on it. It reports whether to continue.
func (p *Pager) Flush(done int64) bool {
	if len(p.Blocks) == 0 || p.Stopped {
		return !p.Stopped
	}
	if p.Finish != nil {
		p.Finish(&p.Builder)
	}
	text, blocks := p.Take()
	page := Page{Index: p.index, Text: text, Blocks: blocks, Done: done}
	p.index++
	if page.Index >= p.From {
		p.Stopped = !p.Yield(page, nil)
	}
	return !p.Stopped
}

// Empty reports whether nothing has been written.
func (p *Pager) Empty() bool { return p.index == 0 && len(p.Blocks) == 0 }

// Fail ends the iteration with err.
func (p *Pager) Fail(err error) {
	if !p.Stopped {
		p.Stopped = true
		p.Yield(Page{}, err)
	}
}

// ErrStopped ends a walk when the consumer wants no more. Nobody sees it.
var ErrStopped = errors.New("the consumer stopped")
