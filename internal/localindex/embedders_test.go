package localindex

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// TestTheEmbedderIsReplacedWhileTheIndexIsOpen asks questions by meaning before,
// during and after the change to a model whose vectors have another length.
func TestTheEmbedderIsReplacedWhileTheIndexIsOpen(t *testing.T) {
	old := &named{embed.Fake{Size: 64}, "old"}
	ix := openLater(t, emptyDisk(), old)
	for i := range 6 {
		if err := putNumbered(t.Context(), ix, i); err != nil {
			t.Fatal(err)
		}
	}
	putText(t, ix, "docs/leave", "휴가 신청 방법", "*")
	caughtUp(t, ix, 7)

	release := make(chan struct{})
	slow := &named{embed.Fake{Size: 32}, "new"}
	slow.Err = func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && strings.Contains(strings.Join(texts, ""), "휴가") {
			<-release
		}
		return nil
	}
	ix.UseEmbedder(slow, old)
	if s := ix.Embedding(); s.Missing != 7 || !strings.HasPrefix(s.Model, "new") {
		t.Errorf("right after the change: %+v", s)
	}
	found := find(t, ix, "휴가신청방법", retrieve.Vector)
	if len(found) == 0 || found[0].Document != "docs/leave" {
		t.Errorf("by the old vectors: %+v", found)
	}
	putText(t, ix, "docs/trip", "출장비 정산 기한", "*") // while they are being made
	close(release)
	caughtUp(t, ix, 8)
	for text, document := range map[string]string{"휴가신청방법": "docs/leave", "출장비정산기한": "docs/trip"} {
		found := find(t, ix, text, retrieve.Vector)
		if len(found) == 0 || string(found[0].Document) != document {
			t.Errorf("%s by the new vectors: %+v", text, found)
		}
	}
	foundOnce(t, ix, 6)
}

// TestATextThatOneEmbedderRefusesIsGivenToTheNext replaces an embedder that
// can't take a text by one that can.
func TestATextThatOneEmbedderRefusesIsGivenToTheNext(t *testing.T) {
	strict := &named{embed.Fake{Size: 32}, "strict"}
	strict.Err = func(_ embed.Kind, texts []string) error {
		if slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "너무 긴 글") }) {
			return fault.Newf(fault.Invalid, "too long")
		}
		return nil
	}
	ix := openLater(t, emptyDisk(), strict)
	putText(t, ix, "docs/long", "너무 긴 글", "*")
	if err := ix.Embedded(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := ix.Embedding(); s.Missing != 1 {
		t.Errorf("the strict one: %+v", s)
	}
	ix.UseEmbedder(&named{embed.Fake{Size: 32}, "lenient"}, strict)
	caughtUp(t, ix, 1)
}

// queries counts the questions that an embedder is given.
type queries struct {
	embed.Embedder
	asked atomic.Int32
}

func (q *queries) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32,
	error) {
	if kind == embed.Query && len(texts) == 1 {
		q.asked.Add(1)
	}
	return q.Embedder.Embed(ctx, kind, texts)
}

func TestTwoStoresOverOneIndexEmbedAQuestionOnce(t *testing.T) {
	counted := &queries{Embedder: &embed.Fake{}}
	ix := openLater(t, emptyDisk(), counted)
	putText(t, ix, "docs/leave", "연차 휴가는 15일이다.", "*")
	caughtUp(t, ix, 1)
	before := counted.asked.Load()
	for _, store := range []retrieve.Retriever{ix, retrieve.ByVectors{Retriever: ix, Name: "faiss"}} {
		if _, err := store.Retrieve(t.Context(), auth.LocalScope(),
			retrieve.Query{Text: "연차는 며칠?"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := counted.asked.Load() - before; n != 1 {
		t.Errorf("embedded %d times", n)
	}
}
