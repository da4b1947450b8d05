package layout

import "slices"

// Page is a page whose parts are in reading order.
type Page struct {
	Width, Height float32
	Pictures      int
	leaves        []leaf
	comments      []Text
	chars         int
	edges         []edge
}

// Empty reports whether there is no text on the page. A blank is one, unless
// there is something else beside it.
func (p *Page) Empty() bool { return (p.chars == 0 || p.Pictures > 0) && p.Blank() }

// Blank reports whether nothing on the page can be read.
func (p *Page) Blank() bool { return len(p.comments) == 0 && len(p.leaves) == 0 }

// Arrange finds the parts of a page and their order. It uses up the sheet's
// characters.
func Arrange(s *Sheet) *Page {
	p := &Page{Width: s.Width, Height: s.Height, Pictures: s.Pictures, comments: s.Comments,
		chars: len(s.Chars)}
	for _, group := range byTurn(words(s)) {
		p.leaves = append(p.leaves, arrange(s, group)...)
	}
	p.findEdges()
	return p
}

// arrange finds the parts that consist of words in one direction.
func arrange(s *Sheet, group []word) []leaf {
	turn := group[0].turn
	view := s
	if turn != 0 {
		turned := turnedRules(s, turn)
		view = &turned
	}
	a := arranger{rest: joinInitials(group)}
	strokes := strokesOf(view)
	page := Box{0, 0, view.Width, view.Height}
	for _, c := range a.bridge(a.abreast(strokes.components()), strokes.breaks) {
		a.component(a.reach(c), page)
	}
	all := append(atoms(a.rest, a.dividers), a.done...)
	leaves := order(all, 0)
	if turn != 0 {
		unturn(leaves, turn, s.Width, s.Height)
	}
	return leaves
}

// turnedRules returns the sheet's lines and areas as they appear with the text
// upright.
func turnedRules(s *Sheet, turn uint8) Sheet {
	out := Sheet{Width: s.Width, Height: s.Height}
	if turn&1 == 1 {
		out.Width, out.Height = s.Height, s.Width
	}
	for _, r := range s.Rules {
		out.Rules = append(out.Rules, Rule{r.Box.Turned(turn, s.Width, s.Height)})
	}
	for _, b := range s.Areas {
		out.Areas = append(out.Areas, b.Turned(turn, s.Width, s.Height))
	}
	return out
}

// arranger takes tables and frames out of a page's words.
type arranger struct {
	rest     []word
	done     []atom
	dividers []Rule // vertical lines outside tables
}

// component makes a table or a frame of touching lines if they form one.
func (a *arranger) component(c component, page Box) {
	g, ok := newGrid(c)
	whole := c.width()*c.height() > 0.8*page.width()*page.height()
	if !ok || whole && g.count() == 1 {
		a.divide(c)
		return
	}
	inside := a.inside(c.Box)
	byField := map[int][]word{}
	for _, w := range inside.words {
		f := g.fieldAt(clamp(w.midX(), g.xs), clamp(w.midY(), g.ys))
		byField[g.cells.root(f)] = append(byField[g.cells.root(f)], w)
	}
	for _, d := range inside.atoms {
		if f := g.fieldAt(clamp(d.midX(), g.xs), clamp(d.midY(), g.ys)); g.columns() > 1 {
			byField[g.cells.root(f)] = append(byField[g.cells.root(f)], d.words...)
		}
	}
	switch {
	case g.columns() == 1 && g.count() == 1 && len(inside.atoms) == 0 &&
		len(linesOf(atoms(inside.words, nil))) < 3:
		a.divide(c) // a form's field, or a title in a box: it is read with what stands beside it
	case g.columns() == 1:
		if made, ok := g.framed(byField, inside.atoms, c.Box); ok {
			a.replace(c.Box, made)
		}
	case a.aside(c, g, byField, page):
	case len(byField) >= 2 || len(byField) == 1 && g.count() >= 2 && g.count() <= 4:
		t := newRuled(g, byField, c.Box)
		made := atom{Box: c.Box, table: t, words: slices.Clone(inside.words),
			size: middleWord(inside.words)}
		for _, d := range inside.atoms {
			made.words = append(made.words, d.words...)
		}
		a.replace(c.Box, made)
	default:
		a.divide(c)
	}
}

