package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
)

// topical reports whether the claim speaks of the topic of a part, and not of
// something in its place.
func (v *View) topical(k *passage.Part) bool {
	m := passage.TopicMark.FindStringIndex(v.Text[k.Start:k.End])
	if m == nil {
		return true
	}
	topics, said := 0, 0
	for i := range k.Words {
		w := &k.Words[i]
		if w.End > k.Start+m[1] || !w.Noun {
			continue
		}
		topics++
		if (v.Claim.Has(w) || v.Claim.Asks(w)) && !strings.Contains(v.Claim.Text, w.Text+" 대신") {
			said++
		}
	}
	return topics == 0 || said > 0
}

// sharesTopic reports whether a sentence has most of the nouns of a clause of the claim.
func (v *View) sharesTopic(g *passage.Part, u *passage.Unit) bool {
	n, all := 0.0, 0.0
	for k := range g.Words {
		if w := &g.Words[k]; w.Noun {
			n, all = n+max(u.Own.Has(w), u.Above.Has(w), v.Titled.Has(w)), all+1
		}
	}
	return n >= .7*all
}

// plain reports whether no verb with a meaning of its own follows a noun in its
// clause: 가점이 없습니다.
func (v *View) plain(g *passage.Part, w *lexicon.Word) bool {
	rest := v.Claim.Text[w.End:g.End]
	i := strings.IndexByte(rest, ' ')
	return i >= 0 && !passage.IsVerbal(rest) && existence.MatchString(rest[i:])
}

var existence = regexp.MustCompile(`^ (?:있|없|필요|불필요|아니|가능|불가|않)`)

// anyIn reports whether a part has a value of the claim's clause.
func (v *View) anyIn(g, h *passage.Part) bool {
	for k := range g.Values {
		if v.hasValue(&v.Units[h.Sentence], &g.Values[k]) || g.Values[k].Period ||
			v.inTitle(&g.Values[k]) {
			return true
		}
	}
	return false
}

// counterpart is the clause of the passage that shares most with a clause of
// the claim, nil if none shares enough.
func (v *View) counterpart(g *passage.Part) *passage.Part {
	var best *passage.Part
	var most float64
	for i := range v.Parts {
		h := &v.Parts[i]
		if v.scores[h.Sentence] < .6*v.scores[v.best] {
			continue
		}
		s := 0.0
		for k := range v.Claim.Words {
			w := &v.Claim.Words[k]
			factor := .5
			if w.Start >= g.Start && w.End <= g.End {
				factor = 1
			}
			s += factor * v.Rare.Of(w) * max(h.Own.Has(w), .4*v.Units[h.Sentence].Own.Has(w))
		}
		for k := range g.Values {
			if equal, _ := h.Find(&g.Values[k]); equal != nil {
				s += 1.5
			}
		}
		if s > 0 && h.Sentence == v.best {
			s += .5
		}
		if s > most {
			best, most = h, s
		}
	}
	if best == nil {
		u := &v.Units[v.best]
		if u.Row || u.Last <= u.First {
			return nil
		}
		best = &v.Parts[u.Last-1]
	}
	for k := range v.Parts {
		if h := &v.Parts[k]; best.Condition && h.Sentence == best.Sentence && h.Start >= best.End {
			best = h
		}
	}
	return v.wholeClause(best)
}

// wholeClause joins a part with those behind it up to one that has a verb: A3, A4, B5를 지원한다.
func (v *View) wholeClause(g *passage.Part) *passage.Part {
	u, joined := &v.Units[g.Sentence], *g
	if u.Row || !verbEnd.MatchString(strings.TrimSpace(v.Text[u.Start:u.End])) {
		return g
	}
	for k := u.First; k < u.Last; k++ {
		h := &v.Parts[k]
		if h.Start < joined.End || h.Condition || passage.TopicMark.MatchString(v.Text[h.Start:h.End]) ||
			verbEnd.MatchString(v.Text[joined.Start:joined.End]) {
			continue
		}
		joined.End = h.End
		joined.Words = append(slices.Clone(joined.Words), h.Words...)
		joined.Values = append(slices.Clone(joined.Values), h.Values...)
		merged := lexicon.NewBag("", nil)
		merged.Add(joined.Own)
		merged.Add(h.Own)
		joined.Own = merged
	}
	return &joined
}

// verbEnd: a clause that ends as a verb does, not as an item of a list.
var verbEnd = regexp.MustCompile(`(?:다|요|고|며|면|지만|나|되|서|니|음|함|됨|임|것|까)[.,:]?$`)
