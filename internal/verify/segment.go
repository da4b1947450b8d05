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

// passage is a passage that has been read.
type passage struct {
	title  string
	text   string
	units  []unit
	parts  []part
	all    bagOf   // title and text
	titled bagOf   // the title alone
	values []value // of the title
}

// longestPassage is how much of a passage is read, in bytes: many times what searches give.
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
	for line := range lines(text) {
		r.line(line)
	}
	return p
}

// lines gives the lines of a text that are not blank.
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

// scale is what a table's heading says of its numbers: (단위: 백만 원).
type scale struct {
	measure
	unit string
}

var unitNote = regexp.MustCompile(`단위\s*[:：]?\s*([^)\n,]+)`)

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

// captionUnit is a unit of money at the end of a table's caption: 등록비(원).
var captionUnit = regexp.MustCompile(`\(((?:[십백천만억]+ ?)?원)\)$`)

// isRule: |---|---|
func isRule(line string) bool { return strings.Trim(line, "|-: ") == "" }

// scaleOf reads 백만 원, 천 원, %, 명.
func scaleOf(note string) scale {
	n := number{value: 1}
	if v, ok := sinoAmount(note); ok {
		n = v
	}
	rest := strings.TrimSpace(note[n.end:])
	rest = strings.TrimPrefix(rest, "연 ")
	if rest == "미국 달러" || rest == "미화" {
		rest = "달러"
	}
	if rest == "" && n.end > 0 {
		rest = "원"
	}
	m := measureOf(rest)
	m.factor *= n.value
	return scale{m, rest}
}

func sinoAmount(note string) (number, bool) {
	var total float64 = 1
	end := 0
	for i, r := range note {
		m := multipliers[r]
		if m == 0 {
			break
		}
		total *= m
		end = i + len(string(r))
	}
	return number{value: total, end: end}, end > 0
}

func cellsOf(text string, s korean.Span) []korean.Span {
	line := s.Of(text)
	if !strings.Contains(line, " | ") && !strings.HasPrefix(line, "|") &&
		strings.Count(line, "\t") == 0 {
		return nil
	}
	sep := byte('|')
	if !strings.Contains(line, "|") {
		sep = '\t'
	}
	var cells []korean.Span
	at := s.Start
	for i := s.Start; i <= s.End; i++ {
		if i == s.End || text[i] == sep {
			cells = append(cells, trimSpan(text, korean.Span{Start: at, End: i}))
			at = i + 1
		}
	}
	if len(cells) > 0 && strings.HasPrefix(line, "|") {
		cells = cells[1:]
	}
	if n := len(cells); n > 0 && strings.HasSuffix(line, "|") {
		cells = cells[:n-1]
	}
	return cells
}

// row adds a row of a table. Each cell is a part that stands with its row's
// first cell and its column's head.
func (r *reader) row(s korean.Span, cells []korean.Span, header []string) {
	p := r.p
	u := unit{start: s.Start, end: s.End, first: len(p.parts), row: true, cells: cells,
		header: header}
	words, values := r.read(s)
	u.own = newBag(s.Of(p.text), words)
	u.above = bagOf{words: map[string]bool{}}
	if r.headed {
		u.above.add(r.heading)
	}
	for _, h := range header {
		u.above.add(newBag(h, wordsOf(h, nil)))
	}
	u.marks = scan(cells[0].Of(p.text))
	u.name = dense(cells[0].Of(p.text))
	u.label = wordsOf(cells[0].Of(p.text), u.marks)
	label := newBag(cells[0].Of(p.text), u.label)
	for i, c := range cells {
		own := newBag("", nil)
		own.add(label)
		inner := part{start: c.Start, end: c.End, sentence: len(p.units)}
		for _, w := range words {
			if w.start >= c.Start && w.end <= c.End {
				inner.words = append(inner.words, w)
			}
		}
		own.add(newBag(c.Of(p.text), inner.words))
		if i > 0 {
			inner.given = slices.Clone(u.marks)
		}
		if i < len(header) {
			own.add(newBag(header[i], wordsOf(header[i], nil)))
			inner.given = append(inner.given, scan(header[i])...)
			inner.given = append(inner.given, perOf(header[i])...)
		}
		for _, v := range values {
			if v.start >= c.Start && v.end <= c.End {
				inner.values = append(inner.values, r.scaled(v, header, i))
			}
		}
		if i < len(header) && len(inner.values) == 0 {
			inner.values = inCell(c, p.text, header[i])
		}
		inner.own = own
		p.parts = append(p.parts, inner)
	}
	r.finish(u)
}

