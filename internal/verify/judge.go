package verify

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/signal"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// How much a sentence's sum is reduced, whatever else speaks for it, by a value that no
// passage has or a topic that none mentions, and by an objection that is hardly ever wrong.
// A value that the sentence calls calculated reduces less: the calculation may be one that the
// rules don't know.
const (
	invented     = 3.0
	workedOut    = 1.0
	contradicted = 1.0
)

// doubt is what a sentence's sum is reduced by if the chosen passage is its source.
func doubt(c *claim.Claim, views []*view.View, chosen int) float64 {
	switch {
	case signal.Strange(views, chosen), signal.Invents(c, views, chosen) && !signal.WorksOut(c):
		return invented
	case evidence.SurelyOpposed(views[chosen]):
		return contradicted
	case signal.Invents(c, views, chosen):
		return workedOut
	}
	return 0
}

const (
	objected  = .5 // how much worse a passage fits that has an objection
	preferred = .1 // how much better one fits that the model cited
)

// judge asks the passage that is likeliest to be the claim's source.
func (p *Passages) judge(c *claim.Claim, w *signal.Witness) Finding {
	views, opinions := evidence.Compare(&p.set, c)
	var chosen int
	var bears bool
	if c.Cells != nil {
		chosen, bears = ofRow(c, opinions)
	} else {
		d := &decision.Learned.Core
		if w != nil {
			d = &decision.Learned.Encoder
		}
		signals := signal.Of(&p.set, c, views, opinions, w)
		chosen = d.Likeliest(signals)
		bears = !opinions[chosen].Elsewhere() &&
			d.Sum(signals[chosen].Values)-doubt(c, views, chosen) >= d.Bar
	}
	if bears && c.Cells == nil && misses(c, views[chosen]) {
		if f, ok := p.together(c); ok {
			return f
		}
	}
	if bears {
		f := Finding{Verdict: Supported, Citations: []int{chosen}}
		f.addEvidence(opinions[chosen])
		return f
	}
	if f, ok := p.together(c); ok && !evidence.SurelyOpposed(views[chosen]) {
		return f
	}
	f := Finding{Verdict: Unsupported, Reason: NotInSources}
	if o := opinions[chosen].Problem; o != nil {
		f.Reason, f.Claim = o.Reason, o.Claim
	}
	return f
}

// misses reports whether a passage lacks a value of the claim, or the claim
// compares it with another passage: two may bear the claim out.
func misses(c *claim.Claim, v *view.View) bool {
	return slices.ContainsFunc(v.Faults, func(p *view.Problem) bool { return p.Missing }) ||
		slices.ContainsFunc(c.Values, func(x value.Value) bool {
			return x.Class == value.Code && v.InTitles(&x) && !v.Has(&x) || x.Dim == value.Multiple
		})
}

// ofRow judges a row of a table by objections alone: it has no sentence to
// compare. It returns the passage that the row is most likely taken from.
func ofRow(c *claim.Claim, opinions []view.Opinion) (best int, bears bool) {
	most := math.Inf(-1)
	for i := range opinions {
		o := &opinions[i]
		if o.Lacking >= view.OutOfScope {
			continue
		}
		fit := o.Fit
		if o.Problem != nil {
			fit -= objected
		}
		if slices.Contains(c.Cites, i) {
			fit += preferred
		}
		if fit > most {
			best, most = i, fit
		}
	}
	return best, opinions[best].Problem == nil && opinions[best].Covered >= view.LeastCovered
}

func (f *Finding) addEvidence(o view.Opinion) {
	for _, s := range o.Evidence {
		r := Range{Passage: o.Passage, Start: s.Start, End: s.End}
		if !slices.Contains(f.Evidence, r) {
			f.Evidence = append(f.Evidence, r)
		}
	}
}

// wishes reports whether a short sentence without a value wishes, exhorts or
// exclaims about what no passage speaks of.
func (p *Passages) wishes(c *claim.Claim) bool {
	most := 4
	if c.Matches(kind) {
		most = 7
	}
	if len(c.Values) > 0 || len(strings.Fields(c.Text)) > most || !wish.MatchString(strings.TrimSpace(c.Text)) {
		return false
	}
	for _, q := range p.set.List {
		n := 0.0
		for k := range c.Words {
			n += q.All.Has(&c.Words[k])
		}
		if n > .5*float64(len(c.Words)) {
			return false
		}
	}
	return true
}

var (
	wish = regexp.MustCompile(`(?:세요|네요|지요|죠|봐요|[!~])[.!~^]*$`)
	kind = regexp.MustCompile(`즐거운|즐겁게|안전하게|행복|좋은 하루|건강|편안|무사히|잘 `)
)
