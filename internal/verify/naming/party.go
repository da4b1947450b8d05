package naming

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/view"
)

// parties are the two sides of a deal, by how they are named.
var parties = [...][2]*regexp.Regexp{
	{regexp.MustCompile(`받(?:는|을|은) (?:사람|이|분|쪽)|수취인|수령인|수신인|수신자`),
		regexp.MustCompile(`보(?:낸|내는|낼) (?:사람|이|분|쪽)|발송인|발신인|발신자|송하인`)},
	{regexp.MustCompile(`파(?:는|신) (?:사람|이|분|쪽)|판매자|매도인|판매사`),
		regexp.MustCompile(`사(?:는|신) (?:사람|이|분|쪽)|구매자|매수인|소비자|구입자`)},
	{regexp.MustCompile(`빌려(?:준|주는) (?:사람|이|분|쪽)|임대인|집주인|건물주`),
		regexp.MustCompile(`빌(?:린|리는) (?:사람|이|분|쪽)|임차인|세입자`)},
}

// OtherParty returns a problem if the claim says of one party to a deal what a
// close sentence says of the other: 받는 사람이 부담한다 for 보낸 사람이 낸다.
func OtherParty(v *view.View) *view.Problem {
	if len(v.Claim.Parts) == 0 {
		return nil
	}
	g := &v.Claim.Parts[len(v.Claim.Parts)-1]
	for _, pair := range parties {
		for side, mine := range pair {
			m := mine.FindStringIndex(v.Claim.Text[g.Start:g.End])
			if m == nil || pair[1-side].MatchString(v.Claim.Text) {
				continue
			}
			for _, i := range v.Close() {
				u := &v.Units[i]
				text := v.Text[u.Start:u.End]
				if !u.Row && !mine.MatchString(text) && pair[1-side].MatchString(text) && sharesOther(v, g, u, g.Start+m[0], g.Start+m[1]) {
					return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: g.Start + m[0], End: g.Start + m[1]}}
				}
			}
		}
	}
	return nil
}

// sharesOther reports whether a unit has a noun of a clause of the claim that lies outside
// the given range.
func sharesOther(v *view.View, g *passage.Part, u *passage.Unit, start, end int) bool {
	return slices.ContainsFunc(g.Words, func(w lexicon.Word) bool {
		return w.Noun && !lexicon.General[w.Text] && (w.End <= start || w.Start >= end) && u.Own.Has(&w) == 1
	})
}
