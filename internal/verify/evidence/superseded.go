package evidence

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// outlived is how much of the standing of a value's place in an older edition the
// place of another value must have in a newer one to take it over.
const outlived = .8

// supersede objects to what an older edition says, if the claim names no edition and
// a newer one gives another value in its place: 예산은 1억 2,000만 원, which a later
// meeting changed.
func supersede(views []*view.View, opinions []view.Opinion) {
	for i, v := range views {
		for _, j := range v.Newer(i, v.Claim) {
			at, ok := supersededBy(v, views[j])
			if !ok && !(opinions[i].Problem == nil && revokes(views[j]) && opinions[j].Covered >= outlived*opinions[i].Covered) {
				continue
			}
			v.Superseded = true
			if opinions[i].Problem == nil {
				opinions[i].Problem = &view.Problem{Reason: view.OtherRow, Claim: at}
			}
		}
	}
}

// revokes reports whether an edition says the opposite of the claim.
func revokes(v *view.View) bool {
	for i, p := range v.Objections {
		if p != nil && p.Reason == view.Negated && rules[i].signal != "objection.avoided" {
			return true
		}
	}
	return false
}

// supersededBy finds a value of the claim that the passage has, where a newer edition
// has another one.
func supersededBy(v *view.View, newer *view.View) (korean.Span, bool) {
	for k, part := range v.Placed {
		x := &v.Claim.Values[k]
		if part < 0 || x.Period || x.Class == value.Code || x.Class == value.Person || newer.Has(x) {
			continue
		}
		place, ok := placement.Likest(newer, x, (*value.Value).Rivals)
		if ok && place.Score >= outlived*placement.Beside(v, x, &v.Parts[part]) {
			return korean.Span{Start: x.Start, End: x.End}, true
		}
	}
	return korean.Span{}, false
}

// Shared returns the share of the words in any of the passages that this one
// contains. Words for a change and for the state before it don't count.
func Shared(v *view.View) float64 {
	n, all := 0.0, 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if changes[w.Text] || changes[w.Class] {
			continue
		}
		if v.Rare.Count[w.Text] > 0 || w.Class != "" && v.Rare.Count[w.Class] > 0 {
			n, all = n+v.All.Has(w), all+1
		}
	}
	if all == 0 {
		return 0
	}
	return n / all
}

// changes are words for a change and for what was before it, and the classes of such
// words.
var changes = func() map[string]bool {
	m := lexicon.Set("회 차 판 회차 지난 이전 기존 종전 작년 전년 이번 요금표 개정 개정판 최신판")
	for _, w := range [...]string{"늘", "증가", "감소", "인하", "바꾸", "높", "낮"} {
		m[lexicon.ClassOf(w)] = true
	}
	return m
}()
