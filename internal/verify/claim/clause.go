package claim

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
)

// DeniedAt reports whether the claim denies the clause at byte offset i.
func (c *Claim) DeniedAt(i int) bool {
	for k := range c.Parts {
		if g := &c.Parts[k]; i >= g.Start && i < g.End {
			return predicate.ModalOf(c.Text[i:g.End]).Negative()
		}
	}
	return false
}

// SubjectOf returns the pieces up to the first particle that marks a topic in
// the claim's i-th clause, or in the clauses before it.
func (c *Claim) SubjectOf(i int, verb *lexicon.Word) []Piece {
	for k := i; k >= 0; k-- {
		g := &c.Parts[k]
		for j := range g.Words {
			w := &g.Words[j]
			if w.Start == verb.Start || !w.Noun || !TopicParticle.MatchString(c.Text[w.End:]) {
				continue
			}
			var out []Piece
			for l := 0; l <= j; l++ {
				if !lexicon.General[g.Words[l].Text] {
					out = append(out, Piece{Word: &g.Words[l]})
				}
			}
			for l := range g.Values {
				if g.Values[l].End <= w.Start && !g.Values[l].Period {
					out = append(out, Piece{Value: &g.Values[l]})
				}
			}
			return out
		}
	}
	return nil
}

var TopicParticle = regexp.MustCompile(`^(?:에|에서|에게|으로|로|부터|까지)?(?:은|는|도|이|가|만) `)

// Piece is a word or a value of a claim.
type Piece struct {
	Word   *lexicon.Word
	Value  *value.Value
	Start  int
	Weight float64
}

// In returns how well a part contains the piece, from 0 to 1.
func (a *Piece) In(g *passage.Part) float64 {
	if a.Word != nil {
		return g.Own.Has(a.Word)
	}
	if equal, _ := g.Find(a.Value); equal != nil {
		return 1
	}
	if slices.ContainsFunc(g.Given, func(e value.Value) bool { return a.Value.Equal(&e) }) {
		return 1
	}
	return 0
}

// InCondition reports whether a value is in a conditional clause of the claim.
func (c *Claim) InCondition(x *value.Value) bool {
	g := c.PartOf(x)
	return g != nil && g.Condition
}

// PartAt returns the clause of the claim at a byte offset, nil if there is none.
func (c *Claim) PartAt(i int) *passage.Part {
	for k := range c.Parts {
		if g := &c.Parts[k]; i >= g.Start && i < g.End {
			return g
		}
	}
	return nil
}

// OftenAt returns the frequency of the claim of which a value is part, nil if it is part of none.
func (c *Claim) OftenAt(x *value.Value) *value.Frequency {
	for k := range c.Parts {
		for j := range c.Parts[k].Often {
			if f := &c.Parts[k].Often[j]; x.Start >= f.Start && x.End <= f.End {
				return f
			}
		}
	}
	return nil
}

// PartOf returns the clause of the claim that contains a value.
func (c *Claim) PartOf(x *value.Value) *passage.Part {
	for i := range c.Parts {
		if g := &c.Parts[i]; x.Start >= g.Start && x.End <= g.End {
			return g
		}
	}
	return nil
}

// Sign returns the sign of the claim's last clause; see passage.SignOf.
func (c *Claim) Sign() float64 {
	if len(c.Parts) == 0 {
		return 1
	}
	return passage.SignOf(c.Text, &c.Parts[len(c.Parts)-1])
}

// Under returns the claim's i-th clause together with the conditions before it.
func (c *Claim) Under(i int) *passage.Part {
	g := c.Parts[i]
	for k := i - 1; k >= 0 && c.Parts[k].Condition; k-- {
		g.Words = slices.Concat(c.Parts[k].Words, g.Words)
		g.Values = slices.Concat(c.Parts[k].Values, g.Values)
	}
	return &g
}

// HasSubject reports whether a clause says what it is about, with a noun, or
// with a code or a name beside another value.
func (c *Claim) HasSubject() bool {
	named := slices.ContainsFunc(c.Values, func(v value.Value) bool {
		return v.Class == value.Code || v.Class == value.Person || v.Dim == value.Ordinal
	})
	return named && len(c.Values) > 1 ||
		slices.ContainsFunc(c.Words, func(w lexicon.Word) bool { return w.Noun })
}

// Only returns the claim's i-th clause as a claim of its own.
func (c *Claim) Only(i int) *Claim {
	g := c.Parts[i]
	own := &Claim{Text: strings.Repeat(" ", g.Start) + c.Text[g.Start:g.End], Cites: c.Cites,
		Words: g.Words, Values: g.Values, Parts: []passage.Part{g}}
	own.Ask = asked{Text: c.Ask.Text, Words: slices.Clone(c.Ask.Words), Values: c.Ask.Values}
	for k := range c.Words {
		if w := c.Words[k]; w.Start < g.Start || w.End > g.End {
			own.Ask.Words = append(own.Ask.Words, w)
		}
	}
	return own
}

// TopicOf returns the nouns of the phrase that says what a clause of the claim
// is about: 압축기 of 압축기의 보증 기간은.
func (c *Claim) TopicOf(g *passage.Part) []*lexicon.Word {
	m := topicEnds.FindStringIndex(c.Text[g.Start:g.End])
	if m == nil {
		return nil
	}
	var out []*lexicon.Word
	for k := range g.Words {
		if w := &g.Words[k]; w.Noun && w.End <= g.Start+m[1] && !lexicon.General[w.Text] {
			out = append(out, w)
		}
	}
	return out
}

// TopicEnd returns where the first phrase ends that names what a clause is
// about, or the beginning of the clause if there is none.
func (c *Claim) TopicEnd(g *passage.Part) int {
	if m := topicEnds.FindStringIndex(c.Text[g.Start:g.End]); m != nil {
		return g.Start + m[1]
	}
	return g.Start
}

// topicEnds matches the end of the first phrase that names what a clause is
// about.
var topicEnds = regexp.MustCompile(`[가-힣A-Za-z0-9)](?:에서는|에게는|에는|은|는|도|의|이|가) `)
