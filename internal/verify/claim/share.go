package claim

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// AsksFor reports whether the question contains the value.
func (c *Claim) AsksFor(x *value.Value) bool {
	for k := range c.Ask.Values {
		if x.Equal(&c.Ask.Values[k]) {
			return true
		}
	}
	return false
}

// HasValue reports whether the claim contains a value.
func (c *Claim) HasValue(e *value.Value) bool {
	return slices.ContainsFunc(c.Values, func(y value.Value) bool { return y.Equal(e) })
}

// RivalIn reports whether a part contains a value like x that the claim does
// not mention in addition to x.
func (c *Claim) RivalIn(x *value.Value, g *passage.Part) bool {
	for k := range g.Values {
		e := &g.Values[k]
		if x.Rivals(e) && x.Period == e.Period && !slices.ContainsFunc(c.Values,
			func(y value.Value) bool { return y.Equal(e) }) {
			return true
		}
	}
	return false
}

// Says reports whether the claim contains a word of the question.
func (c *Claim) Says(w *lexicon.Word) bool {
	for k := range c.Words {
		if s := &c.Words[k]; s.Text == w.Text || s.Class != "" && s.Class == w.Class {
			return true
		}
	}
	return false
}

// MostlyIn reports whether the claim and its question contain most of a part's
// words.
func (c *Claim) MostlyIn(h *passage.Part) bool { return c.ShareOf(h) >= .55 }

// ShareOf returns the share of a part's words that the claim and its question
// contain.
func (c *Claim) ShareOf(h *passage.Part) float64 {
	n, all := 0.0, 0.0
	for k := range h.Words {
		w := &h.Words[k]
		all += w.Weight()
		if c.Has(w) || c.Asks(w) {
			n += w.Weight()
		}
	}
	if all == 0 {
		return 0
	}
	return n / all
}

// Said returns the amounts of x's dimension that the claim and the question
// contain themselves, except x and periods.
func (c *Claim) Said(x *value.Value) []float64 {
	var out []float64
	for k := range c.Values {
		if y := &c.Values[k]; y.Start != x.Start && !y.Period && x.Measures(y) {
			out = append(out, y.Amount())
		}
	}
	for k := range c.Ask.Values {
		if y := &c.Ask.Values[k]; !y.Period && x.Measures(y) {
			out = append(out, y.Amount())
		}
	}
	return out
}

// Has reports whether the claim contains a word of a passage.
func (c *Claim) Has(w *lexicon.Word) bool {
	return c.Says(w) || korean.Length(w.Text) >= 2 && strings.Contains(lexicon.Dense(c.Text), w.Text)
}

// Asks reports whether the question contains the word.
func (c *Claim) Asks(w *lexicon.Word) bool {
	for k := range c.Ask.Words {
		if q := &c.Ask.Words[k]; q.Text == w.Text || q.Class != "" && q.Class == w.Class {
			return true
		}
	}
	return korean.Length(w.Text) >= 2 && strings.Contains(lexicon.Dense(c.Ask.Text), w.Text)
}

// IsBare reports whether the claim's value at a span is a number without a unit.
func (c *Claim) IsBare(at korean.Span) bool {
	return slices.ContainsFunc(c.Values, func(x value.Value) bool {
		return x.Start == at.Start && x.Class == value.Quantity && x.Dim == value.Bare
	})
}
