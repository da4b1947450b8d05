package outline

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// Tree gives the headings of a document the levels at which a person reads them.
// Writers mix styles, titles in boxes, and typed numbers, so the levels that
// styles give often contradict the numbers: 1. and 3. are typed, but 2. has the
// style of a chapter. Tree goes by the numbers: a heading stands beside the last
// open one that is numbered in the same way, and below it if it is numbered in a
// new way.
//
// The zero value is ready. A Tree is used for one reading of one document.
type Tree struct {
	Lists bool // list items are never headings: the format says which paragraphs are items

	open  []heading // from the outermost
	begun bool      // a page has been finished
}

// heading is an open heading.
type heading struct {
	mark
	style int // level that a style gives; 0 means typed or in a box
}

// mark is what a heading is numbered with.
type mark struct {
	rank    int    // order by convention, from the outermost; see below
	sign    string // equal for headings of one series
	ordinal int    // 0 for bullets
}

// Ranks of headings without a number and of kinds of numbers, from the outermost.
// Chapters have 1 to 5, as in chapterLevel.
const (
	rankTitle      = 0 // of the document
	rankAttachment = 1 // 별표, 붙임
	rankAttached   = 2 // the title below such a line
	rankBox        = 6
	rankArticle    = 6 // 제3조
	rankRoman      = 7
	rankBoxNumber  = 8 // 1, without a point: the number of a title in a box
	rankNumber     = 9 // 1.; 1.1. has one more
	rankSyllable   = 14
	rankSquare     = 15
	rankParen      = 16 // 1) 가) (1) (가) ①
	rankCircle     = 21
	rankDash       = 22
	rankStyle      = 23 // no number; a style says that it is a heading
)

// series are the kinds of numbers of headings that no rank of marks covers.
var series = []struct {
	sign    string
	pattern *regexp.Regexp // with the number as group 1
	rank    int
}{
	{"1)", regexp.MustCompile(`^(\d{1,2})\)`), rankParen},
	{"가)", regexp.MustCompile(`^([` + korean.Ordinals + `])\)`), rankParen + 1},
	{"(1)", regexp.MustCompile(`^[(（](\d{1,2})[)）]`), rankParen + 2},
	{"(가)", regexp.MustCompile(`^[(（]([` + korean.Ordinals + `])[)）]`), rankParen + 3},
}

