package verify

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
)

// topicEnds matches the end of the first phrase that names what a clause is
// about.
var topicEnds = regexp.MustCompile(`[가-힣A-Za-z0-9)](?:에서는|에게는|에는|은|는|도|의|이|가) `)

// topicOf returns the nouns of the phrase that says what a clause of the claim
// is about: 압축기 of 압축기의 보증 기간은.
func (c *claim) topicOf(g *part) []*word {
	m := topicEnds.FindStringIndex(c.text[g.start:g.end])
	if m == nil {
		return nil
	}
	var out []*word
	for k := range g.words {
		if w := &g.words[k]; w.noun && w.end <= g.start+m[1] && !general[w.text] {
			out = append(out, w)
		}
	}
	return out
}

// crossed finds a clause of the claim that says of its topic what the passage's
// sentence says of another one: the topic stands in one clause of the sentence,
// and what is said of it in another one, with a topic of its own.
func (v *view) crossed() *problem {
	u := &v.units[v.best]
	if u.row || u.last-u.first < 2 {
		return nil
	}
	for i := range v.c.parts {
		g := &v.c.parts[i]
		topic := v.c.topicOf(g)
		if len(topic) == 0 || g.condition {
			continue
		}
		own, other := 0.0, 0.0
		rivaled := v.rivaledWith(u, g, topic)
		for k := u.first; k < u.last; k++ {
			h := v.wholeClause(&v.parts[k])
			switch has, any := hasAll(h, topic); {
			case has:
				own = max(own, v.restIn(g, h, topic))
			case (rivaled && !any || topicMark.MatchString(v.text[h.start:h.end])) &&
				!v.topicSaid(h, rivaled || any):
				other = max(other, v.restIn(g, h, topic))
			}
		}
		if own >= 0 && own <= .3 && other >= .75 && v.topicInside(u, topic) {
			return &problem{reason: OtherRow, claim: korean.Span{Start: topic[0].start,
				End: topic[len(topic)-1].end}}
		}
	}
	return nil
}

// hasAll reports whether a part itself contains all of some words, and whether
// it contains any of them.
func hasAll(h *part, words []*word) (all, any bool) {
	b := newBag("", h.words)
	all = true
	for _, w := range words {
		if b.has(w) == 1 {
			any = true
		} else {
			all = false
		}
	}
	return all, any
}

// topicInside reports whether a clause of the unit contains the topic.
func (v *view) topicInside(u *unit, topic []*word) bool {
	for k := u.first; k < u.last; k++ {
		if has, _ := hasAll(&v.parts[k], topic); has {
			return true
		}
	}
	return false
}

// rivaledWith reports whether the topic's own clause has other values in the
// place of those of a clause of the claim.
func (v *view) rivaledWith(u *unit, g *part, topic []*word) bool {
	for k := u.first; k < u.last; k++ {
		h := &v.parts[k]
		if has, _ := hasAll(h, topic); !has {
			continue
		}
		for j := range g.values {
			if equal, like := h.find(&g.values[j]); equal == nil && like {
				return true
			}
		}
	}
	return false
}

// topicSaid reports whether a clause of the passage is about what the claim
// names. Where the topic of the claim has values of its own, all nouns of the
// clause must be the claim's.
func (v *view) topicSaid(h *part, rivaled bool) bool {
	end := h.end
	if m := topicMark.FindStringIndex(v.text[h.start:h.end]); m != nil {
		end = h.start + m[1]
	}
	nouns, said := 0, 0
	for k := range h.words {
		if w := &h.words[k]; w.noun && w.end <= end && !(rivaled && general[w.text]) {
			nouns++
			if v.c.has(w) {
				said++
			}
		}
	}
	return said > 0 && (!rivaled || said == nouns)
}

// restIn is the share of what a clause says of its topic that a part has: of
// its values, or of its words if it has none.
func (v *view) restIn(g, h *part, topic []*word) float64 {
	found, all := 0.0, 0.0
	for k := range g.values {
		if x := &g.values[k]; !x.period {
			all++
			if equal, _ := h.find(x); equal != nil {
				found++
			}
		}
	}
	if all > 0 {
		return found / all
	}
	b := newBag("", h.words)
	for k := range g.words {
		w := &g.words[k]
		if w.end <= topic[len(topic)-1].end || !w.noun || general[w.text] {
			continue
		}
		all++
		found += b.has(w)
	}
	if all == 0 {
		return 1
	}
	return found / all
}
