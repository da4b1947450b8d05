package bedrock_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/llmtest"
)

func TestRerankersScoreEachText(t *testing.T) {
	operations := awstest.Load(t, "bedrock-runtime")
	for _, model := range []string{"amazon.rerank-v1:0", "cohere.rerank-v3-5:0"} {
		s := serve(t, llmtest.Behaviour{})
		r := bedrock.NewReranker(awstest.Config(t, "us-west-2"),
			bedrock.RerankerOptions{Model: model, Endpoint: s.URL})
		got, err := r.Rerank(t.Context(), "연차", []string{"다른 글", "연차 연차", "", "연차"})
		if want := []float64{0, 0.2, 0, 0.1}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", model, got, err, want)
		}
		for _, c := range s.calls {
			if c.model != model || c.operation != "InvokeModel" {
				t.Errorf("asked %s of %s", c.operation, c.model)
			}
			if err := operations.Request(c.operation, c.body); err != nil {
				t.Errorf("%s: %v", c.operation, err)
			}
		}
		if got, err := r.Rerank(t.Context(), "연차", nil); got != nil || err != nil {
			t.Errorf("of nothing %v, %v", got, err)
		}
	}
}

func TestFaultsOfARerankerAreClassified(t *testing.T) {
	for _, kind := range []fault.Kind{fault.Throttled, fault.Overloaded, fault.Invalid} {
		s := serve(t, llmtest.Behaviour{Fault: kind})
		r := bedrock.NewReranker(awstest.Config(t, "us-west-2"),
			bedrock.RerankerOptions{Model: "amazon.rerank-v1:0", Endpoint: s.URL})
		if _, err := r.Rerank(t.Context(), "연차", []string{"글"}); !fault.Is(err, kind) {
			t.Errorf("%v, want %v", err, kind)
		}
	}
}

func TestScoresThatDoNotFitTheTextsAreAnError(t *testing.T) {
	for _, body := range []string{
		`no JSON`, `{"results":[]}`, `{"results":[{"index":0,"relevance_score":1}]}`,
		`{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}`,
		`{"results":[{"index":0,"relevance_score":1},{"index":2,"relevance_score":1}]}`,
		`{"results":[{"index":0,"relevance_score":1},{"index":1}]}`,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(body))
		}))
		r := bedrock.NewReranker(awstest.Config(t, "us-west-2"),
			bedrock.RerankerOptions{Model: "amazon.rerank-v1:0", Endpoint: s.URL})
		if _, err := r.Rerank(t.Context(), "연차", []string{"가", "나"}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", body, err)
		}
		s.Close()
	}
}
