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

// excepts matches the way in which a clause makes an exception from the
// sentence before it.
var excepts = regexp.MustCompile(`예외|그러하지 아니|적용하지 아니|적용하지 않`)

// marked matches what follows the noun that a clause is about.
var marked = regexp.MustCompile(`^(?:은|는|도|이|가|에는|에서는|에게는|에도|에서도|에게도|으로는|로는|으로도|로도) `)

// Specific returns a problem if the passage says the opposite of the claim in
// the place where it mentions exactly the claim's noun: 반지는 낄 수 없다, and then
// 결혼반지는 낄 수 있다.
func Specific(v *view.View) *view.Problem {
	if tellsExcepted(v) {
		return nil
	}
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 || i > 0 && v.Claim.Parts[i-1].Condition {
			continue
		}
		last := g.LastWord()
		mine := passage.SignOf(v.Claim.Text, g)
		for k := range g.Words {
			w := &g.Words[k]
			if !w.Noun || lexicon.General[w.Text] || w.Start == last.Start || lexicon.EojeolStart(v.Claim.Text, w.Start) != w.Start || !marked.MatchString(v.Claim.Text[w.End:g.End]) {
				continue
			}
			if reason, found := saysOf(v, w, last, g, mine); found {
				return &view.Problem{Reason: reason, Claim: korean.Span{Start: w.Start, End: w.End}}
			}
		}
	}
	return nil
}

// Avoided returns a problem if the claim uses something that, according to the
// passage, must not be used for this: 세제로 닦는다 for 세제를 쓰지 않는다.
func Avoided(v *view.View) *view.Problem {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) < 2 || i > 0 && v.Claim.Parts[i-1].Condition || passage.SignOf(v.Claim.Text, g) < 0 ||
			strings.Contains(v.Claim.Text, "대신") {
			continue
		}
		for k := range g.Words {
			w := &g.Words[k]
			if w.Noun && !lexicon.General[w.Text] && notUsed(v, g, w) {
				return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: w.Start, End: w.End}}
			}
		}
	}
	return nil
}

// notUsed reports whether a sentence that shares another noun with the claim
// says that w must not be used.
func notUsed(v *view.View, g *passage.Part, w *lexicon.Word) bool {
	for i := range v.Parts {
		h := &v.Parts[i]
		for k := range h.Words {
			x := &h.Words[k]
			if x.Text != w.Text || !notUsing.MatchString(v.Text[x.End:h.End]) ||
				k > 0 && h.Words[k-1].End+1 >= x.Start && !v.Claim.Says(&h.Words[k-1]) {
				continue
			}
			if slices.ContainsFunc(g.Words, func(o lexicon.Word) bool {
				return o.Noun && o.Text != w.Text && v.Units[h.Sentence].Own.Has(&o) == 1
			}) {
				return true
			}
		}
	}
	return false
}

// notUsing matches what follows a noun that must not be used.
var notUsing = regexp.MustCompile(`^(?:을|를|은|는) (?:절대 )?(?:쓰|사용하|이용하|쓸|사용할)(?:지 ?(?:않|말|마|못|아니)|면 안| 수 없)`)

// saysOf looks for what the passage says of a noun with the claim's verb.
func saysOf(v *view.View, w, verb *lexicon.Word, g *passage.Part, mine float64) (view.Reason, bool) {
	reason, opposed := view.NoReason, false
	for i := range v.Parts {
		h := &v.Parts[i]
		u := &v.Units[h.Sentence]
		if u.Row || h.Condition || !about(v, h, w) || Turned(v, g, h) {
			continue
		}
		whole := v.WholeClause(h)
		theirs, r := passage.SignOf(v.Text, whole), view.Negated
		except := excepts.MatchString(v.Text[h.Start:h.End]) && h.Sentence > 0 && h.Start == u.Start
		switch {
		case except && v.Claim.ShareOf(h) < .55:
			continue
		case except:
			before := &v.Units[h.Sentence-1]
			if before.Row || before.Last == before.First {
				continue
			}
			theirs, r = -passage.SignOf(v.Text, &v.Parts[before.Last-1]), view.Exception
		case !SameDeedIn(v, whole, verb):
			continue
		}
		if theirs == mine {
			return view.NoReason, false
		}
		reason, opposed = r, true
	}
	return reason, opposed
}

// about reports whether a part is about a noun.
func about(v *view.View, h *passage.Part, w *lexicon.Word) bool {
	for k := range h.Words {
		if x := &h.Words[k]; x.Text == w.Text && lexicon.EojeolStart(v.Text, x.Start) == x.Start && marked.MatchString(v.Text[x.End:min(len(v.Text), h.End+1)]+" ") {
			return true
		}
	}
	return false
}

// SameDeedIn reports whether a clause ends with the claim's verb or one of the
// same meaning.
func SameDeedIn(v *view.View, h *passage.Part, verb *lexicon.Word) bool {
	if len(h.Words) == 0 {
		return false
	}
	x := h.LastWord()
	if x.Noun && verb.Class == lexicon.ClassOf("주") && giving.MatchString(v.Text[x.End:min(len(v.Text), h.End+1)]+" ") {
		return true
	}
	return x.Text == verb.Text || x.Class != "" && x.Class == verb.Class || strings.HasPrefix(x.Text, verb.Text) && korean.Length(verb.Text) > 1
}

// giving matches the verb 주다 behind a noun. It is no word of a clause, because it helps
// other verbs: 교통비는 주지 않는다.
var giving = regexp.MustCompile(`^(?:은|는|이|가|을|를|도) 주(?:지|고|며|어|었|는|면|기) ?`)

// affirmed reports whether the passage says with the claim's verb what a clause
// of the claim says, of a noun of the clause that it speaks of in a place of
// its own.
func affirmed(v *view.View, g *passage.Part) bool {
	last := g.LastWord()
	for k := range g.Words {
		w := &g.Words[k]
		if !w.Noun || lexicon.General[w.Text] || w.Start == last.Start || lexicon.EojeolStart(v.Claim.Text, w.Start) != w.Start ||
			!marked.MatchString(v.Claim.Text[w.End:g.End]) {
			continue
		}
		for i := range v.Parts {
			h := &v.Parts[i]
			if v.Units[h.Sentence].Row || h.Condition || !about(v, h, w) {
				continue
			}
			whole := v.WholeClause(h)
			if SameDeedIn(v, whole, last) && Conflict(predicate.Of(v.Claim.Text, last, g.End), predicate.Of(v.Text, whole.LastWord(), whole.End)) == view.NoReason {
				return true
			}
		}
	}
	return false
}
