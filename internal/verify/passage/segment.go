package passage

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/tabletext"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
)

// Part is a piece of a passage that a claim is compared with: a clause of a
// sentence, or a cell of a table's row.
type Part struct {
	Start, End int           // bytes of the passage's text
	Sentence   int           // which sentence or row it belongs to
	Own        lexicon.BagOf // its words
	Values     []value.Value // offsets in the passage's text
	Words      []lexicon.Word
	Condition  bool // it ends as a condition does
	// values that it stands under: in the condition before it, in its column's head
	Given []value.Value
	// the topic of an earlier clause of the sentence, if it has none of its own
	Carried []lexicon.Word
	Often   []value.Frequency // how often something happens
}

// ReadOften reads how often something happens according to a part of a text.
func (g *Part) ReadOften(text string) {
	g.Often = value.Frequencies(text[g.Start:g.End])
	for k := range g.Often {
		g.Often[k].Start += g.Start
		g.Often[k].End += g.Start
	}
}

// longestPassage is the most text of a passage that is read, in bytes: many
// times what searches return.
const longestPassage = 32 << 10

// Read cuts a passage into units and parts.
func Read(title, text string) *Passage {
	if len(text) > longestPassage {
		text = strings.ToValidUTF8(text[:longestPassage], "")
	}
	p := &Passage{Title: title, Text: text}
	titleValues := value.Scan(title)
	p.Values = titleValues
	titleWords := lexicon.WordsOf(title, value.Spans(titleValues))
	p.Titled = lexicon.NewBag(title, titleWords)
	p.All = lexicon.NewBag(title, titleWords)
	r := &reader{p: p}
	if m := unitNote.FindStringSubmatch(title); m != nil {
		r.scale = scaleOf(strings.TrimSpace(m[1]))
	}
	for line := range lines(text) {
		r.line(line)
	}
	p.shorten()
	p.year = p.readYear()
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
			s := TrimSpan(text, korean.Span{Start: start, End: start + end})
			if s.Start < s.End && !yield(s) {
				return
			}
			start += end + 1
		}
	}
}

func TrimSpan(text string, s korean.Span) korean.Span {
	part := text[s.Start:s.End]
	s.Start += len(part) - len(strings.TrimLeft(part, " \t"))
	s.End = s.Start + len(strings.TrimSpace(part))
	return s
}

// reader goes through the lines of a passage.
type reader struct {
	p       *Passage
	heading lexicon.BagOf
	headed  bool
	header  []string // the names of the open table's columns
	head    string   // the lines that they stand in; empty once another row has followed
	scale   scale
}

func (r *reader) line(s korean.Span) {
	text := s.Of(r.p.Text)
	if m := unitNote.FindStringSubmatch(text); m != nil {
		r.scale = scaleOf(strings.TrimSpace(m[1]))
	}
	cells := CellsOf(r.p.Text, s)
	if m := captionUnit.FindStringSubmatch(text); m != nil && len(cells) < 2 {
		if own := scaleOf(m[1]); own.Dim == value.Won {
			r.scale = own
		}
	}
	if len(cells) < 2 {
		r.header = nil
		r.prose(s)
		return
	}
	if IsRule(text) {
		return
	}
	switch {
	case r.header == nil:
		for _, c := range cells {
			r.header = append(r.header, c.Of(r.p.Text))
		}
		r.head = text
		r.row(s, cells, nil)
	case r.head != "" && len(cells) == len(r.header) && tabletext.HeaderGoesOn(r.head, text):
		r.head += "\n" + text
		r.header = tabletext.Names(r.head)
		r.row(s, cells, nil)
	default:
		r.head = ""
		r.row(s, cells, r.header)
	}
}

func (r *reader) read(s korean.Span) ([]lexicon.Word, []value.Value) {
	text := s.Of(r.p.Text)
	values := value.Scan(text)
	words := lexicon.WordsOf(text, value.Spans(values))
	for i := range values {
		values[i].Start += s.Start
		values[i].End += s.Start
	}
	for i := range words {
		words[i].Start += s.Start
		words[i].End += s.Start
	}
	return words, values
}

// prose adds the sentences of a line. A line that is not a sentence becomes the
// heading of the lines below it.
func (r *reader) prose(line korean.Span) {
	text := line.Of(r.p.Text)
	before := len(r.p.Units)
	for s := range korean.Sentences(text) {
		s.Start += line.Start
		s.End += line.Start
		r.sentence(s)
		if first := &r.p.Units[before]; len(r.p.Units) > before+1 && len(first.Label) > 0 {
			r.inherit(first, &r.p.Units[len(r.p.Units)-1])
		}
	}
	if isHead(text) {
		r.heading, r.headed = lexicon.NewBag("", nil), true
		for _, u := range r.p.Units[before:] {
			r.heading.Add(u.Own)
		}
	}
}

