package localindex

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/localindex/vector"
	"github.com/mundap/mundap/internal/retrieve"
)

// fusedMost is an upper bound of fused scores: words count for at most 1, and
// vectors for less than 3.
const fusedMost = 4

// vectors embeds the question with the index's embedder and with former
// embedders whose vectors are still in the index. It returns none if the search
// is by words alone. If an embedder can't be reached, the search continues by
// words.
func (s *search) vectors(ctx context.Context) (vector.Queries, error) {
	with := s.ix.embedders.Load()
	vs, err := embedded(ctx, s.query, with, s.hasVectorsOf)
	if len(vs) > 0 && vs[0].Model == with.model() {
		s.ix.tellDimensions(with, len(vs[0].Values))
	}
	return vs, err
}

// embedded embeds a question; see search.vectors. has tells whether passages
// have vectors of a model. At most half of the time that ctx leaves is spent on
// it: in a rush, questions wait for the encoder in line, and one that would wait
// too long is searched for by words alone.
func embedded(ctx context.Context, q retrieve.Query, with *embedders,
	has func(model string) bool) (vector.Queries, error) {
	if with.now == nil || q.Method == retrieve.Lexical {
		return nil, nil
	}
	var vs vector.Queries
	patient, stop := withHalf(ctx)
	defer stop()
	for i, e := range append([]embed.Embedder{with.now}, with.former...) {
		if i > 0 && !has(e.Info().Model) {
			continue
		}
		vectors, err := with.questions.embed(patient, e, q.Text)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || len(vectors) != 1 {
			continue
		}
		v := segment.Quantise(vectors[0])
		if v.Values == nil {
			continue
		}
		vs = append(vs, &vector.Query{Model: e.Info().Model, Vector: v, Place: placeBy(e)})
	}
	return vs, nil
}

// withHalf is ctx with half of the time that it leaves.
func withHalf(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(deadline)/2)
}

func (s *search) hasVectorsOf(model string) bool {
	return slices.ContainsFunc(s.sources, func(src rank.Source) bool {
		m, dims := src.VectorModel()
		return dims > 0 && m == model
	})
}

// placeBy returns the function that maps an embedder's cosines to their places.
func placeBy(e embed.Embedder) func(float64) float64 {
	if c, ok := e.(*embed.Centred); ok {
		return c.Place
	}
	return func(cosine float64) float64 { return cosine }
}

// fuse combines the rankings by words and by vectors. Each side counts
// according to its certainty: words by the share of the question that a passage
// contains, vectors by the place of the cosine. Candidates that only one side
// found are scored exactly by the other side as well. Scores are added, not
// ranks: a passage that is far ahead by words stays ahead, and an encoder that
// hardly distinguishes the candidates does little harm.
func (s *search) fuse(ctx context.Context, vs vector.Queries) (found, error) {
	k := max(vector.Candidates, s.query.K)
	words, err := s.words(ctx, k)
	if err != nil {
		return found{}, err
	}
	sure, err := s.sure(words)
	if err != nil {
		return found{}, err
	}
	near, err := vs.Nearest(ctx, s.sources, k)
	if err != nil {
		return found{}, err
	}
	bm25, meaning := byPassage(words), byPassage(near)
	if err := s.missingBM25(bm25, near); err != nil {
		return found{}, err
	}
	if err := s.missingMeaning(ctx, vs, meaning, words); err != nil {
		return found{}, err
	}
	w := s.spoken.weights(s.ix.ranking, sure, meaning)
	hits := rank.Best(s.ix.ranking.fused(bm25, meaning, w), k)
	if hits, err = s.byNames(hits, w); err != nil {
		return found{}, err
	}
	hits = withNearest(hits, meaning)
	hits = hits[:min(len(hits), s.query.K)]
	return found{hits: hits, kind: retrieve.Fused, meaning: meaning, vectors: vs}, nil
}

