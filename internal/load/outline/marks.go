package outline

import (
	"regexp"
	"strings"

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
	syllableRank: regexp.MustCompile(`^[가나다라마바사아자차카타파하]\. +\S`),
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
			governs(b.Blocks, ranks, i) {
			*k = content.Block{Kind: content.Heading, Level: markLevel(rank), Start: k.Start,
				End: k.End, Line: k.Line}
		}
	}
}

func announces(line string) bool {
	return !strings.Contains(line, "\n") && korean.Length(line) <= MaxHeading &&
		!endsClause(line) && !value.MatchString(line)
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