// scaled gives a bare number in a cell the table's unit, or the one in its column's head: 무게(kg).
func (r *reader) scaled(v value, header []string, column int) value {
	if v.class != quantity || v.dim != bare {
		return v
	}
	sc := r.scale
	if column < len(header) {
		if m := columnUnit.FindStringSubmatch(header[column]); m != nil {
			amount, _, _ := strings.Cut(m[1], "/")
			if own := scaleOf(strings.TrimSpace(amount)); own.dim != bare {
				sc = own
			}
		}
	}
	if sc.factor != 0 && sc.dim != bare {
		v.scaled = v.number * sc.factor
		v.dim, v.unit = sc.dim, sc.unit
	}
	return v
}

// perOf gives the unit of which a column's head names the price: 요금(원/㎥).
func perOf(head string) []value {
	m := columnUnit.FindStringSubmatch(head)
	if m == nil {
		return nil
	}
	_, per, ok := strings.Cut(m[1], "/")
	if !ok {
		return nil
	}
	unit := strings.TrimSpace(per)
	of := measureOf(unit)
	if of.dim == bare {
		return nil
	}
	return []value{{dim: of.dim, number: of.factor, unit: unit, word: true, period: true}}
}

var columnUnit = regexp.MustCompile(`\(([^()]+)\)\s*$`)

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

// prose adds the sentences of a line. A line that is none is what the lines below it stand under.
func (r *reader) prose(line korean.Span) {
	text := line.Of(r.p.text)
	before := len(r.p.units)
	for s := range korean.Sentences(text) {
		s.Start += line.Start
		s.End += line.Start
		r.sentence(s)
	}
	if isHead(text) {
		r.heading, r.headed = newBag("", nil), true
		for _, u := range r.p.units[before:] {
			r.heading.add(u.own)
		}
	}
}

// isHead: a line that introduces others: 제32조(경조휴가) …준다. above numbered items,
// or a line without a verb.
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

// longestLabel is how long the name before a colon may be, in characters.
const longestLabel = 18

// labelOf gives what stands before the colon of "무게: 28kg".
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

// clauseEnd is where a clause ends within a sentence.
var clauseEnd = regexp.MustCompile(`[,;] |(?:으면|[가-힣]면|하되|지만|[으이]며|하며|되며|[으]나|[가-힣]고|(?:해|하여|어|아|여|려|겨|져|쳐|워|라|면)서|[가-힣]니|면서|때에는|때에|때는|때|경우에는|경우에|경우|한하여|한해|[:：]|→) |[가-힣%]\(`)

// clauses cuts a sentence. No cut lies within a value.
func clauses(text string, s korean.Span, values []value) []korean.Span {
	var out []korean.Span
	start := s.Start
	for _, m := range clauseEnd.FindAllStringIndex(text[s.Start:s.End], -1) {
		end := s.Start + m[1]
		if text[end-1] == '(' && !holdsValue(text[end:s.End], end, values) {
			continue
		}
		if notClause.MatchString(text[start:end]) || end-start < len("가나다") || inside(values, end-1) ||
			goesWith.MatchString(text[end:s.End]) {
			continue
		}
		out = append(out, trimSpan(text, korean.Span{Start: start, End: end}))
		start = end
	}
	if start < s.End {
		out = append(out, korean.Span{Start: start, End: s.End})
	}
	return out
}

// notClause is how nouns end that look like a clause's end.
var notClause = regexp.MustCompile(`(?:감면|화면|서면|측면|정면|표면|도면|방면|냉면|대면|수면|양면|단면|전면|앞면|뒷면|윗면|장면|국면|신고|보고|광고|권고|최고|경고|사고|예고|공고|창고|재고|금고|중고|까지만) $`)

// goesWith is what makes one predicate of a verb before it: 버리면 안 된다, 내면 된다, 하고 있다.
var goesWith = regexp.MustCompile(`^(?:안 |아니 |됩|된|돼|되|됨|있|싶|않)`)

// holdsValue reports whether a bracket's text, which begins at the offset from,
// has a word and then a value: (여름 20,000원).
func holdsValue(rest string, from int, values []value) bool {
	closing := strings.IndexByte(rest, ')')
	if closing < 0 || !bracketed.MatchString(rest[:closing]) {
		return false
	}
	for k := range values {
		if v := &values[k]; v.start > from && v.end <= from+closing {
			return true
		}
	}
	return false
}

var bracketed = regexp.MustCompile(`^[가-힣]{2,} [0-9]`)

func inside(values []value, i int) bool {
	for k := range values {
		if v := &values[k]; i > v.start && i < v.end {
			return true
		}
	}
	return false
}

var conditional = regexp.MustCompile(`(?:면|경우|경우에|경우에는|경우에만|한하여|한해|때|때만|때에만|때에는|때에|때는|자에|사람은|때에 한하여|사람만)[,.]?$`)

func isCondition(clause string) bool {
	return conditional.MatchString(strings.TrimRight(clause,
		", "))
}
