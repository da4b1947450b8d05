package relevance

import (
	"cmp"
	"context"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean"
)

// embedded is how much of a passage is embedded here, in characters: about as
// much as small encoders read of a text.
const embedded = 500

// addMeaning gives passages the places of their cosines.
func (j *Judge) addMeaning(ctx context.Context, q Question, open []*Verdict) error {
	if j.Embedder == nil || len(open) == 0 {
		return nil
	}
	j.once.Do(func() { j.centred, _ = embed.Centre(j.Embedder).(*embed.Centred) })
	query, err := j.centred.Embed(ctx, embed.Query, []string{q.Text})
	if err != nil {
		return err
	}
	texts := make([]string, len(open))
	for i, v := range open {
		texts[i] = korean.Truncate(cmp.Or(v.Translation, v.Text), embedded)
	}
	passages, err := j.centred.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return err
	}
	for i, v := range open {
		place := j.centred.Place(cosine(query[0], passages[i]))
		v.meaning = &place
	}
	return nil
}

// cosine returns the cosine of two vectors of unit length.
func cosine(a, b []float32) float64 {
	sum := 0.0
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
