package korean

import (
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"
)

// asking are the endings of sentences that ask, each with the syllables that may
// stand before it (none: any). Only endings count that hardly anything else has:
// 나타나요 and 집에 가요 do not ask.
var asking = []struct{ ending, after string }{
	{"까요", ""}, {"나요", "있없하되시았었였했됐"}, {"가요", "인은는한던"},
	{"니까", "합입됩십습"}, {"는가", ""}, {"은가", ""}, {"는지요", ""},
}

// Asks reports whether a sentence is a question, with or without its mark. It
// looks at the sentence's end only, since it is called for each sentence of each
// passage that a search finds.
func Asks(sentence string) bool {
	s := strings.TrimRight(strings.TrimSpace(sentence), `"'”’)」』`)
	if strings.HasSuffix(s, "?") {
		return true
	}
	s = strings.TrimSuffix(s, ".")
	for _, a := range asking {
		if before, ok := strings.CutSuffix(s, a.ending); ok {
			last, _ := utf8.DecodeLastRuneInString(before)
			return a.after == "" || strings.ContainsRune(a.after, last)
		}
	}
	return false
}

// Unanswered returns the questions in a text below which nothing answers them:
// another question follows, or the text ends. A list of questions, a survey and
// the contents of a list of frequent questions consist of such questions. It
// also returns the text's other sentences. A row of a table is one sentence.
func Unanswered(text string) (questions, others []Span) {
	var above *Span // the question above, as long as nothing answers it
	var table columns
	for s := range SentencesAndRows(text) {
		unit := s.Of(text)
		switch {
		case table.ask(unit), Asks(unit):
			if above != nil {
				questions = append(questions, *above)
			}
			above = &s
		case table.asking, above != nil && isChoice(unit):
		case above != nil:
			others, above = append(others, *above, s), nil
		default:
			others = append(others, s)
		}
	}
	if above != nil {
		questions = append(questions, *above)
	}
	return questions, others
}

// SentencesAndRows gives the spans of text's sentences as [Sentences] does, but
// each row of a table as one span; row tells which it is. A line with cells
// between | is a row if the line above or below it has cells as well. Otherwise
// the bars only separate the parts of a line, such as a telephone number and an
// address.
func SentencesAndRows(text string) iter.Seq2[Span, bool] {
	return func(yield func(s Span, row bool) bool) {
		start, above := 0, false
		for line := range strings.Lines(text) {
			from := start
			start += len(line)
			below, _, _ := strings.Cut(text[start:], "\n")
			cells := strings.Contains(line, "|")
			row := cells && (above || strings.Contains(below, "|"))
			above = cells
			if row {
				if !yield(Span{from, from + len(strings.TrimRight(line, "\n"))}, true) {
					return
				}
				continue
			}
			for s := range Sentences(line) {
				if !yield(Span{from + s.Start, from + s.End}, false) {
					return
				}
			}
		}
	}
}

// OnlyAsks reports whether most of a text consists of questions that nothing
// in it answers.
func OnlyAsks(text string) bool {
	if !mayAsk(text) {
		return false
	}
	questions, others := Unanswered(text)
	return len(questions) >= fewestAsked && len(questions) > len(others)
}

// fewestAsked is how many questions a text has at least that only asks.
const fewestAsked = 2

// mayAsk reports whether a text may have so many questions. Most texts have none,
// and needn't be cut into sentences to see that. Every passage that a search finds
// is looked at, so this goes through the text once.
func mayAsk(text string) bool {
	n := 0
	for i := 0; i < len(text) && n < fewestAsked; i++ {
		switch b := text[i]; {
		case b == '|': // a table may have a column of questions
			return true
		case b == '?':
			n++
		case b >= threeBytes:
			i += 2
			if i < len(text) && endsAsking[text[i-1]&63]>>(text[i]&63)&1 != 0 {
				n += endingsAt(text[:i+1])
			}
		}
	}
	return n >= fewestAsked
}

// threeBytes is the least first byte of a character with three bytes, as all
// syllables have.
const threeBytes = 0xE0

// endingsAt returns how many of the endings that ask a text ends with.
func endingsAt(text string) (n int) {
	for _, a := range asking {
		if strings.HasSuffix(text, a.ending) {
			n++
		}
	}
	return n
}

// endsAsking are the last syllables of the endings that ask: for each value of the
// lower six bits of the second byte a set of those of the third.
var endsAsking = func() (set [64]uint64) {
	for _, a := range asking {
		end := a.ending[len(a.ending)-2:]
		set[end[0]&63] |= 1 << (end[1] & 63)
	}
	return set
}()

// choiceMarks matches the boxes and numbers before the choices of a survey.
var choiceMarks = regexp.MustCompile(`[□☐○◯①-⑳]|\(\s*\)`)

// isChoice reports whether a line below a question offers choices or space for
// an answer.
func isChoice(line string) bool {
	const fewest = 2
	return len(choiceMarks.FindAllString(line, fewest)) == fewest ||
		strings.HasPrefix(line, "□") || strings.HasPrefix(line, "☐") ||
		strings.Trim(line, "_. ()：:") == ""
}

// columns follows the rows of tables that have a column of questions and none
// of answers.
type columns struct {
	asking bool // inside of such a table
	column int  // of the questions, from 0
}

var (
	questionColumn = regexp.MustCompile(
		`^(?:질문|문의|문항|물음|질의|질문 ?내용|문의 ?내용|(?i:question))$`)
	answerColumn = regexp.MustCompile(
		`답|응답|회신|조치|처리|해결|결과|내용|설명|안내|비고|(?i:answer|reply)`)
)

// ask reports whether a line is a row of such a table, and notices where one
// begins and ends.
func (c *columns) ask(line string) bool {
	cells := strings.Split(line, "|")
	switch {
	case len(cells) == 1:
		c.asking = false
		return false
	case c.asking:
		return c.column < len(cells) && strings.TrimSpace(cells[c.column]) != ""
	}
	answering := false
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case questionColumn.MatchString(cell):
			c.asking, c.column = true, i
		case answerColumn.MatchString(cell):
			answering = true
		}
	}
	c.asking = c.asking && !answering
	return false
}

// glued matches a word that asks and stands without a blank behind other words.
var glued = regexp.MustCompile(`([가-힣]{2})((?:언제|어디|얼마|며칠|무엇|무슨|어떻게|어떤|어느|몇\s?[가-힣]))`)

// Apart returns a question with a blank before each word that asks, such as
// 언제, if several words stand there without white space: 별관정전언제야 becomes 별관정전
// 언제야. Analyzers tend to cut such words in the wrong places. Other texts stay as
// they are.
func Apart(question string) string {
	if utf8.RuneCountInString(question) > longestAsked {
		return question
	}
	return glued.ReplaceAllString(question, "$1 $2")
}

// longestAsked is the most characters of a question that is taken apart. Longer
// texts were pasted.
const longestAsked = 200
