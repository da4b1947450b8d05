package polarity

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

var (
	// universal words leave out every condition.
	universal = regexp.MustCompile(`얼마나 [가-힣]+든 |연중 |일 ?년 내내|1년 내내|사계절 |몇 [가-힣]+(?:이든|든) |아무리 |어떤 [가-힣]+(?:든|이든|라도)|누구에게나|누구한테나|(?:관계|상관|구분|구별|제한|조건|예외|아무 [가-힣]+) ?없이|무관하게|누구나|누구든|무조건|언제든|언제나|항상|어떤 경우에도|어떠한 경우에도|어느 경우든|자유롭게|몇 번이든|얼마든지|포함한 모든|포함해 모든|포함하여 모든|포함해 언제든|모든 [가-힣]+|그대로|(?:어디|전국)(?:에서)?(?:나|든|서나|서든)|어디에서나|어디에서든`)
	// restricting words make a condition or an exception of a sentence.
	restricting = regexp.MustCompile(`다만|단,|단 |제외|예외|까지|한도|최대|한하여|한해|한정|(?:까지|[가-\x{C9BF}\x{C9C1}-힣])만 |이상|이하|미만|이내|초과|경우|때|면 |면,|어야|아야|해야|하여야|없다|않|못`)
	doneWithout = regexp.MustCompile(`지 (?:않고|아니하고|않은 채|않아도)`)
	without     = regexp.MustCompile(`([가-힣A-Za-z0-9]+) 없이`)
	concessive  = regexp.MustCompile(`(?:때도|중에도|뒤에도|[가-힣](?:아도|어도|해도|여도|라도|더라도|와도|써도|꺼도|켜도|서도|려도|져도|쳐도|춰도|워도|않아도|있어도|없어도|도 혼자|낮아도|높아도)) `)
	excluding   = regexp.MustCompile(`(?:까지|[가-\x{C9BF}\x{C9C1}-힣])만 |한하여|한해|한정|[아어해]야|면 |다만|단,|단 |없을|제외|금지|안 된다|없다`)
	Adversative = regexp.MustCompile(`^(?:다만|단,|단 |그러나|예외로)`)
)

// Conditions returns a problem if the claim omits or denies a condition or an
// exception of the passage.
func Conditions(v *view.View) *view.Problem {
	own := v.Units[v.Best]
	there, after := v.Text[own.Start:own.End], adverse(v)
	if m := everyCase(v, there, after); m != nil {
		reason := view.Condition
		if after != "" {
			reason = view.Exception
		}
		return &view.Problem{Reason: reason, Claim: korean.Span{Start: m[0], End: m[1]}}
	}
	for _, r := range conditionRules {
		if m := r.find(v, there, after); m != nil {
			return &view.Problem{Reason: r.reason, Claim: korean.Span{Start: m[0], End: m[1]}}
		}
	}
	if p := deniesCondition(v, v.Claim.Text, there, after); p != nil {
		return p
	}
	return dropped(v)
}

// conditionRule finds the words of the claim, as byte offsets, that a condition of
// the passage contradicts, or nil. there is the text of the best unit, and after
// the exception that follows it, if there is one.
type conditionRule struct {
	find   func(v *view.View, there, after string) []int
	reason view.Reason
}

// conditionRules in the order in which their problems are reported.
var conditionRules = []conditionRule{
	{everyoneForSome, view.Condition},
	{atOnceForLater, view.Condition},
	{func(v *view.View, there, _ string) []int { return alsoForOnly(v, there) }, view.Condition},
	{onlyForMore, view.Condition},
	{aloneForTogether, view.Condition},
	{apartForShared, view.Negated},
	{surelyForMaybe, view.Modality},
	{func(v *view.View, there, _ string) []int { return allOf(v, there) }, view.Condition},
	{oneForAll, view.Condition},
	{func(v *view.View, _, _ string) []int { return addedTo(v) }, view.Condition},
	{func(v *view.View, _, _ string) []int { return allForSome(v) }, view.Condition},
	{onlyForBoth, view.Exception},
}

// atOnceForLater finds a claim that something happens at once for which one must wait.
func atOnceForLater(v *view.View, there, after string) []int {
	m := atOnce.FindStringIndex(v.Claim.Text)
	if m == nil || !waiting.MatchString(there+after) || atOnce.MatchString(there+after) {
		return nil
	}
	return m
}

// aloneForTogether finds a claim that somebody may do alone what the passage allows
// only in company.
func aloneForTogether(v *view.View, there, _ string) []int {
	m := alone.FindStringIndex(v.Claim.Text)
	if m == nil || v.Claim.DeniedAt(m[0]) || !accompanied.MatchString(there) ||
		alone.MatchString(there) {
		return nil
	}
	return m
}

