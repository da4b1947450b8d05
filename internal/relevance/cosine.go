package relevance

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	// cosineMargin is how much nearer than unrelated sentences a passage must be to the question to pass without shared
	// words. Cosines of common encoders lie close together, at another level for each, so that only the distance from
	// unrelated text says something. Of 45 questions of KorQuAD, multilingual-e5-small puts 95 % of the right paragraphs
	// at this distance or more, and fewer than 1 % of the wrong ones.
	cosineMargin = 0.055
	// cosineWeight is the weight of the cosine, stretched over the candidates, beside the stores' own scores.
	cosineWeight = 0.6
)

// unrelated are sentences on everyday things that no question about documents is about: the level of "no relation".
var unrelated = []string{
	"어제 저녁에 고양이가 창가에서 오래 잠을 잤어요.",
	"봄이 되면 강가의 나무들이 연두색으로 물들어요.",
	"The old boat drifted slowly past the harbour wall.",
	"She painted the kitchen chairs bright yellow last summer.",
}

// addCosines lets vectors speak where there is an embedder. Embedding is slow, so only those are embedded whose fate it
// decides: the ones under the bar, and those whose store knows no vectors. Its failure costs the vectors alone.
func (j *Judge) addCosines(ctx context.Context, q Question, candidates []rated) error {
	var open []*rated
	for i := range candidates {
		if c := &candidates[i]; !c.near && c.coverage < bar(c.Kind) || !knowsVectors(c.ScoreKind) {
			open = append(open, c)
		}
	}
	if j.Embedder == nil || len(open) == 0 {
		return nil
	}
	cosines, level, err := j.cosines(ctx, q, open)
	if err != nil {
		return err
	}
	rankByCosine(open, cosines, level)
	return nil
}

func knowsVectors(k retrieve.ScoreKind) bool { return k == retrieve.Fused || k == retrieve.Cosine }

// embedded is how much of a passage is embedded, in characters: about what small encoders read of a text at all.
const embedded = 500

// cosines gives the cosine of each passage with the question, and the highest that an unrelated sentence has.
func (j *Judge) cosines(ctx context.Context, q Question, open []*rated) (cosines []float64, level float64, err error) {
	background, err := j.background(ctx)
	if err != nil {
		return nil, 0, err
	}
	query, err := j.Embedder.Embed(ctx, embed.Query, []string{q.Text})
	if err != nil {
		return nil, 0, err
	}
	texts := make([]string, len(open))
	for i, c := range open {
		texts[i] = korean.Truncate(cmp.Or(c.Translation, c.Text), embedded)
	}
	passages, err := j.Embedder.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return nil, 0, err
	}
	level = -1
	for _, v := range background {
		level = max(level, cosine(query[0], v))
	}
	for _, v := range passages {
		cosines = append(cosines, cosine(query[0], v))
	}
	return cosines, level, nil
}

// background embeds the unrelated sentences, once.
func (j *Judge) background(ctx context.Context) ([][]float32, error) {
	j.mu.Lock()
	vectors := j.unrelated
	j.mu.Unlock()
	if vectors != nil {
		return vectors, nil
	}
	vectors, err := j.Embedder.Embed(ctx, embed.Passage, unrelated)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	j.unrelated = vectors
	j.mu.Unlock()
	return vectors, nil
}

// rankByCosine marks the candidates that are well above the level of unrelated text, and adds to the rank of those
// whose store knows no vectors their cosine, stretched over the candidates.
func rankByCosine(candidates []*rated, cosines []float64, level float64) {
	low, high := slices.Min(cosines), slices.Max(cosines)
	for i, c := range candidates {
		c.near = c.near || cosines[i] >= level+cosineMargin
		if high > low && !knowsVectors(c.ScoreKind) {
			c.rank += cosineWeight * (cosines[i] - low) / (high - low)
		}
	}
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range min(len(a), len(b)) {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}
