package polarity

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/view"
)

// What follows a word that somebody is deemed to have done, or not to have done.
var (
	deemedDone = regexp.MustCompile(`^(?:한|하는|된|되는|은|는|ㄴ)? 것으로 (?:본|보|봅|봐|간주|처리|인정)`)
	deemedNot  = regexp.MustCompile(`^(?:하|되)?지 ?(?:않은|아니한|못한|않는) 것으로 (?:본|보|봅|봐|간주|처리|인정)`)
)

// deemed is 1 if a text that follows a word says that it is deemed to have happened, -1 if it
// says that it is deemed not to have happened, otherwise 0.
func deemed(rest string) int {
	switch {
	case deemedDone.MatchString(rest):
		return 1
	case deemedNot.MatchString(rest):
		return -1
	}
	return 0
}

// Deemed returns a problem if the claim says that something is deemed to have happened which
// according to the passage is deemed not to have happened, or the reverse.
func Deemed(v *view.View) *view.Problem {
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		mine := deemed(v.Claim.Text[w.End:])
		if mine == 0 {
			continue
		}
		opposed := false
		for i := range v.Parts {
			h := &v.Parts[i]
			for j := range h.Words {
				x := &h.Words[j]
				if !x.Same(w) {
					continue
				}
				switch deemed(v.Text[x.End:]) {
				case mine:
					return nil
				case -mine:
					opposed = true
				}
			}
		}
		if opposed {
			return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: w.Start, End: w.End}}
		}
	}
	return nil
}
