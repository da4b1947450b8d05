package split

import (
	"cmp"
	"iter"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// Splitter cuts pages into chunks. The zero value is {Size: 1000, Overlap: 100}.
// It holds no state and may be used concurrently.
type Splitter struct {
	// Size is how many characters (runes) a chunk of prose may have. Chunks are
	// longer when the last one of a section would be very short, when one row
	// of a table or csv is, or when a function is (up to twice as long).
	Size int
	// Overlap is how many characters of whole sentences at a chunk's end the
	// next one repeats, at most.
	Overlap int
}

// Split reads pages to their end and gives the version's text, where its pages
// begin, and its chunks. The title is left to the caller. An error of pages is
// returned as it is.
//
// Every chunk but a table's repeats exactly Contents.Text[Start:End]; a table's
// has its header rows above that when the range does not include them.
func (s Splitter) Split(key document.ID, version document.Version,
	pages iter.Seq2[content.Page, error]) (document.Contents, error) {
	var blocks []document.Block
	for b, err := range s.Blocks(key, version, pages) {
		if err != nil {
			return document.Contents{}, err
		}
		blocks = append(blocks, b)
	}
	return document.Gather(key, version, blocks), nil
}

// Blocks is Split for texts of any length: it gives each block of the text with
// its chunks as soon as it is complete, and holds about a page and a block. An
// error of pages is the last thing in the sequence.
func (s Splitter) Blocks(key document.ID, version document.Version,
	pages iter.Seq2[content.Page, error]) iter.Seq2[document.Block, error] {
	return func(yield func(document.Block, error) bool) {
		b := s.builder(key, version)
		for page, err := range pages {
			if err != nil {
				yield(document.Block{}, err)
				return
			}
			b.page(page)
			for settled := b.settled(); ; {
				block, ok := b.cut.Next(settled)
				if !ok {
					break
				}
				if !yield(block, nil) {
					return
				}
			}
		}
		b.release(content.Block{}, "")
		b.endSection(0)
		b.endGroup()
		b.endChunks()
		for _, block := range b.cut.Rest() {
			if !yield(block, nil) {
				return
			}
		}
	}
}

func (s Splitter) builder(key document.ID, version document.Version) *builder {
	if s == (Splitter{}) {
		s = Splitter{Size: 1000, Overlap: 100}
	}
	b := &builder{key: key, version: version, size: cmp.Or(max(0, s.Size), 1000),
		overlap: max(0, s.Overlap)}
	b.small = b.size / 5
	return b
}

// builder is the state of one Split.
type builder struct {
	size, overlap int // in characters
	small         int // sections below this many characters are put together

	key     document.ID
	version document.Version

	cut       document.Cutter
	fragments fragments // what chunks still go through

	path    []title // headings above the current place
	section section // what stands below the last heading, so far
	group   group   // short sections that will share a chunk
	held    *held   // a table's chunk whose notes may follow
	above   tableAbove
	prose   bool // the document has prose, so that code in it is an example
}

// title is a heading on the path.
type title struct {
	text  string
	level int
}

// unit is text that is never cut: a sentence, or a short piece of code in
// prose.
type unit struct {
	start, end int // range in the text
	length     int // in characters
	block      int // counts blocks: equal for units of the same paragraph
	rest       int // characters from here to the end of the block
	page, line int
	note       bool // its block is a note on what stands above it
	aside      bool // its block is no caption, but may stand below one: (단위: 천 원)
	depth      int  // how bad it is to cut before its block, see cutDepth
}

// section is a heading and the part of the prose below it that has not been cut
// off yet.
type section struct {
	heading unit // length 0: text without a heading
	path    []string
	units   []unit
	length  int  // of units, in characters
	cut     bool // chunks have been cut off its beginning
	// once cut: how many units at the end are in no chunk yet; those before them are overlap
	fresh int
}

// page adds a page's text and blocks.
func (b *builder) page(p content.Page) {
	if b.cut.Len() > 0 && p.Text != "" {
		b.cut.AddText("\n\n")
	}
	base := b.cut.Len()
	begins := p.Number > b.cut.Pages()
	for p.Number > b.cut.Pages() {
		b.cut.AddPage()
	}
	b.cut.AddText(p.Text)
	if begins && len(p.Sheet.Words) > 0 {
		b.cut.AddSheet(p.Sheet)
	}
	for i, block := range p.Blocks {
		b.block(p, block, base, i)
	}
}

// settled is the offset in the text before which no further chunk begins.
func (b *builder) settled() int {
	at := b.fragments.settled(b.cut.Len())
	if b.held != nil {
		at = min(at, b.held.chunk.Start)
	}
	if b.group.count > 0 {
		at = min(at, b.group.start.start)
	}
	if b.section.heading.length > 0 && !b.section.cut {
		at = min(at, b.section.heading.start)
	}
	if len(b.section.units) > 0 {
		at = min(at, b.section.units[0].start)
	}
	return at
}

func (b *builder) block(p content.Page, k content.Block, base, index int) {
	at := place{base: base, page: p.Number, line: k.Line, block: p.Index<<20 | index,
		first: index == 0}
	b.cut.AddPart(part(k, base))
	text := k.Text(p)
	if b.note(k, text, at) {
		return
	}
	b.release(k, text)
	if k.Kind != content.Table {
		b.above = tableAbove{}
	}
	switch k.Kind {
	case content.Heading:
		b.heading(k, text, at)
	case content.Table:
		b.table(p, k, at)
	case content.Record:
		b.record(k, text, at)
	case content.Code:
		b.code(k, text, at)
	case content.FAQ:
		b.breakSection()
		b.chunk(document.Chunk{Kind: document.FAQ, Page: at.page, Line: at.line,
			Start: at.base + k.Start, End: at.base + k.End})
	default:
		b.prose = true
		at.note = k.Kind == content.Note
		b.sentences(text, base+k.Start, at)
	}
}

// place is where a block stands.
type place struct {
	base, page, line, block int
	note                    bool // the block is a note
	first                   bool // it is the page's first block
}

func (p place) unit(start, end int, text string) unit {
	return unit{start: start, end: end, length: korean.Length(text), block: p.block, page: p.page,
		line: p.line, note: p.note}
}

func (b *builder) heading(k content.Block, text string, at place) {
	b.prose = true
	b.endSection(k.Level)
	b.part(text, at.page > 0 && at.first)
	for len(b.path) > 0 && b.path[len(b.path)-1].level >= k.Level {
		b.path = b.path[:len(b.path)-1]
	}
	b.path = append(b.path, title{text, k.Level})
	b.section = section{heading: at.unit(at.base+k.Start, at.base+k.End, text), path: b.headings()}
}

// maxPath is how many headings a chunk carries, and maxTitle how many
// characters of each: enough to say where it stands, never more than the chunk
// itself.
const (
	maxPath  = 6
	maxTitle = 120
)

// headings returns the path as chunks carry it: outermost first, and only the
// innermost headings if there are too many.
func (b *builder) headings() []string {
	var all []string
	for _, t := range b.path[max(0, len(b.path)-maxPath):] {
		all = append(all, korean.Truncate(t.text, maxTitle))
	}
	return all
}

// sentences adds a block of prose. A sentence longer than a chunk is cut at
// spaces.
func (b *builder) sentences(text string, start int, at place) {
	var units []unit
	depth := b.cutDepth(text)
	aside := strings.HasPrefix(text, "(") || strings.HasPrefix(text, "※") ||
		strings.HasPrefix(text, "[단위")
	for s := range korean.Sentences(text) {
		for from := s.Start; from < s.End; {
			to := cutLong(text, from, s.End, b.size)
			u := at.unit(start+from, start+to, text[from:to])
			u.aside, u.depth = aside, depth
			units = append(units, u)
			for from = to; from < s.End && strings.IndexByte(" \t\n", text[from]) >= 0; {
				from++
			}
		}
	}
	b.add(units)
}

// add appends a block's units to the section and cuts off full chunks.
func (b *builder) add(units []unit) {
	rest := 0
	for i := len(units) - 1; i >= 0; i-- {
		rest += units[i].length + 1
		units[i].rest = rest
	}
	for _, u := range units {
		b.section.units = append(b.section.units, u)
		b.section.length += u.length + 1
		b.section.fresh++
		if b.section.length > 3*b.size {
			b.endGroup()
			b.cutOne()
		}
	}
}

// cutLong returns the end of a piece of text[from:end] of at most size
// characters, at a space if there is one in its second half.
func cutLong(text string, from, end, size int) int {
	n, blank, half := 0, 0, 0
	for i, r := range text[from:end] {
		if n == size {
			if blank > half {
				return from + blank
			}
			return from + i
		}
		if n == size/2 {
			half = i
		}
		if r == ' ' || r == '\n' {
			blank = i
		}
		n++
	}
	return end
}