// apartForShared finds a claim that things are apart which the passage has in common.
func apartForShared(v *view.View, there, _ string) []int {
	m := apartFrom.FindStringIndex(v.Claim.Text)
	if m == nil || !shared.MatchString(there) || apartFrom.MatchString(there) {
		return nil
	}
	return m
}

// surelyForMaybe finds a claim that one must do what the passage only permits.
func surelyForMaybe(v *view.View, there, _ string) []int {
	m := surely.FindStringIndex(v.Claim.Text)
	if m == nil {
		return nil
	}
	h := counterpart(v, &v.Claim.Parts[len(v.Claim.Parts)-1])
	if h == nil || !predicate.Permitted.MatchString(v.Text[h.Start:h.End]) ||
		predicate.Obliged.MatchString(there) {
		return nil
	}
	return m
}

// deniesCondition returns a problem if the claim says that something which the
// sentence there, or the exception after it, makes a condition is not needed.
func deniesCondition(v *view.View, text, there, after string) *view.Problem {
	if m := without.FindStringSubmatchIndex(text); m != nil &&
		(excluding.MatchString(there+after) || predicate.Obliged.MatchString(there) ||
			needed(there, text[m[2]:m[3]])) &&
		!strings.Contains(there, "없이") && !doneWithout.MatchString(there) {
		if strings.Contains(lexicon.Dense(there+after), lexicon.Dense(text[m[2]:m[3]])) ||
			universal.MatchString(text) {
			return &view.Problem{Reason: view.Condition, Claim: korean.Span{Start: m[0], End: m[1]}}
		}
	}
	if m := concessive.FindStringIndex(text); m != nil && !singled.MatchString(text[:m[1]]) &&
		!conditionFollows(v, m[1]) && !bothDenied(v) && !grants.MatchString(text[m[1]:]) &&
		!concededThere(v, text[:m[1]]) &&
		!atAll.MatchString(text[:m[1]]) && !tellsException(v, after) &&
		concedes(v, text[:m[1]], there+after) {
		return &view.Problem{Reason: view.Condition, Claim: korean.Span{Start: m[0], End: m[1]}}
	}
	if m := optional.FindStringIndex(text); m != nil && predicate.Obliged.MatchString(there) &&
		!predicate.Obliged.MatchString(text) && !predicate.Permitted.MatchString(there) {
		return &view.Problem{Reason: view.Modality, Claim: korean.Span{Start: m[0], End: m[1]}}
	}
	return nil
}

// singled matches the smallest number of things, which is no concession: 한 번이라도.
var singled = regexp.MustCompile(`(?:번|개|명|건|대|장|회|시간|분|일|조금|하나)(?:이라도|라도) $`)

// conditionFollows reports whether the claim goes on with a condition that the best unit has,
// or concedes something within one: 고혈압 약을 먹더라도 조절되면.
func conditionFollows(v *view.View, after int) bool {
	u := &v.Units[v.Best]
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if !g.Condition || g.End <= after || len(g.Words) == 0 {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			if h := &v.Parts[k]; h.Condition && h.Has(g.LastWord()) {
				return true
			}
		}
	}
	return false
}

// bothDenied reports whether the claim and the last clause of the best unit deny something:
// 9월 뒤에는 취소해도 환불되지 않는다 states no more than 그 뒤에는 돌려주지 않는다.
func bothDenied(v *view.View) bool {
	u := &v.Units[v.Best]
	return v.Claim.Sign() < 0 && !u.Row && u.Last > u.First && passage.SignOf(v.Text, &v.Parts[u.Last-1]) < 0 &&
		len(v.Claim.Parts[len(v.Claim.Parts)-1].Words) > 0 &&
		SameDeedIn(v, v.WholeClause(&v.Parts[u.Last-1]), v.Claim.Parts[len(v.Claim.Parts)-1].LastWord())
}

// needed reports whether a text says that something has to be obtained or
// handed in, as in 승인을 받아.
func needed(text, name string) bool {
	_, rest, ok := strings.Cut(text, name)
	return ok && gotten.MatchString(rest)
}

var gotten = regexp.MustCompile(`^(?:을|를) (?:받|얻|거쳐|거치|내|제출|붙|갖추|지참|보여|준다|주어|줘|부여|제공)`)

// concededThere reports whether the passage concedes the same word, as in
// 해지해도.
func concededThere(v *view.View, clause string) bool {
	fields := strings.Fields(clause)
	return len(fields) > 0 && korean.Length(fields[len(fields)-1]) >= 3 &&
		strings.Contains(v.Text, fields[len(fields)-1])
}

