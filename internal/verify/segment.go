package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// part is a piece of a passage that a claim is compared with: a clause of a
// sentence, or a cell of a table's row.
type part struct {
	start, end int     // bytes of the passage's text
	sentence   int     // which sentence or row it belongs to
	own        bagOf   // its words
	values     []value // offsets in the passage's text
	words      []word
	condition  bool // it ends as a condition does
	// values that it stands under: in the condition before it, in its column's head
	given []value
}

// unit is a sentence or a row of a passage.
type unit struct {
	start, end  int
	first, last int   // its parts, [first:last)
	own         bagOf // its words
	above       bagOf // what it stands under: the line above a list, a table's header, a heading
	row         bool  // of a table
	cells       []korean.Span
	header      []string
	label       []word  // what names the row: its first cell, or what stands before the colon
	name        string  // of a row: its first cell without blanks
	marks       []value // the values in the label
}

// passage is a passage cut into units and parts.
type passage struct {
	title  string
	text   string
	units  []unit
	parts  []part
	all    bagOf         // title and text
	titled bagOf         // the title alone
	values []value       // of the title
	states [][][]float32 // vectors of each unit's words; nil unless encoded
}

// longestPassage is the most text of a passage that is read, in bytes: many
// times what searches return.
const longestPassage = 32 << 10

// readPassage cuts a passage into units and parts.
func readPassage(title, text string) *passage {
	if len(text) > longestPassage {
		text = strings.ToValidUTF8(text[:longestPassage], "")
	}
	p := &passage{title: title, text: text}
	titleValues := scan(title)
	p.values = titleValues
	titleWords := wordsOf(title, titleValues)
	p.titled = newBag(title, titleWords)
	p.all = newBag(title, titleWords)
	r := &reader{p: p}
	if m := unitNote.FindStringSubmatch(title); m != nil {
		r.scale = scaleOf(strings.TrimSpace(m[1]))
	}
	for line := range lines(text) {
		r.line(line)
	}
	return p
}

// lines returns the lines of a text that are not blank.
func lines(text string) func(yield func(korean.Span) bool) {
	return func(yield func(korean.Span) bool) {
		for start := 0; start < len(text); {
			end := strings.IndexByte(text[start:], '\n')
			if end < 0 {
				end = len(text) - start
			}
			s := trimSpan(text, korean.Span{Start: start, End: start + end})
			if s.Start < s.End && !yield(s) {
				return
			}
			start += end + 1
		}
	}
}

func trimSpan(text string, s korean.Span) korean.Span {
	part := text[s.Start:s.End]
	s.Start += len(part) - len(strings.TrimLeft(part, " \t"))
	s.End = s.Start + len(strings.TrimSpace(part))
	return s
}

// reader goes through the lines of a passage.
type reader struct {
	p       *passage
	heading bagOf
	headed  bool
	header  []string
	scale   scale
}

func (r *reader) line(s korean.Span) {
	text := s.Of(r.p.text)
	if m := unitNote.FindStringSubmatch(text); m != nil {
		r.scale = scaleOf(strings.TrimSpace(m[1]))
	}
	cells := cellsOf(r.p.text, s)
	if m := captionUnit.FindStringSubmatch(text); m != nil && len(cells) < 2 {
		if own := scaleOf(m[1]); own.dim == won {
			r.scale = own
		}
	}
	if len(cells) < 2 {
		r.header = nil
		r.prose(s)
		return
	}
	if isRule(text) {
		return
	}
	if r.header == nil {
		for _, c := range cells {
			r.header = append(r.header, c.Of(r.p.text))
		}
		r.row(s, cells, nil)
		return
	}
	r.row(s, cells, r.header)
}

func (r *reader) read(s korean.Span) ([]word, []value) {
	text := s.Of(r.p.text)
	values := scan(text)
	words := wordsOf(text, values)
	for i := range values {
		values[i].start += s.Start
		values[i].end += s.Start
	}
	for i := range words {
		words[i].start += s.Start
		words[i].end += s.Start
	}
	return words, values
}

