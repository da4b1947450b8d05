package polarity

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/view"
)

// topical reports whether the claim speaks of the topic of a part, and not of
// something in its place.
func topical(v *view.View, k *passage.Part) bool {
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
func sharesTopic(v *view.View, g *passage.Part, u *passage.Unit) bool {
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
func plain(v *view.View, g *passage.Part, w *lexicon.Word) bool {
	rest := v.Claim.Text[w.End:g.End]
	i := strings.IndexByte(rest, ' ')
	return i >= 0 && !passage.IsVerbal(rest) && existence.MatchString(rest[i:])
}

var existence = regexp.MustCompile(`^ (?:있|없|필요|불필요|아니|가능|불가|않)`)

// anyIn reports whether a part has a value of the claim's clause.
func anyIn(v *view.View, g, h *passage.Part) bool {
	for k := range g.Values {
		if v.HasValue(&v.Units[h.Sentence], &g.Values[k]) || g.Values[k].Period ||
			v.InTitle(&g.Values[k]) {
			return true
		}
	}
	return false
}

// counterpart is the clause of the passage that shares most with a clause of
// the claim, nil if none shares enough.
func counterpart(v *view.View, g *passage.Part) *passage.Part {
	var best *passage.Part
	var most float64
	for i := range v.Parts {
		h := &v.Parts[i]
		if v.Scores[h.Sentence] < .6*v.Scores[v.Best] {
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
		if s > 0 && h.Sentence == v.Best {
			s += .5
		}
		if s > most {
			best, most = h, s
		}
	}
	if best == nil {
		u := &v.Units[v.Best]
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
	return v.WholeClause(best)
}
