package naming

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// ranks are titles of which a person has only one. Forms of address such as 님 and
// 선생님 are left out, and so are words for anybody in charge, such as 담당자.
const ranks = `사무국장|사무총장|부위원장|위원장|부회장|부원장|부팀장|본부장|센터장|지점장|파트장|연구원|연구소장|주무관|사무관|` +
	`수석|책임|선임|교수|원장|과장|팀장|부장|차장|대리|사원|주임|이사장|이사|상무|전무|사장|회장|소장|관장|실장|국장|교장|교감|간사|감사|반장|조장`

var (
	rankBehind = regexp.MustCompile(`^ ?[가-힣]{0,4}?(` + ranks + `)(?:$|[^가-힣]|은|는|이|가|을|를|의|에게|에|와|과|께|로|입|예|님|도)`)
	rankBefore = regexp.MustCompile(`(` + ranks + `)(?:은|는|이|가|인|:)? ?$`)
)

// duty matches a word for a title that is meant as what somebody does: 준비 책임은.
var duty = regexp.MustCompile(`(책임|감사|간사|수석)(?:은|는|이|가) ?$`)

// Retitled returns a problem if the claim gives a person another title than the passage
// does: 표진솔 과장 for 표진솔 대리.
func Retitled(v *view.View) *view.Problem {
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Class != value.Person {
			continue
		}
		wrong := func(title string) bool { return otherTitle(v, x.Code, title) }
		m := duty.FindStringSubmatch(v.Claim.Text[:x.Start])
		if slices.ContainsFunc(titlesAt(v.Claim.Text, x.Start, x.End), wrong) || m != nil && anothersDuty(v, x.Code, m[1]) {
			return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: x.Start, End: x.End}}
		}
	}
	return nil
}

// anothersDuty reports whether the passage gives a duty to another person and nowhere to
// the given one: the first name behind the duty in its clause is who has it.
func anothersDuty(v *view.View, person, word string) bool {
	other := false
	for i := range v.Parts {
		text := v.Text[v.Parts[i].Start:v.Parts[i].End]
		at := strings.Index(text, word)
		if at < 0 || slices.ContainsFunc(v.Names, func(name string) bool {
			return strings.HasSuffix(strings.TrimRight(text[:at], " "), name)
		}) {
			continue // the title of the person before it
		}
		switch firstOf(v.Names, text[at+len(word):]) {
		case "":
		case person:
			return false
		default:
			other = true
		}
	}
	return other
}

// firstOf returns the name that a text has first, or nothing if it has none of them.
func firstOf(names []string, text string) string {
	first, at := "", len(text)
	for _, name := range names {
		if i := strings.Index(text, name); i >= 0 && i < at {
			first, at = name, i
		}
	}
	return first
}

// titlesAt are the titles directly before and behind a name.
func titlesAt(text string, start, end int) []string {
	var out []string
	if m := rankBefore.FindStringSubmatch(text[:start]); m != nil && !duty.MatchString(text[:start]) {
		out = append(out, m[1])
	}
	if m := rankBehind.FindStringSubmatch(text[end:]); m != nil {
		out = append(out, m[1])
	}
	return out
}

// otherTitle reports whether the passage gives a person a title, and no sentence or row
// gives the person the given one.
func otherTitle(v *view.View, person, title string) bool {
	other := false
	for i := range v.Units {
		u := &v.Units[i]
		text := v.Text[u.Start:u.End]
		at := strings.Index(text, person)
		if at < 0 {
			continue
		}
		if slices.Contains(u.Header, title) || titleLeft(v, text, person, title) {
			return false
		}
		other = other || len(titlesAt(text, at, at+len(person))) > 0
	}
	return other && !strings.Contains(v.Title, title)
}

// titleLeft reports whether a text has a title that is not that of another person.
func titleLeft(v *view.View, text, person, title string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], title)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(title)
		at = end
		if strings.HasSuffix(text[:start], "부") {
			continue // 부회장 is no 회장
		}
		before := strings.TrimRight(text[:start], " ")
		after := strings.TrimLeft(text[end:], " :은는")
		if !slices.ContainsFunc(v.Names, func(name string) bool {
			return name != person && (strings.HasSuffix(before, name) || strings.HasPrefix(after, name))
		}) {
			return true
		}
	}
}
