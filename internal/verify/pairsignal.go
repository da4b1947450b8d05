package verify

import (
	"math"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// piece is a word or a value of a claim.
type piece struct {
	word   *word
	value  *value
	start  int
	weight float64
}

// farthest is the greatest distance, in items, of two that are compared as a
// pair.
const farthest = 4

// items are the words and values of one of the claim's clauses that the passage
// has, in order, and the number of words that it lacks.
func (v *view) items(g *part) []piece {
	var out []piece
	for k := range g.words {
		w := &g.words[k]
		if general[w.text] || v.all.has(w) < 1 {
			continue
		}
		out = append(out, piece{word: w, start: w.start, weight: v.rare.of(w)})
	}
	for k := range g.values {
		if x := &g.values[k]; !x.period && v.hasAnywhere(x) {
			out = append(out, piece{value: x, start: x.start, weight: valueWeight})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].start < out[j].start })
	return out
}

// in is how far a part has an piece, from 0 to 1.
func (a *piece) in(g *part) float64 {
	if a.word != nil {
		return g.own.has(a.word)
	}
	if equal, _ := g.find(a.value); equal != nil {
		return 1
	}
	if slices.ContainsFunc(g.given, func(e value) bool { return a.value.equal(&e) }) {
		return 1
	}
	return 0
}

// pairSignals adds how far words and values that stand together in the claim
// stand together in the passage.
func (v *view) pairSignals(s *signals) {
	joined, all, least, contrast, topical := 0.0, 0.0, 1.0, 0.0, 1.0
	for i := range v.c.parts {
		g := &v.c.parts[i]
		list := v.items(g)
		for a := range list {
			for b := a + 1; b < len(list) && b-a <= farthest; b++ {
				x, y := &list[a], &list[b]
				w := math.Sqrt(x.weight*y.weight) / float64(b-a)
				j := v.joined(x, y)
				joined, all = joined+w*j, all+w
				if b-a == 1 {
					least = min(least, j)
				}
				if a == 0 {
					topical = min(topical, j)
				}
				if j < 1 {
					contrast = max(contrast, v.contrast(x, y), v.contrast(y, x))
				}
			}
		}
	}
	share := .8
	if all > 0 {
		share = joined / all
	}
	s.add("pairs.joined", share)
	s.add("pairs.least", least)
	s.add("pairs.topic", topical)
	s.add("pairs.contrast", contrast)
}

// joined is 1 if a clause has both items, and less the farther apart they are;
// 0 if no sentence or row has both.
func (v *view) joined(x, y *piece) float64 {
	best := 0.0
	for i := range v.units {
		u := &v.units[i]
		inX, inY, first := 0.0, 0.0, 0.0
		for k := u.first; k < u.last; k++ {
			h := &v.parts[k]
			a, b := x.in(h), y.in(h)
			best = max(best, min(a, b))
			if k == u.first {
				first = max(a, b)
			}
			inX, inY = max(inX, a), max(inY, b)
		}
		both := min(inX, inY)
		switch {
		case u.row:
			best = max(best, both)
		case first == 1 && !v.otherTopicsIn(u):
			best = max(best, .9*both)
		default:
			best = max(best, .6*both)
		}
		if best == 1 {
			return 1
		}
		best = max(best, .8*min(v.over(x, u), inY), .8*min(v.over(y, u), inX))
	}
	return best
}

// over is how far an piece stands above a unit or in the title.
func (v *view) over(x *piece, u *unit) float64 {
	if x.word != nil {
		return max(u.above.has(x.word), v.titled.has(x.word))
	}
	if v.inTitle(x.value) {
		return 1
	}
	return 0
}

// otherTopicsIn reports whether a later clause of a sentence has a topic of its own.
func (v *view) otherTopicsIn(u *unit) bool {
	for k := u.first + 1; k < u.last; k++ {
		if topicMark.MatchString(v.text[v.parts[k].start:v.parts[k].end] + " ") {
			return true
		}
	}
	return false
}

// contrast is the weight of x if some clause or row has x and a rival of the
// value y, or of the noun y, and none has both x and y.
func (v *view) contrast(x, y *piece) float64 {
	if y.value == nil {
		return 0
	}
	found := false
	for i := range v.units {
		u := &v.units[i]
		for k := u.first; k < u.last; k++ {
			h := &v.parts[k]
			has := x.in(h)
			if label := newBag("", u.label); u.row && x.word != nil {
				has = max(has, label.has(x.word))
			}
			if has < 1 {
				continue
			}
			if y.in(h) == 1 {
				return 0
			}
			found = found || v.c.rivalIn(y.value, h)
		}
	}
	if !found {
		return 0
	}
	return x.weight
}

var (
	alsoMark = regexp.MustCompile(`([가-힣]+?)(?:에서|에게|에|로|으로|부터|까지)?(?:도|조차|마저) `)
	notAlso  = regexp.MustCompile(`(?:해|여|아|어|라|더라|가|와|봐|져|려|워|돼|수|적어|최소|그래|` +
		`온|속|각|정|한|제|용|빈|강|농|습|난|밀|고|순|태|별|명|조)$`)
	evenMark = regexp.MustCompile(`(?:해도|여도|아도|어도|라도|더라도|려도|져도|와도|가도|워도|돼도)[ ,]|` +
		`관계없이|상관없이`)
	onlyMark = regexp.MustCompile(`([가-힣]+?)(?:에|에게|에서|로|으로|까지|인|할|한|일|은)?` +
		`(?:만|뿐)(?:이|을|은|에)? |에 한하|에 한해|에 한정|한하여|만 (?:해당|가능)`)
	wholly = regexp.MustCompile(`전혀|절대|결코|일절|예외 없이|예외없이|모두|전부|모든|반드시|무조건|언제나|항상|누구`)
)

