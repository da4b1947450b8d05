package app_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/evaluate"
)

// TestTheConfiguredRerankerOrdersWhatIsFound has a reranker that prefers the
// passage which the search puts second.
func TestTheConfiguredRerankerOrdersWhatIsFound(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Documents []string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		type score struct {
			Index int     `json:"index"`
			Score float64 `json:"relevance_score"`
		}
		var scores []score
		for i, d := range asked.Documents {
			scores = append(scores, score{i, float64(strings.Count(d, "열흘"))})
		}
		if err := json.NewEncoder(w).Encode(map[string][]score{"results": scores}); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	const passages = `{"id":"a","text":"연차 휴가는 연차 휴가 규정을 따른다."}
{"id":"b","text":"휴가는 열흘이다. 다른 이야기도 조금 더 한다."}`
	measure := func(url string) float64 {
		c := config.Default()
		c.Embedding.Builtin, c.Rerank.URL = false, url
		r, err := app.Evaluate(t.Context(), c, evaluate.Config{
			Passages: strings.NewReader(passages), Questions: strings.NewReader(`{"id":"1","text":"연차 휴가","relevant":["b"]}`),
		})
		if err != nil {
			t.Fatal(err)
		}
		return r.RecallAt1
	}
	if without, with := measure(""), measure(server.URL); without != 0 || with != 1 {
		t.Errorf("recall without %v, with %v", without, with)
	}
}
