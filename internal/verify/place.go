package verify

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// rowMargin is how much better the words beside a value must fit another
// value's place for the value to be misplaced.
const rowMargin = .7

// place finds each value of the claim in the passage, beside the words that it
// stands beside in the claim.
func (v *view) place() *problem {
	v.placed = slices.Repeat([]int{-1}, len(v.c.values))
	for k := range v.c.values {
		if p := v.placeValue(k); p != nil {
			return p
		}
	}
	return nil
}

func (v *view) placeValue(k int) *problem {
	x := &v.c.values[k]
	here, there := -1, -1 // parts that have the value, and one like it
	var own, rival float64
	var match *value
	for i := range v.parts {
		g := &v.parts[i]
		equal, like := g.find(x)
		like = like && equal == nil && v.c.rivalIn(x, g)
		if equal == nil && !like {
			continue
		}
		s := v.beside(x, g)
		if equal != nil && !equal.limit.contradictsValue(x) {
			s += .1
		}
		switch {
		case equal != nil && (here < 0 || s > own):
			here, own, match = i, s, equal
		case equal == nil && (there < 0 || s > rival):
			there, rival = i, s
		}
	}
	span := korean.Span{Start: x.start, End: x.end}
	if here < 0 {
		if x.class == date && x.date.day > 0 && v.inTitle(x) && there >= 0 && rival >= 1 {
			return &problem{WrongDate, span} // the title's date is that of the document
		}
		if v.inTitle(x) || v.c.asksFor(x) && !v.known(x) || v.derived(x) || x.period &&
			!v.otherPeriod(x) || there < 0 && x.passing() || v.whole(x) || v.listed(x) ||
			v.c.perUnit(v, x) {
			return nil
		}
		return &problem{reasonFor(x), span}
	}
	if there >= 0 && v.outdone(x, here, there, own, rival) && !x.passing() && !v.derived(x) {
		return &problem{OtherRow, span}
	}
	v.placed[k] = here
	if x.limit.contradicts(match.limit) && !denies(v.c.text) &&
		!denies(v.text[v.parts[here].start:v.parts[here].end]) {
		return &problem{Limit, span}
	}
	return nil
}

// negated: with a negation beside it, a limit may say the same as its opposite.
var negated = regexp.MustCompile(`지 (?:않|못|아니)|수 없|[을를이가은는] 없|안 (?:되|돼|됩|된)`)

// overstepping are negations that make a limit of their own: 넘지 않다, 초과할 수 없다.
var overstepping = regexp.MustCompile(`(?:넘|초과|지나)[가-힣]*(?: 담)?(?:지)? ?(?:수 없|않|못|면 안)[가-힣]*`)

func denies(text string) bool {
	return negated.MatchString(overstepping.ReplaceAllString(text,
		""))
}

// whole reports whether 전액 is said of what the best unit says a share of.
func (v *view) whole(x *value) bool {
	if x.dim != ratio || !x.word || x.number != 1 {
		return false
	}
	u := &v.units[v.best]
	if all.MatchString(v.text[u.start:u.end]) {
		return true
	}
	for i := u.first; i < u.last; i++ {
		for k := range v.parts[i].values {
			if e := &v.parts[i].values[k]; e.class == quantity && e.dim == ratio {
				return false
			}
		}
	}
	return true
}

var all = regexp.MustCompile(`전부|모두|전체|전액|100|무료|무상`)

// passing reports whether a value may be said by the way: 세 가지 중에서, 한 번 (교체하면).
func (v *value) passing() bool {
	return v.unit == "가지" || v.class == quantity && near(v.number, 1) &&
		(v.unit == "번" || v.unit == "회" || v.unit == "차례")
}

// known reports whether any passage has the value in its title.
func (v *view) known(x *value) bool { return v.inTitles(x) }

// outdone reports whether the words beside x fit the place of another value,
// there, better than its own, here. Within one sentence only what the two
// clauses don't share tells.
func (v *view) outdone(x *value, here, there int, own, rival float64) bool {
	g, h := &v.parts[here], &v.parts[there]
	if g.sentence != h.sentence {
		return rival > own+rowMargin
	}
	return v.apart(x, h, g) > v.apart(x, g, h)+.3
}

// apart weighs what the claim says around x that one part has and another one
// of the same sentence has not. The topic that a sentence begins with is said
// of all its clauses.
func (v *view) apart(x *value, g, h *part) float64 {
	s, u := 0.0, &v.units[g.sentence]
	topicEnd := v.topicEnd(u)
	add := func(words []word, factor float64) {
		for k := range words {
			w := &words[k]
			if h.own.has(w) < 1 && g.own.has(w) == 1 && !v.ownTopic(g, w, topicEnd) &&
				!v.inTail(g, w) {
				s += factor * v.rare.of(w)
			}
		}
	}
	add(v.c.words, 1)
	add(v.c.ask.words, .15)
	for k := range v.c.values {
		if y := &v.c.values[k]; y.start != x.start {
			if g.stands(y) && !h.stands(y) {
				s += 1.4
			}
		}
	}
	return s
}

// stands reports whether a part has a value, or stands under it.
func (g *part) stands(y *value) bool {
	equal, _ := g.find(y)
	return equal != nil || slices.ContainsFunc(g.given, func(e value) bool { return y.equal(&e) })
}

