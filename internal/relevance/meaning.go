package relevance

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// embedded is how much of a passage is embedded here, in characters: about as
// much as small encoders read of a text.
const embedded = 500

// addMeaning gives passages the places of their cosines.
func (j *Judge) addMeaning(ctx context.Context, q Question, open []*Verdict) error {
	if j.Embedder == nil || len(open) == 0 {
		return nil
	}
	texts := make([]string, len(open))
	for i, v := range open {
		texts[i] = korean.Truncate(cmp.Or(v.Translation, v.Text), embedded)
	}
	places, err := j.places(ctx, j.Embedder, q.Text, texts)
	if err != nil {
		return err
	}
	for i, v := range open {
		v.meaning = &places[i]
	}
	return nil
}

// Weights and limits of a sentence's nearness in meaning, fitted on the questions of
// eval/extractive and eval/handbook.
const (
	// sureScore is the score of a sentence that the words alone make sure of: in some two
	// thirds of the questions, no sentence is embedded. mostNear is how many sentences
	// are embedded otherwise, those with the best scores; each takes some 10 ms.
	sureScore  = 0.5
	mostNear   = 6
	nearWeight = 0.4 // of the place of its cosine
	// the nearest sentences count as mentioning what the question is about: those whose
	// place is within nearBand of the nearest one's, from leastNear on
	nearBand, leastNear = 0.05, 0.6
)

// addNearness adds to the scores of sentences how near they come to the question in
// meaning, with the headings above them, unless the words alone are sure. Without an
// embedder, or if it fails, the scores stay as they are.
func (x *Extractor) addNearness(ctx context.Context, q string, all []candidate,
	passages []retrieve.Passage) {
	if x.Embedder == nil || len(all) == 0 {
		return
	}
	ranked := make([]*candidate, len(all))
	for i := range all {
		ranked[i] = &all[i]
	}
	slices.SortStableFunc(ranked, func(a, b *candidate) int { return cmp.Compare(b.Score, a.Score) })
	if ranked[0].Score >= sureScore {
		return
	}
	ranked = ranked[:min(len(ranked), mostNear)]
	texts := make([]string, len(ranked))
	for i, c := range ranked {
		texts[i] = korean.Truncate(c.inContext(), embedded)
	}
	places, err := x.places(ctx, x.Embedder, q, texts)
	if err != nil {
		return
	}
	bar := max(leastNear, slices.Max(places)-nearBand)
	for i, place := range places {
		c := ranked[i]
		c.Score += nearWeight * place * prior(c.Passage, passages)
		c.mentions = c.mentions || place >= bar
	}
}

// nearness measures how near texts come to a question in meaning. The zero value works
// with the embedder of its first use. It is safe for concurrent use.
type nearness struct {
	once    sync.Once
	centred *embed.Centred
}

// places returns the place of the cosine of a question and each of the texts.
func (n *nearness) places(ctx context.Context, e embed.Embedder, q string,
	texts []string) ([]float64, error) {
	centred := n.centre(e)
	query, err := centred.Embed(ctx, embed.Query, []string{q})
	if err != nil {
		return nil, err
	}
	vectors, err := centred.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return nil, err
	}
	places := make([]float64, len(texts))
	for i, v := range vectors {
		places[i] = centred.Place(cosine(query[0], v))
	}
	return places, nil
}

func (n *nearness) centre(e embed.Embedder) *embed.Centred {
	n.once.Do(func() { n.centred, _ = embed.Centre(e).(*embed.Centred) })
	return n.centred
}

// cosine returns the cosine of two vectors of unit length.
func cosine(a, b []float32) float64 {
	sum := 0.0
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
