package retrieve_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func TestAStoreWithoutVectorsIsAskedForWords(t *testing.T) {
	m := retrievetest.NewMemory("local")
	if err := m.Put(t.Context(), retrieve.Source{Document: "docs/a", Version: "01", Readers: []auth.Principal{auth.Everyone}},
		[]document.Chunk{{ID: "1", Kind: document.Prose, Text: "연차 휴가"}}); err != nil {
		t.Fatal(err)
	}
	s := retrieve.ByVectors{Retriever: m, Name: "faiss"}
	found, err := s.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "연차"})
	if err != nil || len(found) != 1 || found[0].Store != "faiss" || found[0].ScoreKind != retrieve.BM25 {
		t.Errorf("%+v %v", found, err)
	}
}
