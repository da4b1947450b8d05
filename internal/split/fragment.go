package split

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
)

// maxFragment is the length in characters below which a piece of prose, such as
// a caption, a unit or a note below a table, says too little to stand alone.
const maxFragment = 60

// fragments joins short pieces of prose to a chunk of the same section: the one
// above or, failing that, the one below, which may also be the first of the
// sections inside it. A piece that is its section's only
// text stays a chunk. At most two chunks are held back.
type fragments struct {
	last    *document.Chunk // a fragment may still extend it
	waiting *document.Chunk // a fragment, which may belong to the chunk below
	count   int             // of the chunks that are through
}

// settled is up to where before end none of the chunks that are held back begins.
func (f fragments) settled(end int) int {
	for _, c := range []*document.Chunk{f.last, f.waiting} {
		if c != nil {
			end = min(end, c.Start)
		}
	}
	return end
}

// chunk takes the next chunk.
func (b *builder) chunk(c document.Chunk) {
	f := &b.fragments
	if w := f.waiting; w != nil {
		if f.waiting = nil; b.joinsBelow(*w, c) {
			c.Start, c.Page, c.Line, c.Headings = w.Start, w.Page, w.Line, w.Headings
		} else {
			b.through(*w)
		}
	}
	switch {
	case b.joinsRows(c):
		f.last.End = c.End
	case !b.isFragment(c):
		b.through(c)
	case f.last != nil && b.joinsAbove(*f.last, c):
		f.last.End = c.End
	default:
		f.waiting = &c
	}
}

// through lets a chunk follow the last one, which is then complete.
func (b *builder) through(c document.Chunk) {
	b.complete()
	b.fragments.last = &c
}

// endChunks completes the last chunks.
func (b *builder) endChunks() {
	if w := b.fragments.waiting; w != nil {
		b.through(*w)
	}
	b.complete()
	b.fragments.last, b.fragments.waiting = nil, nil
}

// Rows are chunks of their own, so that each is found by itself. In a table of
// more than manyRows rows, those of fewer than tinyRow characters share chunks: a
// chunk costs the index as much as 50 characters of text do, and a file of two
// digits a row would come to millions of them.
const (
	manyRows = 100_000
	tinyRow  = 40
)

// joinsRows reports whether a tiny row joins the rows above it.
func (b *builder) joinsRows(c document.Chunk) bool {
	last := b.fragments.last
	if c.Kind != document.Row || b.fragments.count < manyRows || last == nil ||
		last.Kind != document.Row || !slices.Equal(last.Headings, c.Headings) {
		return false
	}
	return korean.Length(b.cut.Text(c.Start, c.End)) < tinyRow &&
		korean.Length(b.cut.Text(last.Start, c.End)) <= b.size
}

// complete fills in what depends on the last chunk's position. Until then, Text
// of a table's chunk holds only its header.
func (b *builder) complete() {
	k := b.fragments.last
	if k == nil {
		return
	}
	text := b.cut.Text(k.Start, k.End)
	if k.Text != "" {
		text = k.Text + "\n" + text
	}
	k.Text, k.Ordinal = text, b.fragments.count
	k.ID = document.NewChunkID(b.key, b.version, k.Ordinal)
	if k.Language == "" {
		k.Language = korean.DocumentLanguage(text)
	}
	b.cut.AddChunk(*k)
	b.fragments.count++
}

func (b *builder) isFragment(c document.Chunk) bool {
	return c.Kind == document.Prose && korean.Length(b.cut.Text(c.Start, c.End)) < maxFragment
}

// joinsAbove reports whether a fragment extends the chunk above it.
func (b *builder) joinsAbove(above, fragment document.Chunk) bool {
	return b.fits(above, fragment) && b.adjoin(above, fragment)
}

// joinsBelow reports whether a fragment extends the chunk below it. A chunk that
// repeats its table's header cannot be extended upwards.
func (b *builder) joinsBelow(fragment, below document.Chunk) bool {
	n := len(fragment.Headings)
	if below.Text != "" || n > len(below.Headings) {
		return false
	}
	deeper := below.Headings[n:]
	below.Headings = below.Headings[:n]
	return b.fits(below, fragment) && (b.adjoin(fragment, below) || len(deeper) > 0 &&
		sameWords(b.cut.Text(fragment.End, below.Start), strings.Join(deeper, " ")))
}

func sameWords(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }

// fits reports whether a chunk of the fragment's section has room for it.
func (b *builder) fits(c, fragment document.Chunk) bool {
	if !slices.Equal(c.Headings, fragment.Headings) {
		return false
	}
	return c.Kind == document.Table ||
		c.Kind == document.Prose && korean.Length(b.cut.Text(c.Start, c.End))+maxFragment <= b.size+b.small
}

// adjoin reports whether nothing but white space stands between two chunks. They
// may overlap.
func (b *builder) adjoin(above, below document.Chunk) bool {
	return above.End >= below.Start ||
		strings.TrimSpace(b.cut.Text(above.End, below.Start)) == ""
}
