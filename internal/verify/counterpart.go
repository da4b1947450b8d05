package verify

import (
	"regexp"
	"slices"
	"strings"
)

// lastWord is the last word of a clause that has a meaning of its own.
func (g *part) lastWord() *word {
	for k := len(g.words) - 1; k > 0; k-- {
		if !weak[g.words[k].text] {
			return &g.words[k]
		}
	}
	return &g.words[0]
}

// topical reports whether the claim speaks of the topic of a part, and not of
// something in its place.
func (v *view) topical(k *part) bool {
	m := topicMark.FindStringIndex(v.text[k.start:k.end])
	if m == nil {
		return true
	}
	topics, said := 0, 0
	for i := range k.words {
		w := &k.words[i]
		if w.end > k.start+m[1] || !w.noun {
			continue
		}
		topics++
		if (v.c.has(w) || v.c.asks(w)) && !strings.Contains(v.c.text, w.text+" 대신") {
			said++
		}
	}
	return topics == 0 || said > 0
}

// sharesTopic reports whether a sentence has most of the nouns of a clause of the claim.
func (v *view) sharesTopic(g *part, u *unit) bool {
	n, all := 0.0, 0.0
	for k := range g.words {
		if w := &g.words[k]; w.noun {
			n, all = n+max(u.own.has(w), u.above.has(w), v.titled.has(w)), all+1
		}
	}
	return n >= .7*all
}

// isPredicate reports whether nothing but particles, endings and verbs without
// a meaning of their own follow a word in its clause.
func (g *part) isPredicate(w *word) bool {
	for k := range g.words {
		if x := &g.words[k]; x.start > w.start && !weak[x.text] {
			return false
		}
	}
	for k := range g.values {
		if g.values[k].start > w.start {
			return false
		}
	}
	return true
}

// weak nouns make a predicate of the noun before them: 환불 대상이 아니다.
var weak = set("괜찮 대상 해당 예정 의무 원칙")

// mostlyIn reports whether the claim and its question have most of a part's words.
func (c *claim) mostlyIn(h *part) bool { return c.shareOf(h) >= .55 }

// shareOf is which share of a part's words the claim and its question have.
func (c *claim) shareOf(h *part) float64 {
	n, all := 0.0, 0.0
	for k := range h.words {
		w := &h.words[k]
		all += w.weight()
		if c.has(w) || c.asks(w) {
			n += w.weight()
		}
	}
	if all == 0 {
		return 0
	}
	return n / all
}

// plain reports whether no verb with a meaning of its own follows a noun in its
// clause: 가점이 없습니다.
func (v *view) plain(g *part, w *word) bool {
	rest := v.c.text[w.end:g.end]
	i := strings.IndexByte(rest, ' ')
	return i >= 0 && !isVerbal(rest) && existence.MatchString(rest[i:])
}

var existence = regexp.MustCompile(`^ (?:있|없|필요|불필요|아니|가능|불가|않)`)

// anyIn reports whether a part has a value of the claim's clause.
func (v *view) anyIn(g, h *part) bool {
	for k := range g.values {
		if v.hasValue(&v.units[h.sentence], &g.values[k]) || g.values[k].period ||
			v.inTitle(&g.values[k]) {
			return true
		}
	}
	return false
}

// counterpart is the clause of the passage that shares most with a clause of
// the claim, nil if none shares enough.
func (v *view) counterpart(g *part) *part {
	var best *part
	var most float64
	for i := range v.parts {
		h := &v.parts[i]
		if v.scores[h.sentence] < .6*v.scores[v.best] {
			continue
		}
		s := 0.0
		for k := range v.c.words {
			w := &v.c.words[k]
			factor := .5
			if w.start >= g.start && w.end <= g.end {
				factor = 1
			}
			s += factor * v.rare.of(w) * max(h.own.has(w), .4*v.units[h.sentence].own.has(w))
		}
		for k := range g.values {
			if equal, _ := h.find(&g.values[k]); equal != nil {
				s += 1.5
			}
		}
		if s > 0 && h.sentence == v.best {
			s += .5
		}
		if s > most {
			best, most = h, s
		}
	}
	if best == nil {
		u := &v.units[v.best]
		if u.row || u.last <= u.first {
			return nil
		}
		best = &v.parts[u.last-1]
	}
	for k := range v.parts {
		if h := &v.parts[k]; best.condition && h.sentence == best.sentence && h.start >= best.end {
			best = h
		}
	}
	return v.wholeClause(best)
}

// wholeClause joins a part with those behind it up to one that has a verb: A3, A4, B5를 지원한다.
func (v *view) wholeClause(g *part) *part {
	u, joined := &v.units[g.sentence], *g
	if u.row || !verbEnd.MatchString(strings.TrimSpace(v.text[u.start:u.end])) {
		return g
	}
	for k := u.first; k < u.last; k++ {
		h := &v.parts[k]
		if h.start < joined.end || h.condition || topicMark.MatchString(v.text[h.start:h.end]) ||
			verbEnd.MatchString(v.text[joined.start:joined.end]) {
			continue
		}
		joined.end = h.end
		joined.words = append(slices.Clone(joined.words), h.words...)
		joined.values = append(slices.Clone(joined.values), h.values...)
		merged := newBag("", nil)
		merged.add(joined.own)
		merged.add(h.own)
		joined.own = merged
	}
	return &joined
}

// verbEnd: a clause that ends as a verb does, not as an item of a list.
var verbEnd = regexp.MustCompile(`(?:다|요|고|며|면|지만|나|되|서|니|음|함|됨|임|것|까)[.,:]?$`)
