package relevance

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/tabletext"
)

// candidate is a sentence with the components of its score.
type candidate struct {
	Sentence
	bag map[string]bool
	// of a row of named columns: without the names, which all rows share
	values map[string]bool
	head   map[string]bool // of the heading above it
	above  string          // that heading
	names  map[string]bool // of a table's row: of the names of the columns
	// columns are the whole names of a row's columns, without what stands in brackets
	columns map[string]bool
	// below a question, or beside it in a row: how far that is the question asked, 0 to 1
	given float64
	// mentions is whether the sentence, or the heading above it, mentions anything
	// that the question is about
	mentions bool
	entry    entry // of a list that explains codes; the zero value: in none
	marked   bool  // begins with the mark of a list's item
	shape
}

// longest is the most characters of a sentence. A longer one, such as a table
// without full stops, is cut.
const longest = 400

// candidates returns the sentences of a passage that may answer a question with
// these main words.
func candidates(words []string, index int, p retrieve.Passage) []candidate {
	r := passageReader{words: words, index: index}
	if n := len(p.Headings); n > 0 {
		r.heading(p.Headings[n-1])
	}
	at, ok := answerColumn(p)
	switch {
	case ok:
		r.offset, r.given = at, sameQuestion(words, p.Text[:at])
	case isNamedRow(p):
		whole := Sentence{Passage: index, Start: 0, End: len(p.Text),
			Text: strings.ReplaceAll(p.Text, "\n", " / ")}
		return []candidate{{Sentence: whole, bag: bag(p.Text), head: r.head, above: r.above,
			values: bag(valuesOf(p.Text))}}
	}
	r.body = p.Text[r.offset:]
	for s, row := range korean.SentencesAndRows(r.body) {
		r.next(s, row)
	}
	return r.out
}

// passageReader goes through the sentences of a passage, and keeps what stands
// above each.
type passageReader struct {
	words  []string // the question's
	index  int      // of the passage
	body   string   // what is read of its text
	offset int      // where body begins in the text, bytes
	out    []candidate

	head  map[string]bool // of the last heading or question
	above string          // the last heading or question
	given float64         // how far the last question is the one that was asked
	below bool            // the sentence comes directly below a question
	entry entry           // that the line belongs to
	lines layout
	list  listed
}

func (r *passageReader) next(s korean.Span, row bool) {
	text := s.Of(r.body)
	governs := r.list.next(r.body, s)
	begins := s.Start == 0 || r.body[s.Start-1] == '\n'
	if begins {
		r.entry = entryAt(text, r.offset+s.Start)
	}
	switch {
	case korean.Greets(text):
		return
	case isHeading(r.body, s), isNumberedHeading(r.body, s):
		r.heading(text)
		r.given = 0
		r.lines = layout{lists: r.lines.lists}
		return
	case korean.Asks(text) && strings.TrimSpace(r.body[s.End:]) == "":
		return // nothing answers it
	case isQuestion(r.body, s):
		asked := questionLine(r.body, s)
		r.heading(asked)
		r.given, r.below = sameQuestion(r.words, asked), true
		r.lines = layout{lists: r.lines.lists}
		return
	}
	if r.addsAside(s) {
		return
	}
	if r.below {
		s.Start += len(answerMark.FindString(text))
		r.below = false
	}
	shape, header := r.lines.next(s.Of(r.body), r.offset+s.Start, row, begins)
	if header {
		return
	}
	mark := len(listMark.FindString(s.Of(r.body)))
	s.Start += mark
	cut := korean.Truncate(s.Of(r.body), longest)
	if utf8.RuneCountInString(cut) < 2 ||
		!strings.ContainsFunc(cut, func(c rune) bool { return !notInWord(c) }) {
		return
	}
	from := r.offset + s.Start
	c := candidate{bag: bag(cut), head: r.head, above: r.above, given: r.given, shape: shape,
		entry: r.entry, marked: mark > 0}
	if shape.header != "" {
		c.given, c.names = max(c.given, r.answers(cut)), bag(shape.header)
		c.columns = columnsOf(shape.header)
	}
	c.Sentence = Sentence{Passage: r.index, Start: from, End: from + len(cut), Text: cut,
		Row: shape.header != "", Pair: shape.pair}
	if governs != nil {
		c.head = governs
	}
	r.out = append(r.out, c)
}

