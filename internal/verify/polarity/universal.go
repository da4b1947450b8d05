package polarity

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// everyCase finds words with which the claim leaves out every condition, where the
// passage has one.
func everyCase(v *view.View, there, after string) []int {
	m := universal.FindStringIndex(v.Claim.Text)
	if m == nil || !restricting.MatchString(there+after) && !limited(v) ||
		overall(v, there) || perEach(v, there) && after == "" {
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

// onlyForMore finds 만 (“only”) in the claim where the passage is more generous.
func onlyForMore(v *view.View, there, _ string) []int {
	m := Exclusive.FindStringIndex(v.Claim.Text)
	if m == nil || !generous(v) || only.MatchString(there) || predicate.Obliged.MatchString(there) {
		return nil
	}
	return m
}

// onlyForBoth finds 만 (“only”) in the claim where the exception behind the best unit allows
// both with the claim's verb.
func onlyForBoth(v *view.View, _, after string) []int {
	m := Exclusive.FindStringIndex(v.Claim.Text)
	if m == nil || after == "" || !bothAllowed.MatchString(after) {
		return nil
	}
	u := &v.Units[v.Best+1]
	last := &v.Claim.Parts[len(v.Claim.Parts)-1]
	if u.Last == u.First || len(last.Words) == 0 || !SameDeedIn(v, &v.Parts[u.Last-1], last.LastWord()) ||
		passage.SignOf(v.Text, &v.Parts[u.Last-1]) < 0 {
		return nil
	}
	return m
}

var bothAllowed = regexp.MustCompile(`(?:두|양|둘) ?[가-힣]* (?:모두|다) `)

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
		if u.Row || v.Scores[i] < Reaches*v.Scores[v.Best] ||
			!demandedToo.MatchString(text) && !(i == v.Best && demandsMore(v, u)) {
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

// demandsMore reports whether a sentence demands several things, of which the claim
// doesn't mention one at all.
func demandsMore(v *view.View, u *passage.Unit) bool {
	if !predicate.Obliged.MatchString(v.Text[u.Start:u.End]) {
		return false
	}
	for k := u.First; k < u.Last; k++ {
		h := &v.Parts[k]
		nouns := 0
		if slices.ContainsFunc(h.Values, func(x value.Value) bool { return !x.Period && v.Claim.HasValue(&x) }) {
			continue
		}
		for j := range h.Words {
			w := &h.Words[j]
			if v.Claim.Has(w) {
				nouns = 0
				break
			}
			if w.Noun && !lexicon.General[w.Text] {
				nouns++
			}
		}
		if nouns > 0 {
			return true
		}
	}
	return false
}

var (
	ofAllOfThem = regexp.MustCompile(`(?:^| )(?:모두|전부|다|누구나|어디서나) `)
	oneOfAll    = regexp.MustCompile(`(?:가운데|중에서|중에|중) (?:하나|한 가지|한 개|1개|한쪽|어느 하나)(?:만|라도)|(?:둘|셋) 중 하나|어느 한쪽만|하나만 `)
	enoughAlone = regexp.MustCompile(`[가-힣]+만 (?:있으면|받으면|얻으면|내면|제출하면|거치면|있어도|받아도|하면|해도)`)
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
	if topic := v.Text[h.Start : h.Start+m[1]]; firstTime.MatchString(topic) && !v.Claim.Matches(firstTime) &&
		!firstTime.MatchString(v.Claim.Ask.Text) {
		return true
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

// firstTime matches what limits a group to its newest members.
var firstTime = regexp.MustCompile(`처음|최초|신규|첫 `)

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
