package signal

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/view"
)

// noTwin is how far ahead of a near duplicate a passage counts that has none.
const noTwin = .3

// twinSignals adds how the i-th passage compares with its near duplicates, such
// as those about another version: what of the claim they have that it lacks, and
// how much better or worse their likeliest source matches.
func twinSignals(s *decision.Signals, set *scope.Set, c *claim.Claim, views []*view.View, both []float64, i int) {
	ahead, lost, kept := noTwin, 0.0, 0.0
	for j, twin := range views {
		if j == i || !set.Rivals(i, j) {
			continue
		}
		ahead = min(ahead, both[i]-both[j])
		for k := range c.Words {
			w := &c.Words[k]
			if !w.Noun || lexicon.General[w.Text] {
				continue
			}
			if views[i].Titled.Has(w) == 1 {
				continue // it says which passage is meant, not what the passage says
			}
			here, there := views[i].All.Has(w), twin.All.Has(w)
			switch {
			case here < view.LeastLevel && there == 1:
				lost = max(lost, set.Rare.Of(w))
			case here == 1 && there < view.LeastLevel:
				kept = max(kept, set.Rare.Of(w))
			}
		}
		for k := range c.Values {
			x := &c.Values[k]
			if x.Period || views[i].InTitle(x) {
				continue
			}
			switch here, there := views[i].Has(x), twin.Has(x); {
			case !here && there:
				lost = max(lost, 2) // as much as the rarest word
			case here && !there:
				kept = max(kept, 2)
			}
		}
	}
	s.Flag("topic.elsewhere", topicElsewhere(set, c, views, i))
	s.Flag("twin.newer", len(set.Newer(i, c)) > 0)
	s.Flag("twin.superseded", views[i].Superseded)
	s.Add("twin.ahead", ahead)
	s.Add("twin.lost", lost)
	s.Add("twin.kept", kept)
}

// topicElsewhere reports whether the i-th passage has a value of the claim but not what
// the claim says it of, which another passage has with another value: 보안관제센터의 번호는
// 7230, where that is the number of another office in a passage that doesn't mention the
// centre.
func topicElsewhere(set *scope.Set, c *claim.Claim, views []*view.View, i int) bool {
	for n := range c.Parts {
		g := &c.Parts[n]
		for _, w := range c.TopicOf(g) {
			if korean.Length(w.Text) < 2 || views[i].All.Has(w) >= view.LeastLevel || c.Asks(w) {
				continue
			}
			for j, other := range views {
				if j != i && other.All.Has(w) == 1 && rivalsBeside(other, w, g, views[i]) {
					return true
				}
			}
		}
	}
	return false
}

// rivalsBeside reports whether a sentence with w has a value in place of one of a clause
// of the claim, which the passage lacks and here has.
func rivalsBeside(v *view.View, w *lexicon.Word, g *passage.Part, here *view.View) bool {
	for k := range g.Values {
		x := &g.Values[k]
		if x.Period || !here.Has(x) || v.Has(x) {
			continue
		}
		for n := range v.Units {
			u := &v.Units[n]
			if u.Own.Has(w) < 1 {
				continue
			}
			for e := range v.ValuesOf(u) {
				if x.Rivals(e) || x.Maybe(e) {
					return true
				}
			}
		}
	}
	return false
}
