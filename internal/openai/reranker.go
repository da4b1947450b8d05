package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// maxScores bounds an answer of a reranker, which may repeat the texts.
const maxScores = 16 << 20

// RerankOptions of a Reranker. URL is needed.
type RerankOptions struct {
	URL    string // the part before /rerank
	Model  string // "": servers of one model need none
	APIKey string
	Client *http.Client
}

// Reranker asks an endpoint in the shape that Cohere, Jina, vLLM and llama.cpp
// share, or in that of TEI, which calls the texts otherwise. Safe for
// concurrent use.
type Reranker struct {
	endpoint
	model string
	tei   atomic.Bool // the server wants "texts"
}

var _ retrieve.Reranker = (*Reranker)(nil)

// NewReranker makes a Reranker. Nothing is asked of the server yet.
func NewReranker(o RerankOptions) *Reranker {
	return &Reranker{endpoint: newEndpoint(o.URL, o.APIKey, o.Client), model: o.Model}
}

// Close lets go of idle connections.
func (r *Reranker) Close() { r.close() }

type rerankRequest struct {
	Model     string   `json:"model,omitempty"`
	Query     string   `json:"query"`
	Documents []string `json:"documents,omitempty"`
	TopN      int      `json:"top_n,omitempty"`
	Texts     []string `json:"texts,omitempty"` // TEI
}

// rerankScore is a score of either shape.
type rerankScore struct {
	Index          int      `json:"index"`
	RelevanceScore *float64 `json:"relevance_score"`
	Score          *float64 `json:"score"` // TEI
}

// Rerank gives a score for each text; see retrieve.Reranker.
func (r *Reranker) Rerank(ctx context.Context, query string, texts []string) ([]float64, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	scores, err := r.ask(ctx, query, texts, r.tei.Load())
	if fault.Is(err, fault.Invalid) && !r.tei.Load() { // it may be TEI
		if scores, retried := r.ask(ctx, query, texts, true); retried == nil {
			r.tei.Store(true)
			return scores, nil
		}
	}
	return scores, err
}

func (r *Reranker) ask(ctx context.Context, query string, texts []string, tei bool) ([]float64,
	error) {
	request := rerankRequest{Model: r.model, Query: query, Documents: texts, TopN: len(texts)}
	if tei {
		request = rerankRequest{Query: query, Texts: texts}
	}
	resp, err := r.post(ctx, "/rerank", request)
	if err != nil {
		return nil, fmt.Errorf("reranking %d texts: %w", len(texts), err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxScores))
	if err != nil {
		return nil, unreachable(ctx, fmt.Errorf("reading scores: %w", err))
	}
	return scoresOf(raw, len(texts))
}

// scoresOf reads the scores of n texts:
// {"results":[{"index","relevance_score"}]} or TEI's [{"index","score"}].
func scoresOf(raw []byte, n int) ([]float64, error) {
	var list []rerankScore
	if json.Unmarshal(raw, &list) != nil {
		var shared struct {
			Results []rerankScore `json:"results"`
		}
		if err := json.Unmarshal(raw, &shared); err != nil {
			return nil, unavailable(fmt.Errorf("scores that are no JSON: %w", err))
		}
		list = shared.Results
	}
	scores, seen := make([]float64, n), make([]bool, n)
	for _, s := range list {
		value := s.RelevanceScore
		if value == nil {
			value = s.Score
		}
		if s.Index < 0 || s.Index >= n || seen[s.Index] || value == nil {
			return nil, unavailable(fmt.Errorf("a score for text %d of %d", s.Index, n))
		}
		scores[s.Index], seen[s.Index] = *value, true
	}
	if len(list) != n {
		return nil, unavailable(fmt.Errorf("%d scores for %d texts", len(list), n))
	}
	return scores, nil
}