// inTail reports whether a part is its sentence's last and has the word only
// behind its values: the predicate, which all clauses share.
func (v *view) inTail(g *part, w *word) bool {
	u := &v.units[g.sentence]
	if u.row || g.end != u.end || len(g.values) == 0 {
		return false
	}
	last := g.values[len(g.values)-1].end
	tail := false
	for k := range g.words {
		if x := &g.words[k]; x.text == w.text || x.class != "" && x.class == w.class {
			if x.start < last {
				return false
			}
			tail = true
		}
	}
	return tail
}

// topicEnd is where the topic that a sentence begins with ends: behind the first word with 은 or 는.
func (v *view) topicEnd(u *unit) int {
	text := v.text[u.start:u.end]
	m := topicMark.FindStringIndex(text)
	if m == nil {
		return u.start
	}
	return u.start + m[1]
}

var topicMark = regexp.MustCompile(`^[^,]{1,60}?[가-힣](?:은|는|이|가) `)

// ownTopic reports whether the part has the word only before topicEnd, with
// something else behind it that has no topic.
func (v *view) ownTopic(g *part, w *word, topicEnd int) bool {
	u := &v.units[g.sentence]
	if topicEnd <= u.start {
		return false
	}
	first := &v.parts[u.first]
	for k := range first.words {
		if x := &first.words[k]; x.start < topicEnd && (x.text == w.text || x.class != "" &&
			x.class == w.class) {
			return v.otherTopics(g)
		}
	}
	return false
}

// otherTopics reports whether the later clauses of the part's sentence have no topic of their own.
func (v *view) otherTopics(g *part) bool {
	u := &v.units[g.sentence]
	for k := u.first + 1; k < u.last; k++ {
		if topicMark.MatchString(v.text[v.parts[k].start:v.parts[k].end] + " ") {
			return false
		}
	}
	return true
}

// rivalIn reports whether a part has a value like x that the claim does not name beside x.
func (c *claim) rivalIn(x *value, g *part) bool {
	for k := range g.values {
		e := &g.values[k]
		if x.rivals(e) && x.period == e.period && !slices.ContainsFunc(c.values,
			func(y value) bool { return y.equal(e) }) {
			return true
		}
	}
	return false
}

// otherPeriod reports whether the unit that fits best says of another period
// what the claim says of x.
func (v *view) otherPeriod(x *value) bool {
	u := &v.units[v.best]
	for i := u.first; i < u.last; i++ {
		for k := range v.parts[i].values {
			if e := &v.parts[i].values[k]; e.period && e.dim != counted && x.dim != counted &&
				!x.equal(e) {
				return true
			}
		}
	}
	return false
}

func (l limit) contradictsValue(x *value) bool { return x.limit.contradicts(l) }

// anchored is what a value beside x says for a part: that it is the place if
// the part has it too, that it is not if the part has another one instead.
func (v *view) anchored(y *value, g *part, u *unit) float64 {
	for k := range g.given {
		if y.equal(&g.given[k]) {
			return 1
		}
	}
	switch equal, _ := g.find(y); {
	case equal != nil:
		return 1
	case slices.ContainsFunc(g.given, func(e value) bool {
		return y.rivals(&e) &&
			!v.c.hasValue(&e)
	}):
		return -.5
	case v.c.rivalIn(y, g):
		return -.3
	case v.hasValue(u, y):
		return .4
	}
	return 0
}

// hasValue reports whether the claim has a value.
func (c *claim) hasValue(e *value) bool {
	return slices.ContainsFunc(c.values, func(y value) bool { return y.equal(e) })
}

// find gives the value of the part that equals x, and whether it has one that
// could stand in x's place.
func (g *part) find(x *value) (equal *value, like bool) {
	for k := range g.values {
		e := &g.values[k]
		if x.equal(e) && (equal == nil || !x.limit.contradicts(e.limit)) {
			equal = e
		}
		like = like || x.rivals(e)
	}
	return equal, like
}

// beside is how far the words around x in the claim are those of a part: those
// of its own clause first.
func (v *view) beside(x *value, g *part) float64 {
	u := &v.units[g.sentence]
	s := 0.0
	for i := range v.c.parts {
		local := &v.c.parts[i]
		factor := .5
		if x.start >= local.start && x.end <= local.end {
			factor = 1
		}
		for k := range local.words {
			w := &local.words[k]
			s += factor * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w),
				inAbove*u.above.has(w), inTitle*v.titled.has(w))
		}
		for k := range local.values {
			if y := &local.values[k]; y.start != x.start {
				s += factor * v.anchored(y, g, u)
			}
		}
	}
	for k := range v.c.ask.words {
		if w := &v.c.ask.words[k]; !v.c.says(w) {
			s += .25 * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w),
				inAbove*u.above.has(w))
		}
	}
	for k := range v.c.ask.values {
		if y := &v.c.ask.values[k]; !v.c.hasValue(y) {
			s += .4 * v.anchored(y, g, u)
		}
	}
	return s
}

// says reports whether the claim has a word of the question.
func (c *claim) says(w *word) bool {
	for k := range c.words {
		if s := &c.words[k]; s.text == w.text || s.class != "" && s.class == w.class {
			return true
		}
	}
	return false
}

// asksFor reports whether the question has the value.
func (c *claim) asksFor(x *value) bool {
	for k := range c.ask.values {
		if x.equal(&c.ask.values[k]) {
			return true
		}
	}
	return false
}

func reasonFor(x *value) Reason {
	switch x.class {
	case quantity:
		return WrongNumber
	case code:
		return WrongCode
	}
	return WrongDate
}
