package layout

import (
	"cmp"
	"slices"
)

// leaf is a part of a page that is read from top to bottom: lines of one
// column, or a table.
type leaf struct {
	lines  []line
	table  *table
	column bool // it stands beside another one, which its last sentence may go on in
}

// line is a line of text.
type line struct {
	Box
	words []word
	size  float32
	base  float32
	bold  bool
}

// narrowest is the width of the narrowest gap between columns, in parts of the
// font's size.
const narrowest = 0.6

const (
	// blankest is the widest gap behind a sentence in a justified line, in parts
	// of the font's size. Such gaps may meet in few consecutive lines.
	blankest = 1.2
	few      = 3
)

const (
	maxCut   = 24    // columns in columns
	maxAtoms = 3_000 // of a page whose columns are looked for
)

// order gives the parts of a region in the order of reading.
func order(as []atom, depth int) []leaf {
	if len(as) == 0 {
		return nil
	}
	slices.SortStableFunc(as, func(a, b atom) int { return cmp.Compare(a.Y0, b.Y0) })
	if depth >= maxCut || len(as) > maxAtoms {
		return plain(as)
	}
	run, ok := widestRun(as)
	if !ok {
		return plain(as)
	}
	t := run.table()
	out := order(run.above, depth+1)
	switch {
	case t != nil && len(t.items) > 0:
		out = append(out, t.items...)
	case t != nil && t.list:
		out = append(out, plain(t.atoms)...)
	case t != nil:
		out = append(out, leaf{table: t})
	default:
		out = append(out, columnsOf(order(run.left, depth+1))...)
		out = append(out, columnsOf(order(run.right, depth+1))...)
	}
	return append(out, order(run.below, depth+1)...)
}

func columnsOf(all []leaf) []leaf {
	for i := range all {
		all[i].column = true
	}
	return all
}

// plain makes lines of a region without columns. Tables and frames divide it.
func plain(as []atom) []leaf {
	var out []leaf
	var run []atom
	flush := func() {
		if len(run) > 0 {
			out = append(out, leaf{lines: linesOf(run)})
		}
		run = nil
	}
	for _, a := range as {
		switch {
		case a.table != nil:
			flush()
			out = append(out, leaf{table: a.table})
		case a.frame != nil:
			flush()
			out = append(out, a.frame...)
		default:
			run = append(run, a)
		}
	}
	flush()
	return out
}

// linesOf puts pieces of lines together, whatever the gaps between them.
func linesOf(as []atom) []line {
	slices.SortStableFunc(as, func(a, b atom) int { return cmp.Compare(a.base, b.base) })
	var out []line
	for start := 0; start < len(as); {
		end := start + 1
		for end < len(as) && sameLine(as[start], as[end]) {
			end++
		}
		row := as[start:end]
		slices.SortStableFunc(row, func(a, b atom) int { return cmp.Compare(a.X0, b.X0) })
		out = append(out, lineOfAtoms(row))
		start = end
	}
	return out
}

func sameLine(a, b atom) bool {
	return b.base-a.base < 0.35*min(a.size, b.size) && a.overlapY(b.Box) > 0.4*min(a.height(),
		b.height())
}

func lineOfAtoms(row []atom) line {
	l := line{Box: row[0].Box, size: row[0].size, base: row[0].base}
	most, bold, all := 0, 0, 0
	for _, a := range row {
		l.Box = l.Box.union(a.Box)
		l.words = append(l.words, a.words...)
		n := 0
		for _, w := range a.words {
			n += len(w.text)
			if w.bold {
				bold += len(w.text)
			}
		}
		all += n
		if n > most {
			most, l.size, l.base = n, a.size, a.base
		}
	}
	l.bold = 2*bold > all
	if len(row) > 1 && slices.ContainsFunc(l.words, rightToLeft) {
		slices.SortStableFunc(l.words, func(a, b word) int { return cmp.Compare(a.X0, b.X0) })
		readingOrder(l.words)
	}
	return l
}

// run is a part of a region with a gap from its top to its bottom.
type run struct {
	gap                       Box
	left, right, above, below []atom
	support                   int // pieces on the emptier side
}

// widestRun finds the gap with the most on both of its sides.
func widestRun(as []atom) (run, bool) {
	size := middleSize(as)
	byFirst := firsts(as)
	var best Box
	support := 0
	var seen []Box
	for i := range as {
		gap, ok := gapBehind(as, i, narrowest*size)
		if !ok || slices.ContainsFunc(seen, func(b Box) bool {
			return b.overlapX(gap) > 0 &&
				b.overlapY(gap) > 0
		}) {
			continue
		}
		gap, n := extend(as, gap, narrowest*size)
		seen = append(seen, gap)
		if n <= few && gap.width() < blankest*size && drawnAcross(as, gap, byFirst) {
			continue
		}
		if n > support || n == support && gap.width() > best.width() {
			best, support = gap, n
		}
	}
	if support < 2 {
		return run{}, false
	}
	return cutAt(as, best, support), true
}

