package passage

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
)

// LastWord returns the last word of a clause that has a meaning of its own.
func (g *Part) LastWord() *lexicon.Word {
	for k := len(g.Words) - 1; k > 0; k-- {
		if !weak[g.Words[k].Text] {
			return &g.Words[k]
		}
	}
	return &g.Words[0]
}

// IsPredicate reports whether nothing but particles, endings and verbs without
// a meaning of their own follow a word in its clause.
func (g *Part) IsPredicate(w *lexicon.Word) bool {
	for k := range g.Words {
		if x := &g.Words[k]; x.Start > w.Start && !weak[x.Text] {
			return false
		}
	}
	for k := range g.Values {
		if g.Values[k].Start > w.Start {
			return false
		}
	}
	return true
}

// weak nouns make a predicate of the noun before them: 환불 대상이 아니다.
var weak = lexicon.Set("괜찮 대상 해당 예정 의무 원칙")

// Find returns the value of the part that equals x, and whether the part has a
// value that could take x's place.
func (g *Part) Find(x *value.Value) (equal *value.Value, like bool) {
	for k := range g.Values {
		e := &g.Values[k]
		if (x.Equal(e) || x.Adjoins(e) || e.Adjoins(x)) && (equal == nil || !x.Limit.Contradicts(e.Limit)) {
			equal = e
		}
		like = like || x.Rivals(e)
	}
	if equal == nil {
		equal = g.Named(x)
	}
	return equal, like
}

// Stands reports whether a value is in a part or in what the part is below.
func (g *Part) Stands(y *value.Value) bool {
	equal, _ := g.Find(y)
	return equal != nil && !y.Limit.Contradicts(equal.Limit) || slices.ContainsFunc(g.Given, func(e value.Value) bool { return y.Equal(&e) })
}

// Has reports whether the part contains a word.
func (g *Part) Has(w *lexicon.Word) bool {
	return slices.ContainsFunc(g.Words, func(x lexicon.Word) bool { return x.Same(w) })
}

// Named returns the name x if the part contains it, even if nothing marks it as
// a name.
func (g *Part) Named(x *value.Value) *value.Value {
	if x.Class != value.Person || !strings.Contains(g.Own.Dense, x.Code) {
		return nil
	}
	return &value.Value{Start: g.Start, End: g.End, Class: value.Person, Code: x.Code}
}

// SaidOf returns what a clause says of a word: the text between it and the next
// content word.
func SaidOf(text string, g *Part, w *lexicon.Word) predicate.Modal {
	stop := g.End
	for k := range g.Words {
		if x := &g.Words[k]; x.Start >= w.End && !weak[x.Text] {
			if stop = x.Start; strings.Contains(text[w.End:stop], "거나") {
				stop = g.End // 운전하거나 조작하면 안 된다
			}
			break
		}
	}
	return predicate.Of(text, w, stop)
}

// SignOf returns 1 if a clause says in effect that something is or may be, and
// -1 if it says that it is not or may not be.
func SignOf(text string, g *Part) float64 {
	if len(g.Words) == 0 {
		return 1
	}
	w := g.LastWord()
	refuses := refusing.MatchString(w.Text)
	m := predicate.Of(text, w, g.End)
	if refuses && w.Noun {
		m = predicate.ModalOf(text[w.End:g.End])
	}
	if (m.Negative() || m == predicate.NeedNot) != refuses {
		return -1
	}
	return 1
}

// refusing matches verbs that mean that something is not done or not given.
var refusing = regexp.MustCompile(`^(?:쉬|닫|면제|취소|삼가|피하|없애|삭제|사라|소멸|무효|거절|거부|반려|막|끊|멈추|중단|빼|공제|굶|금식|불참|잃|부결|중지|정지|휴관|휴무|휴진|휴업|기각|탈락|불합격|차단|제한|금하|빠지|결석|불가|금지|제외|예외|지우|지워|통제|차감|미루|미뤄|연기|보류|유보|철회|해지)`)
