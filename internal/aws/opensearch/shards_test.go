package opensearch_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// TestAnIndexIsMadeWithItsShards: a cluster of many nodes searches with as many
// as the index has shards.
func TestAnIndexIsMadeWithItsShards(t *testing.T) {
	var made struct {
		Settings struct {
			Shards   int    `json:"number_of_shards"`
			Replicas string `json:"auto_expand_replicas"`
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "-v1-") {
			if err := json.NewDecoder(r.Body).Decode(&made); err != nil {
				t.Error(err)
			}
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":{"type":"index_not_found_exception","reason":"none"},"status":404}`)
	}))
	defer s.Close()
	store, err := opensearch.New(opensearch.Options{URL: s.URL, Shards: 5, Replicas: 2})
	if err != nil {
		t.Fatal(err)
	}
	source := retrieve.Source{Document: "docs/a.txt", Version: "1",
		Readers: []auth.Principal{auth.Everyone}}
	if err := store.Put(t.Context(), source, []document.Chunk{{ID: "1", Text: "글"}}); err == nil {
		t.Fatal("a server without an index took a document")
	}
	if made.Settings.Shards != 5 || made.Settings.Replicas != "0-2" {
		t.Errorf("made with %+v", made.Settings)
	}
}
