package vector

import (
	"cmp"
	"context"
	"math"

	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/simd"
)

// The nearest passages are found in two stages. The first compares codes with
// one bit per dimension and keeps the best Candidates. The second computes the
// cosines of these from the vectors. docs/search.md says how many of the truly
// nearest passages are found.
const (
	// fewest is how many passages are compared by their vectors at once.
	fewest = 4096
	// guessesAtLeast and the share of all passages that guessesShare is the inverse
	// of make the number of guesses that are kept.
	guessesAtLeast, guessesShare = 2000, 500
	// scanned is how many blocks of codes are scanned at a time.
	scanned = 64
)

// Nearest returns the k passages that are nearest to the question, as far as codes
// can tell: of those whose own vectors are the nearest, the best by their parts.
func (v *Query) Nearest(ctx context.Context, sources []rank.Source, k int) ([]rank.Hit,
	error) {
	hits, err := v.NearestWhole(ctx, sources, max(k, Candidates))
	if err != nil {
		return nil, err
	}
	for i, h := range hits {
		if hits[i].Score, err = v.WithParts(sources[h.Source], h.Passage, h.Score); err != nil {
			return nil, err
		}
	}
	return rank.Best(hits, k), nil
}

// NearestWhole returns the k passages whose own vectors are nearest by cosine.
func (v *Query) NearestWhole(ctx context.Context, sources []rank.Source,
	k int) ([]rank.Hit, error) {
	n := 0
	for _, src := range sources {
		n += src.Passages()
	}
	// Codes are so coarse that the nearest passages need not have the best codes.
	// Many more guesses than hits are kept, and compared by their vectors below.
	g := newGuesser(v, max(guessesAtLeast+n/guessesShare, 4*k))
	top := topHits{k: k, worst: math.Inf(-1)}
	for i, src := range sources {
		coded := false
		// Comparing all vectors of a small index takes no longer than the way round
		// by the codes.
		if n > fewest {
			var err error
			if coded, err = g.scan(ctx, i, src); err != nil {
				return nil, err
			}
		}
		if coded {
			continue
		}
		err := v.Each(ctx, src, func(p uint32,
			cosine float64) {
			top.add(rank.Hit{Source: i, Passage: p, Score: cosine})
		})
		if err != nil {
			return nil, err
		}
	}
	if len(g.guesses) > g.keep {
		g.shrink()
	}
	for _, guess := range g.guesses {
		cosine, err := v.cosine(sources[guess.source], guess.passage)
		if err != nil {
			return nil, err
		}
		top.add(rank.Hit{Source: guess.source, Passage: guess.passage, Score: cosine})
	}
	return rank.Best(top.hits, k), nil
}

// topHits keeps the k best hits and some more.
type topHits struct {
	k     int
	hits  []rank.Hit
	worst float64
}

func (t *topHits) add(h rank.Hit) {
	if h.Score <= t.worst {
		return
	}
	if t.hits = append(t.hits, h); len(t.hits) >= 2*t.k+16 {
		t.hits = rank.Best(t.hits, t.k)
		t.worst = t.hits[len(t.hits)-1].Score
	}
}

// guess is a passage with the sum that its code gave.
type guess struct {
	sum     int32
	source  int
	passage uint32
}

// guesser collects the passages whose codes are nearest to the question.
type guesser struct {
	v       *Query
	table   []byte
	keep    int
	guesses []guess
	worst   int32   // sum up to which nothing is a guess any more
	counts  []int32 // of the guesses' sums
	sums    [scanned * simd.CodesPerBlock]uint16
}

func newGuesser(v *Query, keep int) *guesser {
	table := segment.Table(v.Vector)
	largest := 2 * simd.MaxTableEntry * (len(table) / simd.TableRow)
	return &guesser{v: v, table: table, keep: keep, worst: -1, counts: make([]int32, largest+1)}
}

// scan goes through a segment's codes. It reports false if there are none.
func (g *guesser) scan(ctx context.Context, source int, src rank.Source) (bool, error) {
	scales, err := src.Scales(g.v.Model)
	if err != nil {
		return false, err
	}
	for _, r := range src.Ranges() {
		first, end := uint64(r[0])/simd.CodesPerBlock,
			(uint64(r[1])+simd.CodesPerBlock-1)/simd.CodesPerBlock
		for ; first < end; first += scanned {
			codes, err := src.Codes(g.v.Model, len(g.v.Values), first, min(first+scanned, end))
			if err != nil || codes == nil {
				return false, cmp.Or(err, ctx.Err())
			}
			if err := ctx.Err(); err != nil {
				return false, err
			}
			simd.Best().LookUp(g.sums[:], codes, g.table)
			g.collect(source, src, scales, uint32(first*simd.CodesPerBlock), r)
		}
	}
	return true, nil
}

