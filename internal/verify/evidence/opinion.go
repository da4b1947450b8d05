package evidence

import (
	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/naming"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/view"
)

// OpinionOf compares the claim with one passage.
func OpinionOf(set *scope.Set, index int, c *claim.Claim) (*view.View, view.Opinion) {
	v := &view.View{Set: set, Passage: set.List[index], Claim: c}
	v.Weigh()
	o := view.Opinion{Passage: index, Covered: covered(v), Words: worded(v)}
	o.Fit = o.Covered + .5*valued(v) + .15*v.AskedShare()
	best := v.Best
	if c.Cells != nil {
		row, problem := tableRow(v)
		o.Problem = problem
		if row >= 0 {
			best = row
			o.Fit += .3
		}
	} else {
		o.Problem = problem(v)
	}
	if o.Problem == nil && naming.Strange(v, index) {
		o.Problem = &view.Problem{Reason: view.OtherRow}
	}
	o.Evidence = v.Evidence(best)
	return v, o
}

// Compare compares the claim with all passages.
func Compare(set *scope.Set, c *claim.Claim) ([]*view.View, []view.Opinion) {
	views, opinions := make([]*view.View, len(set.List)), make([]view.Opinion, len(set.List))
	lacking := set.OffTopic(c)
	for i := range set.List {
		views[i], opinions[i] = OpinionOf(set, i, c)
		opinions[i].Lacking = lacking[i]
		opinions[i].Fit -= lacking[i]
	}
	supersede(views, opinions)
	return views, opinions
}

// covered is the share of the claim's words that the passage has, those of the
// question left out unless it has them.
func covered(v *view.View) float64 {
	var found, all float64
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		share := v.All.Has(w)
		weight := w.Weight()
		if share == 0 && v.Claim.Asks(w) {
			continue
		}
		found += weight * share
		all += weight
	}
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Period {
			continue
		}
		all += view.ValueWeight
		if v.Has(x) || arithmetic.Derives(v, x) || arithmetic.PerUnit(v, x) || arithmetic.Listed(v, x) || arithmetic.Supposed(v, x) {
			found += view.ValueWeight
		}
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// worded is the share of the claim's words that the passage contains.
func worded(v *view.View) float64 {
	var found, all float64
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || view.Doing.MatchString(v.Claim.Text[w.End:]) {
			continue
		}
		found += v.Rare.Of(w) * v.All.Has(w)
		all += v.Rare.Of(w)
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// Covers reports whether the passage contains much of what the claim is about,
// so that a value of the claim may follow from it.
func Covers(v *view.View) bool { return covered(v) >= .5 }

// valued is the share of the claim's values that the passage contains, or 0 if
// the claim has no values.
func valued(v *view.View) float64 {
	if len(v.Claim.Values) == 0 {
		return 0
	}
	n := 0
	for k := range v.Claim.Values {
		if v.Has(&v.Claim.Values[k]) {
			n++
		}
	}
	return float64(n) / float64(len(v.Claim.Values))
}
