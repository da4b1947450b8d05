package view

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
)

// LeastLevel is the level below which a clause lacks a word or a value.
const LeastLevel = .5

// WholeClause joins a part with the following ones up to one that has a verb,
// so that each item of A3, A4, B5를 지원한다 has the predicate.
func (v *View) WholeClause(g *passage.Part) *passage.Part {
	u, joined := &v.Units[g.Sentence], *g
	if u.Row || !EndsInVerb(strings.TrimSpace(v.Text[u.Start:u.End])) {
		return g
	}
	for k := u.First; k < u.Last; k++ {
		h := &v.Parts[k]
		if h.Start < joined.End || h.Condition || passage.TopicMark.MatchString(v.Text[h.Start:h.End]) ||
			EndsInVerb(v.Text[joined.Start:joined.End]) {
			continue
		}
		joined.End = h.End
		joined.Words = append(slices.Clone(joined.Words), h.Words...)
		joined.Values = append(slices.Clone(joined.Values), h.Values...)
		merged := lexicon.NewBag("", nil)
		merged.Add(joined.Own)
		merged.Add(h.Own)
		joined.Own = merged
	}
	return &joined
}

// EndsInVerb reports whether a clause ends like a verb and not like an item of a
// list.
func EndsInVerb(clause string) bool {
	if n := len(clause); n > 0 && strings.IndexByte(".,:", clause[n-1]) >= 0 {
		clause = clause[:n-1]
	}
	last, size := utf8.DecodeLastRuneInString(clause)
	return strings.ContainsRune("다요고며면나되서니음함됨임것까", last) || last == '만' && strings.HasSuffix(clause[:len(clause)-size], "지")
}

// Spoken returns the text of a unit.
func (v *View) Spoken(unit int) string { return v.Text[v.Units[unit].Start:v.Units[unit].End] }

// SharesNoun reports whether a sentence, together with what it is below, has a
// noun in common with the claim.
func (v *View) SharesNoun(u *passage.Unit) bool {
	return slices.ContainsFunc(v.Claim.Words, func(w lexicon.Word) bool {
		return w.Noun && !lexicon.General[w.Text] && max(u.Own.Has(&w), u.Above.Has(&w)) >= .5
	})
}
