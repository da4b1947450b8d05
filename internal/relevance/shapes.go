package relevance

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// aside is what stands in brackets, such as the unit of a table.
var aside = regexp.MustCompile(`\s*\([^)]*\)`)

// longestQuestion is how long a line may be that asks, in characters.
const longestQuestion = 80

// isQuestion reports whether the sentence s of text asks what the text below it
// answers, or leads to such a question on its line: 카드를 잃어버렸어요. 어떻게 하나요?
func isQuestion(text string, s korean.Span) bool {
	if strings.HasSuffix(s.Of(text), "?") {
		return strings.TrimSpace(text[s.End:]) != ""
	}
	line, below, more := strings.Cut(text[s.Start:], "\n")
	line = strings.TrimSpace(line)
	return more && strings.HasSuffix(line, "?") && strings.TrimSpace(below) != "" &&
		utf8.RuneCountInString(line) <= longestQuestion
}

// questionLine is the question that the sentence s of text belongs to: its whole
// line if that is short and asks, or else the sentence.
func questionLine(text string, s korean.Span) string {
	start := strings.LastIndexByte(text[:s.Start], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	if line = strings.TrimSpace(line); strings.HasSuffix(line, "?") &&
		utf8.RuneCountInString(line) <= longestQuestion {
		return line
	}
	return s.Of(text)
}

// shape is where a sentence stands in a table or a procedure. The zero value: in neither.
type shape struct {
	header     string // the row of names above a table's row
	headerAt   int    // its place in the passage, bytes
	list, step int    // number of the procedure in its passage, from 1, and of the step in it
}

// layout goes through the lines of a passage and recognises tables and procedures.
type layout struct {
	shape
	columns int // of the table that goes on; 0: none
	lists   int
}

var stepMark = regexp.MustCompile(`^(?:(\d{1,2})[.)]|[①-⑳]|[가나다라마바사]\.)\s`)

// next gives the shape of the next line. A table's first row is its header,
// which answers nothing by itself.
func (l *layout) next(line string, at int) (s shape, header bool) {
	if columns := strings.Count(line, "|") + 1; columns > 1 {
		l.list, l.step = 0, 0
		if l.columns != columns {
			l.columns, l.header, l.headerAt = columns, line, at
			return shape{}, true
		}
		return shape{header: l.header, headerAt: l.headerAt}, false
	}
	l.columns = 0
	if !stepMark.MatchString(line) {
		l.list, l.step = 0, 0
		return shape{}, false
	}
	if l.list == 0 {
		l.lists++
		l.list = l.lists
	}
	l.step++
	return shape{list: l.list, step: l.step}, false
}

// howAsked is a question for a procedure.
var howAsked = regexp.MustCompile(`(?i)어떻게|방법|절차|순서|\bhow (?:do|to|can|should)\b`)

// mostSteps is how many steps of a procedure are shown.
const mostSteps = 8

// complete adds what the chosen sentences need around them: to a step that
// answers how something is done, the other steps; to a row of a table, its
// header.
func complete(q string, chosen, all []candidate) []candidate {
	if howAsked.MatchString(q) {
		chosen = withSteps(chosen, all)
	}
	chosen = namedRows(MainWords(q), chosen)
	out := slices.Clone(chosen)
	for _, c := range chosen {
		if c.header == "" || slices.ContainsFunc(out,
			func(o candidate) bool { return o.Passage == c.Passage && o.Start == c.headerAt }) {
			continue
		}
		out = append(out, candidate{Sentence: Sentence{
			Passage: c.Passage, Start: c.headerAt, End: c.headerAt + len(c.header), Text: c.header,
			Score: c.Score,
		}})
	}
	return out
}

// namedRows leaves out the rows of tables that the question does not name, if it names one.
func namedRows(words []string, chosen []candidate) []candidate {
	named := func(c candidate) bool {
		header := bag(c.header)
		return slices.ContainsFunc(words, func(w string) bool {
			return mentions(c.bag, w) &&
				!mentions(header, w)
		})
	}
	isRow := func(c candidate) bool { return c.header != "" }
	if !slices.ContainsFunc(chosen, func(c candidate) bool { return isRow(c) && named(c) }) {
		return chosen
	}
	return slices.DeleteFunc(slices.Clone(chosen), func(c candidate) bool {
		return isRow(c) &&
			!named(c)
	})
}

// withSteps puts the whole procedure in the place of one of its steps, if one was
// chosen and no sentence behind the procedure answers better.
func withSteps(chosen, all []candidate) []candidate {
	i := slices.IndexFunc(chosen, func(c candidate) bool { return c.list > 0 })
	if i < 0 {
		return chosen
	}
	best := slices.MaxFunc(chosen, func(a, b candidate) int { return cmp.Compare(a.Score, b.Score) })
	if best.list == 0 && best.Passage == chosen[i].Passage && best.Start > chosen[i].Start {
		return chosen // a sentence behind the procedure says it
	}
	of := chosen[i]
	var steps []candidate
	for _, c := range all {
		if c.Passage == of.Passage && c.list == of.list {
			steps = append(steps, c)
		}
	}
	slices.SortFunc(steps, func(a, b candidate) int { return cmp.Compare(a.Start, b.Start) })
	return steps[:min(len(steps), mostSteps)]
}
