package evidence

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/value"
)

// View is a claim as seen from one passage.
type View struct {
	*scope.Set
	*passage.Passage
	Claim  *claim.Claim
	scores []float64  // by unit
	best   int        // the unit that says the same, if any does
	placed []int      // by the claim's value: the part that has it, -1 if none does
	Faults []*Problem // with the claim's values
	source int        // the unit that has most of the claim; see unitSignals

	objections []*Problem // by rule; nil entries: none
	superseded bool       // a newer edition has another value
	rows       []int      // see namedRows
	rowsKnown  bool
}

// Weights of a word by the place where it is found.
const (
	inOwn   = 1.0
	inUnit  = .8
	inAbove = .6
	inTitle = .35
)

// Weigh scores the units and finds the best one.
func (v *View) Weigh() {
	v.scores = make([]float64, len(v.Units))
	v.best = -1
	for i := range v.Units {
		u := &v.Units[i]
		s := 0.0
		for k := range v.Claim.Words {
			w := &v.Claim.Words[k]
			s += v.Rare.Of(w) * v.inUnit(u, w)
		}
		for k := range v.Claim.Ask.Words {
			w := &v.Claim.Ask.Words[k]
			s += .3 * v.Rare.Of(w) * v.inUnit(u, w)
		}
		for k := range v.Claim.Values {
			if v.hasValue(u, &v.Claim.Values[k]) {
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
func (v *View) labelled(u *passage.Unit) float64 {
	switch v.Claim.Names(u) {
	case claim.ByClaim:
		return 1.5
	case claim.ByQuestion:
		return .5
	}
	return 0
}

func (v *View) inUnit(u *passage.Unit, w *lexicon.Word) float64 {
	return max(inOwn*u.Own.Has(w), inAbove*u.Above.Has(w), inTitle*v.Titled.Has(w))
}

func (v *View) hasValue(u *passage.Unit, x *value.Value) bool {
	for i := u.First; i < u.Last; i++ {
		for k := range v.Parts[i].Values {
			if x.Equal(&v.Parts[i].Values[k]) {
				return true
			}
		}
		if v.Parts[i].Named(x) != nil {
			return true
		}
	}
	return false
}

// covered is the share of the claim's words that the passage has, those of the
// question left out unless it has them.
func (v *View) covered() float64 {
	var found, all float64
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		share := v.All.Has(w)
		weight := w.Weight()
		if share == 0 && v.Claim.Asks(w) {
			continue
		}
		found += weight * share
		all += weight
	}
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Period {
			continue
		}
		all += valueWeight
		if v.Has(x) || v.derived(x) || v.perUnit(x) || v.listed(x) || v.supposed(x) {
			found += valueWeight
		}
	}
	if all == 0 {
		return 1
	}
	return found / all
}

// worded is the share of the claim's words that the passage contains.
func (v *View) worded() float64 {
	var found, all float64
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || doing.MatchString(v.Claim.Text[w.End:]) {
			continue
		}
		found += v.Rare.Of(w) * v.All.Has(w)
		all += v.Rare.Of(w)
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

// Has reports whether the passage or its title has a value.
func (v *View) Has(x *value.Value) bool {
	for i := range v.Units {
		if v.hasValue(&v.Units[i], x) {
			return true
		}
	}
	return v.inTitle(x)
}

// HasAt reports whether the passage or its title has the claim's value at a span.
func (v *View) HasAt(at korean.Span) bool {
	return slices.ContainsFunc(v.Claim.Values, func(x value.Value) bool { return x.Start == at.Start && v.Has(&x) })
}

// Covers reports whether the passage has much of what the claim is about, so that a
// value may follow from it.
func (v *View) Covers() bool { return v.covered() >= .5 }

// valued is the share of the claim's values that the passage contains, or 0 if
// the claim has no values.
func (v *View) valued() float64 {
	if len(v.Claim.Values) == 0 {
		return 0
	}
	n := 0
	for k := range v.Claim.Values {
		if v.Has(&v.Claim.Values[k]) {
			n++
		}
	}
	return float64(n) / float64(len(v.Claim.Values))
}

func (v *View) inTitle(x *value.Value) bool {
	for k := range v.Passage.Values {
		if x.Equal(&v.Passage.Values[k]) {
			return true
		}
	}
	return false
}

// askedShare is the share of the question's words that the passage contains.
func (v *View) askedShare() float64 {
	var found, all float64
	for k := range v.Claim.Ask.Words {
		w := &v.Claim.Ask.Words[k]
		found += v.Rare.Of(w) * v.All.Has(w)
		all += v.Rare.Of(w)
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// Evidence returns the ranges that support the claim: the best unit, and the
// units that contain the values.
func (v *View) Evidence(best int) []korean.Span {
	var spans []korean.Span
	add := func(u int) {
		if u < 0 || u >= len(v.Units) {
			return
		}
		s := korean.Span{Start: v.Units[u].Start, End: v.Units[u].End}
		if !slices.Contains(spans, s) {
			spans = append(spans, s)
		}
	}
	add(best)
	for _, part := range v.placed {
		if part >= 0 {
			add(v.Parts[part].Sentence)
		}
	}
	slices.SortFunc(spans, func(a, b korean.Span) int { return cmp.Compare(a.Start, b.Start) })
	return spans
}

// Likest returns the value of the passage that stands where x does in the claim,
// of those that of accepts.
func (v *View) Likest(x *value.Value, of func(x, e *value.Value) bool) (Placed, bool) {
	best := Placed{Part: -1}
	for i := range v.Parts {
		for k := range v.Parts[i].Values {
			e := &v.Parts[i].Values[k]
			if !of(x, e) {
				continue
			}
			s := v.beside(x, &v.Parts[i])
			if v.behindNoun(e, &v.Parts[i]) {
				s += directly
			}
			if best.Part < 0 || s > best.Score {
				best.Part, best.Amount, best.Score = i, e.Amount(), s
				if e.Class == value.Clock {
					best.Amount *= 60 // seconds
				}
			}
		}
	}
	return best, best.Part >= 0
}

// directly is what a value gains whose noun directly before it the claim has.
const directly = .3

// behindNoun reports whether the noun directly before a value of a part is in the claim.
func (v *View) behindNoun(e *value.Value, h *passage.Part) bool {
	for k := len(h.Words) - 1; k >= 0; k-- {
		if w := &h.Words[k]; w.Noun && w.End <= e.Start {
			return e.Start-w.End <= longestGap && v.Claim.Has(w)
		}
	}
	return false
}

// Shared is which share of the words that any passage has this one has. Words for a
// change and for what was before it don't count.
func (v *View) Shared() float64 {
	n, all := 0.0, 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if changes[w.Text] || changes[w.Class] {
			continue
		}
		if v.Rare.Count[w.Text] > 0 || w.Class != "" && v.Rare.Count[w.Class] > 0 {
			n, all = n+v.All.Has(w), all+1
		}
	}
	if all == 0 {
		return 0
	}
	return n / all
}

// changes are words for a change and for what was before it, and the classes of such
// words.
var changes = func() map[string]bool {
	m := lexicon.Set("회 차 판 회차 지난 이전 기존 종전 작년 전년 이번 요금표 개정 개정판 최신판")
	for _, w := range [...]string{"늘", "증가", "감소", "인하", "바꾸", "높", "낮"} {
		m[lexicon.ClassOf(w)] = true
	}
	return m
}()

// Placed is the value of a passage that stands where another one does in the claim.
type Placed struct {
	Passage, Part int
	Amount, Score float64
	Shared        float64 // see View.Shared
	Opinion       Opinion
}
