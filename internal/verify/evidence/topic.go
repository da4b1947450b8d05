package evidence

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/view"
)

// crossed finds a clause of the claim that says of its topic what the passage's
// sentence says of another one: the topic stands in one clause of the sentence,
// and what is said of it in another one, with a topic of its own.
func crossed(v *view.View) *view.Problem {
	u := &v.Units[v.Best]
	if u.Row || u.Last-u.First < 2 {
		return nil
	}
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		topic := v.Claim.TopicOf(g)
		if len(topic) == 0 || g.Condition {
			continue
		}
		if labelledBy(v, u, topic) {
			continue
		}
		own, other := 0.0, 0.0
		rivaled := rivaledWith(v, u, g, topic)
		for k := u.First; k < u.Last; k++ {
			h := v.WholeClause(&v.Parts[k])
			switch has, any := hasAll(h, topic); {
			case has:
				own = max(own, restIn(v, g, h, topic))
			case i > 0 && underCondition(v, i, h):
			case (rivaled && !any || hasOwnTopic(v, h)) &&
				!topicSaid(v, h, rivaled || any):
				other = max(other, restIn(v, g, h, topic))
			}
		}
		if own >= 0 && own <= .3 && other >= .75 && topicInside(v, u, topic) {
			return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: topic[0].Start,
				End: topic[len(topic)-1].End}}
		}
	}
	return nil
}

// hasOwnTopic reports whether a clause has a topic that is not the clause before it.
func hasOwnTopic(v *view.View, h *passage.Part) bool {
	text := v.Text[h.Start:h.End]
	return passage.TopicMark.MatchString(text) && !backReference.MatchString(text)
}

// labelledBy reports whether a sentence's label has a topic, which is then that of all
// its clauses: 가을 장터: 날짜를 늦추고.
func labelledBy(v *view.View, u *passage.Unit, topic []*lexicon.Word) bool {
	first := &v.Parts[u.First]
	all, _ := hasAll(first, topic)
	return all && isLabel(v, first)
}

// isLabel reports whether a part only introduces what follows it.
func isLabel(v *view.View, h *passage.Part) bool {
	return strings.HasSuffix(strings.TrimRight(v.Text[h.Start:h.End], " "), ":")
}

// underCondition reports whether a clause stands under the condition that precedes the
// claim's i-th clause.
func underCondition(v *view.View, i int, h *passage.Part) bool {
	c := &v.Claim.Parts[i-1]
	return c.Condition && slices.ContainsFunc(c.Words, func(w lexicon.Word) bool {
		return !lexicon.General[w.Text] && h.Own.Has(&w) == 1
	})
}

// hasAll reports whether a part itself contains all of some words, and whether
// it contains any of them.
func hasAll(h *passage.Part, words []*lexicon.Word) (all, any bool) {
	b := lexicon.NewBag("", h.Words)
	all = true
	for _, w := range words {
		if b.Has(w) == 1 {
			any = true
		} else {
			all = false
		}
	}
	return all, any
}

// topicInside reports whether a clause of the unit contains the topic.
func topicInside(v *view.View, u *passage.Unit, topic []*lexicon.Word) bool {
	for k := u.First; k < u.Last; k++ {
		if has, _ := hasAll(&v.Parts[k], topic); has {
			return true
		}
	}
	return false
}

// rivaledWith reports whether the topic's own clause has other values in the
// place of those of a clause of the claim.
func rivaledWith(v *view.View, u *passage.Unit, g *passage.Part, topic []*lexicon.Word) bool {
	for k := u.First; k < u.Last; k++ {
		h := &v.Parts[k]
		if has, _ := hasAll(h, topic); !has {
			continue
		}
		for j := range g.Values {
			if equal, like := h.Find(&g.Values[j]); equal == nil && like {
				return true
			}
		}
	}
	return false
}

// topicSaid reports whether a clause of the passage is about what the claim
// names. Where the topic of the claim has values of its own, all nouns of the
// clause must be the claim's.
func topicSaid(v *view.View, h *passage.Part, rivaled bool) bool {
	end := h.End
	if m := passage.TopicMark.FindStringIndex(v.Text[h.Start:h.End]); m != nil {
		end = h.Start + m[1]
	}
	nouns, said := 0, 0
	for k := range h.Words {
		if w := &h.Words[k]; w.Noun && w.End <= end && !(rivaled && lexicon.General[w.Text]) {
			nouns++
			if v.Claim.Has(w) {
				said++
			}
		}
	}
	for k := range h.Values {
		if e := &h.Values[k]; e.End <= end && v.Claim.HasValue(e) {
			said, nouns = said+1, nouns+1
		}
	}
	return said > 0 && (!rivaled || said == nouns)
}

// restIn is the share of what a clause says of its topic that a part has: of
// its values, or of its words if it has none.
func restIn(v *view.View, g, h *passage.Part, topic []*lexicon.Word) float64 {
	found, all := 0.0, 0.0
	for k := range g.Values {
		if x := &g.Values[k]; !x.Period {
			all++
			if equal, _ := h.Find(x); equal != nil {
				found++
			}
		}
	}
	if all > 0 {
		return found / all
	}
	b := lexicon.NewBag("", h.Words)
	for k := range g.Words {
		w := &g.Words[k]
		if w.End <= topic[len(topic)-1].End || !w.Noun || lexicon.General[w.Text] {
			continue
		}
		all++
		found += b.Has(w)
	}
	if all == 0 {
		return 1
	}
	return found / all
}
