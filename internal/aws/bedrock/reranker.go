package bedrock

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// RerankerOptions describe a reranker.
type RerankerOptions struct {
	Region   string // "" is the configuration's
	Model    string // "amazon.rerank-v1:0" or "cohere.rerank-v3-5:0"
	Endpoint string // replaces the region's own
}

// Reranker scores passages with Amazon's or Cohere's model on Bedrock. It is
// safe for concurrent use.
type Reranker struct {
	client *bedrockruntime.Client
	model  string
}

var _ retrieve.Reranker = (*Reranker)(nil)

// NewReranker makes a reranker. It does not contact the service yet.
func NewReranker(cfg aws.Config, o RerankerOptions) *Reranker {
	return &Reranker{client: client(cfg, o.Region, o.Endpoint), model: o.Model}
}

// rerankRequest is the body that both makers' models take.
type rerankRequest struct {
	Query     string   `json:"query"`
	Documents []string `json:"documents"`
	TopN      int      `json:"top_n"`
	Version   int      `json:"api_version,omitempty"` // Cohere's models want 2
}

// cohereVersion is the version of the body that Cohere's models read.
const cohereVersion = 2

type rerankAnswer struct {
	Results []struct {
		Index int      `json:"index"`
		Score *float64 `json:"relevance_score"`
	} `json:"results"`
}

// Rerank returns a score from 0 to 1 for each text; see retrieve.Reranker.
func (r *Reranker) Rerank(ctx context.Context, query string, texts []string) ([]float64, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	request := rerankRequest{Query: some(query), TopN: len(texts)}
	for _, t := range texts {
		request.Documents = append(request.Documents, some(t))
	}
	if strings.Contains(r.model, "cohere.") {
		request.Version = cohereVersion
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fault.Newf(fault.Internal, "bedrock: encoding texts to rerank: %w", err)
	}
	out, err := r.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: &r.model, Body: body, ContentType: aws.String("application/json"),
		Accept: aws.String("application/json"),
	})
	if err != nil {
		return nil, classify(ctx, err)
	}
	return rerankScores(out.Body, len(texts))
}

// rerankScores reads the scores of n texts.
func rerankScores(body []byte, n int) ([]float64, error) {
	var answer rerankAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fault.Newf(fault.Unavailable, "bedrock: scores can't be read: %w", err)
	}
	scores, seen := make([]float64, n), make([]bool, n)
	for _, s := range answer.Results {
		if s.Index < 0 || s.Index >= n || seen[s.Index] || s.Score == nil {
			return nil, fault.Newf(fault.Unavailable, "bedrock: a score for text %d of %d", s.Index, n)
		}
		scores[s.Index], seen[s.Index] = *s.Score, true
	}
	if len(answer.Results) != n {
		return nil, fault.Newf(fault.Unavailable, "bedrock: %d scores for %d texts",
			len(answer.Results), n)
	}
	return scores, nil
}
