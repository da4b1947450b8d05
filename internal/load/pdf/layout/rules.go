package layout

import (
	"cmp"
	"slices"
)

// stroke is a rule reduced to a line: at pos across its direction, from lo to
// hi along it.
type stroke struct{ pos, lo, hi float32 }

// strokes are the rules of a page and the borders of its areas.
type strokes struct {
	horizontal, vertical []stroke
	breaks               []point // where one horizontal stroke ends and the next begins
}

type point struct{ x, y float32 }

const (
	// near is how far apart two lines may be that mean the same border: the
	// cells of a table may each have borders of their own, 2 pixels apart.
	nearby = 3
	// maxStrokes bounds what is looked at in each direction.
	maxStrokes = 2_000
)

// strokesOf collects the lines of a page. Areas as large as the page are paper.
func strokesOf(s *Sheet) strokes {
	var out strokes
	page := Box{0, 0, s.Width, s.Height}
	for _, r := range s.Rules {
		if r.sound() {
			out.add(r.Box)
		}
	}
	for _, a := range s.Areas {
		if !a.sound() || a.width() < 8 || a.height() < 6 || a.width() > 0.95*page.width() &&
			a.height() > 0.9*page.height() {
			continue
		}
		out.add(Box{a.X0, a.Y0, a.X1, a.Y0})
		out.add(Box{a.X0, a.Y1, a.X1, a.Y1})
		out.add(Box{a.X0, a.Y0, a.X0, a.Y1})
		out.add(Box{a.X1, a.Y0, a.X1, a.Y1})
	}
	out.breaks = breaksOf(out.horizontal)
	out.horizontal, out.vertical = merged(out.horizontal), merged(out.vertical)
	return out
}

// breaksOf finds where horizontal strokes touch end to end. Programs draw the
// borders of each cell by themselves, so that is where columns meet.
func breaksOf(all []stroke) []point {
	const touch, shortest = 1.5, 12
	all = slices.Clone(all[:min(len(all), 4*maxStrokes)])
	slices.SortFunc(all, func(a, b stroke) int {
		return cmp.Or(cmp.Compare(a.pos, b.pos),
			cmp.Compare(a.lo, b.lo))
	})
	var out []point
	for i, a := range all {
		for j := i + 1; j < len(all) && j < i+40 && all[j].pos-a.pos <= touch; j++ {
			b := all[j]
			if a.lo > b.lo {
				a, b = b, a
			}
			if abs(a.hi-b.lo) <= touch && a.hi-a.lo > shortest && b.hi-b.lo > shortest {
				out = append(out, point{(a.hi + b.lo) / 2, a.pos})
			}
			a = all[i]
		}
	}
	return out
}

func (s *strokes) add(b Box) {
	if b.width() >= b.height() {
		s.horizontal = append(s.horizontal, stroke{b.midY(), b.X0, b.X1})
	} else {
		s.vertical = append(s.vertical, stroke{b.midX(), b.Y0, b.Y1})
	}
}

// merged joins strokes that go on one another, as dashes do, and drops those
// that lie on others.
func merged(all []stroke) []stroke {
	const same, dash = 1, 3.5
	slices.SortFunc(all, func(a, b stroke) int {
		return cmp.Or(cmp.Compare(a.pos, b.pos),
			cmp.Compare(a.lo, b.lo))
	})
	var out []stroke
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end].pos-all[start].pos <= same {
			end++
		}
		group := all[start:end]
		slices.SortFunc(group, func(a, b stroke) int { return cmp.Compare(a.lo, b.lo) })
		for i, g := range group {
			if last := len(out) - 1; i > 0 && g.lo <= out[last].hi+dash {
				out[last].hi = max(out[last].hi, g.hi)
				continue
			}
			out = append(out, g)
		}
		start = end
	}
	return out[:min(len(out), maxStrokes)]
}

// component is a set of strokes that touch one another.
type component struct {
	strokes
	Box
	loose bool      // there is no line around it: rows may stand above and below
	first []float32 // inner borders of its first row, if it is loose
}

// components divides strokes into those that touch, the smallest first, so that a
// table in a cell of another one takes its words before the other one does. Only a
// horizontal and a vertical stroke can touch: parallel ones belong together if a third
// stroke touches both.
func (s strokes) components() []component {
	sets := newSets(len(s.horizontal) + len(s.vertical)) // the horizontal strokes come first
	for i, h := range s.horizontal {
		for j, v := range s.vertical {
			if v.pos >= h.lo-nearby && v.pos <= h.hi+nearby && h.pos >= v.lo-nearby &&
				h.pos <= v.hi+nearby {
				sets.join(i, len(s.horizontal)+j)
			}
		}
	}
	byRoot := map[int]int{}
	var out []component
	at := func(i int, b Box) *component {
		root := sets.root(i)
		k, ok := byRoot[root]
		if !ok {
			k = len(out)
			byRoot[root] = k
			out = append(out, component{Box: b})
		}
		out[k].Box = out[k].Box.union(b)
		return &out[k]
	}
	for i, h := range s.horizontal {
		c := at(i, Box{h.lo, h.pos, h.hi, h.pos})
		c.horizontal = append(c.horizontal, h)
	}
	for j, v := range s.vertical {
		c := at(len(s.horizontal)+j, Box{v.pos, v.lo, v.pos, v.hi})
		c.vertical = append(c.vertical, v)
	}
	slices.SortStableFunc(out, func(a, b component) int {
		return cmp.Compare(a.width()*a.height(), b.width()*b.height())
	})
	return out
}

// sets are disjoint sets of numbers.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) root(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) { s[s.root(j)] = s.root(i) }
