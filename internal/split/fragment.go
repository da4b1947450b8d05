package split

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
)

// maxFragment is the length below which a piece of prose says too little to stand
// alone, in characters: a caption, a unit, a note below a table.
const maxFragment = 60

// joinFragments puts short pieces of prose together with the chunk of their section
// that they belong to: the one above, or else the one below. A piece that is all
// that its section has stays a chunk.
func joinFragments(chunks []document.Chunk, text string, most int) []document.Chunk {
	f := fragments{text, most}
	joined := chunks[:0] // it never overtakes what is read
	for i := 0; i < len(chunks); i++ {
		c := chunks[i]
		if f.is(c) {
			if n := len(joined); n > 0 && f.joinsAbove(joined[n-1], c) {
				joined[n-1].End = c.End
				continue
			}
			if i+1 < len(chunks) && f.joinsBelow(c, chunks[i+1]) {
				next := &chunks[i+1]
				next.Start, next.Page, next.Line = c.Start, c.Page, c.Line
				continue
			}
		}
		joined = append(joined, c)
	}
	for i := range joined {
		joined[i].Ordinal = i
	}
	return joined
}

// fragments decides what is joined.
type fragments struct {
	text string // of the whole document
	most int    // characters of a chunk of prose with what is joined to it
}

func (f fragments) is(c document.Chunk) bool {
	return c.Kind == document.Prose && korean.Length(f.text[c.Start:c.End]) < maxFragment
}

// joinsAbove reports whether a fragment extends the chunk above it.
func (f fragments) joinsAbove(above, fragment document.Chunk) bool {
	return f.fits(above, fragment) && f.adjoin(above, fragment)
}

// joinsBelow reports whether a fragment extends the chunk below it. A chunk that
// repeats its table's header cannot be extended upwards.
func (f fragments) joinsBelow(fragment, below document.Chunk) bool {
	return below.Text == "" && f.fits(below, fragment) && f.adjoin(fragment, below)
}

// fits reports whether a chunk of the fragment's section has room for it.
func (f fragments) fits(c, fragment document.Chunk) bool {
	if !slices.Equal(c.Headings, fragment.Headings) {
		return false
	}
	return c.Kind == document.Table ||
		c.Kind == document.Prose && korean.Length(f.text[c.Start:c.End])+maxFragment <= f.most
}

// adjoin reports whether nothing but white space stands between two chunks. They
// may overlap.
func (f fragments) adjoin(a, b document.Chunk) bool {
	return a.End >= b.Start || strings.TrimSpace(f.text[a.End:b.Start]) == ""
}
