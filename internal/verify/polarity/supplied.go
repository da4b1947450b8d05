package polarity

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/view"
)

// What a text that follows a noun says about who supplies it.
var (
	ownSupply = regexp.MustCompile(`^(?:은|는|을|를|도)? (?:[^.\n|]{0,20} )?(?:직접|각자|스스로|개인이|본인이|따로) ?(?:[가-힣]+ ){0,2}(?:준비|지참|가져와|가져오|챙기|챙겨|마련|구입|사야|사서)`)
	handedOut = regexp.MustCompile(`^(?:은|는|을|를|도)? (?:[^.\n|]{0,30} )?(?:준다|줍니다|주며|주고|드린다|드립니다|제공한다|제공하며|제공합니다|제공됩니다|제공된다|지급한다|지급하며|비치|나누어 준|나눠 준|빌려준|빌려주|빌려 준|대여한다|대여해)`)
)

// supplied is 1 if a text that follows a noun says that it is handed out, -1 if it says that
// everybody brings it along, and 0 if it says neither.
func supplied(rest string) int {
	switch {
	case ownSupply.MatchString(rest):
		return -1
	case handedOut.MatchString(rest) && !notWords.MatchString(handedOut.FindString(rest)):
		return 1
	}
	return 0
}

// Supplied returns a problem if the claim says that people bring along themselves what is
// handed out according to the passage, or the reverse.
func Supplied(v *view.View) *view.Problem {
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] {
			continue
		}
		mine := supplied(v.Claim.Text[w.End:])
		if mine == 0 {
			continue
		}
		theirs := 0
		for i := range v.Parts {
			h := &v.Parts[i]
			for j := range h.Words {
				x := &h.Words[j]
				if x.Text != w.Text {
					continue
				}
				switch supplied(v.Text[x.End:v.Units[h.Sentence].End]) {
				case mine:
					return nil
				case -mine:
					theirs = -mine
				}
			}
		}
		if theirs != 0 && (mine < 0 || theirs < 0) {
			return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: w.Start, End: w.End}}
		}
	}
	return nil
}
