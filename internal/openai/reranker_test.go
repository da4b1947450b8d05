package openai_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/openai"
)

type rerankBody struct {
	Model, Query     string
	Documents, Texts []string
	TopN             int `json:"top_n"`
}

func rerankServer(t *testing.T, answer func(w http.ResponseWriter, b rerankBody)) *openai.Reranker {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b rerankBody
		if r.URL.Path != "/v1/rerank" || r.Header.Get("Authorization") != "Bearer k" ||
			json.NewDecoder(r.Body).Decode(&b) != nil {
			http.Error(w, "no", http.StatusNotFound)
			return
		}
		answer(w, b)
	}))
	t.Cleanup(server.Close)
	r := openai.NewReranker(openai.RerankOptions{URL: server.URL + "/v1", Model: "m", APIKey: "k"})
	t.Cleanup(r.Close)
	return r
}

func TestARerankersScoresComeInTheTextsOrder(t *testing.T) {
	r := rerankServer(t, func(w http.ResponseWriter, b rerankBody) {
		if b.Model != "m" || b.Query != "연차" || len(b.Documents) != 2 || b.TopN != 2 {
			t.Errorf("asked %+v", b)
		}
		w.Write([]byte(`{"results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":0.1}]}`))
	})
	got, err := r.Rerank(t.Context(), "연차", []string{"하나", "둘"})
	if err != nil || !slices.Equal(got, []float64{0.1, 0.9}) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAServerThatWantsTextsIsAskedInItsShape(t *testing.T) {
	calls := 0
	r := rerankServer(t, func(w http.ResponseWriter, b rerankBody) {
		calls++
		if b.Texts == nil {
			http.Error(w, `{"error":"missing field texts"}`, http.StatusUnprocessableEntity)
			return
		}
		w.Write([]byte(`[{"index":0,"score":0.3},{"index":1,"score":0.2}]`))
	})
	for range 2 {
		if got, err := r.Rerank(t.Context(), "연차", []string{"하나", "둘"}); err != nil ||
			!slices.Equal(got, []float64{0.3, 0.2}) {
			t.Errorf("%v, %v", got, err)
		}
	}
	if calls != 3 {
		t.Errorf("%d calls", calls)
	}
}

func TestScoresThatDoNotFitTheTextsAreAnError(t *testing.T) {
	for _, answer := range []string{
		`{"results":[{"index":0,"relevance_score":1}]}`, `{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}`,
		`{"results":[{"index":0,"relevance_score":1},{"index":7,"relevance_score":1}]}`, `[{"index":0},{"index":1}]`, `no`, `{}`,
	} {
		r := rerankServer(t, func(w http.ResponseWriter, _ rerankBody) { w.Write([]byte(answer)) })
		if got, err := r.Rerank(t.Context(), "연차", []string{"하나", "둘"}); !fault.Is(err,
			fault.Unavailable) {
			t.Errorf("%s: %v, %v", answer, got, err)
		}
	}
}