// wholeAside matches a sentence that stands in brackets as a whole. What begins with a mark
// in brackets, such as (1) or (주), does not.
var wholeAside = regexp.MustCompile(`^\([^()]{3,}(?:\([^()]*\)[^()]*)*\)[.!?]?\s*$`)

// addsAside adds a sentence in brackets to the one before it in its line: 반품 원인을
// 조사해 보고한다. (담당: 영업본부). It reports whether it did.
func (r *passageReader) addsAside(s korean.Span) bool {
	text := s.Of(r.body)
	if len(r.out) == 0 || !wholeAside.MatchString(text) {
		return false
	}
	last := &r.out[len(r.out)-1]
	if gap := r.body[last.End-r.offset : s.Start]; last.Row || strings.Trim(gap, " \t") != "" {
		return false
	}
	last.End = r.offset + s.End
	last.Text = r.body[last.Start-r.offset : s.End]
	last.bag = bag(last.Text)
	return true
}

// columnsOf returns the whole names of a table's columns as words of a question are
// written, without what stands in brackets.
func columnsOf(header string) map[string]bool {
	columns := map[string]bool{}
	for row := range strings.SplitSeq(header, "\n") {
		for _, cell := range tabletext.Cells(row) {
			columns[Stem(fold(strings.TrimSpace(aside.ReplaceAllString(cell, ""))))] = true
		}
	}
	return columns
}

// heading takes a heading or a question that stands above what follows.
func (r *passageReader) heading(text string) { r.head, r.above = bag(text), text }

// inContext is the sentence below its heading, or the row below the names of its
// columns.
func (c candidate) inContext() string {
	switch {
	case c.header != "":
		return c.named()
	case c.above != "":
		return c.above + "\n" + c.Text
	}
	return c.Text
}

// answers returns how far a question in a cell of a row is the one that was asked,
// from 0 to 1. The cells after it answer it.
func (r *passageReader) answers(row string) float64 {
	given := 0.0
	cells := strings.Split(row, "|")
	for i, cell := range cells[:len(cells)-1] {
		if korean.Asks(cell) && strings.TrimSpace(strings.Join(cells[i+1:], "")) != "" {
			given = max(given, sameQuestion(r.words, cell))
		}
	}
	return given
}

// listed goes through the sentences of a passage and finds the line that introduces
// a list, such as "안건 3. 모의 해킹". What it says goes for every item below it.
type listed struct {
	line  map[string]bool // the last short line outside of a list that is not a sentence
	items bool            // the sentence belongs to an item of a list
}

// next takes the next sentence. If the sentence belongs to an item of a list, next
// returns the words of the line that introduces the list; otherwise nil.
func (l *listed) next(body string, s korean.Span) map[string]bool {
	if s.Start == 0 || body[s.Start-1] == '\n' {
		text := s.Of(body)
		l.items = listMark.MatchString(text)
		if !l.items {
			l.line = nil
			if utf8.RuneCountInString(text) <= longestHeading && !predicate.MatchString(text) {
				l.line = bag(text)
			}
		}
	}
	if l.items {
		return l.line
	}
	return nil
}

// valuesOf returns the values of a row of named columns.
func valuesOf(row string) string {
	var values strings.Builder
	for line := range strings.Lines(row) {
		if _, value, ok := strings.Cut(line, ": "); ok {
			line = value
		}
		values.WriteString(line)
	}
	return values.String()
}

// isNamedRow reports whether a passage is a row of named columns that is short
// enough to be quoted as a whole. A value without its row would mean nothing.
func isNamedRow(p retrieve.Passage) bool {
	const longestRow = 240 // characters
	return p.Kind == document.Row && strings.Contains(p.Text, "\n") &&
		utf8.RuneCountInString(p.Text) <= longestRow
}

// longestHeading is the most characters of a heading.
const longestHeading = 60

// predicate matches the endings of Korean sentences.
var predicate = regexp.MustCompile(`(?:[다요죠까함음임됨]|니다|세요)[.?!]?$`)

