package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// onlyThere matches a place, a person or a means to which a clause is limited: 솔잎동에만.
var onlyThere = regexp.MustCompile(`([가-힣A-Za-z0-9]+)['’”"]?(에서|에게|에|으로|로)만 `)

// Restricted returns a problem if the claim says of one place, person or means what the
// passage says of another one only: 참나무동에 데려올 수 있다, for 솔잎동에만 데려올 수 있다.
func Restricted(v *view.View) *view.Problem {
	said := lexicon.Dense(v.Claim.Text)
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) < 2 || passage.SignOf(v.Claim.Text, g) < 0 {
			continue
		}
		for k := range v.Parts {
			h := &v.Parts[k]
			if !within(v, h) || h.Condition {
				continue
			}
			m := onlyThere.FindStringSubmatch(v.Text[h.Start:h.End])
			if m == nil || strings.Contains(said, lexicon.Dense(m[1])) || v.Claim.Matches(Exclusive) {
				continue
			}
			whole := v.WholeClause(h)
			if passage.SignOf(v.Text, whole) < 0 || !SameDeedIn(v, whole, g.LastWord()) {
				continue
			}
			if w := inPlaceOf(v, g, whole, m[2]); w != nil {
				return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: w.Start, End: w.End}}
			}
		}
	}
	return someoneOnly(v)
}

// inPlaceOf finds a noun with a particle in a clause of the claim that a clause of the
// passage lacks, if they have another noun in common.
func inPlaceOf(v *view.View, g, h *passage.Part, particle string) *lexicon.Word {
	var found *lexicon.Word
	common := false
	for k := range g.Words {
		w := &g.Words[k]
		if !w.Noun || lexicon.General[w.Text] {
			continue
		}
		rest, ok := strings.CutPrefix(v.Claim.Text[w.End:], particle)
		switch {
		case h.Own.Has(w) >= view.LeastLevel:
			common = common || w.Start != g.LastWord().Start
		case ok && placeEnds.MatchString(rest):
			found = w
		}
	}
	if !common {
		return nil
	}
	return found
}

var placeEnds = regexp.MustCompile(`^(?:도|는)? `)

// someone matches a group that a verb tells apart and to which a claim is limited: 숙박하는
// 사람만.
var someone = regexp.MustCompile(`(?:는|은|한|된|인|한 적이 있는) [가-힣]+만 `)

// someoneOnly returns a problem if the claim is limited to those who do something, and the
// passage says that it holds for those too who don't: 숙박하지 않는 사람도.
func someoneOnly(v *view.View) *view.Problem {
	m := someone.FindStringIndex(v.Claim.Text)
	if m == nil {
		return nil
	}
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if w.End > m[0]+len("는") || m[0]-w.End > len("하하") {
			continue
		}
		for i := range v.Parts {
			h := &v.Parts[i]
			if slices.ContainsFunc(h.Words, func(x lexicon.Word) bool {
				return x.Same(w) && othersToo.MatchString(v.Text[x.End:h.End]) &&
					!predicate.Of(v.Claim.Text, w, m[1]).Negative()
			}) {
				return &view.Problem{Reason: view.Condition, Claim: korean.Span{Start: m[0], End: m[1]}}
			}
		}
	}
	return nil
}

var othersToo = regexp.MustCompile(`^[가-힣]{0,2}(?:지 ?않은?는? |지 아니한 |이? 아닌 )[가-힣]+(?:도|이라도|에게도) `)
