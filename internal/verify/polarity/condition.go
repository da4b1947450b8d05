package polarity

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

var (
	// universal words leave out every condition.
	universal = regexp.MustCompile(`어떤 [가-힣]+(?:든|이든|라도)|누구에게나|누구한테나|(?:관계|상관|구분|구별|제한|조건|예외|아무 [가-힣]+) ?없이|무관하게|누구나|누구든|무조건|언제든|언제나|항상|어떤 경우에도|어떠한 경우에도|어느 경우든|자유롭게|몇 번이든|얼마든지|포함한 모든|포함해 모든|포함하여 모든|포함해 언제든|모든 [가-힣]+|그대로|(?:어디|전국)(?:에서)?(?:나|든|서나|서든)|어디에서나|어디에서든`)
	// restricting words make a condition or an exception of a sentence.
	restricting = regexp.MustCompile(`다만|단,|단 |제외|예외|까지|한도|최대|한하여|한해|한정|(?:까지|[가-\x{C9BF}\x{C9C1}-힣])만 |이상|이하|미만|이내|초과|경우|때|면 |면,|어야|아야|해야|하여야|없다|않|못`)
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
}

// everyCase finds words with which the claim leaves out every condition, where the
// passage has one.
func everyCase(v *view.View, there, after string) []int {
	m := universal.FindStringIndex(v.Claim.Text)
	if m == nil || !restricting.MatchString(there+after) && !limited(v) ||
		overall(v, there) || perEach(v, there) {
		return nil
	}
	if conditionBefore(v, m[0], &v.Units[v.Best]) && !disregards(v, there) {
		return nil
	}
	return m
}

// everyoneForSome finds such words where the passage limits to whom or what it applies.
func everyoneForSome(v *view.View, _, _ string) []int {
	if m := universal.FindStringIndex(v.Claim.Text); m != nil && limitedTo(v) {
		return m
	}
	return nil
}

// atOnceForLater finds a claim that something happens at once for which one must wait.
func atOnceForLater(v *view.View, there, after string) []int {
	m := atOnce.FindStringIndex(v.Claim.Text)
	if m == nil || !waiting.MatchString(there+after) || atOnce.MatchString(there+after) {
		return nil
	}
	return m
}

