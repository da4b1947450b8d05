package outline

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// The marks that carry the outline of official documents, outermost first: Ⅰ. 1.
// 가. □ ○ ―. Writers type them; no style says that they are headings.
const (
	romanRank = 1 + iota
	numberRank
	syllableRank
	squareRank
	circleRank
	dashRank
)

var marks = [...]*regexp.Regexp{
	romanRank:    regexp.MustCompile(`^(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ] ?[.)]?|[IVX]{1,5}\.) *\S`),
	numberRank:   regexp.MustCompile(`^\d{1,2}\. +[^\d\s]`),
	syllableRank: regexp.MustCompile(`^[` + korean.Ordinals + `]\. +\S`),
	squareRank:   regexp.MustCompile(`^[□■◇◆❏❑▣▢◈❚▶►] *\S`),
	circleRank:   regexp.MustCompile(`^(?:[○●◦〇◎❍⚬◯] *|[ㅇo] +)\S`),
	dashRank:     regexp.MustCompile(`^[―–—‐−⁃\x{00ad}\-·∙ㆍ‣▪•] *\S`),
}

// markRank is the rank of the mark that a line begins with, 0 for none.
func markRank(line string) int {
	for rank := romanRank; rank < len(marks); rank++ {
		if marks[rank].MatchString(line) {
			return rank
		}
	}
	return 0
}

// markLevel is the level of a heading with a mark of a rank. Only the order counts.
func markLevel(rank int) int { return boxLevel + rank }

// value is what follows a colon: the line says something instead of announcing it.
var value = regexp.MustCompile(`[:：]\s*\S`)

// promote makes headings of the lines that announce what follows them in the
// outline of an official document: a short line with a mark, directly above lines
// with a deeper mark, a table, or (below the outer marks) plain text. Lines of a
// mere list stay what they are. Lines with a circle or a dash are never headings:
// they are what the document says. lists says that items stay items.
func promote(text string, blocks []content.Block, lists bool) {
	ranks := make([]int, len(blocks))
	for i, k := range blocks {
		if k.Kind == content.ListItem && !lists || k.Kind == content.Paragraph {
			ranks[i] = markRank(text[k.Start:k.End])
		}
	}
	for i, k := range blocks {
		if rank := ranks[i]; rank > 0 && rank < circleRank && announces(text[k.Start:k.End]) &&
			governs(blocks, ranks, i) && !listed(text, blocks, ranks, i) {
			blocks[i] = asHeading(k, markLevel(rank))
		}
	}
	promoteSiblings(text, blocks, ranks)
	if !lists {
		promoteCircled(text, blocks, ranks)
	}
	promoteScopes(text, blocks)
}

// scope is a line that says what the sections below it are about: (순투자 기준).
// A unit is the caption of a table.
var scope = regexp.MustCompile(`^[(（][^()（）:：]{3,30}[)）]$`)

// promoteScopes makes headings of the scopes directly above the first section of a
// numbered series. Otherwise, two series of sections with the same titles could not
// be told apart.
func promoteScopes(text string, blocks []content.Block) {
	for i, k := range blocks[:max(0, len(blocks)-1)] {
		next := blocks[i+1]
		if k.Kind != content.Paragraph || next.Kind != content.Heading {
			continue
		}
		if m := markOf(text[next.Start:next.End]); m.ordinal == 1 && m.rank >= rankRoman &&
			scope.MatchString(text[k.Start:k.End]) && letters(text[k.Start:k.End]) > 2 {
			blocks[i] = asHeading(k, boxLevel)
		}
	}
}

// circled begins a title with a circled number.
var circled = regexp.MustCompile(`^[①-⑳❶-❿➊-➓] *\S`)

// promoteCircled makes headings of the lines with a circled number that stand
// above a square or a circle: ① 조직 개편, □ 배경. Paragraphs of articles begin in
// the same way, but nothing of this kind stands below them.
func promoteCircled(text string, blocks []content.Block, ranks []int) {
	for i, k := range blocks[:max(0, len(blocks)-1)] {
		line := text[k.Start:k.End]
		if k.Kind != content.ListItem && k.Kind != content.Paragraph || !circled.MatchString(line) ||
			!announces(line) {
			continue
		}
		if below := ranks[i+1]; below == squareRank || below == circleRank {
			blocks[i] = asHeading(k, markLevel(dashRank))
		}
	}
}

// maxSibling is how many characters the last lines of a series may have that are
// headings only because those before them are.
const maxSibling = 2 * MaxHeading

