package evidence

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/view"
)

// changedFrom matches a change from one thing to another: 느티공원에서 체육관으로 바꾸었다.
var changedFrom = regexp.MustCompile(`([가-힣A-Za-z0-9]{2,})에서 ([가-힣A-Za-z0-9 ]{2,40}?)(?:으로|로) (?:바꾸|바뀌|바꿨|바뀐|변경|옮|이전하|이전한|교체|고치|고쳤)`)

// outdated returns a problem if the claim names what the passage says was changed to
// something else, and not the latter.
func outdated(v *view.View) *view.Problem {
	if strings.Contains(v.Claim.Text, "에서 ") && v.Claim.Matches(changing) || v.Claim.Matches(formerly) {
		return nil
	}
	said := lexicon.Dense(v.Claim.Text)
	for _, m := range changedFrom.FindAllStringSubmatchIndex(v.Text, -1) {
		from := strings.ToLower(v.Text[m[2]:m[3]])
		to := strings.Fields(v.Text[m[4]:m[5]])
		at := strings.Index(strings.ToLower(v.Claim.Text), from)
		if at < 0 || len(to) == 0 {
			continue
		}
		named := false
		for _, name := range to {
			named = named || strings.Contains(said, lexicon.Dense(name))
		}
		if !named && at+len(from) <= len(v.Claim.Text) {
			return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: at, End: at + len(from)}}
		}
	}
	return nil
}

var (
	changing = regexp.MustCompile(`바꾸|바뀌|바꿨|바뀐|변경|옮|이전|교체|고치|고쳤`)
	formerly = regexp.MustCompile(`원래|처음|애초|기존|종전|이전|전에는|당초`)
)

var (
	// proposing matches what somebody wants, deciding what was decided.
	proposing = regexp.MustCompile(`제안하|제안했|제안되|건의|요구하|요구했|달라고|하자고|자는 (?:의견|제안|안)|검토하기로|다시 논의|보류`)
	deciding  = regexp.MustCompile(`가결|의결|결정|확정|통과|승인|받아들이기로|받아들여|정하였|정했|하기로 하였으|채택`)
	// settled matches what a claim says was decided.
	settledOn = regexp.MustCompile(`결정|확정|통과|의결|기로 (?:했|하였|합의)|정해졌|정했|되었|됐|받게 |시행|올랐|늘었|줄었|내렸|바뀌었`)
	// unchanged matches what a claim says that tells of a proposal's fate itself.
	unchanged = regexp.MustCompile(`유지|그대로|부결|기각|반려|무산|채택되지|통과되지|통과하지`)
	// undecided matches what a claim says of what is still open.
	undecided = regexp.MustCompile(`(?:정해지|정하|결정하|결정되|결정 나|확정되|확정하|결론(?:을|이) ?나?[가-힣]*)지 ?(?:는 )?(?:않|못)|미정|다시 [가-힣]+(?:하기로|할 예정)`)
	// putOff matches a sentence that leaves open what the one before it is about.
	putOff = regexp.MustCompile(`^(?:결정|결론|선정|의결|확정)(?:은|을)? [^.]{0,30}(?:미루|미룬|미뤘|보류|연기|다시 논의)`)
	// pending matches what is said of what is to be decided later.
	pending = regexp.MustCompile(`(?:뒤에?|후에?|다음에?|월에|회의에서|추후에?) (?:다시 )?(?:정|결정|논의|검토)(?:한다|합니다|해요|하기로|할)`)
	// turnedDown matches what became of a proposal that was not accepted.
	turnedDown = regexp.MustCompile(`부결|기각|반려|무산`)
)

// onlyProposed returns a problem if the claim says that something was decided which
// the passage says was only proposed.
func onlyProposed(v *view.View) *view.Problem {
	m := settledOn.FindStringIndex(v.Claim.Text)
	u := &v.Units[v.Best]
	if m == nil || u.Row || v.Claim.Matches(proposing) || v.Claim.Matches(unchanged) || v.Claim.Matches(undecided) || v.Claim.Sign() < 0 || v.Claim.DeniedAt(m[0]) {
		return nil
	}
	text := v.Text[u.Start:u.End]
	if next := v.Best + 1; next < len(v.Units) && !strings.Contains(v.Text[u.End:v.Units[next].Start], "\n") {
		if text := v.Spoken(next); putOff.MatchString(text) {
			return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: m[0], End: m[1]}}
		}
	}
	if turnedDown.MatchString(text) && !deciding.MatchString(text) || pending.MatchString(text) && !v.Claim.Matches(pending) {
		return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: m[0], End: m[1]}}
	}
	if at := proposing.FindStringIndex(text); at == nil || deciding.MatchString(text) {
		return nil
	}
	return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: m[0], End: m[1]}}
}
