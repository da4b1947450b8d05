package layout

import (
	"regexp"
	"strconv"
	"strings"
)

// edge is a piece of a line near the top or bottom of a page, where running
// headers, footers and page numbers are.
type edge struct {
	Box
	leaf, line  int // its place in the page's leaves
	first, last int // its words in the line: [first, last)
	text        string
	size        float32
	foot        bool
	running     bool // it is no content of this page

	stem     string // its text without a page number
	number   int    // the page number
	numbered bool   // there is one
}

// bare reports whether the edge consists only of a page number.
func (e *edge) bare() bool { return e.stem == "" }

// marginPart is the largest fraction of a page's height that a header or a
// footer may take.
const marginPart = 0.12

// edges finds the pieces of lines near the top and bottom of a page.
func (p *Page) findEdges() {
	for i, l := range p.leaves {
		for j, line := range l.lines {
			foot := line.Y0 > (1-marginPart)*p.Height
			if !foot && line.Y1 > marginPart*p.Height {
				continue
			}
			start := 0
			for k := 1; k <= len(line.words); k++ {
				if k < len(line.words) && line.words[k].X0-line.words[k-1].X1 < 1.1*line.size {
					continue
				}
				p.addEdge(i, j, start, k, foot)
				start = k
			}
		}
	}
}

func (p *Page) addEdge(leaf, row, first, last int, foot bool) {
	const longest = 200 // bytes of a running head
	ws := p.leaves[leaf].lines[row].words[first:last]
	e := edge{Box: ws[0].Box, leaf: leaf, line: row, first: first, last: last, text: lineText(ws),
		foot: foot}
	for _, w := range ws {
		e.Box = e.Box.union(w.Box)
		e.size = max(e.size, w.size)
	}
	if len(e.text) <= longest {
		e.stem, e.number, e.numbered = numbered(e.text)
		p.edges = append(p.edges, e)
	}
}

var (
	// bareNumber: 3, - 3 -, 3/12, 3쪽, p. 3, Page 3 of 12, xii
	bareNumber = regexp.MustCompile(`^(?:[-–—•|<\[(]{0,2} ?(?:(?i:page|p\.?) ?)?(\d{1,5}) ?(?:(?:[/|]|of|쪽 ?중|페이지 ?중) ?\d{1,5} ?)?(?:쪽|페이지|면)? ?[-–—•|>\])]{0,2}|([ivxlc]{1,7}))$`)
	// decorated numbers are page numbers even on their own
	decorated = regexp.MustCompile(`^[-–—] ?\d{1,5} ?[-–—]$`)
	// outerNumber: a number of its own at either end of a head
	outerNumber = regexp.MustCompile(`^(\d{1,5}) ?[|·•/-]? ?(\D.*)$|^(.*?\D)[ |·•/-](?:(?i:p\.?|page) ?)?(\d{1,5})(?:쪽|페이지)?$`)
)

// numbered splits a header or footer into the text without its page number, and
// the number. The text is empty if there is only a number.
func numbered(text string) (stem string, n int, ok bool) {
	if len(text) > 12 && !strings.ContainsAny(text[:1]+text[len(text)-12:], "0123456789") {
		return text, 0, false
	}
	if m := bareNumber.FindStringSubmatch(text); m != nil {
		n, _ = strconv.Atoi(m[1])
		return "", n, m[1] != ""
	}
	m := outerNumber.FindStringSubmatch(text)
	if m == nil {
		return text, 0, false
	}
	n, err := strconv.Atoi(m[1] + m[4])
	return strings.TrimSpace(m[2] + m[3]), n, err == nil
}

// markMargins marks everything near a page's top and bottom that repeats the
// previous pages: the same text at the same height, or the next page number.
// The first page with a header or footer keeps it, so that nothing is lost.
func (p *Page) markMargins(before []*Page, after *Page, profile Profile) {
	for i := range p.edges {
		e := &p.edges[i]
		if e.size > 1.06*profile.body && profile.body > 0 && !e.bare() {
			continue // titles are larger than heads
		}
		e.running = e.bare() && decorated.MatchString(e.text)
		for d, q := range before {
			e.running = e.running || p.repeats(e, q, d+1, profile)
		}
		if after != nil && !e.running && e.bare() {
			e.running = p.repeats(e, after, -1, profile)
		}
	}
	for p.keepText(profile) {
	}
}

// keepText unmarks a header or footer if it is as large as the body text and as
// close to a line of content as lines of text are, because several pages may
// begin with the same sentence. It reports whether it found one.
func (p *Page) keepText(profile Profile) (found bool) {
	for i := range p.edges {
		e := &p.edges[i]
		if !e.running || e.bare() || e.size < 0.95*profile.body {
			continue
		}
		for j := range p.edges {
			o := &p.edges[j]
			if d := abs(o.Y1 - e.Y1); !o.running && d > 0.5*e.size && d < closeLines*e.size &&
				o.overlapX(e.Box) > 0 {
				e.running, found = false, true
				break
			}
		}
	}
	return found
}

// closeLines is the largest distance between lines of the same text, as a
// fraction of the font size.
const closeLines = 1.9

// repeats reports whether e continues an edge of page q, which is d pages
// before it.
func (p *Page) repeats(e *edge, q *Page, d int, profile Profile) bool {
	const slack = 4
	// A chapter of its own on each page counts like page numbers; it isn't
	// printed smaller than the text.
	small := e.bare() || e.foot || e.size < 0.95*profile.body
	for i := range q.edges {
		o := &q.edges[i]
		if o.foot != e.foot || abs(o.midY()-e.midY()) > slack || abs(o.size-e.size) > 0.6 {
			continue
		}
		if o.text == e.text && !e.bare() {
			return true
		}
		if e.numbered && o.numbered && o.stem == e.stem && e.number-o.number == d && small {
			return true
		}
	}
	return false
}

// without returns the words of a line that belong to the page's content.
func (p *Page) without(leaf, row int) []word {
	ws := p.leaves[leaf].lines[row].words
	kept := ws
	copied := false
	for _, e := range p.edges {
		if e.leaf != leaf || e.line != row || !e.running {
			continue
		}
		if !copied {
			kept, copied = append([]word(nil), ws...), true
		}
		for k := e.first; k < e.last; k++ {
			kept[k].text = ""
		}
	}
	if !copied {
		return ws
	}
	rest := kept[:0]
	for _, w := range kept {
		if w.text != "" {
			rest = append(rest, w)
		}
	}
	return rest
}

// body returns the leaves without running headers, footers and page numbers.
func (p *Page) body() []leaf {
	out := make([]leaf, 0, len(p.leaves))
	for i, l := range p.leaves {
		if l.table == nil {
			lines := make([]line, 0, len(l.lines))
			for j, line := range l.lines {
				if line.words = p.without(i, j); len(line.words) > 0 {
					lines = append(lines, line)
				}
			}
			if l.lines = lines; len(lines) == 0 {
				continue
			}
		}
		out = append(out, l)
	}
	return out
}
