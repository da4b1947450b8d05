package verify

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// scope gives for each passage how much it lacks of what the claim is about:
// what stands in some passage's title and in the claim, or in the question
// where the claim names nothing of the kind.
func (p *Passages) scope(c *claim) []float64 {
	lacking := make([]float64, len(p.list))
	for k := range c.values {
		p.lackValue(&c.values[k], 1, lacking)
	}
	for k := range c.ask.values {
		if x := &c.ask.values[k]; !p.namesKind(c, x) {
			p.lackValue(x, 1, lacking)
		}
	}
	named := false
	for k := range c.words {
		named = p.lackWord(&c.words[k], .3, lacking) || named
	}
	for k := range c.ask.words {
		if w := &c.ask.words[k]; !c.says(w) && !named {
			p.lackWord(w, .3, lacking)
		}
	}
	p.lackTitle(c, lacking)
	p.lackRecency(c, lacking)
	return lacking
}

// offTopic gives for each passage how much more it lacks than a rival. A passage
// without a rival keeps a trace of what it lacks and is never left out, because
// an answer may go beyond what the question names.
func (p *Passages) offTopic(c *claim) []float64 {
	lacking := p.scope(c)
	out := make([]float64, len(lacking))
	for i := range p.list {
		for j := range p.list {
			if j != i && p.rivals(i, j) {
				out[i] = max(out[i], lacking[i]-lacking[j])
			}
		}
		out[i] += unrivaled * (lacking[i] - out[i])
	}
	return out
}

// unrivaled is how much of what a passage lacks counts against it though no
// rival has it.
const unrivaled = .1

// rivals reports whether two passages are about different things of one kind:
// they are near duplicates, or their titles have different values.
func (p *Passages) rivals(i, j int) bool {
	if p.alike(i, j) {
		return true
	}
	other := p.list[j].values
	return slices.ContainsFunc(p.list[i].values, func(x value) bool {
		return slices.ContainsFunc(other, func(e value) bool { return x.rivals(&e) })
	})
}

// namesKind reports whether the claim itself has a value of x's kind that
// occurs in a title.
func (p *Passages) namesKind(c *claim, x *value) bool {
	for k := range c.values {
		y := &c.values[k]
		if !p.inTitles(y) {
			continue
		}
		if y.class == x.class && (x.class != quantity || x.dim == y.dim) &&
			(x.class != date || x.date.month == 0 == (y.date.month == 0)) {
			return true
		}
	}
	return false
}

// lackValue adds to the lack of passages that don't contain a value that occurs
// in some title.
func (p *Passages) lackValue(x *value, weight float64, lacking []float64) {
	if x.class == quantity && x.dim != bare && x.dim != ordinal {
		return
	}
	if !p.inTitles(x) {
		return
	}
	for i, q := range p.list {
		switch {
		case holds(q.values, x) || (x.class == code || x.class == date) && q.mentions(x):
		case p.rivaled(i, x):
			lacking[i] += weight
		default:
			lacking[i] += unrelatedLack * weight
		}
	}
}

// unrelatedLack is how much less a passage lacks that is about something else
// than those whose title has a value: its rules may hold for all products.
const unrelatedLack = .4

// rivaled reports whether the i-th passage is about a different one of the
// things that x identifies: its title has another value of that kind, or it is
// a near duplicate of a passage whose title has x.
func (p *Passages) rivaled(i int, x *value) bool {
	if slices.ContainsFunc(p.list[i].values, func(e value) bool { return x.rivals(&e) }) {
		return true
	}
	for j, q := range p.list {
		if j != i && holds(q.values, x) && p.alike(i, j) {
			return true
		}
	}
	return false
}

// inTitles reports whether a title has the value.
func (p *Passages) inTitles(x *value) bool {
	for _, q := range p.list {
		if holds(q.values, x) {
			return true
		}
	}
	return false
}

func holds(values []value, x *value) bool {
	for k := range values {
		if e := &values[k]; e.class == x.class && (x.class != quantity || e.dim == x.dim) &&
			x.equal(e) {
			return true
		}
	}
	return false
}

// mentions reports whether the passage's text contains the value.
func (p *passage) mentions(x *value) bool {
	for i := range p.parts {
		if holds(p.parts[i].values, x) {
			return true
		}
	}
	return false
}

// lackWord adds to the lack of passages that don't contain a word of a title,
// and adds more if they are near duplicates of the passage with that title. It
// reports whether there is such a pair.
func (p *Passages) lackWord(w *word, weight float64, lacking []float64) bool {
	named := false
	for i, q := range p.list {
		if q.all.has(w) >= .5 {
			continue
		}
		titled, twin := false, false
		for j, r := range p.list {
			if r.titled.has(w) == 1 {
				titled = true
				twin = twin || p.alike(i, j)
			}
		}
		switch {
		case twin:
			lacking[i] += 2.7 * weight * w.weight()
			named = true
		case titled:
			lacking[i] += weight * w.weight()
		}
	}
	return named
}

// Shares of words that near duplicates have in common: any, and those whose
// titles are alike.
const (
	alikeShare  = .33
	titledShare = .2
)

// sameTitles reports whether two titles share half of their words.
func sameTitles(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, y := strings.Fields(a), strings.Fields(b)
	n := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			n++
		}
	}
	return n >= 1 && 2*n >= max(len(x), len(y))
}

