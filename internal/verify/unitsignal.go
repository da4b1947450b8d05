package verify

import (
	"regexp"
	"slices"
	"strings"
)

// unconditional matches words that claim that there is no condition.
var unconditional = regexp.MustCompile(`누구나|누구든|언제든|언제나|무조건|항상|모든|모두|어디서나|관계없이|상관없이|` +
	`자유롭게|제한 없이|없이도|그대로|바로|전부|아무`)

// unitSignals adds how much of the claim a single sentence or row contains. It
// sets v.source to the unit that fits best and returns how well that fits.
func (v *view) unitSignals(s *signals) float64 {
	own, full, both, with, without := 0.0, 0.0, 0.0, 0.0, 0.0
	v.source = -1
	for k := range v.units {
		u := &v.units[k]
		own = max(own, v.shareOfWords(u.own.has))
		wide := v.shareOfWords(func(w *word) float64 {
			return max(u.own.has(w), .9*u.above.has(w), .8*v.titled.has(w))
		})
		full = max(full, wide)
		values := v.shareOfValues(u)
		fit := wide
		if len(v.c.values) > 0 {
			fit = (2*wide + values) / 3
		}
		if v.source < 0 || fit > both {
			both, v.source = fit, k
		}
		if values == 1 {
			with = max(with, wide)
		} else {
			without = max(without, wide)
		}
	}
	s.add("unit.own", own)
	s.add("unit.full", full)
	s.add("unit.both", both)
	s.add("unit.pair", max(full, v.pairShare()))
	s.add("unit.values", with)
	s.add("unit.values.ahead", min(0, with-without))
	v.unknownSignals(s)
	v.sourceSignals(s)
	return both
}

// shareOfWords is the share of the claim's words for which has returns more than
// 0, weighed by rarity and by that result. General words count less, and so do
// words of the question that were not found.
func (v *view) shareOfWords(has func(*word) float64) float64 {
	found, all := 0.0, 0.0
	for k := range v.c.words {
		w := &v.c.words[k]
		weight, x := v.rare.of(w), has(w)
		if general[w.text] {
			weight *= .4
		}
		if x == 0 && v.c.asks(w) {
			weight *= .5
		}
		found += weight * x
		all += weight
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// shareOfValues is the share of the claim's values that a unit has.
func (v *view) shareOfValues(u *unit) float64 {
	found, all := 0.0, 0.0
	for k := range v.c.values {
		if x := &v.c.values[k]; !x.period {
			all++
			if v.hasValue(u, x) {
				found++
			}
		}
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// pairShare is the largest share of the claim's words that the source and one
// other unit contain together.
func (v *view) pairShare() float64 {
	most := 0.0
	for k := range v.units {
		if k == v.source {
			continue
		}
		most = max(most, v.shareOfWords(func(w *word) float64 {
			return max(v.units[v.source].own.has(w), v.units[k].own.has(w), .8*v.titled.has(w))
		}))
	}
	return most
}

// sourceSignals compares the claim with its likeliest source, v.source.
func (v *view) sourceSignals(s *signals) {
	var opposed, conflicts, extra, bounded, excepted, rivaled bool
	share := 0.0
	if v.source >= 0 {
		u := &v.units[v.source]
		text := v.text[u.start:u.end]
		opposed = u.last > u.first && signOf(v.text, &v.parts[u.last-1]) != v.c.sign()
		conflicts = conflict(modalOf(v.c.text), modalOf(text)) != NoReason
		share, bounded = v.leftOut(u)
		extra = share > 0
		excepted = v.source+1 < len(v.units) && adversative.MatchString(
			v.text[v.units[v.source+1].start:v.units[v.source+1].end])
		rivaled = v.rivaledIn(u)
	}
	s.flag("source.opposed", opposed)
	s.flag("source.denies", opposed && v.c.sign() > 0)
	s.flag("source.modal", conflicts)
	s.flag("source.extra", extra)
	s.add("source.extra.share", share)
	s.flag("source.condition", bounded)
	s.flag("source.exception", excepted)
	s.flag("source.rival", rivaled)
	s.flag("source.row", v.source >= 0 && v.units[v.source].row)
}

// leftOut returns the share of a unit's nouns that neither the claim nor the
// question has, and whether a condition is left out entirely.
func (v *view) leftOut(u *unit) (share float64, condition bool) {
	missing, all := 0.0, 0.0
	for i := u.first; i < u.last; i++ {
		g := &v.parts[i]
		nouns, said := 0, 0
		for k := range g.words {
			w := &g.words[k]
			if !w.noun || general[w.text] {
				continue
			}
			nouns++
			if v.c.has(w) || v.c.asks(w) {
				said++
			}
		}
		missing, all = missing+float64(nouns-said), all+float64(nouns)
		condition = condition || g.condition && nouns > 0 && said == 0
	}
	return missing / max(1, all), condition
}

// rivaledIn reports whether a unit lacks one of the claim's values but has
// another value of its kind.
func (v *view) rivaledIn(u *unit) bool {
	return slices.ContainsFunc(v.c.values, func(x value) bool {
		if v.hasValue(u, &x) {
			return false
		}
		for i := u.first; i < u.last; i++ {
			if _, like := v.parts[i].find(&x); like {
				return true
			}
		}
		return false
	})
}

// plainText is a unit as plain text. In a row, each cell follows the heading of
// its column.
func (p *passage) plainText(u *unit) string {
	if !u.row || u.header == nil {
		return strings.Join(strings.Fields(p.text[u.start:u.end]), " ")
	}
	var b []string
	for k, c := range u.cells {
		if k < len(u.header) {
			b = append(b, u.header[k])
		}
		b = append(b, c.Of(p.text))
	}
	return strings.Join(strings.Fields(strings.Join(b, " ")), " ")
}
