package retrieve

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
)

// Reranker reads a query together with each text and rates how well the text
// answers it. It must be safe for concurrent use.
type Reranker interface {
	// Rerank returns a score for each text, in the order of the texts. Higher
	// is better; the usual range is 0 to 1. If it fails, there are no scores at
	// all. Errors are classified as those of llm.Model.
	Rerank(ctx context.Context, query string, texts []string) ([]float64, error)
}

// Reranking is a store whose best passages are put in order by a reranker.
type Reranking struct {
	Retriever
	Reranker Reranker
	// Limit is how long the reranker may take; 0 means 3 s. If it is late or
	// fails, the store's own order is kept.
	Limit time.Duration
	// Failed is called with the reason if the reranker's order could not be
	// used. It may be nil.
	Failed func(error)
}

const (
	// reranked is how many passages are read by the reranker. What the store
	// puts behind them hardly ever answers.
	reranked = 30
	// rerankedText is how much of a passage it reads, in bytes: models read some 512 tokens.
	rerankedText = 4 << 10

	defaultRerankLimit = 3 * time.Second
)

// Retrieve returns the store's passages in the reranker's order; see Retriever.
// Their scores are still those of the store.
func (r Reranking) Retrieve(ctx context.Context, scope auth.Scope, q Query) ([]Passage, error) {
	want := cmp.Or(q.K, DefaultK)
	q.K = max(want, reranked)
	passages, err := r.Retriever.Retrieve(ctx, scope, q)
	if err != nil || len(passages) < 2 {
		return passages, err
	}
	best := min(len(passages), reranked)
	scores, err := r.scores(ctx, q.Text, passages[:best])
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		if r.Failed != nil {
			r.Failed(err)
		}
	default:
		order(passages[:best], scores)
	}
	return passages[:min(want, len(passages))], nil
}

func (r Reranking) scores(ctx context.Context, query string, passages []Passage) ([]float64,
	error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(r.Limit, defaultRerankLimit))
	defer cancel()
	texts := make([]string, len(passages))
	for i, p := range passages {
		text := p.Text
		if above := cmp.Or(p.Title, p.Name); above != "" {
			text = strings.Join(append([]string{above}, p.Headings...), " › ") + "\n" + text
		}
		texts[i] = strings.ToValidUTF8(text[:min(len(text), rerankedText)], "")
	}
	return r.Reranker.Rerank(ctx, query, texts)
}

// order sorts passages by the reranker's scores and notes these. The passages
// keep the scores of their store, best first: whoever compares neighbours finds
// them falling.
func order(passages []Passage, scores []float64) {
	falling := make([]float64, len(passages))
	for i := range passages {
		falling[i] = passages[i].Score
		match := Match{}
		if passages[i].Match != nil {
			match = *passages[i].Match
		}
		match.Reranked = &scores[i]
		passages[i].Match = &match
	}
	slices.SortStableFunc(passages, func(a, b Passage) int {
		return cmp.Compare(*b.Match.Reranked,
			*a.Match.Reranked)
	})
	for i := range passages {
		passages[i].Score = falling[i]
	}
}
