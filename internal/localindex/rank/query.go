package rank

import (
	"cmp"
	"math"
	"slices"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// Parameters are the parameters of BM25 for a field.
type Parameters struct {
	Boost float64 // weight of the field; if 0, it is not searched
	K1    float64 // how soon further occurrences stop adding to the score; usually 1.2
	B     float64 // how much long passages are penalised, 0 to 1; usually 0.75
	// what a term adds regardless of the passage's length, as a share of its
	// weight; 0 is plain BM25
	Delta float64

	// Late is the share of passages from which on a term is late. A late term
	// is scored in the passages that the other terms find, but it is not
	// searched for. Such terms cause half of the work and hardly influence
	// which passages are found; see the package comment. If Late is 0, no term
	// is late. No term is late either if there are fewer than Query.LateFrom
	// passages, or if all terms would be.
	Late float64
}

// Term is a term to be searched for.
type Term struct {
	Text   string
	Field  int
	Weight float64 // above 0; 1 is usual
}

// Key is the term without its weight.
func (t Term) Key() Key { return Key{t.Text, t.Field} }

// Query is what Search looks for.
type Query struct {
	Terms  []Term // each text once per field
	Fields [segment.NumFields]Parameters
	// LateFrom is the least number of passages for which terms can be late. 0
	// means 50,000; with fewer, searching for every term takes less than a
	// millisecond.
	LateFrom int
}

// Source is a segment with what may be found in it.
type Source struct {
	*segment.Reader
	Filter *Filter // nil means every passage

	// Readable counts the passages that the asker may read, for the statistics
	// of the ranking; nil means all. Unlike Filter, it ignores kinds, languages
	// and chosen documents, so that a passage's score does not depend on what
	// is filtered out.
	Readable *Readable
}

// Hit is a passage that was found.
type Hit struct {
	Source  int // index of its segment
	Passage uint32
	Score   float64

	late lateTerms // of the passage
}

// lateTerms tells which of a plan's late terms a passage contains.
type lateTerms struct {
	known bool
	held  [maxTerms / 64]uint64 // by the term's place among the late ones
}

func (l *lateTerms) add(term int) { l.held[term/64] |= 1 << (term % 64) }

func (l *lateTerms) has(term int) bool { return l.held[term/64]>>(term%64)&1 != 0 }

// maxTerms is how many terms of a query are searched for: the heaviest. A
// pasted page has no better hits for the rest.
const maxTerms = 256

// defaultLateFrom is Query.LateFrom where a query says nothing.
const defaultLateFrom = 50_000

// scaled is the largest sum of what all terms can add, in integer units.
const scaled = 1 << 31

// termWeight is a term of a query with its weight.
type termWeight struct {
	number int     // in Query.Terms
	gain   float64 // most that its frequency can add, in units
	floor  float64 // what it adds whatever its frequency, in units
	late   bool
}

// most is the most that a posting can add, in units.
func (t *termWeight) most() float64 { return t.gain + t.floor }

// weighted is a term of a query with its lists.
type weighted struct {
	termWeight
	field int
	base  float64        // k1·(1 − b)
	slope float64        // k1·b/average
	lists []segment.List // by source
}

// add is what a posting adds, in units: at least 1, so that every match counts.
func (t *weighted) add(freq uint32, length uint16) uint32 {
	f := float64(freq)
	return uint32(t.floor+t.gain*f/(f+t.base+t.slope*float64(length))) + 1
}

// bound is an upper bound of what any posting within p adds. It is one unit above
// what add returns for p, to allow for rounding.
func (t *weighted) bound(p segment.Point) uint32 {
	if p.Freq == segment.MaxLength {
		return uint32(t.most()) + 2
	}
	return t.add(uint32(p.Freq), p.Length) + 1
}

// Plan is a query prepared for its segments. The zero value has no terms.
type Plan struct {
	terms []weighted // those that are searched for, then the late ones
	early int        // number of the former
	unit  float64    // score of one unit

	// Absent are the terms of the query that no passage contains.
	Absent []AbsentTerm

	found   []foundTerm    // of the query, in its order
	lists   []segment.List // of found, by source
	weights []termWeight   // memory of weigh
}

// AbsentTerm is a term that no passage contains.
type AbsentTerm struct {
	Term
	Number int     // in Query.Terms
	Lost   float64 // the most that it would add to a score if a passage had it
}

// foundTerm is what the sources say of a term.
type foundTerm struct {
	term  Key
	count int // of the passages that the asker may read
}

// Statistics count the passages that may be read, where they lie in several
// indexes that are searched as one. The zero value counts nothing.
type Statistics struct {
	Passages int                       `json:"passages"`
	Lengths  [segment.NumFields]uint64 `json:"lengths"` // sums of the fields' lengths
	Held     map[Key]int               `json:"-"`       // passages with each term
}

// Key is a term without its weight.
type Key struct {
	Text  string
	Field int
}

// Add adds another index's statistics.
func (s *Statistics) Add(other Statistics) {
	s.Passages += other.Passages
	for f, n := range other.Lengths {
		s.Lengths[f] += n
	}
	if s.Held == nil {
		s.Held = make(map[Key]int, len(other.Held))
	}
	for t, n := range other.Held {
		s.Held[t] += n
	}
}

// Count gives the sources' own statistics of some terms.
func Count(terms []Key, sources []Source) (Statistics, error) {
	all := Statistics{Held: make(map[Key]int, len(terms))}
	for _, s := range sources {
		sum, err := s.sum()
		if err != nil {
			return Statistics{}, err
		}
		all.Add(Statistics{Passages: sum.passages, Lengths: sum.lengths})
		for _, t := range terms {
			_, n, err := s.Count(t.Field, t.Text)
			if err != nil {
				return Statistics{}, err
			}
			all.Held[t] += n
		}
	}
	return all, nil
}

// totals gives the statistics as the weights of terms need them.
func (s Statistics) totals() totals {
	t := totals{passages: float64(s.Passages)}
	for f, n := range s.Lengths {
		t.average[f] = max(1, float64(n)/max(1, t.passages))
	}
	return t
}

// Prepare looks up the terms in the sources and weights them by the passages
// that the asker may read (Source.Readable). The sources' filters don't matter.
func Prepare(q Query, sources []Source) (*Plan, error) {
	p := new(Plan)
	if err := p.Prepare(q, sources); err != nil {
		return nil, err
	}
	return p, nil
}

// PrepareAmong is Prepare for sources that are a part of a larger index, whose
// statistics decide the weights. Scores are then those of the larger index.
func PrepareAmong(q Query, sources []Source, all Statistics) (*Plan, error) {
	p := new(Plan)
	if err := p.prepare(q, sources, &all); err != nil {
		return nil, err
	}
	return p, nil
}

// Prepare makes p the plan of another query. Terms that the query before had at
// the same place are not looked up again, so the sources must be the same unless
// p has been reset. After an error, p must be reset.
func (p *Plan) Prepare(q Query, sources []Source) error { return p.prepare(q, sources, nil) }

// Reset empties the plan and keeps its memory, so that the next query hardly
// allocates any. A plan that is kept must be reset before its sources are closed.
func (p *Plan) Reset() {
	clear(p.terms[:cap(p.terms)])
	clear(p.Absent[:cap(p.Absent)])
	clear(p.found[:cap(p.found)])
	clear(p.lists[:cap(p.lists)])
	*p = Plan{terms: p.terms[:0], Absent: p.Absent[:0], found: p.found[:0], lists: p.lists[:0],
		weights: p.weights[:0]}
}

func (p *Plan) prepare(q Query, sources []Source, among *Statistics) error {
	stats, err := statistics(sources)
	if among != nil {
		stats, err = among.totals(), nil
	}
	if err != nil {
		return err
	}
	if err := p.lookup(q, sources); err != nil {
		return err
	}
	weights := p.scale(p.weigh(q, stats, among))
	p.terms = resized(p.terms, len(weights))
	for i, w := range weights {
		field := q.Terms[w.number].Field
		parameters := &q.Fields[field]
		p.terms[i] = weighted{
			termWeight: w,
			field:      field,
			base:       parameters.K1 * (1 - parameters.B),
			slope:      parameters.K1 * parameters.B / stats.average[field],
			lists:      p.lists[w.number*len(sources):][:len(sources)],
		}
	}
	return nil
}

// weigh gives the weights of the terms that some passage contains, and collects
// the others in p.Absent.
func (p *Plan) weigh(q Query, stats totals, among *Statistics) []termWeight {
	p.weights, p.Absent = p.weights[:0], p.Absent[:0]
	lateFrom := float64(cmp.Or(q.LateFrom, defaultLateFrom))
	for i, t := range q.Terms {
		f := &q.Fields[t.Field]
		if f.Boost <= 0 || t.Weight <= 0 {
			continue
		}
		n := float64(p.found[i].count)
		// The other parts of the index may have passages with a term that these
		// sources lack.
		if among != nil {
			n = float64(among.Held[t.Key()])
		}
		weight := t.Weight * f.Boost * math.Log1p((stats.passages-n+0.5)/(n+0.5))
		// Without a passage that has the term, the logarithm is at its highest: what
		// the term would add says how much finding another spelling of it is worth.
		if n == 0 {
			p.Absent = append(p.Absent, AbsentTerm{t, i, weight * (f.K1 + 1 + f.Delta)})
			continue
		}
		p.weights = append(p.weights, termWeight{
			number: i,
			gain:   weight * (f.K1 + 1),
			floor:  weight * f.Delta,
			late:   f.Late > 0 && stats.passages >= lateFrom && n > f.Late*stats.passages,
		})
	}
	return p.weights
}

// resized returns s with n elements, of which those that s has keep their values.
func resized[T any](s []T, n int) []T { return slices.Grow(s, max(0, n-len(s)))[:n] }

// scale keeps the heaviest terms, those that are not late first, and brings their
// gains into integer units. It sets the plan's unit and number of early terms.
func (p *Plan) scale(terms []termWeight) []termWeight {
	p.unit, p.early = 0, 0
	// Stable, so that terms of equal weight stay in the order of the query and
	// the same ones are left out each time.
	slices.SortStableFunc(terms, func(a, b termWeight) int { return cmp.Compare(b.most(), a.most()) })
	terms = terms[:min(len(terms), maxTerms)]
	var sum float64
	for _, t := range terms {
		sum += t.most()
	}
	if sum == 0 {
		return nil
	}
	// A passage that had every term at its most would score 2³¹ units. Rounding
	// adds at most two units for each of 256 terms, so that sums and bounds fit
	// into 32 bits.
	p.unit = sum / scaled
	for i := range terms {
		terms[i].gain /= p.unit
		terms[i].floor /= p.unit
	}
	slices.SortStableFunc(terms, func(a, b termWeight) int { return order(a.late) - order(b.late) })
	for p.early < len(terms) && !terms[p.early].late {
		p.early++
	}
	// Some terms have to find the passages: if all are late, none is.
	if p.early == 0 {
		p.early = len(terms)
	}
	return terms
}

func order(late bool) int {
	if late {
		return 1
	}
	return 0
}

// Terms returns the number of terms in Query.Terms.
func (p *Plan) Terms() int { return len(p.found) }

// Text returns the text of a term by its number in Query.Terms.
func (p *Plan) Text(term int) string { return p.found[term].term.Text }

// Field returns the field of a term by its number in Query.Terms.
func (p *Plan) Field(term int) int { return p.found[term].term.Field }

// Weights calls f with each term of a field that some passage has, as its number
// in Query.Terms, and the most that it can add to a score.
func (p *Plan) Weights(field int, f func(term int, weight float64)) {
	for i := range p.terms {
		if t := &p.terms[i]; t.field == field {
			f(t.number, t.most()*p.unit)
		}
	}
}

// Lost returns the most that a passage with all absent terms of a field would
// score for them.
func (p *Plan) Lost(field int) float64 {
	sum := 0.0
	for _, t := range p.Absent {
		if t.Field == field {
			sum += t.Lost
		}
	}
	return sum
}

// lookup looks up the terms of a query that have a weight. Those that p.found has
// at the same place stay as they are.
func (p *Plan) lookup(q Query, sources []Source) error {
	known, n := len(p.found), len(sources)
	p.found = resized(p.found, len(q.Terms))
	p.lists = resized(p.lists, len(q.Terms)*n)
	for i, t := range q.Terms {
		f := &p.found[i]
		if q.Fields[t.Field].Boost <= 0 || t.Weight <= 0 {
			*f = foundTerm{}
			continue
		}
		if i < known && f.term == t.Key() {
			continue
		}
		*f = foundTerm{term: t.Key()}
		for j, s := range sources {
			list, count, err := s.Count(t.Field, t.Text)
			if err != nil {
				return err
			}
			p.lists[i*n+j] = list
			f.count += count
		}
	}
	return nil
}

// Count looks up a term and returns how many of the passages that the asker may
// read contain it.
func (s Source) Count(field int, text string) (segment.List, int, error) {
	list, _, err := s.Lookup(field, text)
	if err != nil || s.Readable == nil {
		return list, list.Len(), err
	}
	n, err := s.Readable.count(field, text, &list)
	return list, n, err
}

type totals struct {
	passages float64
	average  [segment.NumFields]float64
}

func statistics(sources []Source) (totals, error) {
	var t totals
	for _, s := range sources {
		sum, err := s.sum()
		if err != nil {
			return totals{}, err
		}
		t.passages += float64(sum.passages)
		for f := range t.average {
			t.average[f] += float64(sum.lengths[f])
		}
	}
	for f := range t.average {
		t.average[f] = max(1, t.average[f]/max(1, t.passages))
	}
	return t, nil
}

// sum gives how many passages may be read, and the sums of their fields' lengths.
func (s Source) sum() (setTotals, error) {
	if s.Readable != nil {
		return s.Readable.sum()
	}
	all := setTotals{passages: s.Passages()}
	for f := range all.lengths {
		all.lengths[f] = s.Total(f)
	}
	return all, nil
}
