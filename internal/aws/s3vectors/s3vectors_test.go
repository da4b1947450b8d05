package s3vectors_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/s3vectors"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func (s *server) store() *s3vectors.Store {
	s.t.Helper()
	store, err := s3vectors.New(awstest.Config(s.t, "ap-northeast-2"), s3vectors.Options{Bucket: "vectors",
		Embedder: &shared{}, Endpoint: s.url})
	if err != nil {
		s.t.Fatal(err)
	}
	return store
}

func TestContract(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: func(t *testing.T) retrieve.Store { return serve(t).store() }})
}

func TestAgainstTheServiceModel(t *testing.T) {
	model := awstest.Load(t, "s3vectors")
	retrievetest.Run(t, retrievetest.Harness{New: func(t *testing.T) retrieve.Store {
		s := serve(t)
		s.model = model
		return s.store()
	}})
}

// shared is an embedder of which texts are as near as they share words and pairs
// of Hangul syllables; texts that share nothing are at a right angle.
type shared struct {
	mu     sync.Mutex
	places map[string]int
}

const dimensions = 4096

func (*shared) Info() embed.Info { return embed.Info{Model: "shared", Dimensions: dimensions} }

func (e *shared) Embed(_ context.Context, _ embed.Kind, texts []string) ([][]float32, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float32, dimensions)
		for word := range strings.FieldsSeq(strings.ToLower(text)) {
			runes := []rune(word)
			if len(runes) != len(word) {
				for j := range len(runes) - 1 {
					vectors[i][e.place(string(runes[j:j+2]))] = 1
				}
				continue
			}
			vectors[i][e.place(word)] = 1
		}
	}
	return vectors, nil
}

func (e *shared) place(part string) int {
	if e.places == nil {
		e.places = map[string]int{}
	}
	if _, ok := e.places[part]; !ok {
		e.places[part] = len(e.places) + 1
	}
	return e.places[part]
}

var everyone = []auth.Principal{auth.Everyone}

func put(t *testing.T, s *s3vectors.Store, v document.Version, texts ...string) error {
	t.Helper()
	var chunks []document.Chunk
	for i, text := range texts {
		chunks = append(chunks, document.Chunk{ID: document.NewChunkID("docs/a", v, i), Ordinal: i,
			Kind: document.Prose, Text: text, Original: strings.Repeat("x", 30_000)})
	}
	return s.Put(t.Context(), retrieve.Source{Document: "docs/a", Version: v, Readers: everyone}, chunks)
}

func TestWhatABrokenPutLeftGoesWithTheNextOne(t *testing.T) {
	server := serve(t)
	s := server.store()
	if err := put(t, s, "01", "수수료 하나", "수수료 둘", "수수료 셋"); err != nil {
		t.Fatal(err)
	}
	server.fail = func(operation string, _ int) string {
		if operation == "DeleteVectors" {
			return "AccessDeniedException"
		}
		return ""
	}
	if err := put(t, s, "02", "수수료 넷", "수수료 다섯"); !fault.Is(err, fault.NotConfigured) {
		t.Fatalf("%v", err)
	}
	server.fail = nil
	if there, err := s.Contains(t.Context(), "docs/a", "02"); there || err != nil {
		t.Errorf("half a version counts as there: %v", err)
	}
	if err := put(t, s, "02", "수수료 여섯"); err != nil {
		t.Fatal(err)
	}
	found, err := s.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "수수료", K: 10})
	if err != nil || len(found) != 1 || found[0].Text != "수수료 여섯" {
		t.Errorf("%+v %v", found, err)
	}
	if len(server.vectors) != 2 { // the chunk and the record
		t.Errorf("%d vectors are left", len(server.vectors))
	}
}

// A function that is killed removes nothing. The next Put is of another version, and
// of fewer chunks.
func TestWhatAKilledPutLeftGoesWithTheNextVersion(t *testing.T) {
	server := serve(t)
	s := server.store()
	server.fail = func(operation string, call int) string {
		if operation == "DeleteVectors" || operation == "PutVectors" && call > 3 {
			return "AccessDeniedException" // nothing after the chunks
		}
		return ""
	}
	if err := put(t, s, "01", "수수료 하나", "수수료 둘", "수수료 셋"); err == nil {
		t.Fatal("the put was not broken")
	}
	if left := len(server.vectors); left != 4 { // three chunks and the record
		t.Fatalf("%d vectors are left", left)
	}
	server.fail = nil
	if err := put(t, s, "02", "수수료 넷"); err != nil {
		t.Fatal(err)
	}
	if len(server.vectors) != 2 { // the chunk and the record
		t.Errorf("%d vectors are left", len(server.vectors))
	}
}

// TestALongDocumentIsWrittenWhileItIsRead: what was written goes when the rest
// can't be read, and no chunk is held for longer than its batch takes.
func TestALongDocumentIsWrittenWhileItIsRead(t *testing.T) {
	server := serve(t)
	s := server.store()
	broken := errors.New("no more")
	const long = 1150
	err := s.PutSeq(t.Context(), retrieve.Source{Document: "docs/a", Version: "01",
		Readers: everyone}, func(yield func(document.Chunk, error) bool) {
		for i := range long {
			c := document.Chunk{ID: document.NewChunkID("docs/a", "01", i), Ordinal: i,
				Kind: document.Row, Text: fmt.Sprint("행 ", i)}
			if !yield(c, nil) {
				return
			}
			if there := len(server.vectors); there < i-100 {
				t.Errorf("after %d chunks %d are written", i, there)
			}
		}
		yield(document.Chunk{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	if len(server.vectors) != 1 { // the record
		t.Errorf("%d vectors are left", len(server.vectors))
	}
}

func TestABusyServiceIsAskedAgainAndARefusalIsTold(t *testing.T) {
	server := serve(t)
	s := server.store()
	server.fail = func(operation string, call int) string {
		if call == 1 {
			return "TooManyRequestsException"
		}
		return ""
	}
	if err := put(t, s, "01", "수수료"); err != nil {
		t.Fatal(err)
	}
	server.fail = func(string, int) string { return "AccessDeniedException" }
	_, err := s.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "수수료"})
	if !fault.Is(err, fault.NotConfigured) || fault.Retryable(err) {
		t.Errorf("%v", err)
	}
}

func TestBothHalvesAreAskedAtOnceAndFusedByScores(t *testing.T) {
	server := serve(t)
	s := server.store()
	if err := put(t, s, "01", "수수료는 700원이다", "환불 안내"); err != nil {
		t.Fatal(err)
	}
	found, err := s.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "수수료는 얼마"})
	if err != nil || len(found) == 0 || found[0].ScoreKind != retrieve.Fused || found[0].Text != "수수료는 700원이다" {
		t.Errorf("%+v %v", found, err)
	}
	if server.calls["QueryVectors"] != 2 {
		t.Errorf("%d queries", server.calls["QueryVectors"])
	}
}

func TestItNeedsAnEmbedder(t *testing.T) {
	if _, err := s3vectors.New(awstest.Config(t, "ap-northeast-2"), s3vectors.Options{Bucket: "v"}); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("%v", err)
	}
}
