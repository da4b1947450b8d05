package verify

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// view is a claim as seen from one passage.
type view struct {
	*Passages
	*passage
	c      *claim
	scores []float64  // by unit
	best   int        // the unit that says the same, if any does
	placed []int      // by the claim's value: the part that has it, -1 if none does
	faults []*problem // with the claim's values
	source int        // the unit that has most of the claim; see unitSignals
}

// Weights of a word by the place where it is found.
const (
	inOwn   = 1.0
	inUnit  = .8
	inAbove = .6
	inTitle = .35
)

// weigh scores the units and finds the best one.
func (v *view) weigh() {
	v.scores = make([]float64, len(v.units))
	v.best = -1
	for i := range v.units {
		u := &v.units[i]
		s := 0.0
		for k := range v.c.words {
			w := &v.c.words[k]
			s += v.rare.of(w) * v.inUnit(u, w)
		}
		for k := range v.c.ask.words {
			w := &v.c.ask.words[k]
			s += .3 * v.rare.of(w) * v.inUnit(u, w)
		}
		for k := range v.c.values {
			if v.hasValue(u, &v.c.values[k]) {
				s += 1.3
			}
		}
		s += v.labelled(u)
		v.scores[i] = s
		if v.best < 0 || s > v.scores[v.best] {
			v.best = i
		}
	}
}

// labelled is what a unit's score gains if the claim or the question names the
// unit.
func (v *view) labelled(u *unit) float64 {
	switch v.c.names(u) {
	case byClaim:
		return 1.5
	case byQuestion:
		return .5
	}
	return 0
}

func (v *view) inUnit(u *unit, w *word) float64 {
	return max(inOwn*u.own.has(w), inAbove*u.above.has(w), inTitle*v.titled.has(w))
}

func (v *view) hasValue(u *unit, x *value) bool {
	for i := u.first; i < u.last; i++ {
		for k := range v.parts[i].values {
			if x.equal(&v.parts[i].values[k]) {
				return true
			}
		}
		if v.parts[i].named(x) != nil {
			return true
		}
	}
	return false
}

// covered is the share of the claim's words that the passage has, those of the
// question left out unless it has them.
func (v *view) covered() float64 {
	var found, all float64
	for k := range v.c.words {
		w := &v.c.words[k]
		share := v.all.has(w)
		weight := w.weight()
		if share == 0 && v.c.asks(w) {
			continue
		}
		found += weight * share
		all += weight
	}
	for k := range v.c.values {
		x := &v.c.values[k]
		if x.period {
			continue
		}
		all += valueWeight
		if v.hasAnywhere(x) || v.derived(x) || v.c.perUnit(v, x) || v.listed(x) || v.supposed(x) {
			found += valueWeight
		}
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// worded is the share of the claim's words that the passage contains.
func (v *view) worded() float64 {
	var found, all float64
	for k := range v.c.words {
		w := &v.c.words[k]
		if !w.noun || general[w.text] || doing.MatchString(v.c.text[w.end:]) {
			continue
		}
		found += v.rare.of(w) * v.all.has(w)
		all += v.rare.of(w)
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// doing matches the ending of a noun that is used as a verb: 적용됩니다.
var doing = regexp.MustCompile(`^(?:하|되|해|돼|했|됐|할|된|될|합|됩|한다|함|됨)`)

// valueWeight is the weight of a value relative to a word in the share of a
// claim that a passage contains.
const valueWeight = 1.5

func (v *view) hasAnywhere(x *value) bool {
	for i := range v.units {
		if v.hasValue(&v.units[i], x) {
			return true
		}
	}
	return v.inTitle(x)
}

// valued is the share of the claim's values that the passage contains, or 0 if
// the claim has no values.
func (v *view) valued() float64 {
	if len(v.c.values) == 0 {
		return 0
	}
	n := 0
	for k := range v.c.values {
		if v.hasAnywhere(&v.c.values[k]) {
			n++
		}
	}
	return float64(n) / float64(len(v.c.values))
}

func (v *view) inTitle(x *value) bool {
	for k := range v.passage.values {
		if x.equal(&v.passage.values[k]) {
			return true
		}
	}
	return false
}

// askedShare is the share of the question's words that the passage contains.
func (v *view) askedShare() float64 {
	var found, all float64
	for k := range v.c.ask.words {
		w := &v.c.ask.words[k]
		found += v.rare.of(w) * v.all.has(w)
		all += v.rare.of(w)
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// asks reports whether the question contains the word.
func (c *claim) asks(w *word) bool {
	for k := range c.ask.words {
		if q := &c.ask.words[k]; q.text == w.text || q.class != "" && q.class == w.class {
			return true
		}
	}
	return korean.Length(w.text) >= 2 && strings.Contains(dense(c.ask.text), w.text)
}

// evidence returns the ranges that support the claim: the best unit, and the
// units that contain the values.
func (v *view) evidence(best int) []korean.Span {
	var spans []korean.Span
	add := func(u int) {
		if u < 0 || u >= len(v.units) {
			return
		}
		s := korean.Span{Start: v.units[u].start, End: v.units[u].end}
		if !slices.Contains(spans, s) {
			spans = append(spans, s)
		}
	}
	add(best)
	for _, part := range v.placed {
		if part >= 0 {
			add(v.parts[part].sentence)
		}
	}
	slices.SortFunc(spans, func(a, b korean.Span) int { return cmp.Compare(a.Start, b.Start) })
	return spans
}

// problem returns the passage's first objection to the claim, or nil if it has
// none.
func (v *view) problem() *problem {
	if v.best < 0 {
		return &problem{reason: NotInSources}
	}
	for _, check := range [...]func() *problem{v.place, v.names, v.rowWords, v.polarity,
		v.stance, v.crossed, v.specific, v.avoided, v.interchanged, v.conditions} {
		if p := check(); p != nil {
			return p
		}
	}
	return nil
}
