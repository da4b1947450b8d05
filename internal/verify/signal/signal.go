package signal

import (
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/polarity"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/view"
)

// Of returns the signals of each passage for a claim. The last signals compare
// the passages with one another. If w is nil, no vectors are compared. views
// and opinions are those of [evidence.Compare].
func Of(set *scope.Set, c *claim.Claim, views []*view.View, opinions []view.Opinion, w *Witness) []*decision.Signals {
	lacking := set.Lacking(c)
	out := make([]*decision.Signals, len(views))
	levels, both := make([]levels, len(views)), make([]float64, len(views))
	for i, v := range views {
		o := &opinions[i]
		s := &decision.Signals{Outside: o.Lacking >= view.OutOfScope}
		s.Flag("objection", o.Problem != nil)
		for name, objects := range evidence.Objections(v) {
			s.Flag(name, objects)
		}
		for name, n := range evidence.Families(v) {
			s.Add(name, min(2, float64(n)))
		}
		s.Flag("objection.sure", evidence.SurelyOpposed(v))
		valueSignals(v, s)
		placeSignals(v, s)
		nameSignals(v, s)
		saidSignals(v, s)
		both[i] = unitSignals(v, s)
		levels[i].unit = both[i] - .3*o.Lacking
		pairSignals(v, s)
		cueSignals(v, s)
		topicSignals(v, s)
		slotSignals(v, s)
		clauseSignals(v, s)
		exceptionSignals(v, s)
		s.Add("covered", o.Covered)
		s.Add("words", o.Words)
		s.Add("asked", v.AskedShare())
		s.Add("lacking", min(2, o.Lacking))
		s.Add("lacking.all", min(2, lacking[i]))
		s.Flag("cited", slices.Contains(c.Cites, i))
		s.Flag("uncited", len(c.Cites) == 0)
		claimSignals(v, s)
		levels[i].fit = o.Fit
		if w != nil {
			levels[i].aligned, levels[i].alike = w.signals(s, v)
			levels[i].aligned -= .1 * o.Lacking
			levels[i].alike -= .1 * o.Lacking
		}
		out[i] = s
	}
	for i, s := range out {
		twinSignals(s, set, c, views, both, i)
		inventedSignals(c, views, s, i)
		compare(s, levels, i, w != nil)
	}
	return out
}

// levels are the measures by which passages are compared with each other.
type levels struct{ fit, unit, aligned, alike float64 }

// unrelated are the levels of a passage that has little to do with a claim. The
// best of the other passages counts as having at least these.
var unrelated = levels{fit: .4, unit: .35, aligned: .35, alike: .3}

// compare adds signals for how far the i-th passage is ahead of the best of the
// others.
func compare(s *decision.Signals, all []levels, i int, witnessed bool) {
	best := unrelated
	for j, l := range all {
		if j != i {
			best = levels{max(best.fit, l.fit), max(best.unit, l.unit),
				max(best.aligned, l.aligned), max(best.alike, l.alike)}
		}
	}
	own := all[i]
	s.Add("fit", own.fit)
	s.Add("fit.ahead", max(-1, min(1, own.fit-best.fit)))
	s.Add("unit.ahead", own.unit-best.unit)
	if witnessed {
		s.Add("aligned.ahead", own.aligned-best.aligned)
		s.Add("alike.ahead", own.alike-best.alike)
	}
}

// claimSignals adds those of the claim alone.
func claimSignals(v *view.View, s *decision.Signals) {
	s.Add("claim.values", min(3, float64(len(v.Claim.Values))))
	s.Flag("claim.valueless", len(v.Claim.Values) == 0)
	s.Add("claim.words", min(10, float64(len(v.Claim.Words)))/10)
	s.Flag("claim.denies", v.Claim.Sign() < 0)
	s.Flag("claim.unconditional", v.Claim.Matches(unconditional))
}

// valueSignals adds how many of the claim's values the passage lacks, has in
// another place or limits differently.
func valueSignals(v *view.View, s *decision.Signals) {
	missing, moved, limited := 0, 0, 0
	for _, p := range v.Faults {
		switch {
		case p.Missing:
			missing++
		case p.Reason == view.Limit:
			limited++
		default:
			moved++
		}
	}
	s.Flag("values.missing", missing > 0)
	s.Flag("values.missing.several", missing > 1)
	s.Add("values.missing.share", float64(missing)/float64(max(1, len(v.Claim.Values))))
	s.Flag("values.moved", moved > 0)
	s.Flag("values.limit", limited > 0)
}

// saidSignals adds whether clauses with the claim's nouns and values say the
// same or the opposite.
func saidSignals(v *view.View, s *decision.Signals) {
	same, opposite, verb := 0.0, 0.0, 0.0
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 {
			continue
		}
		w, about, mine := g.LastWord(), v.Claim.Under(i), passage.SignOf(v.Claim.Text, g)
		for k := range v.Parts {
			h := &v.Parts[k]
			if len(h.Words) == 0 {
				continue
			}
			share := polarity.Common(v, about, h, w)
			if !h.Condition {
				h = v.WholeClause(h)
			}
			if passage.SignOf(v.Text, h) == mine {
				same = max(same, share)
			} else {
				opposite = max(opposite, share)
			}
			if x := h.LastWord(); x.Text == w.Text || w.Class != "" && x.Class == w.Class {
				verb = max(verb, share)
			}
		}
	}
	s.Add("said.same", same)
	s.Add("said.opposite", opposite)
	s.Add("said.ahead", same-opposite)
	s.Add("said.verb", verb)
}