// inherit gives a further sentence of a line the label of the line's first
// sentence.
func (r *reader) inherit(first, u *Unit) {
	label := lexicon.NewBag("", first.Label)
	for i := u.First; i < u.Last; i++ {
		r.p.Parts[i].Own.Add(label)
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

var item = regexp.MustCompile(`^(?:[-•·*○●■□▪◦※]|\d+[.)](?:\D|$)|[` + korean.Ordinals + `][.)]|[①-⑳])`)

// sentence adds a sentence and its clauses to the passage.
func (r *reader) sentence(s korean.Span) {
	p := r.p
	u := Unit{Start: s.Start, End: s.End, First: len(p.Parts)}
	words, values := r.read(s)
	if mark := item.FindString(s.Of(p.Text)); mark != "" {
		for len(values) > 0 && values[0].Start < s.Start+len(mark) {
			values = values[1:]
		}
	}
	u.Own = lexicon.NewBag(s.Of(p.Text), words)
	u.Above = lexicon.NewBag("", nil)
	if r.headed {
		u.Above.Add(r.heading)
	}
	if n := len(p.Units); n > 0 && !p.Units[n-1].Row {
		u.Above.Add(p.Units[n-1].Own)
	}
	name, labelled := labelOf(p.Text, s)
	if labelled {
		u.Marks = value.Scan(name.Of(p.Text))
		u.Label = lexicon.WordsOf(name.Of(p.Text), value.Spans(u.Marks))
	}
	var owner lexicon.BagOf // what stands before the bracket that is open
	for _, c := range Clauses(p.Text, s, values) {
		inner := r.clause(c, words, values)
		inner.Own.Add(owner)
		owner = ownerAfter(p.Text, c, inner.Words, owner)
		if labelled && c.Start >= name.End {
			inner.Own.Add(lexicon.NewBag(name.Of(p.Text), u.Label))
		}
		// What holds on a condition is about the words of the condition as well.
		if n := len(p.Parts); n > u.First && p.Parts[n-1].Condition {
			before := &p.Parts[n-1]
			inner.Own.Add(before.Own)
			inner.Given = append(slices.Clone(before.Given), before.Values...)
		}
		p.Parts = append(p.Parts, inner)
	}
	r.finish(u)
}

// clause returns the clause c of the sentence that is being read, with those of the
// sentence's words and values that lie in it.
func (r *reader) clause(c korean.Span, words []lexicon.Word, values []value.Value) Part {
	g := Part{Start: c.Start, End: c.End, Sentence: len(r.p.Units),
		Condition: IsCondition(c.Of(r.p.Text))}
	for _, w := range words {
		if w.Start >= c.Start && w.End <= c.End {
			g.Words = append(g.Words, w)
		}
	}
	for _, v := range values {
		if v.Start >= c.Start && v.End <= c.End {
			g.Values = append(g.Values, v)
		}
	}
	g.Own = lexicon.NewBag(c.Of(r.p.Text), g.Words)
	g.ReadOften(r.p.Text)
	return g
}

// ownerAfter is what the clause behind c belongs to: the noun before the bracket that c
// opens, or that of the bracket in which c lies. 호수로점(보증금 7,000만 원, 월세 180만 원)
func ownerAfter(text string, c korean.Span, words []lexicon.Word, owner lexicon.BagOf) lexicon.BagOf {
	clause := c.Of(text)
	switch {
	case strings.HasSuffix(clause, "("):
		from := c.Start + strings.LastIndexAny(strings.TrimRight(clause, "("), " ,") + 1
		first := slices.IndexFunc(words, func(w lexicon.Word) bool { return w.Start >= from })
		if first < 0 {
			return lexicon.BagOf{}
		}
		return lexicon.NewBag(text[from:c.End-1], words[first:])
	case strings.Contains(clause, ")"):
		return lexicon.BagOf{}
	}
	return owner
}

// longestLabel is the most characters of a label before a colon.
const longestLabel = 18

// labelOf returns the text before the colon of "무게: 28kg".
func labelOf(text string, s korean.Span) (korean.Span, bool) {
	line := s.Of(text)
	at := strings.IndexAny(line, ":：")
	if at <= 0 || korean.Length(line[:at]) > longestLabel || value.IsDigit(line[at-1]) &&
		at+1 < len(line) && value.IsDigit(line[at+1]) {
		return korean.Span{}, false
	}
	return TrimSpan(text, korean.Span{Start: s.Start + len(item.FindString(line)),
		End: s.Start + at}), true
}

func (r *reader) finish(u Unit) {
	u.Last = len(r.p.Parts)
	if !u.Row {
		r.p.carry(&u)
	}
	r.p.Units = append(r.p.Units, u)
	r.p.All.Add(u.Own)
}

var TopicMark = regexp.MustCompile(`^[^,]{1,60}?[가-힣](?:은|는|이|가|에게는|에는) `)
