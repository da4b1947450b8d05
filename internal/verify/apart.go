package verify

import (
	"regexp"
	"slices"
)

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
		return rival > own+rowMargin || rival > own && v.dominated(x, g, h)
	}
	return v.apart(x, h, g, false) > v.apart(x, g, h, true)+.3
}

// dominated reports whether the sentence or row of another value has all nouns
// of the claim that x's has, and one more. That counts between rows, and for
// codes and names.
func (v *view) dominated(x *value, g, h *part) bool {
	here, there := &v.units[g.sentence], &v.units[h.sentence]
	if !(here.row && there.row) && x.class != code && x.class != person {
		return false
	}
	more := false
	for k := range v.c.words {
		w := &v.c.words[k]
		if !w.noun || general[w.text] || x.class == person && w.start <= x.end+1 &&
			w.start >= x.end {
			continue
		}
		switch a, b := here.own.has(w), there.own.has(w); {
		case a > b:
			return false
		case a < 1 && b == 1:
			more = true
		}
	}
	return more
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
			!(v.inTail(g, w) && !verbEnd.MatchString(v.text[h.start:h.end]))
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

var topicMark = regexp.MustCompile(`^[^,]{1,60}?[가-힣](?:은|는|이|가|에게는|에는) `)

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