// unheaded matches other signs that a line is not a heading: the marks of a
// value or a step.
var unheaded = regexp.MustCompile(`[:：→|=]|^[-•●○■□◆▪‣·*※]`)

// fullStop matches the end of a sentence that has a full stop.
var fullStop = regexp.MustCompile(`[.!?]["'”’)]?$`)

// isHeading reports whether the line s of text is a heading: a short line
// between blank lines (or at the beginning of the text) that is not a sentence,
// with something below it. A line such as 물이 새요 is one if it lacks the full stop
// that the sentence below has.
func isHeading(text string, s korean.Span) bool {
	before, after := text[:s.Start], text[s.End:]
	line := aside.ReplaceAllString(s.Of(text), "")
	return (strings.TrimSpace(before) == "" || strings.HasSuffix(strings.TrimRight(before, " \t"),
		"\n\n")) &&
		strings.HasPrefix(strings.TrimLeft(after, " \t"), "\n") && strings.TrimSpace(after) != "" &&
		utf8.RuneCountInString(line) <= longestHeading && (korean.HasHangul(line) || !fullStop.MatchString(line)) &&
		!unheaded.MatchString(line) &&
		(!predicate.MatchString(line) || !fullStop.MatchString(line) && stopsBelow(after))
}

// numberedLine matches a line with the number of a section or an item.
var numberedLine = regexp.MustCompile(`^\d{1,2}(?:\.\d{1,2})*[.)]?\s`)

// isNumberedHeading reports whether the line s of text is a heading by its number: a
// short line that is not a sentence, such as 4. 환불, between lines without numbers.
// The items of a list stand below one another.
func isNumberedHeading(text string, s korean.Span) bool {
	above := strings.TrimRight(text[:s.Start], " \t")
	below, ok := strings.CutPrefix(strings.TrimLeft(text[s.End:], " \t"), "\n")
	line := s.Of(text)
	if !ok || above != "" && !strings.HasSuffix(above, "\n") || !numberedLine.MatchString(line) ||
		utf8.RuneCountInString(line) > longestHeading || predicate.MatchString(line) ||
		unheaded.MatchString(line) {
		return false
	}
	above = strings.TrimSpace(above[strings.LastIndexByte(strings.TrimRight(above, "\n"), '\n')+1:])
	below, _, _ = strings.Cut(below, "\n")
	below = strings.TrimSpace(below)
	return below != "" && !numberedLine.MatchString(below) && !stepMark.MatchString(below) &&
		!listMark.MatchString(below) && !numberedLine.MatchString(above)
}

// stopsBelow reports whether the first sentence of a text has a full stop.
func stopsBelow(text string) bool {
	for s := range korean.Sentences(text) {
		if strings.TrimSpace(s.Of(text)) != "" {
			return fullStop.MatchString(s.Of(text))
		}
	}
	return false
}

// listMark matches the mark before a list item, which is left out of
// quotations.
var listMark = regexp.MustCompile(`^(?:[-•●○■□◆▪‣·*]\s+)+`)

// sameQuestion is how similar a row's question is to the one that was asked:
// the product of the shares that each mentions of the other.
func sameQuestion(words []string, row string) float64 {
	row = answerLabel.ReplaceAllString(questionLabel.ReplaceAllString(row, ""), "")
	return coverage(words, bag(row)) * coverage(MainWords(row), bag(strings.Join(words, " ")))
}

// answerLabel matches names of columns that contain answers.
var answerLabel = regexp.MustCompile(`(?mi)^\s*(?:answer|답변|답|응답|회신|해결|해결 ?방법|조치|조치 ?방법|내용|설명|a)\s*[:：]\s*`)

// questionLabel matches names of columns that contain questions.
var questionLabel = regexp.MustCompile(`(?mi)^\s*(?:question|질문|문의|제목|q)\s*[:：]`)

// answerColumn returns the offset at which the answer begins in a row of
// questions and answers.
func answerColumn(p retrieve.Passage) (int, bool) {
	if p.Kind != document.Row && p.Kind != document.FAQ {
		return 0, false
	}
	if !questionLabel.MatchString(p.Text) {
		return 0, false
	}
	at := answerLabel.FindStringIndex(p.Text)
	if at == nil || at[1] >= len(p.Text) {
		return 0, false
	}
	return at[1], true
}
