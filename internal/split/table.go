package split

import (
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// maxCaption is the longest paragraph above a table that is taken for its caption, in characters.
const maxCaption = 120

// table cuts a table between rows. The paragraph directly above it goes with
// its first rows if it is short: it usually says what the table is about, so the
// chunks of further rows repeat it.
func (b *builder) table(p content.Page, k content.Block, at place) {
	caption, own := b.caption()
	b.breakSection()
	repeat := b.repeated(p, k)
	about := b.captionText(own, at.base+k.Start)
	header := headerText(p, k)
	continued := caption.length == 0 && header != "" && header == b.above.header &&
		(k.Header > 0 || at.page > b.above.page)
	if continued {
		about = b.above.caption
	}
	b.above = tableAbove{header: header, caption: about, page: at.page}
	if about != "" {
		repeat = about + "\n\n" + repeat
	}
	for first := 0; first < len(k.Rows); {
		last := b.rows(p, k.Rows, first)
		c := document.Chunk{Kind: document.Table, Headings: b.headings(), Page: at.page,
			Line:  at.line,
			Start: at.base + k.Rows[first].Start, End: at.base + k.Rows[last-1].End}
		switch {
		case first == 0 && caption.length > 0:
			c.Start = caption.start
		case first == 0 && continued && about != "":
			c.Text = about + "\n"
		case first >= max(1, k.Header):
			c.Text = strings.TrimSuffix(repeat, "\n")
		}
		if first = last; first < len(k.Rows) {
			b.chunk(c)
		} else {
			b.held = &held{chunk: c}
		}
	}
}

// tableAbove is what stands directly above the current place if that is a
// table. A table with the same header is its continuation on the next page.
type tableAbove struct {
	header, caption string
	page            int
}

// headerText is the text of a table's header, or of its first row: a table
// without a known header goes on if a page begins with that row again.
func headerText(p content.Page, k content.Block) string {
	if len(k.Rows) == 0 || k.Header > len(k.Rows) {
		return ""
	}
	return p.Text[k.Rows[0].Start:k.Rows[max(k.Header, 1)-1].End]
}

// captionText is what a table's later chunks repeat of the lines above it: all of
// them, if they are short enough together.
func (b *builder) captionText(caption unit, table int) string {
	if caption.length == 0 {
		return ""
	}
	text := strings.TrimSpace(b.cut.Text(caption.start, table))
	if korean.Length(text) > maxCaption {
		return ""
	}
	return text
}

// maxIdentity is how many characters of a form's first rows its later parts repeat.
const maxIdentity = 150

// repeated is what the later parts of a table repeat: its header or, in a form,
// the first rows, which say what the form is about.
func (b *builder) repeated(p content.Page, k content.Block) string {
	rows := k.Header
	if rows == 0 {
		for rows < 3 && rows < len(k.Rows)-1 &&
			korean.Length(p.Text[k.Rows[0].Start:k.Rows[rows].End]) <= maxIdentity {
			rows++
		}
	}
	if rows == 0 || rows >= len(k.Rows) {
		return ""
	}
	text := p.Text[k.Rows[0].Start:k.Rows[rows-1].End]
	if korean.Length(text) > b.size/2 {
		return "" // a header as long as its rows names nothing
	}
	return text
}

// rows returns the end of the rows from first on that fit into a chunk, at
// least one row. If little remains, it goes with them.
func (b *builder) rows(p content.Page, rows []content.Row, first int) int {
	used := 0
	for i := first; i < len(rows); i++ {
		used += korean.Length(p.Text[rows[i].Start:rows[i].End]) + 1
		if used > b.size && i > first {
			if rest := p.Text[rows[i].Start:rows[len(rows)-1].End]; korean.Length(rest) <= b.small {
				return len(rows)
			}
			return i
		}
	}
	return len(rows)
}

// caption is the beginning of what the section ends with, if it is short enough
// for a caption: the last paragraph, unless it is a note, with those above it
// if it is only an aside, or if they are only a fragment. If it is all there is, it is taken
// away: the table's chunk has it. own is where it begins without a fragment
// above it.
func (b *builder) caption() (caption, own unit) {
	units := b.section.units
	best := len(units)
	for i, length := best, 0; i > 0; {
		first := i - 1
		for first > 0 && units[first-1].block == units[i-1].block {
			first--
		}
		for _, u := range units[first:i] {
			length += u.length + 1
		}
		if length > maxCaption || units[first].note {
			break
		}
		best, i = first, first
		if !units[first].aside {
			break
		}
	}
	if best == len(units) {
		return unit{}, unit{}
	}
	own = units[best]
	above := 0
	for _, u := range units[:best] {
		above += u.length + 1
	}
	if above < maxFragment && !b.section.cut {
		best = 0
	}
	if best == 0 && !b.section.cut {
		b.section.units = nil
	}
	return units[best], own
}

// breakSection ends the prose before something that is cut separately. What
// follows continues below the same heading.
func (b *builder) breakSection() {
	path := b.section.path
	titled := b.section.heading
	if titled.length > 0 && len(b.section.units) == 0 {
		b.section = section{path: path} // the heading is in the path of what follows
		b.endGroup()
		return
	}
	b.endSection(0)
	b.endGroup()
	b.section = section{path: path}
}

// maxRecord is the length, in chunks, above which a row is cut.
const maxRecord = 4

// record makes one chunk of a row, or several of an extremely long row.
func (b *builder) record(k content.Block, text string, at place) {
	b.breakSection()
	for from := 0; from < len(text); {
		to := cutLong(text, from, len(text), maxRecord*b.size)
		b.chunk(document.Chunk{Kind: document.Row, Headings: b.headings(), Page: at.page,
			Line:  at.line,
			Start: at.base + k.Start + from, End: at.base + k.Start + to})
		for from = to; from < len(text) && strings.IndexByte(" \t\n", text[from]) >= 0; {
			from++
		}
	}
}
