package naming

import (
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/view"
)

// Substituted returns a problem if the claim names one thing where a close
// sentence, before the same word, names another thing of the same kind: 감사실장이
// 허가한 for 정보보호팀장이 허가한.
func Substituted(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		mine := passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i])
		for k := 0; k+1 < len(mine); k++ {
			e := &mine[k]
			name := lexicon.Dense(v.Claim.Text[e.Start:e.End])
			if e.Verbal || familiar(v, name) || v.Claim.Asks(e.Words[len(e.Words)-1]) || lexicon.General[name] {
				continue
			}
			if standsFor(v, e, name, mine[k+1].Words[0]) {
				return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: e.Start, End: e.End}}
			}
		}
	}
	return nil
}

// standsFor reports whether a close sentence has, before the word next and with the
// particle of e, another thing of e's kind that the claim lacks.
func standsFor(v *view.View, e *passage.Eojeol, name string, next *lexicon.Word) bool {
	for _, n := range v.Close() {
		u := &v.Units[n]
		if u.Row {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			theirs := passage.Eojeols(v.Text, &v.Parts[k])
			for j := 0; j+1 < len(theirs); j++ {
				f := &theirs[j]
				if f.Role == e.Role && !f.Verbal && theirs[j+1].Words[0].Same(next) && IsNew(v, f) &&
					RivalNames(name, lexicon.Dense(v.Text[f.Start:f.End])) {
					return true
				}
			}
		}
	}
	return false
}

// RivalNames reports whether two names belong to different things of one kind,
// or differ only before a common end or between a common beginning and end:
// 늘솔건축 and 호수건축, 산림생태학 and 산림정책학.
func RivalNames(a, b string) bool {
	if kind := lexicon.KindOf(a); (lexicon.Exclusive(kind) || kind == "person") && kind == lexicon.KindOf(b) && a != b {
		return true
	}
	x, y := []rune(a), []rune(b)
	least := min(len(x), len(y))
	end := 0
	for end < least && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	begin := 0
	for begin < least-end && x[begin] == y[begin] {
		begin++
	}
	if begin+end == least {
		return false // one is the other, with something added
	}
	return end >= 2 && least >= minNamed || begin >= 2 && end >= 1
}

// minNamed is how many syllables names must have that have only their end in common.
const minNamed = 4

// IsNew reports whether the claim and the question lack an eojeol's noun.
func IsNew(v *view.View, f *passage.Eojeol) bool {
	w := f.Words[len(f.Words)-1]
	return w.Noun && !lexicon.General[w.Text] && !v.Claim.Has(w) && !v.Claim.Asks(w)
}
