package relevance

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/tabletext"
)

// aside is what stands in brackets, such as the unit of a table.
var aside = regexp.MustCompile(`\s*\([^)]*\)`)

// longestQuestion is how long a line may be that asks, in characters.
const longestQuestion = 80

// complaint matches how people describe a problem: 카드를 잃어버렸어요.
var complaint = regexp.MustCompile(
	`(?:[았었했렸졌됐갔왔났섰렀웠켰쳤]어요|[져려겨껴떠춰]요|않아요|안 ?[가-힣]{1,3}요|못 ?[가-힣]{1,4}요|` +
		`(?:소리|소음|냄새|물|불|연기|거품|열|김|먼지|오류|에러|경고|얼룩|녹|잔상|줄)[이가] (?:[가-힣]{1,4} )?[가-힣]{1,3}요)[.!]?$`)

// instruction matches the end of a sentence that says what to do.
var instruction = regexp.MustCompile(`(?:세요|시오|주십시오|면 됩니다|면 돼요|야 합니다|야 해요)[.!]?$`)

// complains reports whether the sentence s of text is a paragraph of its own that
// describes a problem, and the sentence below it says what to do about it.
func complains(text string, s korean.Span) bool {
	after := strings.TrimLeft(text[s.End:], " \t")
	// The expression comes last: it takes longer than everything else.
	if !strings.HasPrefix(after, "\n") ||
		utf8.RuneCountInString(s.Of(text)) > longestQuestion ||
		strings.TrimSpace(text[strings.LastIndexByte(text[:s.Start], '\n')+1:s.Start]) != "" ||
		!complaint.MatchString(s.Of(text)) {
		return false
	}
	for below := range korean.Sentences(after) {
		if strings.TrimSpace(below.Of(after)) != "" {
			return instruction.MatchString(below.Of(after))
		}
	}
	return false
}

// isQuestion reports whether the sentence s of text asks what the text below it
// answers, leads to such a question on its line (카드를 잃어버렸어요. 어떻게 하나요?), or
// stands for one.
func isQuestion(text string, s korean.Span) bool {
	if complains(text, s) {
		return true
	}
	if korean.Asks(s.Of(text)) {
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

// answerMark matches what marks the answer below a question.
var answerMark = regexp.MustCompile(`^(?:A|답변|답)\s*[.:：)]\s*`)

// shape is where a sentence stands in a table or a procedure. The zero value: in neither.
type shape struct {
	header     string // the row of names above a table's row
	headerAt   int    // its place in the passage, bytes
	list, step int    // number of the procedure in its passage, from 1, and of the step in it
	pair       bool   // a row of a name and its value, in a table without a header
}

// layout goes through the lines of a passage and recognises tables and procedures.
type layout struct {
	shape
	columns int  // of the table that goes on; 0 if there is none
	pairs   bool // that table has no header, but a name and its value in each row
	rows    int  // of that table so far, without its header
	lists   int
}

var stepMark = regexp.MustCompile(`^(?i:\d{1,2}[.)]|[①-⑳]|[가나다라마바사]\.|제?\d{1,2}\s?단계[.:：)]?|step \d{1,2}[.:)]?|(?:첫|둘|셋|넷|다섯|여섯)째(?:로|[.,:])?)\s`)

// next gives the shape of the next sentence, which may begin a line or be the row of a
// table. A table's first row is its header, which answers nothing by itself. A further
// sentence in the line of a step belongs to that step.
func (l *layout) next(line string, at int, row, begins bool) (s shape, header bool) {
	if columns := strings.Count(line, "|") + 1; row {
		l.list, l.step = 0, 0
		if l.columns != columns {
			l.pairs = columns == 2 && isPair(line)
		}
		if l.pairs {
			l.columns = columns
			return shape{pair: true}, false
		}
		switch {
		case l.goesOn(line, at):
			blank := "\n " // the row's empty cell may begin with one
			l.columns, l.header = columns, l.header+blank[:at-l.headerAt-len(l.header)]+line
			return shape{}, true
		case l.columns != columns:
			l.columns, l.rows, l.header, l.headerAt = columns, 0, line, at
			return shape{}, true
		}
		l.rows++
		return shape{header: l.header, headerAt: l.headerAt}, false
	}
	l.columns = 0
	if !begins && l.list > 0 {
		return shape{list: l.list, step: l.step}, false
	}
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

// isPair reports whether the first row of a table of two columns is a name and its
// value, and no header: 크기 | 260 × 480 mm. The names of columns hardly ever have
// numbers but those of times.
func isPair(line string) bool {
	cells := tabletext.Cells(line)
	return len(cells) == 2 && cells[0] != "" && strings.ContainsAny(cells[1], "0123456789") &&
		!strings.ContainsAny(cells[0], "0123456789") && !tabletext.IsPeriod(cells[1])
}

// goesOn reports whether a row belongs to the header that stands directly above it.
func (l *layout) goesOn(row string, at int) bool {
	return l.columns > 0 && l.rows == 0 && at <= l.headerAt+len(l.header)+len("\n ") &&
		tabletext.HeaderGoesOn(l.header, row)
}