// collect takes over the guesses among the passages that were scanned, which begin
// with first, as far as they lie in a range.
func (g *guesser) collect(source int, src rank.Source, scales []byte, first uint32,
	within [2]uint32) {
	n := min(uint32(len(g.sums)), uint32(src.Passages())-first)
	n = (n + simd.CodesPerBlock - 1) / simd.CodesPerBlock * simd.CodesPerBlock
	for i, sum := range g.sums[:n] {
		if int32(sum) <= g.worst {
			continue
		}
		p := first + place32(uint32(i))
		if p < within[0] || p >= within[1] || segment.ScaleAt(scales, p) == 0 ||
			!src.Filter.Accepts(p) {
			continue
		}
		if g.guesses = append(g.guesses, guess{int32(sum), source, p}); len(g.guesses) >= 2*g.keep {
			g.shrink()
		}
	}
}

// place32 is the code that the i-th sum of simd.Functions.LookUp belongs to.
func place32(i uint32) uint32 {
	const half = simd.CodesPerBlock / 2
	in := i % simd.CodesPerBlock
	return i - in + in%half*2 + in/half
}

// shrink drops all but the best guesses.
func (g *guesser) shrink() {
	clear(g.counts)
	for _, guess := range g.guesses {
		g.counts[guess.sum]++
	}
	left := int32(g.keep)
	for g.worst = int32(len(g.counts)) - 1; g.worst > 0 && left > g.counts[g.worst]; g.worst-- {
		left -= g.counts[g.worst]
	}
	kept := g.guesses[:0] // left of them have just the worst sum
	for _, guess := range g.guesses {
		if guess.sum == g.worst {
			left--
		}
		if guess.sum > g.worst || guess.sum == g.worst && left >= 0 {
			kept = append(kept, guess)
		}
	}
	g.guesses = kept
}

// cosine is the question's with a passage that has a vector.
func (v *Query) cosine(src rank.Source, p uint32) (float64, error) {
	of, err := src.Vector(p)
	if err != nil {
		return 0, err
	}
	return float64(segment.Dot(v.Values, of.Values)) * float64(of.Scale) * float64(v.Scale), nil
}

// mostWhole is the most that a passage's own vector weighs, against 1 for that of its
// nearest part. In passages of many parts it weighs wholeOfParts divided by their
// number: the longer a passage is, the less its own vector says about a detail. See
// docs/search.md.
const mostWhole, wholeOfParts = 2, 9

// WithParts returns the likeness of a passage to the question by its own cosine
// and that of the part that comes nearest.
func (v *Query) WithParts(src rank.Source, p uint32, whole float64) (float64, error) {
	part, n, err := v.NearestPart(src, p)
	if err != nil || n == 0 {
		return whole, err
	}
	return Likeness(whole, part, n), nil
}

// Likeness returns the likeness of a passage to the question by its own cosine and
// that of the nearest of its n parts.
func Likeness(whole, part float64, n int) float64 {
	weight := min(mostWhole, wholeOfParts/float64(n))
	return (weight*whole + part) / (weight + 1)
}

// NearestPart returns the cosine of the part of a passage that comes nearest to
// the question, and how many parts the passage has; without any, the cosine says
// nothing.
func (v *Query) NearestPart(src rank.Source, p uint32) (cosine float64, n int, err error) {
	parts, err := src.Parts(p)
	cosine = math.Inf(-1)
	for i := range parts.Len() {
		part := parts.At(i)
		cosine = max(cosine,
			float64(segment.Dot(v.Values, part.Values))*float64(part.Scale)*float64(v.Scale))
	}
	return cosine, parts.Len(), err
}

// Each calls f with the cosine of each passage that may be found.
func (v *Query) Each(ctx context.Context, src rank.Source,
	f func(p uint32, cosine float64)) error {
	scales, err := src.Scales(v.Model)
	if _, dims := src.VectorModel(); err != nil || scales == nil || dims != len(v.Values) {
		return err
	}
	for _, r := range src.Ranges() {
		for p := r[0]; p < r[1]; p++ {
			if p%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if segment.ScaleAt(scales, p) == 0 || !src.Filter.Accepts(p) {
				continue
			}
			cosine, err := v.cosine(src, p)
			if err != nil {
				return err
			}
			f(p, cosine)
		}
	}
	return nil
}