// grants matches what follows 해도 in a permission, as in 해도 된다 and 해도
// 괜찮다.
var grants = regexp.MustCompile(`^(?:되|돼|됩|된|괜찮|좋|무방)`)

var (
	atAll       = regexp.MustCompile(`(?:늦어도|적어도|많아도|길어도) $`)
	atOnce      = regexp.MustCompile(`바로 |즉시|곧바로|당장`)
	Exclusive   = regexp.MustCompile(`(?:까지|[가-\x{C9BF}\x{C9C1}-힣])만 `)
	alone       = regexp.MustCompile(`혼자|단독으로|보호자 없이`)
	accompanied = regexp.MustCompile(`함께|동반|보조 인력|2인|보호자`)
	apartFrom   = regexp.MustCompile(`마다 따로|각자 따로|따로 주어|각자 `)
	shared      = regexp.MustCompile(`함께 |공동으로|나누어 쓰|나눠 쓰`)
	surely      = regexp.MustCompile(`반드시 |무조건 `)
	waiting     = regexp.MustCompile(`지나야|지난 (?:뒤|후|다음)|끝난 (?:뒤|후|다음)|마친 (?:뒤|후|다음)|지난 [가-힣]+만 |까지 [가-힣]+ 수 없|[아어해]야`)
	every       = regexp.MustCompile(`모든 ([가-힣]{2,}?)(?:에서|에게|에는|이|가|은|는|을|를|의|에|도|로|에서는)? `)
)

// optional matches words that turn a duty into a choice.
var optional = regexp.MustCompile(`원하면|원할 경우|원하는 경우|희망하면|필요하면|선택적으로|선택해서|선택 사항|자율적으로|원한다면`)

// concedes reports whether the passage makes a condition of something that the
// claim says makes no difference.
func concedes(v *view.View, clause, there string) bool {
	if own := &v.Units[v.Best]; (Adversative.MatchString(v.Text[own.Start:own.End]) ||
		excepting.MatchString(v.Text[own.Start:own.End])) &&
		strings.Contains(v.Claim.Text[min(len(clause), len(v.Claim.Text)):], "면 ") {
		return false // the claim tells the exception itself
	}
	if concessive.MatchString(there) || !excluding.MatchString(there) {
		return false
	}
	d := lexicon.Dense(there)
	for i := range v.Claim.Words {
		if w := &v.Claim.Words[i]; w.End <= len(clause) && w.Noun && strings.Contains(d, w.Text) &&
			!v.Claim.Matches(predicate.Freed) {
			return true
		}
	}
	return false
}

// dropped returns a problem if the best matching sentence has a condition that
// neither the claim nor the question mentions.
func dropped(v *view.View) *view.Problem {
	u := &v.Units[v.Best]
	if u.Row || v.Claim.Matches(hedge) {
		return nil
	}
	for k := u.First; k+1 < u.Last; k++ {
		g := &v.Parts[k]
		if !g.Condition || len(g.Values) == 0 && !Strict.MatchString(v.Text[g.Start:g.End]) ||
			!aligned(v, &v.Parts[k+1]) {
			continue
		}
		known := false
		for i := range g.Words {
			w := &g.Words[i]
			known = known || v.Claim.Has(w) || v.Claim.Asks(w)
		}
		for i := range g.Values {
			e := &g.Values[i]
			for j := range v.Claim.Values {
				known = known || v.Claim.Values[j].Equal(e)
			}
			known = known || v.Claim.AsksFor(e)
		}
		if !known && len(g.Words)+len(g.Values) > 0 {
			return &view.Problem{Reason: view.Condition}
		}
	}
	return nil
}

// Strict matches conditions that rule out everything else.
var Strict = regexp.MustCompile(`한하여|한해|만$|만 |때만|경우에만`)

var hedge = regexp.MustCompile(`조건|경우|일부|특정|해당|면 |때|원칙`)

// aligned reports whether the claim contains what the part says: one of its
// values, or most of its words.
func aligned(v *view.View, g *passage.Part) bool {
	for i := range g.Values {
		for j := range v.Claim.Values {
			if v.Claim.Values[j].Equal(&g.Values[i]) && g.Values[i].Class == value.Quantity &&
				!g.Values[i].Period {
				return true
			}
		}
	}
	n := 0
	for i := range g.Words {
		if v.Claim.Has(&g.Words[i]) {
			n++
		}
	}
	return n >= 2 && 2*n > len(g.Words)
}
