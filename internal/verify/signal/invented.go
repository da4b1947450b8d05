package signal

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/naming"
	"github.com/mundap/mundap/internal/verify/view"
)

// inventedSignals adds whether the claim has a value that no passage has, whether it says
// that it was worked out, because the calculation may be one that the rules don't know, and
// whether it is about a topic that no passage mentions.
func inventedSignals(c *claim.Claim, views []*view.View, s *decision.Signals, i int) {
	invented := Invents(c, views, i)
	s.Flag("values.invented", invented)
	s.Flag("values.invented.uncued", invented && !WorksOut(c))
	s.Flag("topic.strange", Strange(views, i))
}

// Strange reports whether the claim is about a topic that no passage mentions, and
// shares only a value with the i-th passage: 병가는 20일, where the passage gives
// 20 days to fathers.
func Strange(views []*view.View, i int) bool {
	return naming.OneValue(views[i]) && !slices.ContainsFunc(views, func(v *view.View) bool {
		return !naming.StrangeTopic(v)
	})
}

// WorksOut reports whether the claim says that a value was calculated. The calculation may be
// one that the rules don't know.
func WorksOut(c *claim.Claim) bool { return c.Matches(calculated) }

// calculated matches the words for a value that was worked out.
var calculated = regexp.MustCompile(`보다|모두|합쳐|합하|합한|합계|합산|더하|더해|총 |전부|함께|씩|차이|차액|할인|깎|절반|꼴|평균|셈|나머지|남은|뺀|늘어|늘었|줄어|줄었|올랐|내렸|올라|내려`)

// Invents reports whether the claim has a value that neither the i-th passage nor any
// other one has, and that does not follow from theirs. Numbers without a unit don't count:
// they may number a list.
func Invents(c *claim.Claim, views []*view.View, i int) bool {
	for _, f := range views[i].Faults {
		if f.Missing && f.Sure {
			return true // the passage gives another one for the same
		}
		if f.Missing && !c.IsBare(f.Claim) && !slices.ContainsFunc(views, func(v *view.View) bool {
			return !slices.ContainsFunc(v.Faults, func(g *view.Problem) bool {
				return g.Missing && g.Claim == f.Claim
			}) && (v.HasAt(f.Claim) || evidence.Covers(v))
		}) {
			return true
		}
	}
	return false
}