// promoteSiblings makes headings of the lines that go on numbering after a
// heading: they would seem to belong to it otherwise.
func promoteSiblings(text string, blocks []content.Block, ranks []int) {
	var last [len(marks)]mark // by rank: of the last line, if it is a heading
	for i, k := range blocks {
		rank := ranks[i]
		line := text[k.Start:k.End]
		switch {
		case k.Kind == content.Heading && rank == 0:
			clear(last[:])
		case rank == 0:
		case k.Kind == content.Heading, last[rank] != mark{} && markOf(line) == last[rank].next() &&
			continues(line):
			blocks[i] = asHeading(k, markLevel(rank))
			last[rank] = markOf(line)
			clear(last[rank+1:])
		default:
			last[rank] = mark{}
		}
	}
}

// continues reports whether a line that goes on with the numbers of headings may be
// one: a long line that says something behind a colon is none.
func continues(line string) bool {
	n := korean.Length(line)
	return !strings.Contains(line, "\n") && n <= maxSibling && (n <= MaxHeading || !value.MatchString(line))
}

// next is the mark that follows in a series.
func (m mark) next() mark {
	if m.ordinal > 0 {
		m.ordinal++
	}
	return m
}

// romanOrdinal is the Roman number that a line begins with, written as a single
// character or in Latin letters.
func romanOrdinal(line string) (n int) {
	if r, _ := utf8.DecodeRuneInString(line); r >= 'Ⅰ' && r <= 'Ⅻ' {
		return int(r-'Ⅰ') + 1
	}
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10}
	for i := 0; i < len(line) && values[line[i]] > 0; i++ {
		if v := values[line[i]]; i+1 < len(line) && values[line[i+1]] > v {
			n -= v
		} else {
			n += v
		}
	}
	return n
}

// contentsLine is a line of a table of contents: a title and, behind a tab or
// dots, the number of a page.
var contentsLine = regexp.MustCompile(`(?:\t|[.·…‥]{2,}|\s{3,})\s*[-–]?\s*\d{1,3}\s*[-–]?$`)

func announces(line string) bool {
	return !strings.Contains(line, "\n") && 2*letters(line) >= utf8.RuneCountInString(line) && korean.Length(line) <= MaxHeading &&
		!endsClause(line) && !value.MatchString(line) && !contentsLine.MatchString(line)
}

// letters counts letters, digits and spaces. A line with few of them is an
// ornament.
func letters(line string) (n int) {
	for _, r := range line {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' {
			n++
		}
	}
	return n
}

// listed reports whether block i is an item of a list: one of several numbered
// lines, fewer than half of which have something below them. A short line with a
// value (기간: 3일) counts for neither. A line above a table is not an item.
func listed(text string, blocks []content.Block, ranks []int, i int) bool {
	rank := ranks[i]
	if rank != numberRank && rank != syllableRank || overTable(blocks, i) {
		return false
	}
	all, governing := 0, 0
	for _, step := range []int{-1, 1} {
		last := ordinal(text[blocks[i].Start:])
		for j := i + step; j >= 0 && j < len(blocks); j += step {
			if blocks[j].Kind == content.Heading && ranks[j] == 0 || ranks[j] > 0 && ranks[j] < rank {
				break // another chapter
			}
			if ranks[j] != rank {
				continue
			}
			n := ordinal(text[blocks[j].Start:])
			if (n-last)*step <= 0 {
				break // another list
			}
			last = n
			if line := text[blocks[j].Start:blocks[j].End]; !value.MatchString(line) ||
				korean.Length(line) > MaxHeading {
				all++
				if governs(blocks, ranks, j) {
					governing++
				}
			}
		}
	}
	return 2*(governing+1) < all+1
}

// ordinal is the number that a line begins with: 3 for "3." and for "다.".
func ordinal(line string) (n int) {
	if at := strings.Index(korean.Ordinals, line[:len("가")]); at >= 0 {
		return 1 + at/len("가")
	}
	for i := 0; i < len(line) && line[i] >= '0' && line[i] <= '9'; i++ {
		n = 10*n + int(line[i]-'0')
	}
	return n
}

// HangulNumber matches a syllable that numbers items, in regular expressions: 가
// to 하, then 거 to 허. Other syllables before a bracket end a word: (영·중·일 분과).
const HangulNumber = `[` + korean.Ordinals + `거너더러머버서어저처커터퍼허]`

// overTable reports whether block i is directly followed by a table.
func overTable(blocks []content.Block, i int) bool {
	return i+1 < len(blocks) && (blocks[i+1].Kind == content.Table || blocks[i+1].Kind == content.Record)
}

// governs reports whether what follows block i belongs below it.
func governs(blocks []content.Block, ranks []int, i int) bool {
	rank := ranks[i]
	for j := i + 1; j < len(blocks); j++ {
		switch blocks[j].Kind {
		case content.Note:
			continue
		case content.Table, content.Record, content.Code:
			return true
		case content.Heading:
			return rank == romanRank
		}
		if ranks[j] > 0 {
			return ranks[j] > rank
		}
		return rank <= squareRank
	}
	return rank == romanRank
}
