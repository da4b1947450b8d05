package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// Opposed returns a problem if a clause of the claim says the opposite of the
// passage's clause about the same thing.
func Opposed(v *view.View) *view.Problem {
	if tellsExcepted(v) {
		return nil
	}
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition {
			continue
		}
		if p, ok := yesOrNo(v, g); ok {
			if p != nil {
				return p
			}
			continue
		}
		if p := opposed(v, g); p != nil && !affirmed(v, g) {
			return p
		}
	}
	return nil
}

// opposed compares a clause of the claim with the passage's clause that has
// most in common with it, or with another clause of that sentence that has the
// same verb.
func opposed(v *view.View, g *passage.Part) *view.Problem {
	h := counterpart(v, g)
	if h == nil || h.Condition || exempted(v, g) || len(g.Words) == 0 || len(g.Values) > 0 &&
		!anyIn(v, g, h) {
		return nil
	}
	if p := excluded(v, g, h); p != nil {
		return p
	}
	last := g.LastWord()
	if bothWays(v, g, last) {
		return nil
	}
	if g.IsPredicate(last) {
		if x, k := sameVerb(v, g, h, last); x != nil {
			return denies(v, g, last, k, x)
		}
	}
	for i := len(g.Words) - 1; i >= 0; i-- {
		w := &g.Words[i]
		mine := predicate.Of(v.Claim.Text, w, g.End)
		for k := range h.Words {
			x := &h.Words[k]
			sides := predicate.Opposite(w, x, predicate.ModalOf(v.Claim.Text[w.End:g.End]), predicate.ModalOf(v.Text[x.End:h.End]))
			sides = sides && !(g.IsPredicate(w) && modifies(v, h, k))
			if barredInstead(v, g, w, x, mine) || sides && !v.Claim.Says(x) &&
				!h.Own.Words[w.Text] {
				return &view.Problem{Reason: view.Negated, Claim: tail(v, g, w)}
			}
		}
	}
	if u := &v.Units[h.Sentence]; !u.Row &&
		strings.ContainsAny(v.Text[u.Start:u.End], ":：") {
		for i := u.First; i < u.Last; i++ {
			if k := &v.Parts[i]; k.Start > h.Start && k.Start >= h.End &&
				strings.HasSuffix(strings.TrimSpace(v.Text[h.Start:k.Start]), ":") && contrary(v, g, k) {
				return &view.Problem{Reason: view.Negated, Claim: tail(v, g, last)}
			}
		}
	}
	return otherwise(v, g, h)
}

// contrary reports whether the predicate of a clause is the opposite of the
// text after a label: 부결 for 예산안: 원안대로 가결.
func contrary(v *view.View, g, k *passage.Part) bool {
	w := g.LastWord()
	mine := predicate.ModalOf(v.Claim.Text[w.End:g.End])
	for j := range k.Words {
		x := &k.Words[j]
		if predicate.Opposite(w, x, mine, predicate.ModalOf(v.Text[x.End:k.End])) && !v.Claim.Says(x) {
			return true
		}
	}
	return false
}

// modifies reports whether a part's k-th word stands directly before a noun.
func modifies(v *view.View, h *passage.Part, k int) bool {
	return k+1 < len(h.Words) && h.Words[k+1].Noun && h.Words[k].Noun &&
		v.Text[h.Words[k].End:h.Words[k+1].Start] == " "
}

// excluded returns a problem if the claim excludes something that the passage
// lists: 대상: 어린이, 임신부.
func excluded(v *view.View, g, h *passage.Part) *view.Problem {
	u := &v.Units[h.Sentence]
	listing := slices.ContainsFunc(u.Label, func(w lexicon.Word) bool { return listed[w.Text] })
	if !listing || !predicate.ModalOf(v.Claim.Text[g.Words[len(g.Words)-1].Start:g.End]).Negative() ||
		predicate.ModalOf(v.Text[u.Start:u.End]).Negative() {
		return nil
	}
	for k := range g.Words {
		w := &g.Words[k]
		if w.Noun && h.Own.Has(w) == 1 &&
			!slices.ContainsFunc(u.Label, func(x lexicon.Word) bool {
				return x.Text == w.Text ||
					x.Class != "" && x.Class == w.Class
			}) {
			return &view.Problem{Reason: view.Negated, Claim: tail(v, g, &g.Words[len(g.Words)-1])}
		}
	}
	return nil
}

// listed are labels of lists of what is included.
var listed = lexicon.Set("대상 자격 포함 우대 지원 혜택 준비물 서류 가능")