// onlyForMore finds 만 (“only”) in the claim where the passage is more generous.
func onlyForMore(v *view.View, there, _ string) []int {
	m := Exclusive.FindStringIndex(v.Claim.Text)
	if m == nil || !generous(v) || only.MatchString(there) || predicate.Obliged.MatchString(there) {
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

// oneForAll finds a claim that one of several things is enough where the passage
// demands all of them.
func oneForAll(v *view.View, there, _ string) []int {
	m := oneOfAll.FindStringIndex(v.Claim.Text)
	if m == nil || !allOfIt.MatchString(there) || oneOfAll.MatchString(there) {
		return nil
	}
	return m
}

// allForSome finds words with which the claim says of all what a clause with its verb
// says of some only: 모두 나온다, for 한 대만 나온다.
func allForSome(v *view.View) []int {
	m := ofAllOfThem.FindStringIndex(v.Claim.Text)
	if m == nil || Exclusive.MatchString(v.Claim.Text) || v.Claim.Matches(predicate.Obliged) {
		return nil
	}
	g := &v.Claim.Parts[len(v.Claim.Parts)-1]
	if len(g.Words) == 0 {
		return nil
	}
	for i := range v.Parts {
		h := &v.Parts[i]
		text := v.Text[h.Start:h.End]
		if h.Condition || !within(v, h) || !Exclusive.MatchString(text) || ofAllOfThem.MatchString(text) {
			continue
		}
		whole := v.WholeClause(h)
		if passage.SignOf(v.Text, whole) == v.Claim.Sign() && SameDeedIn(v, whole, g.LastWord()) &&
			slices.ContainsFunc(g.Words, func(w lexicon.Word) bool {
				return w.Noun && w.Start != g.LastWord().Start && !lexicon.General[w.Text] && h.Has(&w)
			}) {
			return m
		}
	}
	return nil
}

// addedTo finds a claim that one thing is enough where a sentence demands another one as
// well: 팀장 승인만 있으면, for 보안팀장의 승인도 받아야 한다.
func addedTo(v *view.View) []int {
	m := enoughAlone.FindStringIndex(v.Claim.Text)
	if m == nil {
		return nil
	}
	for i := range v.Units {
		u := &v.Units[i]
		text := v.Text[u.Start:u.End]
		if u.Row || v.Scores[i] < Reaches*v.Scores[v.Best] || !demandedToo.MatchString(text) {
			continue
		}
		if slices.ContainsFunc(v.Claim.Words, func(w lexicon.Word) bool {
			return w.Noun && w.End <= m[0] && !lexicon.General[w.Text] && u.Own.Has(&w) == 1
		}) {
			return m
		}
	}
	return nil
}

var (
	ofAllOfThem = regexp.MustCompile(`(?:^| )(?:모두|전부|다|누구나|어디서나) `)
	oneOfAll    = regexp.MustCompile(`(?:가운데|중에서|중에|중) (?:하나|한 가지|한 개|1개|한쪽|어느 하나)(?:만|라도)|(?:둘|셋) 중 하나|어느 한쪽만|하나만 `)
	enoughAlone = regexp.MustCompile(`[가-힣]+만 (?:있으면|받으면|얻으면|내면|제출하면|거치면|있어도|받아도)`)
	demandedToo = regexp.MustCompile(`[가-힣](?:도|까지) (?:함께 |따로 |반드시 )?(?:받아야|얻어야|내야|제출해야|제출하여야|거쳐야|있어야|갖춰야)`)
	allOfIt     = regexp.MustCompile(`모두 |둘 다|전부 |각각|빠짐없이`)
)

// perEach reports whether a text says of each what the claim says of all: 과목마다, for
// 모든 과목이.
func perEach(v *view.View, text string) bool {
	m := every.FindStringSubmatch(v.Claim.Text)
	return m != nil && strings.Contains(text, m[1]+"마다")
}

// limitedTo reports whether the clause that says what the claim says of everybody has a
// topic of its own that neither the claim nor the question mentions.
func limitedTo(v *view.View) bool {
	h := counterpart(v, &v.Claim.Parts[len(v.Claim.Parts)-1])
	if h == nil || v.Units[h.Sentence].Row || h.Condition {
		return false
	}
	m := narrowTopic.FindStringIndex(v.Text[h.Start:h.End])
	if m == nil {
		return false
	}
	topics := 0
	for k := range h.Words {
		w := &h.Words[k]
		if w.End > h.Start+m[1] || !w.Noun || lexicon.General[w.Text] {
			continue
		}
		if v.Claim.Has(w) || v.Claim.Asks(w) {
			return false
		}
		topics++
	}
	return topics > 0
}

// narrowTopic matches the phrase that a clause is about.
var narrowTopic = regexp.MustCompile(`^[^,]{1,60}?[가-힣](?:은|는|에게는|에는|에서는) `)

// conditionBefore reports whether the claim gives a condition of a unit before the
// offset at, to which a universal word is then limited: 16세 이상이면 누구나.
func conditionBefore(v *view.View, at int, u *passage.Unit) bool {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.End > at+1 || !g.Condition || len(g.Values) == 0 {
			continue
		}
		if !slices.ContainsFunc(g.Values, func(x value.Value) bool { return !v.HasValue(u, &x) }) {
			return true
		}
	}
	return false
}

// disregards reports whether the claim says that something makes no difference which
// a text mentions: 과목별 점수와 관계없이, where each subject needs 40 points.
func disregards(v *view.View, text string) bool {
	m := disregarded.FindStringSubmatch(v.Claim.Text)
	if m == nil {
		return false
	}
	own := lexicon.NewBag(text, nil)
	for _, w := range lexicon.WordsOf(m[1], nil) {
		if w.Noun && !lexicon.General[w.Text] && own.Has(&w) == 1 {
			return true
		}
	}
	return false
}

// disregarded matches what a claim says makes no difference.
var disregarded = regexp.MustCompile(`([가-힣A-Za-z0-9]+(?: [가-힣A-Za-z0-9]+)?)(?:과|와|에|이|가)? ?(?:(?:관계|상관|구분|제한) ?없이|무관하게)`)

// deniesCondition returns a problem if the claim says that something which the
// sentence there, or the exception after it, makes a condition is not needed.
func deniesCondition(v *view.View, text, there, after string) *view.Problem {
	if m := without.FindStringSubmatchIndex(text); m != nil &&
		(excluding.MatchString(there+after) || predicate.Obliged.MatchString(there) ||
			needed(there, text[m[2]:m[3]])) &&
		!strings.Contains(there, "없이") {
		if strings.Contains(lexicon.Dense(there+after), lexicon.Dense(text[m[2]:m[3]])) ||
			universal.MatchString(text) {
			return &view.Problem{Reason: view.Condition, Claim: korean.Span{Start: m[0], End: m[1]}}
		}
	}
	if m := concessive.FindStringIndex(text); m != nil && !grants.MatchString(text[m[1]:]) &&
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

// tellsException reports whether the claim says what the exception says, and names what
// the exception is about, which is the best sentence or the one after it.
func tellsException(v *view.View, after string) bool {
	general, special := v.Best, v.Best+1
	if after == "" {
		general, special = v.Best-1, v.Best
	}
	if general < 0 || !IsException(v, special) || v.Units[special].Last == v.Units[special].First ||
		passage.SignOf(v.Text, &v.Parts[v.Units[special].Last-1]) != v.Claim.Sign() {
		return false
	}
	own, next := &v.Units[general], &v.Units[special]
	return slices.ContainsFunc(v.Claim.Words, func(w lexicon.Word) bool {
		return w.Noun && !lexicon.General[w.Text] && next.Own.Has(&w) == 1 && own.Own.Has(&w) < view.LeastLevel
	})
}

// needed reports whether a text says that something has to be obtained or
// handed in, as in 승인을 받아.
func needed(text, name string) bool {
	_, rest, ok := strings.Cut(text, name)
	return ok && gotten.MatchString(rest)
}

var gotten = regexp.MustCompile(`^(?:을|를) (?:받|얻|거쳐|거치|내|제출|붙|갖추|지참|보여|준다|주어|줘|부여|제공)`)

// alsoForOnly finds nouns that the claim has with 도 (“also”) and the passage
// with 만 (“only”): 가입했던 사람도 for 처음 가입한 사람에게만.
func alsoForOnly(v *view.View, there string) []int {
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || !lexicon.General[w.Text] || !strings.HasPrefix(v.Claim.Text[w.End:], "도 ") || v.Claim.DeniedAt(w.Start) {
			continue
		}
		name := v.Claim.Text[w.Start:w.End]
		for _, only := range [...]string{"만 ", "에게만 ", "에서만 ", "에만 "} {
			if strings.Contains(there, name+only) {
				return []int{w.Start, w.End}
			}
		}
	}
	return nil
}

// concededThere reports whether the passage concedes the same word, as in
// 해지해도.
func concededThere(v *view.View, clause string) bool {
	fields := strings.Fields(clause)
	return len(fields) > 0 && korean.Length(fields[len(fields)-1]) >= 3 &&
		strings.Contains(v.Text, fields[len(fields)-1])
}

// generous reports whether a unit with about the same content says it of
// everyone or everything.
func generous(v *view.View) bool {
	for _, i := range v.Close() {
		u := &v.Units[i]
		if text := v.Text[u.Start:u.End]; universal.MatchString(text) && !only.MatchString(text) {
			return true
		}
	}
	return false
}

// limited reports whether a unit with about the same content contains 만
// (“only”) or makes an exception.
func limited(v *view.View) bool {
	for _, i := range v.Close() {
		if u := &v.Units[i]; only.MatchString(v.Text[u.Start:u.End]) {
			return true
		}
	}
	return false
}

// regardless matches phrases that name something that makes no difference.
var regardless = regexp.MustCompile(`([가-힣]{2,}?)(?:과|와|에|이|가)? ?(?:관계|상관) ?없이`)

var only = regexp.MustCompile(`(?:까지|[가-\x{C9BF}\x{C9C1}-힣])만 |다만|한하여|한해|제외|예외`)

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

// allOf finds words with which the claim says of all what the passage says only
// of some: 모든 고객 for 프로 고객.
func allOf(v *view.View, there string) []int {
	m := every.FindStringSubmatchIndex(v.Claim.Text)
	if m == nil || sweeping.MatchString(there) {
		return nil
	}
	noun := v.Claim.Text[m[2]:m[3]]
	if !strings.Contains(there, noun) && v.Claim.Matches(predicate.Permitted) &&
		predicate.Obliged.MatchString(there) && predicate.Permitted.MatchString(there) {
		return m[:2]
	}
	at := strings.Index(there, noun)
	if at <= 0 {
		return nil
	}
	before := strings.TrimRight(there[:at], " ")
	if before == "" || len(before) == len(there[:at]) {
		return nil
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	if unicode.Is(unicode.Hangul, r) && !strings.ContainsRune("가를에고며서", r) {
		return m[:2]
	}
	return nil
}

// optional matches words that turn a duty into a choice.
var optional = regexp.MustCompile(`원하면|원할 경우|원하는 경우|희망하면|필요하면|선택적으로|선택해서|선택 사항|자율적으로|원한다면`)

// overall reports whether the passage's matching clause is as general as the
// claim.
func overall(v *view.View, there string) bool {
	if m := regardless.FindStringSubmatch(v.Claim.Text); m != nil && !strings.Contains(lexicon.Dense(there),
		m[1]) {
		return false
	}
	for _, i := range v.Close() {
		if u := &v.Units[i]; universal.MatchString(v.Text[u.Start:u.End]) {
			return true
		}
	}
	m := sweeping.FindStringIndex(there)
	if m == nil {
		return false
	}
	h := counterpart(v, &v.Claim.Parts[len(v.Claim.Parts)-1])
	return h == nil || sweeping.MatchString(v.Text[h.Start:h.End])
}

var sweeping = regexp.MustCompile(`모든|누구나|전원|모두|전체|언제나|항상|어느|마다`)

// adverse returns the sentence after the best one, with a space before it, if
// that sentence makes an exception; otherwise it returns "".
func adverse(v *view.View) string {
	if v.Best+1 >= len(v.Units) {
		return ""
	}
	next := v.Units[v.Best+1]
	s := v.Text[next.Start:next.End]
	if Adversative.MatchString(s) || sparing(v, &next) {
		return " " + s
	}
	return ""
}

// sparing reports whether a unit denies something that the claim mentions.
func sparing(v *view.View, u *passage.Unit) bool {
	if u.Row || !predicate.ModalOf(v.Text[u.Start:u.End]).Negative() ||
		!v.Claim.Matches(universal) {
		return false
	}
	n := 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && !lexicon.General[w.Text] && u.Own.Has(w) == 1 {
			n++
		}
	}
	return n >= 2
}

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

// excepting matches the transition to an exception within a sentence.
var excepting = regexp.MustCompile(`(?:하나|지만|으나|되), `)

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

// IsException reports whether a sentence makes an exception from the one before it.
func IsException(v *view.View, unit int) bool {
	text := v.Spoken(unit)
	return !v.Units[unit].Row && (Adversative.MatchString(text) || excepts.MatchString(text))
}
