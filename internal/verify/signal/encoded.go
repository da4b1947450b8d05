package signal

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// signals adds how near the claim's words are to those of a passage, and the
// claim to the passage's units. It returns how well the words of the best unit
// match (aligned), and the cosine of the nearest unit (alike).
func (w *Witness) signals(s *decision.Signals, v *view.View) (aligned, alike float64) {
	fields := claimFields(v.Claim, len(w.claim))
	m := newMatch(len(fields), len(v.Claim.Values))
	for i := range v.Units {
		var words []vector
		if i < len(v.States) {
			words = w.centred(v.States[i])
		}
		m.unit(w, v, i, words, fields)
	}
	m.signals(s, fields)
	return m.aligned, m.alike
}

// field is a part of the claim between white space.
type field struct {
	korean.Span
	weight float64 // the greatest of its words; 0 if it has none
}

// claimFields returns the first n fields of the claim's text.
func claimFields(c *claim.Claim, n int) []field {
	out := fieldsOf(c.Text)
	return out[:min(n, len(out))]
}

func fieldsOf(text string) []field {
	var out []field
	at := 0
	for _, f := range strings.Fields(text) {
		start := at + strings.Index(text[at:], f)
		at = start + len(f)
		out = append(out, field{Span: korean.Span{Start: start, End: at}})
	}
	return out
}

// match holds how well a passage matches the claim by the vectors of their words.
// Each number is a cosine, or -1 if there is nothing to compare.
type match struct {
	nearest, source     []float64 // by field of the claim: in any unit, in the likeliest one
	aligned             float64   // the best unit's mean over the words
	alike, next, likely float64   // cosines of the nearest unit, the next one, the likeliest one
	same, opposite      float64   // of the nearest units that say the same, or the opposite
	here, there         []float64 // by value: where the passage has it, or has another one
}

func newMatch(words, values int) *match {
	none := []float64{-1}
	return &match{nearest: slices.Repeat(none, words), source: slices.Repeat(none, words),
		aligned: -1, alike: -1, next: -1, likely: -1, same: -1, opposite: -1,
		here: slices.Repeat(none, values), there: slices.Repeat(none, values)}
}

// unit takes the i-th unit of a passage into account.
func (m *match) unit(w *Witness, v *view.View, i int, words []vector, fields []field) {
	if len(words) == 0 || len(w.claim) == 0 {
		return
	}
	u := &v.Units[i]
	m.cosine(w.whole.dot(together(words)), i == v.Source)
	if u.Last > u.First {
		side := &m.opposite
		if passage.SignOf(v.Text, &v.Parts[u.Last-1]) == v.Claim.Sign() {
			side = &m.same
		}
		*side = max(*side, w.whole.dot(together(words)))
	}
	found, all := 0.0, 0.0
	for k := range fields {
		near := nearest(w.claim[k], words)
		m.nearest[k] = max(m.nearest[k], near)
		if i == v.Source {
			m.source[k] = near
		}
		weight := fieldWeight(v, &fields[k])
		found, all = found+weight*near, all+weight
	}
	if all > 0 {
		m.aligned = max(m.aligned, found/all)
	}
	m.values(w, v, u, words, fields)
}

func (m *match) cosine(x float64, source bool) {
	if source {
		m.likely = x
	}
	m.alike, m.next = max(m.alike, x), max(m.next, min(m.alike, x))
}

// fieldWeight is the greatest weight of the words in a field.
func fieldWeight(v *view.View, f *field) float64 {
	f.weight = 0
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Start >= f.Start && w.Start < f.End {
			f.weight = max(f.weight, v.Rare.Of(w))
		}
	}
	return f.weight
}

// values compares the vectors of the claim's values with those of the unit's
// values.
func (m *match) values(w *Witness, v *view.View, u *passage.Unit, words []vector, fields []field) {
	if u.Row {
		return
	}
	text := fieldsOf(v.Text[u.Start:u.End])
	if len(text) != len(words) {
		return
	}
	for e := range v.ValuesOf(u) {
		at := fieldAt(text, e.Start-u.Start)
		for k := range v.Claim.Values {
			x := &v.Claim.Values[k]
			mine := fieldAt(fields, x.Start)
			if at < 0 || mine < 0 || x.Period {
				continue
			}
			near := w.claim[mine].dot(words[at])
			switch {
			case x.Equal(e):
				m.here[k] = max(m.here[k], near)
			case x.Class == e.Class && (x.Class != value.Quantity || x.Dim == e.Dim):
				m.there[k] = max(m.there[k], near)
			}
		}
	}
}

func fieldAt(fields []field, at int) int {
	return slices.IndexFunc(fields, func(f field) bool { return f.Start <= at && at < f.End })
}

func (m *match) signals(s *decision.Signals, fields []field) {
	mean, least := weighted(m.nearest, fields)
	meanSource, leastSource := weighted(m.source, fields)
	s.Add("words.near", mean)
	s.Add("words.near.least", least)
	s.Add("words.source", meanSource)
	s.Add("words.source.least", leastSource)
	s.Add("words.aligned", m.aligned)
	last := -1.0
	if len(m.nearest) > 0 {
		last = m.nearest[len(m.nearest)-1]
	}
	s.Add("words.last", last)
	s.Add("units.alike", m.alike)
	s.Add("units.alike.source", m.likely)
	s.Add("units.alike.ahead", m.alike-m.next)
	s.Add("units.same.ahead", m.same-m.opposite)
	own, ahead := 1.0, 1.0
	for k, here := range m.here {
		if here > -1 {
			own = min(own, here)
			if m.there[k] > -1 {
				ahead = min(ahead, here-m.there[k])
			}
		}
	}
	s.Add("values.alike", own)
	s.Add("values.alike.ahead", ahead)
}

// weighted returns the mean, weighed by the fields' weights, and the least value
// of the fields that have a weight.
func weighted(near []float64, fields []field) (mean, least float64) {
	least = 1
	all := 0.0
	for k, x := range near {
		if w := fields[k].weight; w > 0 {
			mean, all = mean+w*x, all+w
			least = min(least, x)
		}
	}
	return mean / max(all, 1e-9), least
}
