package localindex_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

// confused is an embedder to which every text that holds near is near.
type confused struct{ near string }

func (confused) Info() embed.Info { return embed.Info{Model: "confused", Dimensions: 4} }

func (c confused) Embed(_ context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, t := range texts {
		vectors[i] = []float32{0, 1, 0, 0}
		if kind == embed.Query || strings.Contains(t, c.near) {
			vectors[i] = []float32{1, 0, 0, 0}
		}
	}
	return vectors, nil
}

// To an encoder one code is like another. The index knows which one it is.
func TestTheCodeThatIsAskedForComesFirst(t *testing.T) {
	ix := open(t, localindex.Options{Embedder: confused{near: "통신"}})
	put(t, ix, "communication", "1", "A508은 통신 이상 에러입니다.")
	put(t, ix, "overheating", "1", "A396은 과열 센서에 이상이 생길 때 나는 에러입니다.")
	for question, want := range map[string]string{
		"what does error A396 mean?": "overheating", "A396": "overheating",
		"what does error A508 mean?": "communication",
		"what does error A999 mean?": "communication", // nothing holds it: the meaning decides
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s first", question, got, want)
		}
	}
}
