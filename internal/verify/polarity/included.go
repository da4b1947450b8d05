package polarity

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/view"
)

// What a text says about a part of a price or a set: that it is included, or
// that it costs extra.
var (
	includedBehind = regexp.MustCompile(`^(?: [\d,.]+[가-힣]{1,2})?(?:가|이|도|은|는|까지|를|을)? ?(?:[가-힣]+에 )?(?:모두 |이미 |다 )?(?:포함|들어 있)`)
	extra          = regexp.MustCompile(`^(?:(?:은|는)? (?:[^.\n|,]|,\d){1,24}?(?:이며|이고|로|을|를|은|는|와|과) |(?:가|이|도|은|는|를|을)? ?)(?:모두 )?(?:별도|따로|미포함|불포함|제외)`)
	notIncluded    = regexp.MustCompile(`^(?:되|하|돼|된|한)?(?:어 있|어져 있)?(?:지 ?는? ?(?:않|아니|못)| 것이 아니)`)
	notWords       = regexp.MustCompile(`^[^.\n|]{0,24}?(?:지 ?(?:않|아니|못)|아니|없)`)
)

// besides matches the words after which stands what comes extra: 운임과 별도로.
var besides = regexp.MustCompile(`[가-힣](?:과|와)는? (?:별도로|따로|별개로)`)

// side is 1 if a text that follows a noun says that the noun is included, -1 if
// it says that it comes extra, and 0 if it says neither.
func side(rest string) int {
	n := 0
	if m := includedBehind.FindString(rest); m != "" {
		if notIncluded.MatchString(rest[len(m):]) {
			return -1
		}
		return 1
	} else if m := extra.FindString(rest); m != "" {
		n, rest = -1, rest[len(m):]
	}
	if n != 0 && notWords.MatchString(rest) {
		return -n
	}
	return n
}

// Included returns a problem if the claim says that something is included, and
// the passage or its title says that it costs extra, or the reverse.
func Included(v *view.View) *view.Problem {
	apart := besides.FindStringIndex(v.Claim.Text)
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] {
			continue
		}
		mine := side(v.Claim.Text[w.End:])
		if apart != nil && w.Start >= apart[1] {
			mine = -1
		}
		if mine == 0 {
			continue
		}
		name, theirs := v.Claim.Text[w.Start:w.End], 0
		for _, text := range [...]string{v.Title, v.Text} {
			for rest := text; ; {
				at := strings.Index(rest, name)
				if at < 0 {
					break
				}
				rest = rest[at+len(name):]
				if s := side(rest); s == mine {
					return nil
				} else if s != 0 {
					theirs = s
				}
			}
		}
		if theirs != 0 {
			return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: w.Start, End: w.End}}
		}
	}
	return nil
}