// firsts are the pieces of a region by the number of their first word.
func firsts(as []atom) map[int32]int {
	out := make(map[int32]int, len(as))
	for i := range as {
		if len(as[i].words) > 0 {
			out[as[i].words[0].id] = i
		}
	}
	return out
}

// drawnAcross reports whether whatever stands beside a gap is drawn line by line
// across it. byFirst are the firsts of the region.
func drawnAcross(as []atom, gap Box, byFirst map[int32]int) bool {
	lines := 0
	for i := range as {
		a := &as[i]
		if y := a.midY(); y < gap.Y0 || y > gap.Y1 || a.X1 > gap.X0+1 || len(a.words) == 0 {
			continue
		}
		next, ok := byFirst[a.words[len(a.words)-1].next]
		if !ok {
			return false
		}
		if as[next].X0 >= gap.X1-1 {
			lines++
		}
	}
	return lines > 1
}

func middleSize(as []atom) float32 {
	sizes := make([]float32, 0, len(as))
	for _, a := range as {
		if a.size > 0 {
			sizes = append(sizes, a.size)
		}
	}
	if len(sizes) == 0 {
		return 10
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

// gapBehind is the gap between a piece and the nearest one on its right.
func gapBehind(as []atom, i int, least float32) (Box, bool) {
	a := as[i]
	right := float32(1e9)
	for j := range as {
		b := &as[j]
		if j != i && b.X0 >= a.X1 && b.X0 < right && b.overlapY(a.Box) > 0.3*min(a.height(),
			b.height()) {
			right = b.X0
		}
	}
	return Box{a.X1, a.Y0, right, a.Y1}, right < 1e8 && right-a.X1 >= least
}

// extend follows a gap up and down as far as it stays as wide as least. It
// gives the gap and how many pieces stand at its emptier side.
func extend(as []atom, gap Box, least float32) (Box, int) {
	mid := gap.midY()
	at, _ := slices.BinarySearchFunc(as, mid,
		func(a atom, y float32) int { return cmp.Compare(a.Y0, y) })
	// A piece that reaches into the gap from one side makes it narrower. One that
	// lies across it, or leaves less than least of it, ends the gap.
	stop := func(a *atom) bool {
		x0, x1 := gap.X0, gap.X1
		switch {
		case a.midX() < gap.midX() && a.X1 < gap.X1:
			x0 = max(x0, a.X1)
		case a.midX() >= gap.midX() && a.X0 > gap.X0:
			x1 = min(x1, a.X0)
		default:
			return true
		}
		if x1-x0 < least {
			return true
		}
		gap.X0, gap.X1 = x0, x1
		return false
	}
	top, bottom := float32(-1e9), float32(1e9)
	for i := at; i < len(as); i++ {
		if stop(&as[i]) {
			bottom = as[i].Y0
			break
		}
	}
	for i := at - 1; i >= 0; i-- {
		if stop(&as[i]) {
			top = max(top, as[i].Y1)
			break
		}
	}
	gap.Y0, gap.Y1 = top, bottom
	left, right := 0, 0
	for i := range as {
		if y := as[i].midY(); y < top || y > bottom {
			continue
		}
		if as[i].midX() < gap.midX() {
			left++
		} else {
			right++
		}
	}
	return gap, min(left, right)
}

// cutAt divides a region at a gap.
func cutAt(as []atom, gap Box, support int) run {
	r := run{gap: gap, support: support}
	for _, a := range as {
		switch y := a.midY(); {
		case y < gap.Y0:
			r.above = append(r.above, a)
		case y > gap.Y1:
			r.below = append(r.below, a)
		case a.midX() < gap.midX():
			r.left = append(r.left, a)
		default:
			r.right = append(r.right, a)
		}
	}
	r.trim()
	return r
}

// trim takes from a run what stands above and below its two sides, apart from
// the column that it would belong to.
func (r *run) trim() {
	top := max(r.left[0].Y0, r.right[0].Y0)
	bottom := min(lowest(r.left), lowest(r.right))
	for _, side := range []*[]atom{&r.left, &r.right} {
		all := *side
		first := 0
		for i := 1; i < len(all) && all[i-1].Y1 <= top; i++ {
			if apart(all[i-1], all[i]) {
				first = i
			}
		}
		if last := len(all) - 1; first == last && all[last].Y1 <= top {
			first = 0
		}
		end := len(all)
		for i := len(all) - 1; i > first && all[i].Y0 >= bottom; i-- {
			if apart(all[i-1], all[i]) {
				end = i
			}
		}
		r.above = append(r.above, all[:first]...)
		r.below = append(r.below, all[end:]...)
		*side = all[first:end:end]
	}
}

func lowest(as []atom) (y float32) {
	for _, a := range as {
		y = max(y, a.Y1)
	}
	return y
}

// apart reports whether the gap between two pieces is wider than between lines
// of a text.
func apart(a, b atom) bool { return b.Y0-a.Y1 > 1.6*min(a.size, b.size) }
