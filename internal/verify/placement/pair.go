package placement

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// pair is a value and the phrase of nouns directly before it.
type pair struct {
	nouns []*lexicon.Word
	value *value.Value
}

// has reports whether the phrase has one of some nouns.
func (p *pair) has(nouns []*lexicon.Word) bool {
	return slices.ContainsFunc(nouns, func(w *lexicon.Word) bool {
		return slices.ContainsFunc(p.nouns, w.Same)
	})
}

// longestGap is the greatest distance in bytes between a value and its noun.
const longestGap = 10

// phraseJoint matches what stands between two nouns of a phrase, the suffix of the
// first one included.
var phraseJoint = regexp.MustCompile(`^(?:제|용|형|급|부|팀|점)? $`)

// pairsOf returns the values of a text that directly follow nouns.
func pairsOf(text string, words []lexicon.Word, values []value.Value) []pair {
	var out []pair
	for k := range values {
		x := &values[k]
		var nouns []*lexicon.Word
		end := 0 // of the phrase
		for j := range words {
			w := &words[j]
			if !w.Noun || lexicon.EojeolStart(text, w.Start) != w.Start || w.End > x.Start {
				continue
			}
			if end > 0 && !phraseJoint.MatchString(text[end:w.Start]) {
				nouns = nil
			}
			if end = w.End; !lexicon.General[w.Text] {
				nouns = append(nouns, w)
			}
		}
		if len(nouns) == 0 || x.Period {
			continue
		}
		if x.Start-end <= longestGap && !strings.ContainsAny(text[end:x.Start], ".,;)0123456789") {
			out = append(out, pair{nouns, x})
		}
	}
	return out
}

// pairsThere returns the pairs of the sentences with about the same content,
// and those of all rows together with the words of the rows' labels.
func pairsThere(v *view.View) []pair {
	var out []pair
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row && v.Scores[i] < .4*v.Scores[v.Best] {
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
					out = append(out, pair{[]*lexicon.Word{&u.Label[l]}, &g.Values[j]})
				}
			}
		}
	}
	return out
}

// counted returns the claim's numbers of people with the noun that says what they did:
// 2명이 반대했다, for 반대 2.
func counted(v *view.View) []pair {
	var out []pair
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		m := didSo.FindStringIndex(v.Claim.Text[x.End:])
		if m == nil || x.Class != value.Quantity || x.Dim != value.Counted {
			continue
		}
		for j := range v.Claim.Words {
			if w := &v.Claim.Words[j]; w.Noun && w.Start > x.End && w.Start < x.End+m[1] {
				out = append(out, pair{[]*lexicon.Word{w}, x})
			}
		}
	}
	return out
}

// didSo matches what a number of people did.
var didSo = regexp.MustCompile(`^(?:이|가|은|는) [가-힣]{2,4}(?:하|했|한|해|되|됐|된)`)

// Interchanged returns a problem if a value follows one noun in the claim but
// another noun in the passage, where the first noun has a different value: 찬성
// 3, 반대 1 for 찬성 1, 반대 3.
func Interchanged(v *view.View) *view.Problem {
	mine := append(pairsOf(v.Claim.Text, v.Claim.Words, v.Claim.Values), counted(v)...)
	if len(mine) == 0 {
		return nil
	}
	theirs := pairsThere(v)
	for _, m := range mine {
		own, other, moved := false, false, false
		for i := range theirs {
			t := &theirs[i]
			switch same, equal := t.has(m.nouns), m.value.Equal(t.value); {
			case same && equal:
				own = true
			case same && (m.value.Rivals(t.value) || m.value.Maybe(t.value)):
				other = true
			case equal:
				moved = true
			}
		}
		if !own && other && moved && !arithmetic.Derives(v, m.value) && !arithmetic.PerUnit(v, m.value) {
			return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: m.nouns[0].Start, End: m.value.End}}
		}
	}
	return nil
}