// sameVerb looks for the verb of a clause of the claim in the passage's clause,
// or else in its sentence.
func sameVerb(v *view.View, g, h *passage.Part, w *lexicon.Word) (*lexicon.Word, *passage.Part) {
	same := func(x *lexicon.Word) bool {
		return w.Text == x.Text || w.Class != "" && w.Class == x.Class ||
			korean.Length(w.Text) >= 2 && strings.HasPrefix(x.Text, w.Text)
	}
	for k := range h.Words {
		x := &h.Words[k]
		if same(x) && !(x.Noun && modifies(v, h, k)) && topical(v, h) && (h.IsPredicate(x) && v.Claim.MostlyIn(h) || w.Noun &&
			plain(v, g, w) && v.Claim.ShareOf(h) >= .3) {
			return x, h
		}
	}
	u := &v.Units[h.Sentence]
	if u.Row {
		return nil, nil
	}
	for i := u.First; i < u.Last; i++ {
		k := &v.Parts[i]
		for j := range k.Words {
			if x := &k.Words[j]; same(x) && !k.Condition && k.IsPredicate(x) && v.Claim.MostlyIn(k) &&
				sharesTopic(v, g, u) && topical(v, k) {
				return x, k
			}
		}
	}
	return nil, nil
}

// bothWays reports whether the claim denies something in one clause and affirms
// it in another: 안 되지만 … 된다.
func bothWays(v *view.View, g *passage.Part, w *lexicon.Word) bool {
	if v.Claim.Matches(despite) {
		return true
	}
	mine := predicate.ModalOf(v.Claim.Text[w.Start:g.End]).Negative()
	for i := range v.Claim.Parts {
		h := &v.Claim.Parts[i]
		for k := range h.Words {
			x := &h.Words[k]
			if h.Start != g.Start && x.Text == w.Text &&
				predicate.ModalOf(v.Claim.Text[x.Start:h.End]).Negative() != mine {
				return true
			}
		}
	}
	return false
}

// despite matches a rule with an exception to it in one sentence: 원칙적으로 안 되지만
// 허가하면 쓸 수 있다.
var despite = regexp.MustCompile(`(?:원칙|기본|일반|보통)[가-힣]* [^,.]{0,40}(?:안 |없|않|못|불가|금지)[가-힣]*(?:지만|으나|는데|고),? .*(?:면|경우|때)`)

func denies(v *view.View, g *passage.Part, w *lexicon.Word, h *passage.Part, x *lexicon.Word) *view.Problem {
	r := Conflict(predicate.Of(v.Claim.Text, w, g.End), predicate.Of(v.Text, x, h.End))
	if r == view.Negated && contrapositive(v, g, h) {
		return nil
	}
	if r == view.Negated && (w.Noun && plain(v, g, w) && DeniedLater(v, h) ||
		predicate.ModalOf(v.Claim.Text[g.Start:g.End]).Negative() && complement(v, h)) {
		return nil
	}
	if r == view.NoReason || Turned(v, g, h) ||
		r == view.Modality && (Exclusive.MatchString(v.Claim.Text[g.Start:g.End]) || Exclusive.MatchString(v.Text[h.Start:h.End])) || v.Claim.Matches(Waited) &&
		lasting.MatchString(v.Text[h.Start:h.End]) {
		return nil
	}
	return &view.Problem{Reason: r, Claim: tail(v, g, w)}
}

// tail is a predicate from its word to the end.
func tail(v *view.View, g *passage.Part, w *lexicon.Word) korean.Span {
	return clip(v.Claim.Text, korean.Span{Start: w.Start, End: min(g.End, w.End+len("하지 않습니다"))})
}

func clip(text string, s korean.Span) korean.Span {
	for s.End < len(text) && text[s.End]&0xC0 == 0x80 {
		s.End++
	}
	return s
}

// exempted reports whether the claim states the exception that the next
// sentence of the passage makes.
func exempted(v *view.View, g *passage.Part) bool {
	if own := &v.Units[v.Best]; Adversative.MatchString(v.Text[own.Start:own.End]) {
		return true
	}
	if adverse(v) == "" || len(v.Claim.Parts) < 2 || v.Claim.Matches(concessive) {
		return false
	}
	next := &v.Units[v.Best+1]
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && next.Own.Has(w) == 1 && v.Units[v.Best].Own.Has(w) < 1 {
			return true
		}
	}
	return false
}
