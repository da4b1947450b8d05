package relevance

import (
	"regexp"
	"strings"
)

var (
	// compares matches words with which a question compares things.
	compares = regexp.MustCompile(`차이|비교|다른|다르|달라|중에|중 |어느 |더 |[vV][sS]`)
	// twoThings matches the two things that a question compares: "스탠다드와 프리미엄".
	twoThings = regexp.MustCompile(
		`([\p{L}\p{N}]+?)(?:와|과|이랑|랑|하고|보다|이나|나| [vV][sS]\.?| ?,) ([\p{L}\p{N}]+)`)
	// comparing matches the words that express only the comparison itself: "차이", "더 싼".
	comparing = regexp.MustCompile(`(?:차이점?|비교|다른 ?점)\S*|더 \S+`)
)

// sides returns what a question that compares two things asks about each of
// them: "스탠다드와 프리미엄 요금 차이" asks about "스탠다드 요금" and "프리미엄 요금". ok is false
// for all other questions.
func sides(q string) (first, second string, ok bool) {
	at := twoThings.FindStringSubmatchIndex(q)
	if at == nil || !compares.MatchString(q) {
		return "", "", false
	}
	before, after := q[:at[0]], comparing.ReplaceAllString(q[at[1]:], "")
	side := func(thing string) string {
		return strings.Join(strings.Fields(before+thing+after), " ")
	}
	return side(q[at[2]:at[3]]), side(q[at[4]:at[5]]), true
}

// enoughOfASide is the share of what is asked about one of two things that a
// passage has to contain for it to be about that thing.
const enoughOfASide = 0.75

// weighSides judges passages for each of two things that a question compares, if
// there are passages about both. A row of a price list is about one tariff only, so
// no row contains the whole question.
func (w *weigher) weighSides(q string, verdicts []Verdict) {
	first, second, ok := sides(q)
	if !ok {
		return
	}
	about := func(side string) (all []evidence, found bool) {
		for _, v := range verdicts {
			e := w.evidence(side, v.Passage)
			found = found || e.covered >= enoughOfASide
			all = append(all, e)
		}
		return all, found
	}
	ofFirst, isFirst := about(first)
	ofSecond, isSecond := about(second)
	if !isFirst || !isSecond {
		return
	}
	for i := range verdicts {
		v := &verdicts[i]
		for _, e := range []evidence{ofFirst[i], ofSecond[i]} {
			if e.covered >= enoughOfASide && e.covered > v.evidence.covered {
				v.evidence = e
			}
		}
	}
}