var (
	articleNumber = regexp.MustCompile(`^제 ?(\d{1,4}) ?조`)
	chapterNumber = regexp.MustCompile(`^제 ?(\d{1,3})`)
	// dotted is 1. 1.2 1.2.3. or the number of a box: 1 사업 개요
	dotted = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2})*)(?:\.|\s)`)
	// romanNumber is Ⅲ. III. or the number of a box: Ⅲ 사업 개요
	romanNumber = regexp.MustCompile(`^(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,5}[.\s])`)
)

// markOf is the number or bullet that a heading begins with.
func markOf(line string) mark {
	if m := chapter.FindStringSubmatch(line); m != nil {
		rank := chapterLevel(m)
		if m[2] != "" {
			return mark{rank: rankAttachment, sign: "붙임"}
		}
		if n := chapterNumber.FindStringSubmatch(line); n != nil {
			return mark{rank, m[1], number(n[1])}
		}
		return mark{rank: rank, sign: strings.ToLower(m[3])}
	}
	if _, _, ok := attachmentLine(line); ok {
		return mark{rank: rankAttachment, sign: "붙임"}
	}
	if m := articleNumber.FindStringSubmatch(line); m != nil {
		return mark{rankArticle, "조", number(m[1])}
	}
	if number := romanNumber.FindString(line); number != "" {
		sign := "Ⅰ"
		if strings.HasPrefix(line[len(strings.TrimSuffix(number, ".")):], ".") {
			sign = "Ⅰ."
		}
		return mark{rankRoman, sign, romanOrdinal(line)}
	}
	if m := dotted.FindStringSubmatch(line); m != nil {
		parts := strings.Split(m[1], ".")
		if len(parts) == 1 && !strings.HasPrefix(line[len(m[1]):], ".") {
			return mark{rankBoxNumber, "1", number(m[1])}
		}
		return mark{rankNumber + min(len(parts), 5) - 1, strings.Repeat("1.", len(parts)),
			number(parts[len(parts)-1])}
	}
	for _, s := range series {
		if m := s.pattern.FindStringSubmatch(line); m != nil {
			return mark{s.rank, s.sign, number(m[1])}
		}
	}
	return bulletOf(line)
}

// bulletOf is the mark of a line that begins with a syllable, a circled number or a bullet.
func bulletOf(line string) mark {
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case first >= '①' && first <= '⑳':
		return mark{rankParen + 4, "①", int(first-'①') + 1}
	case first >= '❶' && first <= '❿':
		return mark{rankParen, "❶", int(first-'❶') + 1}
	case first >= '➊' && first <= '➓':
		return mark{rankParen, "❶", int(first-'➊') + 1}
	}
	switch markRank(line) {
	case syllableRank:
		return mark{rankSyllable, "가.", ordinal(line)}
	case squareRank:
		return mark{rank: rankSquare, sign: string(first)}
	case circleRank:
		return mark{rank: rankCircle, sign: string(first)}
	case dashRank:
		return mark{rank: rankDash, sign: string(first)}
	}
	return mark{rank: rankStyle}
}

// number is the value of digits, or of a syllable that is used as a number.
func number(s string) int { return ordinal(s + "   ") }

// Finish promotes the lines of a page that announce what follows them to
// headings, and gives all of its headings their levels. Pages come in order.
func (t *Tree) Finish(b *content.Builder) {
	text := b.Text.String()
	if !t.begun {
		cover(text, b.Blocks)
	}
	attachments(text, b.Blocks)
	promote(text, b.Blocks, t.Lists)
	var at []int // the blocks that are headings
	var all []heading
	for i, k := range b.Blocks {
		if k.Kind == content.Heading {
			at = append(at, i)
			first := !t.begun && len(all) == 0
			all = append(all, headingOf(k, text[k.Start:k.End], first && i < early))
		}
	}
	above := -1 // the block of the innermost open heading
	for n, h := range all {
		k := &b.Blocks[at[n]]
		if isContents(text[k.Start:k.End]) || t.beforeChapters(h, all[n+1:]) {
			k.Level = len(t.open) + 1
			continue // what follows is not below it
		}
		announced := above >= 0 && at[n] == above+1 && all[n-1].rank < rankStyle
		open := t.parent(h, announced, all[n+1:])
		if announces := n+1 < len(at) && at[n+1] == at[n]+1; announces && h.rank == rankBox {
			open = t.box(open)
		}
		t.open = append(t.open[:open], h)
		k.Level, above = len(t.open), at[n]
	}
	t.begun = true
	demote(text, b.Blocks)
}

// isContents reports whether a heading is that of the table of contents.
func isContents(line string) bool {
	switch strings.ReplaceAll(strings.Trim(line, "[]<>〈〉【】〔〕 "), " ", "") {
	case "목차", "차례", "표목차", "그림목차", "CONTENTS", "Contents", "TableofContents":
		return true
	}
	return false
}

// beforeChapters reports whether an attachment stands before the first chapter: it
// ends the table of contents.
func (t *Tree) beforeChapters(h heading, later []heading) bool {
	numbered := func(o heading) bool { return o.ordinal > 0 }
	return h.rank == rankAttachment && !t.begun && !slices.ContainsFunc(t.open, numbered) &&
		slices.ContainsFunc(later,
			func(o heading) bool { return o.rank == rankRoman && o.ordinal == 1 })
}

// early is the number of blocks at the beginning of a document among which its
// title can be.
const early = 5

// headingOf is a heading as readers and promote have left it. title says that it
// may be the document's title.
func headingOf(k content.Block, line string, title bool) heading {
	h := heading{mark: markOf(line)}
	switch {
	case k.Level == attachedLevel:
		h.mark = mark{rank: rankAttached}
	case k.Level < attachedLevel-1:
		h.style = k.Level
	case k.Level == attachedLevel-1:
		h.mark = mark{rank: rankAttachment, sign: "붙임"}
	case k.Level == boxLevel && h.ordinal > 0:
		h.rank = rankBoxNumber
	case k.Level == boxLevel && h.rank == rankStyle:
		if h.rank = rankBox; title {
			h.rank = rankTitle
		}
	}
	return h
}

// parent is how many of the open headings a heading stands below. announced says
// that nothing stands between it and the heading before it; later are the
// headings that follow on the page.
func (t *Tree) parent(h heading, announced bool, later []heading) int {
	sibling := t.sibling(h)
	if announced && h.sign != "" && h.rank > rankAttached && t.begins(h, sibling) {
		return len(t.open)
	}
	if sibling >= 0 {
		return sibling
	}
	n := 0 // a title without a number may stand above the numbered heading that stays open
	for i, o := range t.open {
		if o.above(h) {
			n = i + 1
		}
	}
	if h.rank <= rankRoman || h.rank == rankStyle {
		return max(n, t.goesOn(h, n, later))
	}
	return n
}

// box is how many of n open headings a title in a box stands below that announces
// the next heading: those above the last title of its kind.
func (t *Tree) box(n int) int {
	if i := slices.IndexFunc(t.open[:n], func(o heading) bool { return o.rank == rankBox }); i >= 0 {
		return i
	}
	return n
}

// begins reports whether a heading that directly follows another one begins a
// series below that one.
func (t *Tree) begins(h heading, sibling int) bool {
	last := t.open[len(t.open)-1]
	switch {
	case sibling >= 0:
		return h.ordinal == 1 && last.ordinal > 1 && h.rank > rankRoman
	case h.rank <= rankRoman:
		return h.ordinal == 1 && last.rank > rankRoman && last.ordinal > 0
	}
	return h.ordinal <= 1
}

// sibling is the open heading of the same series that a heading follows: the one
// with the number before it or, failing that, the innermost one. It is -1 if no
// such series is open.
func (t *Tree) sibling(h heading) int {
	found := -1
	for i := len(t.open) - 1; i >= 0; i-- {
		o := t.open[i]
		if h.sign == "" || o.sign != h.sign || o.rank != h.rank {
			continue
		}
		next := h.ordinal > 1 && o.ordinal == h.ordinal-1
		if next {
			return i
		}
		if found < 0 && (o.style == 0 || h.style == 0 || o.style == h.style) {
			found = i
		}
	}
	return found
}

// above reports whether an open heading stays open when one of another series
// begins. Styles decide between two headings that have one, otherwise the order of
// numbers by convention.
func (o heading) above(h heading) bool {
	switch {
	case o.rank == rankTitle && h.rank != rankTitle:
		return true
	case o.style > 0 && h.style > 0:
		return o.style < h.style
	case h.rank == rankStyle:
		return o.style == 0 && o.rank <= rankRoman
	}
	return o.rank < h.rank
}

// goesOn returns how many of the open headings stay open above h because a
// numbered series among them, from the nth on, continues later: whatever stands
// between "4." and "5." belongs to 4. Of several series, the one that is the first
// to continue counts: what stands between Ⅱ. 4. and Ⅱ. 5. belongs to 4., and not
// only to Ⅱ.
func (t *Tree) goesOn(h heading, n int, later []heading) int {
	const far = 200                   // headings
	over := make([]bool, len(t.open)) // another series of the same kind has begun
	for _, next := range later[:min(far, len(later))] {
		for i := len(t.open) - 1; i >= n; i-- {
			o := t.open[i]
			if over[i] || o.ordinal == 0 || next.rank != o.rank || next.sign != o.sign ||
				h.style > 0 && h.style <= o.style {
				continue
			}
			if next.ordinal == o.ordinal+1 {
				return i + 1
			}
			over[i] = true
		}
	}
	return 0
}

// formula is what a line with a formula contains, as Hancom's editor writes it.
var formula = regexp.MustCompile(`=.*\{|\{.*\} ?over`)

// Styled writes a paragraph whose style gives it a level of the outline. A
// sentence becomes an item of the outline rather than a heading, whatever its
// style.
func Styled(b *content.Builder, level int, number, text string) {
	line := strings.TrimSpace(number + " " + text)
	one := korean.Line(line)
	long := korean.Length(one)
	switch {
	case articleTitle.MatchString(one) && len(articleTitle.FindString(one)) < len(one):
		addLine(b, typedLevel, one)
		b.Tight = false
	case long > 2*MaxHeading, long > MaxHeading/2 && endsClause(one),
		strings.HasSuffix(one, ".") && endsClause(one), formula.MatchString(one),
		!strings.ContainsFunc(one, unicode.IsLetter):
		if number == "" {
			addLine(b, typedLevel, text)
			b.Tight = false
			return
		}
		b.Item(level, number, text)
	default:
		b.Heading(level, line)
	}
}

// demote makes items of headings with a bullet that have nothing below them, as
// long as no heading beside them has something: their lines are a list.
func demote(text string, blocks []content.Block) {
	kept := map[int]bool{} // by level: a heading beside the next one has something below it
	for i := range blocks {
		k := &blocks[i]
		if k.Kind != content.Heading {
			continue
		}
		for level := range kept {
			if level > k.Level {
				delete(kept, level)
			}
		}
		leaf := i+1 < len(blocks) && blocks[i+1].Kind == content.Heading &&
			blocks[i+1].Level <= k.Level
		if m := markOf(text[k.Start:k.End]); leaf && !kept[k.Level] && m.rank >= rankSquare &&
			m.rank != rankStyle {
			*k = content.Block{Kind: content.ListItem, Level: 1, Start: k.Start, End: k.End,
				Line: k.Line}
			continue
		}
		kept[k.Level] = true
	}
}
