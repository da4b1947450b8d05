package evidence

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
)

// pair is a value and the noun directly before it.
type pair struct {
	noun  *lexicon.Word
	value *value.Value
}

// longestGap is the greatest distance in bytes between a value and its noun.
const longestGap = 10

// pairsOf returns the values of a text that directly follow a noun.
func pairsOf(text string, words []lexicon.Word, values []value.Value) []pair {
	var out []pair
	for k := range values {
		x := &values[k]
		var noun *lexicon.Word
		for j := range words {
			if w := &words[j]; w.Noun && !lexicon.General[w.Text] && lexicon.EojeolStart(text, w.Start) == w.Start && w.End <= x.Start && x.Start-w.End <= longestGap {
				noun = w
			}
		}
		if noun != nil && !x.Period && !strings.ContainsAny(text[noun.End:x.Start], ".,;)0123456789") {
			out = append(out, pair{noun, x})
		}
	}
	return out
}

// pairsThere returns the pairs of the sentences with about the same content,
// and those of all rows together with the words of the rows' labels.
func (v *View) pairsThere() []pair {
	var out []pair
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row && v.scores[i] < .4*v.scores[v.best] {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			g := &v.Parts[k]
			if !u.Row {
				out = append(out, pairsOf(v.Text, g.Words, g.Values)...)
				continue
			}
			for j := range g.Values {
				for l := range u.Label {
					out = append(out, pair{&u.Label[l], &g.Values[j]})
				}
			}
		}
	}
	return out
}

// interchanged returns a problem if a value follows one noun in the claim but
// another noun in the passage, where the first noun has a different value: 찬성
// 3, 반대 1 for 찬성 1, 반대 3.
func (v *View) interchanged() *Problem {
	mine := pairsOf(v.Claim.Text, v.Claim.Words, v.Claim.Values)
	if len(mine) == 0 {
		return nil
	}
	theirs := v.pairsThere()
	for _, m := range mine {
		own, other, moved := false, false, false
		for _, t := range theirs {
			switch same, equal := m.noun.Same(t.noun), m.value.Equal(t.value); {
			case same && equal:
				own = true
			case same && m.value.Rivals(t.value):
				other = true
			case equal:
				moved = true
			}
		}
		if !own && other && moved && !v.derived(m.value) && !v.perUnit(m.value) {
			return &Problem{Reason: OtherRow, Claim: korean.Span{Start: m.noun.Start, End: m.value.End}}
		}
	}
	return nil
}