// prose adds the sentences of a line. A line that is not a sentence becomes the
// heading of the lines below it.
func (r *reader) prose(line korean.Span) {
	text := line.Of(r.p.text)
	before := len(r.p.units)
	for s := range korean.Sentences(text) {
		s.Start += line.Start
		s.End += line.Start
		r.sentence(s)
		if first := &r.p.units[before]; len(r.p.units) > before+1 && len(first.label) > 0 {
			r.inherit(first, &r.p.units[len(r.p.units)-1])
		}
	}
	if isHead(text) {
		r.heading, r.headed = newBag("", nil), true
		for _, u := range r.p.units[before:] {
			r.heading.add(u.own)
		}
	}
}

// inherit gives a further sentence of a line the label of the line's first
// sentence.
func (r *reader) inherit(first, u *unit) {
	label := newBag("", first.label)
	for i := u.first; i < u.last; i++ {
		r.p.parts[i].own.add(label)
	}
}

// isHead reports whether a line introduces others: 제32조(경조휴가) …준다.
// above numbered items, or a line without a verb.
func isHead(line string) bool {
	return strings.HasSuffix(line, ":") || strings.HasPrefix(line, "제") &&
		strings.Contains(line, "조(") || strings.HasPrefix(line, "#") ||
		korean.Length(line) < 40 && !strings.HasSuffix(line, ".") && !strings.Contains(line, ":") &&
			!item.MatchString(line)
}

var item = regexp.MustCompile(`^(?:[-•·*○●■□▪◦※]|\d+[.)](?:\D|$)|[가-하][.)]|[①-⑳])`)

func (r *reader) sentence(s korean.Span) {
	p := r.p
	u := unit{start: s.Start, end: s.End, first: len(p.parts)}
	words, values := r.read(s)
	if mark := item.FindString(s.Of(p.text)); mark != "" {
		for len(values) > 0 && values[0].start < s.Start+len(mark) {
			values = values[1:]
		}
	}
	u.own = newBag(s.Of(p.text), words)
	u.above = newBag("", nil)
	if r.headed {
		u.above.add(r.heading)
	}
	if n := len(p.units); n > 0 && !p.units[n-1].row {
		u.above.add(p.units[n-1].own)
	}
	name, labelled := labelOf(p.text, s)
	if labelled {
		u.marks = scan(name.Of(p.text))
		u.label = wordsOf(name.Of(p.text), u.marks)
	}
	for _, c := range clauses(p.text, s, values) {
		inner := part{start: c.Start, end: c.End, sentence: len(p.units),
			condition: isCondition(c.Of(p.text))}
		for _, w := range words {
			if w.start >= c.Start && w.end <= c.End {
				inner.words = append(inner.words, w)
			}
		}
		inner.own = newBag(c.Of(p.text), inner.words)
		if labelled && c.Start >= name.End {
			inner.own.add(newBag(name.Of(p.text), u.label))
		}
		if n := len(p.parts); n > u.first && p.parts[n-1].condition {
			before := &p.parts[n-1]
			inner.own.add(before.own)
			inner.given = append(slices.Clone(before.given), before.values...)
		}
		for _, v := range values {
			if v.start >= c.Start && v.end <= c.End {
				inner.values = append(inner.values, v)
			}
		}
		p.parts = append(p.parts, inner)
	}
	r.finish(u)
}

// longestLabel is the most characters of a label before a colon.
const longestLabel = 18

// labelOf returns the text before the colon of "무게: 28kg".
func labelOf(text string, s korean.Span) (korean.Span, bool) {
	line := s.Of(text)
	at := strings.IndexAny(line, ":：")
	if at <= 0 || korean.Length(line[:at]) > longestLabel || isDigit(line[at-1]) &&
		at+1 < len(line) && isDigit(line[at+1]) {
		return korean.Span{}, false
	}
	return trimSpan(text, korean.Span{Start: s.Start + len(item.FindString(line)),
		End: s.Start + at}), true
}

func (r *reader) finish(u unit) {
	u.last = len(r.p.parts)
	r.p.units = append(r.p.units, u)
	r.p.all.add(u.own)
}
