package localindex_test

import (
	"context"
	"hash/fnv"
	"math"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

// vectorStore is the store "faiss": the index by its vectors alone.
type vectorStore struct {
	retrieve.ByVectors
	retrieve.Index
}

// words is an embedder of which texts are near that share words.
type words struct{}

const dimensions = 4096

func (words) Info() embed.Info { return embed.Info{Model: "words", Dimensions: dimensions} }

// Calibration says that texts without a common word have nothing to do with each other.
func (words) Calibration() *embed.Calibration {
	none := embed.Means{Korean: make([]float32, dimensions), English: make([]float32, dimensions)}
	return &embed.Calibration{Means: map[embed.Kind]embed.Means{embed.Query: none, embed.Passage: none},
		Unrelated: 0.01, Same: 0.5}
}

func (words) Embed(_ context.Context, _ embed.Kind, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		v := make([]float32, dimensions)
		v[0] = 1e-6 // no text is without a direction
		for _, term := range new(morph.Analyzer).Analyze(nil, text, morph.Words) {
			h := fnv.New32a()
			_, _ = h.Write([]byte(term.Text))
			v[1+h.Sum32()%(dimensions-1)] = 1
		}
		var length float64
		for _, x := range v {
			length += float64(x) * float64(x)
		}
		for j := range v {
			v[j] /= float32(math.Sqrt(length))
		}
		vectors[i] = v
	}
	return vectors, nil
}

func newVectorStore(t *testing.T) retrieve.Store {
	ix := open(t, localindex.Options{Embedder: words{}})
	return vectorStore{retrieve.ByVectors{Retriever: ix, Name: "faiss"}, ix}
}

func TestTheVectorStoreConforms(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: newVectorStore})
}

func TestTheVectorStoreFindsByVectorsAlone(t *testing.T) {
	s := newVectorStore(t)
	err := s.Put(t.Context(), retrieve.Source{Document: "docs/a.txt", Version: "01",
		Readers: []auth.Principal{auth.Everyone}},
		[]document.Chunk{{ID: "1", Kind: document.Prose, Text: "연차 휴가는 15일이다."}})
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "연차 휴가는 며칠"})
	if err != nil || len(found) != 1 || found[0].Store != "faiss" || found[0].ScoreKind != retrieve.Cosine {
		t.Errorf("%+v %v", found, err)
	}
}
