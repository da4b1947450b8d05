package split

import (
	"slices"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/outline"
)

// group is a sequence of consecutive short sections.
type group struct {
	path  []string // of the first section
	above []string // the headings above all of them
	start unit     // the first heading
	body  []unit   // of the only section, when there is one
	end   int      // of the last section
	count int
	chars int
	alone bool // the first section is an attachment: only sections inside it join
	prose bool // there is text besides headings
}

// endSection ends the current section. next is the level of the heading that
// follows, 0 for none: a heading without text of its own lives on in the path
// of the deeper one that follows it.
func (b *builder) endSection(next int) {
	s := b.section
	b.section = section{path: s.path}
	titled := s.heading.length > 0
	switch {
	case len(s.units) == 0 && (!titled || s.cut):
	case len(s.units) == 0 && next > b.level():
		b.endGroup()
	case titled && !s.cut && s.length < b.small:
		b.join(s)
	default:
		b.endGroup()
		b.section = s
		for b.section.unseen() > 0 {
			b.cutOne()
		}
		b.section = section{path: s.path}
	}
}

// unseen is the number of units that are not in any chunk yet.
func (s section) unseen() int {
	if !s.cut {
		return len(s.units)
	}
	return s.fresh
}

func (b *builder) level() int {
	if len(b.path) == 0 {
		return 0
	}
	return b.path[len(b.path)-1].level
}

// join adds a short section to the group, or begins a new group with it.
func (b *builder) join(s section) {
	above := s.path[:len(s.path)-1]
	chars := s.length + s.heading.length + 1
	if b.group.count > 0 && (!b.group.holds(above) || b.group.chars+chars > b.size) {
		b.endGroup()
	}
	end := s.heading.end
	if n := len(s.units); n > 0 {
		end = s.units[n-1].end
	}
	if b.group.count == 0 {
		b.group = group{path: s.path, above: above, start: s.heading, body: s.units,
			alone: outline.IsAttachment(s.path[len(s.path)-1])}
	}
	b.group.prose = b.group.prose || len(s.units) > 0
	b.group.end = end
	b.group.count++
	b.group.chars += chars
}

// part ends the group before a section that shares no chunk with those above it:
// an attachment, and a section at the top of a page, which is cited with its own
// page. Only headings above them, or the short beginning of a section that they
// are inside, may go with the latter.
func (b *builder) part(heading string, top bool) {
	attachment := outline.IsAttachment(heading)
	if !attachment && (!top || !b.group.prose) {
		return
	}
	several := b.group.count > 1
	b.endGroup()
	if w := b.fragments.waiting; w != nil && (attachment || several) {
		b.fragments.waiting = nil
		b.through(*w)
	}
}

// holds reports whether a section can join the group. above are the headings over
// the section: those over the group's first section, or ones that begin with that
// section's own path. An attachment, such as a form, shares a chunk only with the
// sections inside it.
func (g group) holds(above []string) bool {
	n := len(g.path)
	return !g.alone && slices.Equal(above, g.above) || len(above) >= n && slices.Equal(above[:n], g.path)
}

// endGroup makes a chunk of the group. For a single section the chunk is its
// body, with the path in the headings; for several it is everything from the
// first heading on, with the headings that they share.
func (b *builder) endGroup() {
	g := b.group
	b.group = group{}
	switch {
	case g.count == 0:
	case g.count == 1 && len(g.body) > 0:
		b.emit(g.body[0], g.end, g.path)
	default:
		b.emit(g.start, g.end, g.above)
	}
}

// emit adds a chunk of prose from a unit on.
func (b *builder) emit(first unit, end int, path []string) {
	b.chunk(document.Chunk{Kind: document.Prose, Headings: path, Start: first.start, End: end,
		Page: first.page, Line: first.line})
}

// cutOne cuts a chunk from the beginning of the section and keeps its last
// sentences as the first ones of the next chunk.
func (b *builder) cutOne() {
	s := &b.section
	n := b.fill(s.units)
	b.emit(s.units[0], s.units[n-1].end, s.path)
	fresh := len(s.units) - n
	keep := n
	for overlap := 0; keep > 1 && fresh > 0; keep-- {
		if overlap += s.units[keep-1].length + 1; overlap > b.overlap {
			break
		}
	}
	s.units = slices.Clone(s.units[keep:])
	s.cut, s.fresh, s.length = true, fresh, 0
	for _, u := range s.units {
		s.length += u.length + 1
	}
}

// fill is how many units go into the next chunk: as many as fit, at least one
// beyond the overlap; the whole rest when little would remain; only whole
// paragraphs when the next one does not fit and the chunk is more than half
// full, and the items of a list together with the line that they belong to.
func (b *builder) fill(units []unit) int {
	total := 0
	for _, u := range units {
		total += u.length + 1
	}
	if total <= b.size+b.small {
		return len(units)
	}
	least := len(units) - b.section.unseen() // the overlap
	used := 0
	best := 0 // where a cut is best, in the second half
	for i, u := range units {
		newBlock := i > 0 && u.block != units[i-1].block
		if newBlock && used*2 >= b.size && i > least && (best == 0 || u.depth <= units[best].depth) {
			best = i
		}
		full := used+u.length > b.size || newBlock && used*5 >= b.size*3 && used+u.rest > b.size
		if full && i > least {
			if best > 0 && units[best].depth < u.depth {
				return best
			}
			return i
		}
		used += u.length + 1
	}
	return len(units)
}
