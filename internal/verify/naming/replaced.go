package naming

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/placement"
	"github.com/mundap/mundap/internal/verify/view"
)

// swapped reports whether e is a name of the sentence that fits best that
// stands in another clause of it than the words around it.
func swapped(v *view.View, e *passage.Eojeol) bool {
	u := &v.Units[v.Best]
	if u.Row {
		return false
	}
	for _, w := range e.Words {
		if !w.Noun || !w.Name && (!e.InFocus() || e.Role != passage.Subject) || u.Own.Has(w) < 1 {
			continue
		}
		var here, there *passage.Part
		var own, other float64
		for k := u.First; k < u.Last; k++ {
			g := &v.Parts[k]
			s := around(v, e, g)
			switch {
			case g.Own.Has(w) == 1 && (here == nil || s > own):
				here, own = g, s
			case g.Own.Has(w) == 0 && otherName(v, e, w, g) && (there == nil || s > other):
				there, other = g, s
			}
		}
		if here != nil && there != nil && other > own+.5 {
			return true
		}
	}
	return false
}

// otherName reports whether a part has a name that the claim lacks, or a noun in the role of e.
func otherName(v *view.View, e *passage.Eojeol, w *lexicon.Word, g *passage.Part) bool {
	if w.Name {
		return slices.ContainsFunc(g.Words, func(x lexicon.Word) bool { return x.Name && !v.Claim.Says(&x) })
	}
	for _, f := range passage.Eojeols(v.Text, g) {
		if f.Role == e.Role && !f.Verbal &&
			slices.ContainsFunc(f.Words, func(x *lexicon.Word) bool { return x.Noun && !v.Claim.Has(x) }) {
			return true
		}
	}
	return false
}

// around weighs the claim's other nouns that a part has.
func around(v *view.View, e *passage.Eojeol, g *passage.Part) float64 {
	s := 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if w.Noun && (w.Start < e.Start || w.Start >= e.End) && !placement.InTail(v, g, w) {
			s += v.Rare.Of(w) * g.Own.Has(w)
		}
	}
	return s
}

// replaced reports whether a close unit has a word that the claim lacks, in the role of e.
func replaced(v *view.View, e *passage.Eojeol, units []int) bool {
	for _, i := range units {
		u := &v.Units[i]
		for k := u.First; k < u.Last; k++ {
			g := &v.Parts[k]
			for _, f := range passage.Eojeols(v.Text, g) {
				if f.Role != e.Role && f.Role != passage.NoRole && !(u.Row || len(u.Label) > 0) ||
					f.Verbal {
					continue
				}
				lacks := false
				for _, w := range f.Words {
					lacks = lacks || w.Noun && !v.Claim.Has(w) && !v.Claim.Asks(w)
				}
				if lacks {
					return true
				}
			}
		}
	}
	return false
}

// beforeValue reports whether e stands directly before a value that stands
// behind another noun in the passage: 편도 4,000원 for 왕복 4,000원.
func beforeValue(v *view.View, e *passage.Eojeol, w *lexicon.Word) bool {
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Start != e.End+1 || v.Claim.Text[e.End:x.Start] != " " || v.Placed[k] < 0 {
			continue
		}
		g := &v.Parts[v.Placed[k]]
		equal, _ := g.Find(x)
		if equal == nil {
			return false
		}
		for j := range g.Words {
			if f := &g.Words[j]; f.Noun && f.End+1 == equal.Start && !v.Claim.Has(f) &&
				!v.Claim.Asks(f) && w.Class == "" {
				return true
			}
		}
	}
	return false
}

// beforeNoun reports whether e stands directly before a noun that stands behind
// another one in a close unit: 오렌지 주스 for 자몽 주스.
func beforeNoun(v *view.View, e *passage.Eojeol, w *lexicon.Word, units []int) bool {
	if e.Role != passage.NoRole || e.Verbal || w.Class != "" && !lexicon.Exclusive(lexicon.KindOf(w.Text)) || korean.Length(w.Text) < 2 {
		return false
	}
	var next *lexicon.Word
	for k := range v.Claim.Words {
		if x := &v.Claim.Words[k]; x.Noun && x.Start == e.End+1 && v.Claim.Text[e.End] == ' ' {
			next = x
		}
	}
	if next == nil || lexicon.General[next.Text] {
		return false
	}
	for _, i := range units {
		u := &v.Units[i]
		for k := u.First; k < u.Last; k++ {
			words := v.Parts[k].Words
			for j := 1; j < len(words); j++ {
				a, b := &words[j-1], &words[j]
				if b.Text == next.Text && a.Noun && a.End+1 == b.Start && v.Text[a.End] == ' ' &&
					!v.Claim.Has(a) && !v.Claim.Asks(a) {
					return true
				}
			}
		}
	}
	return false
}