// sure is how sure words are of the best passages that they have found, from 0
// to 1.
func (s *search) sure(hits []rank.Hit) (float64, error) {
	matches, err := s.matches(hits[:min(len(hits), s.ix.ranking.NearCandidates)])
	sure := 0.0
	for _, m := range matches {
		sure = max(sure, s.ix.ranking.sure(s.spoken.covers(m)))
	}
	return sure, err
}

// place is a passage of a snapshot.
type place struct {
	source  int
	passage uint32
}

func byPassage(hits []rank.Hit) map[place]float64 {
	m := make(map[place]float64, 2*len(hits))
	for _, h := range hits {
		m[place{h.Source, h.Passage}] = h.Score
	}
	return m
}

// only restricts the search to individual passages.
func (s *search) only(hits []rank.Hit, known map[place]float64) []rank.Source {
	sources := slices.Clone(s.sources)
	ranges := make([][][2]uint32, len(sources))
	for _, h := range hits {
		if _, ok := known[place{h.Source, h.Passage}]; !ok {
			ranges[h.Source] = append(ranges[h.Source], [2]uint32{h.Passage, h.Passage + 1})
		}
	}
	for i := range sources {
		slices.SortFunc(ranges[i], func(a, b [2]uint32) int { return cmp.Compare(a[0], b[0]) })
		sources[i].Filter = &rank.Filter{Ranges: append([][2]uint32{}, ranges[i]...)}
	}
	return sources
}

// missingBM25 scores the passages by words that only vectors have found.
func (s *search) missingBM25(bm25 map[place]float64, near []rank.Hit) error {
	var missing []rank.Hit
	for _, h := range near {
		if _, known := bm25[place{h.Source, h.Passage}]; !known {
			missing = append(missing, h)
		}
	}
	scored, err := s.plan.Scored(s.sources, missing)
	for _, h := range scored {
		bm25[place{h.Source, h.Passage}] = h.Score
	}
	return err
}

func (s *search) missingMeaning(ctx context.Context, vs vector.Queries,
	meaning map[place]float64, words []rank.Hit) error {
	for i, src := range s.only(words, meaning) {
		v := vs.Of(src)
		if v == nil {
			continue
		}
		var failed error
		err := v.Each(ctx, src, func(p uint32, whole float64) {
			c, err := v.WithParts(src, p, whole)
			meaning[place{i, p}], failed = v.Place(c), cmp.Or(failed, err)
		})
		if err := cmp.Or(err, failed); err != nil {
			return err
		}
	}
	return nil
}

// weights are those of both sides' scores.
type weights struct{ words, vectors float64 }

// weights returns the weights of scores by words that are sure to this degree, and
// of places. Places weigh the more, the further the nearest passage is ahead of the
// second; see VectorLead.
func (r Ranking) weights(sure float64, meaning map[place]float64) weights {
	first, second := math.Inf(-1), math.Inf(-1)
	for _, m := range meaning {
		first, second = max(first, m), max(second, min(first, m))
	}
	lead := 1.0
	if len(meaning) > 1 && r.VectorLead > 0 {
		lead = r.VectorAlike + (1-r.VectorAlike)*min(1, (first-second)/r.VectorLead)
	}
	return weights{sure, lead * (r.Vector + r.VectorUnsure*(1-sure))}
}

// vectorCoded is the factor of the weight of places if the question names codes: to
// an encoder, one code is like another.
const vectorCoded = 0.3

// weights are Ranking.weights for a question.
func (q *spoken) weights(r Ranking, sure float64, meaning map[place]float64) weights {
	w := r.weights(sure, meaning)
	if len(q.codes()) > 0 {
		w.vectors *= vectorCoded
	}
	return w
}

