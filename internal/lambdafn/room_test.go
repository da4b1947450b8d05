//go:build !nodict

package lambdafn

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

// chunksOf are so many passages.
func chunksOf(n int) []document.Chunk {
	chunks := make([]document.Chunk, n)
	for i := range chunks {
		chunks[i] = document.Chunk{ID: document.ChunkID(fmt.Sprint("c", i)), Ordinal: i,
			Text: fmt.Sprintf("보일러 점검 %d", i)}
	}
	return chunks
}

func TestAFullIndexTakesNoMoreDocumentsAndSaysWhatToDo(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	var log bytes.Buffer
	w := writer(t, blobs, time.Now)
	w.room = room{limit: 100 * perPassage, log: slog.New(slog.NewJSONHandler(&log, nil))}
	put := func(key document.ID, n int) error {
		return w.Put(t.Context(), retrieve.Source{Document: key, Version: "1",
			Readers: []auth.Principal{auth.Everyone}}, chunksOf(n))
	}
	if err := put("docs/small.txt", 5); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `"index_passages":5,`) {
		t.Errorf("the log has %s", log.String())
	}
	err := put("docs/large.txt", 100)
	text := fault.MessageOf(err)
	if !fault.Is(err, fault.NotConfigured) || !strings.Contains(text.Ko, "검색 서버") ||
		!strings.Contains(text.En, "search readers") {
		t.Fatalf("a document that does not fit: %v", err)
	}
	found, err := (&searched{open: w.open}).Retrieve(t.Context(), auth.LocalScope(),
		retrieve.Query{Text: "보일러 점검", K: 200})
	if err != nil || len(found) != 5 {
		t.Errorf("%d passages, %v", len(found), err)
	}
	if err := put("docs/other.txt", 5); err != nil {
		t.Errorf("one that fits: %v", err)
	}
}

func TestAnIndexThatIsTooLargeIsNotFetched(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	w := writer(t, blobs, time.Now)
	err := w.Put(t.Context(), retrieve.Source{Document: "docs/a.txt", Version: "1",
		Readers: []auth.Principal{auth.Everyone}}, chunksOf(20))
	if err != nil {
		t.Fatal(err)
	}
	for limit, refused := range map[int64]bool{1000: true, 0: false, 1 << 30: false} {
		cache := t.TempDir()
		s := &searched{open: func(ctx context.Context) (*localindex.Index, error) {
			return localindex.Open(ctx, localindex.Options{Analyzer: &morph.Analyzer{},
				Storage:  &storage.Bucket{Blobs: blobs, Prefix: indexPrefix, Cache: cache},
				ReadOnly: true, MaxBytes: limit})
		}}
		found, err := s.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "보일러"})
		if refused != fault.Is(err, fault.NotConfigured) || refused == (len(found) > 0) {
			t.Errorf("limit %d: %d passages, %v", limit, len(found), err)
		}
		if refused && !strings.Contains(fault.MessageOf(err).Ko, "검색 서버") {
			t.Errorf("the sentence is %q", fault.MessageOf(err).Ko)
		}
	}
}