// divide keeps the vertical lines of a group that is not a table.
func (a *arranger) divide(c component) {
	const most = 200
	for _, v := range c.vertical {
		if len(a.dividers) < most {
			a.dividers = append(a.dividers, Rule{Box{v.pos, v.lo, v.pos, v.hi}})
		}
	}
}

// contents holds the words and atoms in an area.
type contents struct {
	words []word
	atoms []atom
}

// inside gives what is in an area and not yet in a table.
func (a *arranger) inside(area Box) (in contents) {
	area = area.grown(1)
	for i := range a.rest {
		if w := &a.rest[i]; area.holds(w.midX(), w.midY()) {
			in.words = append(in.words, *w)
		}
	}
	for _, d := range a.done {
		if area.holds(d.midX(), d.midY()) {
			in.atoms = append(in.atoms, d)
		}
	}
	return in
}

// replace puts an atom in the place of what is in an area.
func (a *arranger) replace(area Box, by atom) {
	area = area.grown(1)
	a.rest = slices.DeleteFunc(a.rest, func(w word) bool { return area.holds(w.midX(), w.midY()) })
	a.done = slices.DeleteFunc(a.done, func(d atom) bool { return area.holds(d.midX(), d.midY()) })
	a.done = append(a.done, by)
}

func clamp(x float32, all []float32) float32 {
	const inner = 0.01
	return min(max(x, all[0]+inner), all[len(all)-1]-inner)
}

// count is the number of cells.
func (g grid) count() (n int) {
	for f := range g.cells {
		if g.cells.root(f) == f {
			n++
		}
	}
	return n
}

// framed makes one part of the page from boxes that are stacked.
func (g grid) framed(byField map[int][]word, inner []atom, box Box) (atom, bool) {
	made := atom{Box: box}
	for f := range g.cells {
		if g.cells.root(f) != f {
			continue
		}
		field := atoms(byField[f], nil)
		for _, d := range inner {
			if g.cells.root(g.fieldAt(clamp(d.midX(), g.xs), clamp(d.midY(), g.ys))) == f {
				field = append(field, d)
				made.words = append(made.words, d.words...)
			}
		}
		made.frame = append(made.frame, order(field, 1)...)
		made.words = append(made.words, byField[f]...)
	}
	made.size = middleWord(made.words)
	return made, len(made.frame) > 0
}

func middleWord(ws []word) float32 {
	if len(ws) == 0 {
		return 0
	}
	sizes := make([]float32, len(ws))
	for i, w := range ws {
		sizes[i] = w.size
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

func newRuled(g grid, byField map[int][]word, box Box) *table {
	lines := map[int][][]word{}
	for f, ws := range byField {
		for _, l := range linesOf(atoms(ws, nil)) {
			lines[f] = append(lines[f], l.words)
		}
	}
	t := &table{Box: box, rows: g.fill(lines), xs: g.xs, ruled: true}
	t.header = g.headerRows()
	t.unpack()
	return t
}

// headerRows is the number of rows of a header with merged cells: the height of
// the tallest cell in the first row, if other cells of that row are wider than
// one column. It is 0 if the first row doesn't show this.
func (g grid) headerRows() int {
	deepest, wide := 1, false
	for k := 0; k < g.columns(); k++ {
		root := g.cells.root(g.field(0, k))
		n := 1
		for n < g.rows() && g.cells.root(g.field(n, k)) == root {
			n++
		}
		deepest = max(deepest, n)
		if k > 0 && g.cells.root(g.field(0, k-1)) == root {
			wide = true
		}
	}
	if wide && deepest > 1 && deepest <= 4 && deepest < g.rows() {
		return deepest
	}
	return 0
}

// unturn moves the words of leaves back to where they are on the unturned page.
func unturn(leaves []leaf, turn uint8, w, h float32) {
	back := func(ws []word) {
		for i := range ws {
			ws[i].Box = ws[i].Box.unturned(turn, w, h)
		}
	}
	for _, l := range leaves {
		for i := range l.lines {
			back(l.lines[i].words)
		}
		if l.table == nil {
			continue
		}
		for _, row := range l.table.rows {
			for _, c := range row {
				if c.again {
					continue
				}
				for _, ws := range c.lines {
					back(ws)
				}
			}
		}
	}
}
