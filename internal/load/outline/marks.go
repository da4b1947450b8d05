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
	syllableRank: regexp.MustCompile(`^[` + syllables + `]\. +\S`),
	squareRank:   regexp.MustCompile(`^[□■◇◆❏❑] *\S`),
	circleRank:   regexp.MustCompile(`^(?:[○●◦〇◎] *|[ㅇo] +)\S`),
	dashRank:     regexp.MustCompile(`^[―–—‐\-·∙▪•] *\S`),
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

// Promote makes headings of the lines that announce what follows them in the
// outline of an official document: a short line with a mark, directly above lines
// with a deeper mark, a table, or (below the outer marks) plain text. Lines of a
// mere list stay what they are.
func Promote(b *content.Builder) {
	text := b.Text.String()
	ranks := make([]int, len(b.Blocks))
	for i, k := range b.Blocks {
		if k.Kind == content.ListItem || k.Kind == content.Paragraph {
			ranks[i] = markRank(text[k.Start:k.End])
		}
	}
	for i := range b.Blocks {
		k := &b.Blocks[i]
		if rank := ranks[i]; rank > 0 && rank < dashRank && announces(text[k.Start:k.End]) &&
			governs(b.Blocks, ranks, i) && !listed(text, b.Blocks, ranks, i) {
			*k = content.Block{Kind: content.Heading, Level: markLevel(rank), Start: k.Start,
				End: k.End, Line: k.Line}
		}
	}
	nestChapters(text, b.Blocks)
}

// nestChapters moves typed chapters (제1장) between two successive chapters of an
// official document (Ⅳ. and Ⅴ.) below the first one. There, they are part of an
// example or of something that the document describes. Otherwise, everything after
// them would seem to belong to the last of them.
func nestChapters(text string, blocks []content.Block) {
	var nested []*content.Block // since the last chapter with a Roman number
	last := 0
	for i := range blocks {
		k := &blocks[i]
		if k.Kind != content.Heading {
			continue
		}
		line := text[k.Start:k.End]
		if marks[romanRank].MatchString(line) {
			n := romanOrdinal(line)
			for _, c := range nested {
				if n == last+1 && last > 0 {
					c.Level = markLevel(dashRank)
				}
			}
			last, nested = n, nil
		} else if m := chapter.FindStringSubmatch(line); m != nil && m[1] != "" &&
			k.Level == chapterLevel(m) && k.Number == "" {
			nested = append(nested, k)
		}
	}
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

func announces(line string) bool {
	return !strings.Contains(line, "\n") && 2*letters(line) >= utf8.RuneCountInString(line) && korean.Length(line) <= MaxHeading &&
		!endsClause(line) && !value.MatchString(line)
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
// short lines, fewer than half of which have something below them. A line above a
// table is not an item.
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
			if announces(text[blocks[j].Start:blocks[j].End]) {
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
	if at := strings.Index(syllables, line[:len("가")]); at >= 0 {
		return 1 + at/len("가")
	}
	for i := 0; i < len(line) && line[i] >= '0' && line[i] <= '9'; i++ {
		n = 10*n + int(line[i]-'0')
	}
	return n
}

// syllables are used as numbers, in this order.
const syllables = "가나다라마바사아자차카타파하"

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
