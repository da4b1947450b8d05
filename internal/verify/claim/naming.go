package claim

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// Naming says whether the claim or the question names a row by its label.
type Naming uint8

const (
	Unnamed Naming = iota
	ByQuestion
	ByClaim
)

// Names reports whether the claim or the question contains a unit's whole
// label.
func (c *Claim) Names(u *passage.Unit) Naming {
	if len(u.Label) == 0 && len(u.Marks) == 0 {
		return Unnamed
	}
	if u.Row && len(u.Marks) == 0 && korean.Length(u.Name) >= 2 {
		if strings.Contains(lexicon.Dense(c.Text), u.Name) {
			return ByClaim
		}
		if strings.Contains(lexicon.Dense(c.Ask.Text), u.Name) {
			return ByQuestion
		}
	}
	if u.Short != "" && strings.Contains(lexicon.Dense(c.Text), u.Short) {
		return ByClaim
	}
	whole := ByClaim
	for k := range u.Marks {
		m := &u.Marks[k]
		switch {
		case slices.ContainsFunc(c.Values, func(x value.Value) bool { return x.Equal(m) }):
		case c.AsksFor(m):
			whole = ByQuestion
		default:
			return Unnamed
		}
	}
	for k := range u.Label {
		w := &u.Label[k]
		switch {
		case c.Has(w):
		case c.Asks(w):
			whole = ByQuestion
		default:
			return Unnamed
		}
	}
	return whole
}
