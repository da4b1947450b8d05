package view

import "github.com/mundap/mundap/internal/korean"

// Opinion is the result of comparing a claim with one passage.
type Opinion struct {
	Passage  int
	Fit      float64 // how far it is about the claim; higher is better
	Lacking  float64 // how much it lacks that a rival has; Fit is reduced by it
	Covered  float64 // share of the claim's words and values that it has, 0 to 1
	Words    float64 // share of the claim's words, 0 to 1
	Problem  *Problem
	Evidence []korean.Span
}

// Elsewhere reports whether the passage is about something other than the
// claim.
func (o *Opinion) Elsewhere() bool { return o.Covered < unheardOf }

// Limits of an opinion's figures.
const (
	OutOfScope   = .75 // how much more than a rival a passage may lack
	unheardOf    = .15 // share below which a passage is about something else
	LeastCovered = .34 // share of a claim's words that a passage must have
)
