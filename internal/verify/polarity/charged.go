package polarity

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// What a clause says about money: that something costs nothing, or that it has to be paid for.
var (
	free = regexp.MustCompile(`무료|무상으로|공짜|면제|` + fee + `[은는이가도을를]? ?(?:[가-힣]+ ){0,2}?(?:없|(?:받|내|물리|물|붙|들|부과하|부과되|청구하|청구되|발생하|지불하|부담하)지 ?(?:않|아니)|` +
		`안 (?:내|받|들|물)|포함되|포함돼|포함하|포함한|들어 있)`)
	charged = regexp.MustCompile(`유료|유상으로|` + fee + `[은는이가도을를]? ?(?:[가-힣]+ ){0,2}?(?:부과|청구|발생|내야|냅|낸|내고|지불|납부|부담|받습|받는|받아요|받고|물어야|물게|물립|물린|듭니|든다|들어요|듭|붙)`)
	payer   = regexp.MustCompile(fee + `[은는을를]? [가-힣]+[이가] (?:낸|냅|내|부담|물)`)
	notFree = regexp.MustCompile(`무료(?:가|는|로)? ?(?:아니|아닙|아닌|[가-힣]+지 않)|면제(?:하지|되지|받지) ?(?:않|못)`)
)

// fee matches the words for what has to be paid.
const fee = `(?:요금|비용|금액|위약금|보증금|벌금|돈|[가-힣]+료|[가-힣]+비)`

// costs is 1 if a text says that something has to be paid for, -1 if it says that it costs
// nothing, and 0 if it says neither, both, or who pays.
func costs(text string) int {
	n := 0
	switch {
	case notFree.MatchString(text):
		return 1
	case payer.MatchString(text):
		return 0
	case free.MatchString(text):
		n--
		if charged.MatchString(free.ReplaceAllString(text, "")) {
			return 0
		}
	case charged.MatchString(text):
		n++
	}
	return n
}

// How much of a clause of the claim a clause about money must have, and how much more than
// clauses that agree with the claim.
const (
	leastCharged  = .4
	chargedMargin = .15
)

// Charged returns a problem if the claim says that something has to be paid for which is
// free according to the passage, or the reverse. The words may differ.
func Charged(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 || hasMoney(g.Values) {
			continue
		}
		mine := costs(v.Claim.Text[g.Start:g.End])
		if mine == 0 {
			continue
		}
		about, agreed, opposed := v.Claim.Under(i), 0.0, 0.0
		for k := range v.Parts {
			h := &v.Parts[k]
			if h.Condition || v.Units[h.Sentence].Row {
				continue
			}
			switch s := Common(v, about, h, g.LastWord()); costs(v.Text[h.Start:h.End]) {
			case mine:
				agreed = max(agreed, s)
			case -mine:
				opposed = max(opposed, s)
			}
		}
		if opposed >= leastCharged && opposed > agreed+chargedMargin {
			return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: g.Start, End: g.End}}
		}
	}
	return nil
}

func hasMoney(values []value.Value) bool {
	for k := range values {
		if values[k].Class == value.Quantity && values[k].Dim.Money() {
			return true
		}
	}
	return false
}
