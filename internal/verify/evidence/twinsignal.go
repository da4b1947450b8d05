package evidence

import (
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/scope"
)

// noTwin is how far ahead of a near duplicate a passage counts that has none.
const noTwin = .3

// twinSignals adds how the i-th passage compares with its near duplicates, such
// as those about another version: what of the claim they have that it lacks, and
// how much better or worse their likeliest source matches.
func twinSignals(s *decision.Signals, set *scope.Set, c *claim.Claim, views []*View, both []float64, i int) {
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
			here, there := views[i].All.Has(w), twin.All.Has(w)
			switch {
			case here < leastLevel && there == 1:
				lost = max(lost, set.Rare.Of(w))
			case here == 1 && there < leastLevel:
				kept = max(kept, set.Rare.Of(w))
			}
		}
		for k := range c.Values {
			x := &c.Values[k]
			if x.Period {
				continue
			}
			switch here, there := views[i].Has(x), twin.Has(x); {
			case !here && there:
				lost = max(lost, 2)
			case here && !there:
				kept = max(kept, 2)
			}
		}
	}
	s.Flag("twin.newer", len(set.Newer(i, c)) > 0)
	s.Flag("twin.superseded", views[i].superseded)
	s.Add("twin.ahead", ahead)
	s.Add("twin.lost", lost)
	s.Add("twin.kept", kept)
}