// cueSignals adds what words such as 도, 만 and 전혀 say in the claim and in its
// source.
func (v *view) cueSignals(s *signals) {
	also, known := false, false
	for _, m := range alsoMark.FindAllStringSubmatch(v.c.text+" ", -1) {
		if notAlso.MatchString(m[1]) {
			continue
		}
		also = true
		known = known || strings.Contains(v.text, m[1]+"도 ") || strings.Contains(v.text, m[1]+"에도 ") ||
			strings.Contains(v.text, m[1]+"과 ") || strings.Contains(v.text, m[1]+"와 ")
	}
	only, whole, even := false, false, false
	if v.source >= 0 {
		u := &v.units[v.source]
		text := v.text[u.start:u.end] + " "
		only = onlyMark.MatchString(text)
		whole = wholly.MatchString(text)
		even = evenMark.MatchString(text)
	}
	text := v.c.text + " "
	s.flag("also", also && !known)
	s.flag("also.known", also && known)
	s.flag("only.dropped", only && !onlyMark.MatchString(text))
	s.flag("only.added", !only && onlyMark.MatchString(text))
	s.flag("wholly.added", wholly.MatchString(text) && !whole)
	s.flag("even.added", evenMark.MatchString(text) && !even)
}

// topicSignals adds whether clauses with the claim's topic and its last verb, or
// with the topic alone, say the same or the opposite.
func (v *view) topicSignals(s *signals) {
	same, opposite, free := 0.0, 0.0, 0.0
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition || len(g.words) == 0 {
			continue
		}
		verb, mine := g.lastWord(), signOf(v.c.text, g)
		topic := v.c.subjectOf(i, verb)
		if len(topic) == 0 {
			continue
		}
		for k := range v.parts {
			h := &v.parts[k]
			if h.condition || len(h.words) == 0 {
				continue
			}
			share := v.shareIn(topic, h)
			sign := signOf(v.text, v.wholeClause(h))
			if !slices.ContainsFunc(h.words, func(x word) bool { return x.same(verb) }) {
				if sign != mine {
					free = max(free, share)
				}
				continue
			}
			if sign == mine {
				same = max(same, share)
			} else {
				opposite = max(opposite, share)
			}
		}
	}
	s.add("topic.same", same)
	s.add("topic.opposite", opposite)
	s.add("topic.ahead", same-opposite)
	s.add("topic.other", free)
}

var topicParticle = regexp.MustCompile(`^(?:에|에서|에게|으로|로|부터|까지)?(?:은|는|도|이|가|만) `)

// subjectOf are the pieces up to the first particle that marks a topic in the
// claim's i-th clause, or in the clauses before it.
func (c *claim) subjectOf(i int, verb *word) []piece {
	for k := i; k >= 0; k-- {
		g := &c.parts[k]
		for j := range g.words {
			w := &g.words[j]
			if w.start == verb.start || !w.noun || !topicParticle.MatchString(c.text[w.end:]) {
				continue
			}
			var out []piece
			for l := 0; l <= j; l++ {
				if !general[g.words[l].text] {
					out = append(out, piece{word: &g.words[l]})
				}
			}
			for l := range g.values {
				if g.values[l].end <= w.start && !g.values[l].period {
					out = append(out, piece{value: &g.values[l]})
				}
			}
			return out
		}
	}
	return nil
}

func (v *view) shareIn(list []piece, h *part) float64 {
	u := &v.units[h.sentence]
	found, all := 0.0, 0.0
	for k := range list {
		x := &list[k]
		weight, has := valueWeight, x.in(h)
		if x.word != nil {
			weight = v.rare.of(x.word)
			has = max(has, .7*u.own.has(x.word), .3*u.above.has(x.word), .5*v.titled.has(x.word))
		} else if has == 0 && v.hasValue(u, x.value) {
			has = .6
		}
		found, all = found+weight*has, all+weight
	}
	return found / max(all, .01)
}

// slotSignals adds whether a noun that the passage lacks stands in the place of
// one that the claim lacks.
func (v *view) slotSignals(s *signals) {
	replaced, weight, unknown := 0.0, 0.0, 0.0
	if v.source >= 0 {
		u := &v.units[v.source]
		for i := range v.c.parts {
			for _, e := range eojeols(v.c.text, &v.c.parts[i]) {
				if e.verbal || len(e.words) == 0 {
					continue
				}
				w := e.words[len(e.words)-1]
				if general[w.text] || v.c.asks(w) || u.own.has(w) > .5 || u.above.has(w) > .5 ||
					v.titled.has(w) > .5 {
					continue
				}
				unknown++
				if v.otherIn(&e, u) {
					replaced++
					weight = max(weight, v.rare.of(w))
				}
			}
		}
	}
	s.add("slots.replaced", min(3, replaced))
	s.add("slots.weight", weight)
	s.add("slots.unknown", min(3, unknown))
}

// otherIn reports whether a unit has a noun in the role of e that the claim lacks.
func (v *view) otherIn(e *eojeol, u *unit) bool {
	for k := u.first; k < u.last; k++ {
		for _, f := range eojeols(v.text, &v.parts[k]) {
			if f.verbal || f.role != e.role && !u.row {
				continue
			}
			w := f.words[len(f.words)-1]
			if w.noun && !general[w.text] && !v.c.has(w) && !v.c.asks(w) {
				return true
			}
		}
	}
	return false
}