// fused adds the scores of both sides. The scores of words are divided by the
// best of them and raised to a power, so that a passage gets at most 1 and the
// best stands out as far as it is ahead. A passage that has no vector yet gets
// the place that [supposed] gives it.
func (r Ranking) fused(bm25, meaning map[place]float64, w weights) []rank.Hit {
	top := 0.0
	for _, b := range bm25 {
		top = max(top, b)
	}
	suppose := supposed(bm25, meaning, top)
	scores := make(map[place]float64, len(bm25)+len(meaning))
	for p, b := range bm25 {
		scores[p] += w.words * math.Pow(b/top, r.WordsPower)
		if _, known := meaning[p]; !known {
			scores[p] += w.vectors * r.counted(suppose(b))
		}
	}
	for p, m := range meaning {
		scores[p] += w.vectors * r.counted(m)
	}
	hits := make([]rank.Hit, 0, len(scores))
	for p, score := range scores {
		hits = append(hits, rank.Hit{Source: p.source, Passage: p.passage, Score: score})
	}
	return hits
}

// supposed returns the place of a passage that has no vector yet, by its score by
// words. It is that of the nearest passage with at most this score, so that a
// passage without a vector stays ahead of those that words put behind it, and
// at least the place of the nearest passage times the share of the best score.
// Vectors follow the text of a large document after some minutes, and after
// `mundap ingest` only when a server runs: most of the passages that a question
// finds may lack them.
func supposed(bm25, meaning map[place]float64, top float64) func(score float64) float64 {
	type known struct{ score, place float64 }
	var all []known
	nearest := 0.0
	for p, m := range meaning {
		all, nearest = append(all, known{bm25[p], m}), max(nearest, m)
	}
	slices.SortFunc(all, func(a, b known) int { return cmp.Compare(a.score, b.score) })
	for i := range all { // the place of the nearest one up to here
		if i > 0 {
			all[i].place = max(all[i].place, all[i-1].place)
		}
	}
	return func(score float64) float64 {
		supposed := nearest * score / top
		above, _ := slices.BinarySearchFunc(all, score, func(k known, score float64) int {
			if k.score <= score {
				return -1
			}
			return 1
		})
		if above > 0 {
			supposed = max(supposed, all[above-1].place)
		}
		return supposed
	}
}

// counted is what a place contributes; see VectorFull.
func (r Ranking) counted(place float64) float64 {
	return min(place, r.VectorFull) + r.VectorBeyond*max(0, place-r.VectorFull)
}

// withNearest moves the passages nearest in meaning among the first ones, from
// which a question is answered by default, because a question in other words
// often shares its few words with the wrong passages. The best passage stays;
// the last of the first ones make room.
func withNearest(hits []rank.Hit, meaning map[place]float64) []rank.Hit {
	const first, nearest = retrieve.DefaultK, 2
	byMeaning := slices.DeleteFunc(slices.Clone(hits), func(h rank.Hit) bool {
		_, known := meaning[place{h.Source, h.Passage}]
		return !known
	})
	slices.SortStableFunc(byMeaning, func(a, b rank.Hit) int {
		return cmp.Compare(meaning[place{b.Source, b.Passage}], meaning[place{a.Source, a.Passage}])
	})
	near := byMeaning[:min(nearest, len(byMeaning))]
	above := slices.Clone(hits[:min(first, len(hits))])
	missing := slices.DeleteFunc(slices.Clone(near),
		func(h rank.Hit) bool { return slices.Contains(above, h) })
	for i, room := len(above)-1, len(missing); i > 0 && room > 0; i-- {
		if !slices.Contains(near, above[i]) {
			above, room = slices.Delete(above, i, i+1), room-1
		}
	}
	rest := slices.DeleteFunc(slices.Clone(hits), func(h rank.Hit) bool {
		return slices.Contains(above, h) || slices.Contains(missing, h)
	})
	for _, h := range missing {
		h.Score = math.Nextafter(above[len(above)-1].Score, math.Inf(-1))
		above = append(above, h)
	}
	return append(above, rest...)
}

// sure is how reliable words are, from 0 to 1, if a passage contains this share
// of the question and so many of its words.
func (r Ranking) sure(share, words float64) float64 {
	if r.SureAt <= r.SureFrom {
		return 1
	}
	few := min(1, max(0, (r.Many-words)/(r.Many-r.Few)))
	sure := (share - r.SureFrom - r.SureFew*few) / (r.SureAt - r.SureFrom)
	return min(1, max(r.SureLeast*share, sure))
}
