package relevance

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// candidate is a sentence with the components of its score.
type candidate struct {
	Sentence
	bag map[string]bool
	// of a row of named columns: without the names, which all rows share
	values map[string]bool
	head   map[string]bool // of the heading above it
	// below a question, or beside it in a row: how far that is the question asked, 0 to 1
	given float64
	// mentions: it, or what stands above it, has a part of a word of the question
	mentions bool
	shape
}

// longest is the most characters of a sentence. A longer one, such as a table
// without full stops, is cut.
const longest = 400

// candidates returns the sentences of a passage that may answer a question with
// these main words.
func candidates(words []string, index int, p retrieve.Passage) []candidate {
	text := p.Text
	offset, given := 0, 0.0
	if at, ok := answerColumn(p); ok {
		offset, given = at, sameQuestion(words, text[:at])
	}
	var out []candidate
	var head map[string]bool
	if n := len(p.Headings); n > 0 {
		head = bag(p.Headings[n-1])
	}
	body := text[offset:]
	if offset == 0 && isNamedRow(p) {
		whole := Sentence{Passage: index, Start: 0, End: len(text), Text: strings.ReplaceAll(text,
			"\n", " / ")}
		return []candidate{{Sentence: whole, bag: bag(text), head: head, values: bag(valuesOf(text))}}
	}
	var lines layout
	below := false // directly below a question
	var list listed
	for s := range korean.Sentences(body) {
		governs := list.next(body, s)
		switch {
		case isHeading(body, s):
			head, given = bag(s.Of(body)), 0
			lines = layout{lists: lines.lists}
			continue
		case korean.Asks(s.Of(body)) && strings.TrimSpace(body[s.End:]) == "":
			continue // nothing answers it
		case isQuestion(body, s):
			asked := questionLine(body, s)
			head, given, below = bag(asked), sameQuestion(words, asked), true
			lines = layout{lists: lines.lists}
			continue
		}
		if below {
			s.Start += len(answerMark.FindString(s.Of(body)))
			below = false
		}
		shape, header := lines.next(s.Of(body), offset+s.Start)
		if header {
			continue
		}
		s.Start += len(listMark.FindString(s.Of(body)))
		cut := korean.Truncate(s.Of(body), longest)
		if utf8.RuneCountInString(cut) < 2 ||
			!strings.ContainsFunc(cut, func(r rune) bool { return !notInWord(r) }) {
			continue
		}
		from := offset + s.Start
		sentence := Sentence{Passage: index, Start: from, End: from + len(cut), Text: cut,
			Row: shape.header != ""}
		above := head
		if governs != nil {
			above = governs
		}
		out = append(out, candidate{Sentence: sentence, bag: bag(cut), head: above, given: given,
			shape: shape})
	}
	return out
}

// listed goes through the sentences of a passage and tells which line governs the
// items of a list: "안건 3. 모의 해킹" those below it.
type listed struct {
	line  map[string]bool // the last line that is no item, if it is short and no sentence
	items bool            // in a list below it
}

// next takes the next sentence, and returns what the line above it says if the
// sentence belongs to an item of a list; otherwise nil.
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
		utf8.RuneCountInString(line) <= longestHeading && korean.HasHangul(line) &&
		!unheaded.MatchString(line) &&
		(!predicate.MatchString(line) || !fullStop.MatchString(line) && stopsBelow(after))
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
