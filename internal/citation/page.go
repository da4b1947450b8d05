package citation

import (
	"context"
	"fmt"
	"slices"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/wire"
)

// Range is a range of a version's text, in bytes.
type Range struct{ Start, End int }

// Side says where the text lies that a Place asks for.
type Side int

const (
	Around Side = iota // At is in its middle
	After              // it begins at At
	Before             // it ends at At
)

// Place says which part of a version's text Page gives: in a format with pages a
// whole page, otherwise about 32 KB.
type Place struct {
	Number int // of the page, from 1; 0 means the one in which At lies
	At     int // bytes of the version's text
	Side   Side
	Lit    []Range // what is wanted to be found on printed pages
}

// stretch is how much text is given of a format without pages, or of a page that
// is longer, in bytes.
const stretch = 32 << 10

// Page gives a part of a document's version in blocks, and where ranges of its
// text stand on printed pages. Errors are those of Passage.
func (r *Resolver) Page(ctx context.Context, scope auth.Scope, id document.ID, v document.Version,
	p Place) (wire.Page, error) {
	at, err := r.readable(ctx, scope, id, v)
	if err != nil {
		return wire.Page{}, err
	}
	c, err := r.contents.open(ctx, at.content.Blob)
	if err != nil {
		return wire.Page{}, fmt.Errorf("reading the contents of %s: %w", id, err)
	}
	d := at.document
	page := wire.Page{Document: string(id), Version: string(v), Outdated: at.changed, Name: d.Name,
		Title: d.Title, Format: d.Format, Pages: len(c.Pages())}
	for _, s := range c.Sections() {
		page.Sections = append(page.Sections, wire.PageSection{Title: s.Title, Start: s.Start})
	}
	bounds := Range{0, c.Bytes()}
	page.Number, bounds = pageAt(c, p, bounds)
	if page.Number > 0 && p.Number > 0 && (p.At < bounds.Start || p.At >= bounds.End) {
		p.At = bounds.Start
	}
	if err := fill(ctx, &page, c, bounds, p); err != nil {
		return wire.Page{}, fmt.Errorf("reading the contents of %s: %w", id, err)
	}
	if page.Lit, err = rectangles(ctx, c, p.Lit); err != nil {
		return wire.Page{}, fmt.Errorf("reading the contents of %s: %w", id, err)
	}
	return page, nil
}

// pageAt returns the page that a place is on and its range, or 0 and the range of the
// whole text if there are no pages.
func pageAt(c *document.ContentsReader, p Place, whole Range) (int, Range) {
	pages := c.Pages()
	if len(pages) == 0 {
		return 0, whole
	}
	n := min(p.Number, len(pages))
	if n <= 0 {
		n = numberAt(pages, p.At)
	}
	bounds := Range{pages[n-1], whole.End}
	if n < len(pages) {
		bounds.End = pages[n]
	}
	return n, bounds
}

// numberAt is the page, from 1, in which a place of the text lies. Of pages
// without text the last one counts.
func numberAt(pages []int, at int) int {
	i, _ := slices.BinarySearch(pages, at+1)
	return max(1, i)
}

// fill reads the blocks that a place asks for within bounds.
func fill(ctx context.Context, page *wire.Page, c *document.ContentsReader, bounds Range,
	p Place) error {
	want := wanted(p, bounds)
	const margin = 4 << 10 // of a block that begins before, or ends behind
	b, err := c.Part(ctx, max(bounds.Start, want.Start-margin), min(bounds.End, want.End+margin))
	if err != nil {
		return err
	}
	u := unitsIn(b, bounds)
	first, last := chosen(u, want, p.Side)
	page.Start, page.End = p.At, p.At
	if first < last {
		page.Start, page.End = u[first].Start, u[last-1].End
		page.Before = first > 0 || b.Start > bounds.Start
		page.After = last < len(u) || b.End() < bounds.End
	}
	page.Blocks = blocksOf(b, u[first:last])
	return nil
}

// wanted is the range of text that a place asks for.
func wanted(p Place, bounds Range) Range {
	if bounds.End-bounds.Start <= 2*stretch && p.Side == Around {
		return bounds
	}
	w := Range{p.At - stretch/2, p.At + stretch/2}
	switch p.Side {
	case After:
		w = Range{p.At, p.At + stretch}
	case Before:
		w = Range{p.At - stretch, p.At}
	}
	return Range{max(bounds.Start, w.Start), min(bounds.End, w.End)}
}

// chosen returns the units that a request asks for: u[first:last]. Around a
// place, these are all units that overlap want. After a place, they begin in
// want, and before a place, they end in it; if there is any such unit in that
// direction, chosen returns at least one, however long it is.
func chosen(u []unit, want Range, side Side) (first, last int) {
	switch side {
	case After:
		first = slices.IndexFunc(u, func(x unit) bool { return x.Start >= want.Start })
		if first < 0 {
			return len(u), len(u)
		}
		for last = first + 1; last < len(u) && u[last].Start < want.End; last++ {
		}
	case Before:
		for last < len(u) && u[last].End <= want.End {
			last++
		}
		for first = max(0, last-1); first > 0 && u[first-1].End > want.Start; first-- {
		}
	default:
		for first < len(u) && u[first].End <= want.Start {
			first++
		}
		for last = first; last < len(u) && u[last].Start < want.End; last++ {
		}
	}
	return first, last
}
