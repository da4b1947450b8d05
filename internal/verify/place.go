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
			x.single() && !v.otherPeriod(x) || there < 0 && x.passing() || v.whole(x) || v.listed(x) ||
			v.c.perUnit(v, x) || v.supposed(x) {
			return nil
		}
		return &problem{reasonFor(x), span}
	}
	if there >= 0 && v.outdone(x, here, there, own, rival) && !x.passing() && !v.derived(x) {
		return &problem{OtherRow, span}
	}
	v.placed[k] = here
	if x.to(v.c.text) && match.from(v.text) && match.end <= len(v.text) {
		return &problem{OtherRow, span}
	}
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
	return v.unit == "가지" || v.unit == dayUnit || v.class == quantity && near(v.number, 1) &&
		(v.unit == "번" || v.unit == "회" || v.unit == "차례")
}

// single reports whether a period is one day, week, month or the like: 매월, 1년에.
func (x *value) single() bool {
	return x.class == quantity && (x.word || near(x.number, measureOf(x.unit).factor) ||
		near(x.number, 1))
}

// known reports whether any passage has the value in its title.
func (v *view) known(x *value) bool { return v.inTitles(x) }

// outdone reports whether the words beside x fit the place of another value,
// there, better than its own, here. Within one sentence only what the two
// clauses don't share tells.
func (v *view) outdone(x *value, here, there int, own, rival float64) bool {
	g, h := &v.parts[here], &v.parts[there]
	if x.class == weekday && v.accompanied(x, g) {
		return false
	}
	if g.condition && !h.condition && v.c.inCondition(x) ||
		x.dim == ordinal && v.accompanied(x, g) {
		return false
	}
	if g.sentence != h.sentence {
		return rival > own+rowMargin
	}
	return v.apart(x, h, g, false) > v.apart(x, g, h, true)+.3
}

// accompanied reports whether a part has another value of the claim beside x.
func (v *view) accompanied(x *value, g *part) bool {
	return slices.ContainsFunc(v.c.values, func(y value) bool {
		equal, _ := g.find(&y)
		return y.start != x.start && !y.period && equal != nil
	})
}

// How much tells one clause of a sentence from another.
const (
	topicFactor  = 1.8 // what the claim's clause is about
	otherClause  = .5  // what stands in another clause of the claim
	askedFactor  = .15
	valueTells   = 1.4
	valueMovesOn = .7 // a value that came along with x from the other clause
)

// apart weighs what the claim says around x that one part has and another one
// of the same sentence has not. The topic that a sentence begins with is said
// of all its clauses. With own, g is where x stands.
func (v *view) apart(x *value, g, h *part, own bool) float64 {
	s, topicEnd := 0.0, v.topicEnd(&v.units[g.sentence])
	tells := func(w *word) bool {
		return h.own.has(w) < 1 && g.own.has(w) == 1 && !v.ownTopic(g, w, topicEnd) &&
			!v.inTail(g, w)
	}
	clause := v.c.partOf(x)
	for k := range v.c.words {
		if w := &v.c.words[k]; tells(w) {
			s += v.c.factorOf(w, clause) * v.rare.of(w)
		}
	}
	for k := range v.c.ask.words {
		if w := &v.c.ask.words[k]; tells(w) {
			s += askedFactor * v.rare.of(w)
		}
	}
	for k := range v.c.values {
		y := &v.c.values[k]
		if y.start == x.start || y.period || !g.stands(y) || h.stands(y) {
			continue
		}
		if _, rival := h.find(y); own && rival {
			s += valueMovesOn
			continue
		}
		s += valueTells
	}
	return s
}

// factorOf is how much a word of the claim tells about a value of a clause.
func (c *claim) factorOf(w *word, clause *part) float64 {
	switch {
	case clause != nil && (w.start < clause.start || w.end > clause.end):
		return otherClause
	case w.noun && topical.MatchString(c.text[w.end:]) && clause != nil &&
		!topicBefore.MatchString(c.text[clause.start:w.end]):
		return topicFactor
	}
	return 1
}

// topicBefore is a clause's topic with more behind it.
var topicBefore = regexp.MustCompile(`[가-힣](?:은|는|의|이|가|에는|에서는|에게는|도) [^ ]`)

// topical particles mark what a clause is about.
var topical = regexp.MustCompile(`^(?:은|는|의|이|가|에는|에서는|에게는|도) `)

// stands reports whether a part has a value, or stands under it.
func (g *part) stands(y *value) bool {
	equal, _ := g.find(y)
	return equal != nil && !y.limit.contradicts(equal.limit) || slices.ContainsFunc(g.given, func(e value) bool { return y.equal(&e) })
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
	case v.covers(u, y) != 0:
		return v.covers(u, y)
	case slices.ContainsFunc(g.given, func(e value) bool {
		return y.rivals(&e) &&
			!v.c.hasValue(&e)
	}):
		return -.5
	case v.c.rivalIn(y, g):
		return -.3
	case v.hasValue(u, y):
		if u.row {
			return .8
		}
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
		if (x.equal(e) || x.adjoins(e) || e.adjoins(x)) && (equal == nil || !x.limit.contradicts(e.limit)) {
			equal = e
		}
		like = like || x.rivals(e)
	}
	if equal == nil {
		equal = g.named(x)
	}
	return equal, like
}

// adjoins reports whether x, a whole number that is not counted in, is the
// bound of the same range as e, which is: 20 초과 and 21 이상.
func (x *value) adjoins(e *value) bool {
	if x.class == date && e.class == date && x.date.day > 0 && e.date.day > 0 &&
		x.limit == atLeast && e.limit == atMost {
		return x.date.after(e.date)
	}
	if x.class != quantity || e.class != quantity || x.dim != e.dim || x.limit != above &&
		x.limit != below || e.limit != noLimit && e.limit.up() != x.limit.up() {
		return false
	}
	if e.limit == above || e.limit == below {
		return false
	}
	one := unitFactor(x.unit)
	if x.limit == below {
		one = -one
	}
	return near(e.amount(), x.number+one)
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
			if x.class == person && w.start >= x.end && w.start <= x.end+1 {
				continue // what the person is called
			}
			s += factor * v.rare.of(w) * max(inOwn*g.own.has(w), inUnit*u.own.has(w),
				inAbove*u.above.has(w), inTitle*v.titled.has(w))
		}
		for k := range local.values {
			if y := &local.values[k]; y.start != x.start {
				a := v.anchored(y, g, u)
				if equal, _ := g.find(y); equal != nil && x.pairs(y) {
					a = .3 // the other end of the same range
				}
				s += factor * a
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

// pairs reports whether x and y may be the ends of a range.
func (x *value) pairs(y *value) bool {
	return x.class == y.class && x.class != quantity || x.class == date && y.unit == "일" ||
		y.class == date && x.unit == "일"
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
	case person:
		return WrongName
	}
	return WrongDate
}