// alike reports whether two passages are near duplicates.
func (p *Passages) alike(i, j int) bool {
	least := alikeShare
	if sameTitles(p.list[i].title, p.list[j].title) {
		least = titledShare
	}
	a, b := p.list[i].all.words, p.list[j].all.words
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return float64(n) >= least*float64(len(a))
}

// lackTitle adds to the lack of near duplicates whose title has another word in
// place of a word of a title, such as the name of a product or a building.
// Words are compared as they are written.
func (p *Passages) lackTitle(c *claim, lacking []float64) {
	mine, asked := dense(c.text), dense(c.ask.text)
	for pass, text := range [...]string{mine, asked} {
		named := false
		for j, r := range p.list {
			for _, name := range strings.Fields(strings.ToLower(r.title)) {
				name = strings.Trim(name, "()[]<>「」,.:'\"")
				if korean.Length(name) < 2 || general[name] || stopWords[name] {
					continue
				}
				whole := name
				if name = namedBy(text, name); name == "" {
					continue
				}
				for i, q := range p.list {
					if i != j && !strings.Contains(q.all.dense, name) && (p.alike(i, j) || kin(q.title, whole)) {
						lacking[i] += .8
						named = true
					}
				}
			}
		}
		if named && pass == 0 {
			return
		}
	}
}

// namedBy returns as much of a name in a title as a text contains: 푸른내과 of
// 푸른내과의원. It returns "" for less than three syllables.
func namedBy(text, name string) string {
	if strings.Contains(text, name) {
		return name
	}
	for n, end := korean.Length(name), len(name); n > 3; n-- {
		_, size := utf8.DecodeLastRuneInString(name[:end])
		end -= size
		if strings.Contains(text, name[:end]) {
			return name[:end]
		}
	}
	return ""
}

// kin reports whether a title contains a name with the same ending as another
// name: 늘봄내과의원 and 푸른내과의원.
func kin(title, name string) bool {
	for other := range strings.FieldsSeq(strings.ToLower(title)) {
		other = strings.Trim(other, "()[]<>「」,.:'\"")
		if other != name && korean.Length(other) >= 3 && commonEnd(other, name) >= 2 {
			return true
		}
	}
	return false
}

// commonEnd is the number of characters that two words have in common at the
// end.
func commonEnd(a, b string) int {
	n := 0
	for a != "" && b != "" {
		x, i := utf8.DecodeLastRuneInString(a)
		y, j := utf8.DecodeLastRuneInString(b)
		if x != y {
			break
		}
		a, b, n = a[:len(a)-i], b[:len(b)-j], n+1
	}
	return n
}

// lackRecency adds to the lack of the older of two near duplicates whose titles
// contain years, unless the claim or the question names a year.
func (p *Passages) lackRecency(c *claim, lacking []float64) {
	named := func(values []value) bool {
		for k := range values {
			if x := &values[k]; x.class == date && x.date.year > 0 && p.inTitles(x) {
				return true
			}
		}
		return false
	}
	if named(c.values) || named(c.ask.values) || c.matches(older) ||
		older.MatchString(c.ask.text) {
		return
	}
	for i, q := range p.list {
		for j, r := range p.list {
			if q.year() > 0 && q.year() < r.year() && p.alike(i, j) {
				lacking[i] += .8
				break
			}
		}
	}
}

var older = regexp.MustCompile(`작년|지난해|이전|예전|종전|기존|구 |옛|전년`)

// year returns the year in a passage's title or, without one, the year in which
// the passage comes into force. It is 0 if there is neither.
func (p *passage) year() int {
	for k := range p.values {
		if v := &p.values[k]; v.class == date && v.date.year > 0 {
			return v.date.year
		}
	}
	if m := yearIn.FindStringSubmatch(p.title); m != nil {
		n, _ := digitsOnly(m[1], 0)
		return n
	}
	if m := inForce.FindStringSubmatch(p.text); m != nil {
		n, _ := digitsOnly(m[1], 0)
		return n
	}
	return 0
}

var (
	yearIn  = regexp.MustCompile(`(?:^|[^\d])(20\d\d)(?:[^\d]|$)`)
	inForce = regexp.MustCompile(`(?:시행일?|개정일?|기준일?|발효일?|일시)(?: ?[:：])? ?(20\d\d)[.년-]`)
)

// strange reports whether the claim names something from a near duplicate's
// title that is neither in this passage's title nor in the sentences with the
// claim's values.
func (v *view) strange(index int) bool {
	if v.best < 0 {
		return false
	}
	for k := range v.c.words {
		w := &v.c.words[k]
		if !w.noun || v.passage.titled.has(w) > 0 || v.beyond(w) {
			continue
		}
		for j, r := range v.list {
			if j != index && r.titled.has(w) == 1 && sameTitles(v.passage.title, r.title) {
				return true
			}
		}
	}
	return false
}

// beyond reports whether a word occurs in the sentences of all of the claim's
// values or, if the claim has none, in the best sentence.
func (v *view) beyond(w *word) bool {
	placed := false
	for k, p := range v.placed {
		if p < 0 || v.c.values[k].period {
			continue
		}
		placed = true
		if u := &v.units[v.parts[p].sentence]; u.own.has(w) == 0 && u.above.has(w) == 0 {
			return false
		}
	}
	return placed || v.units[v.best].own.has(w) > 0
}
