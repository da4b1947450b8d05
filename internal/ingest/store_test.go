package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

// written is a store that notes who may read what it is given.
type written struct {
	*retrievetest.Memory
	readers [][]auth.Principal
}

func (s *written) Put(ctx context.Context, src retrieve.Source, c []document.Chunk) error {
	s.readers = append(s.readers, src.Readers)
	return s.Memory.Put(ctx, src, c)
}

// What one delivery has written the next one does not write again, unless
// others may read it now.
func TestADeliveryWritesTheStoresThatAreLeft(t *testing.T) {
	kim, all := []auth.Principal{"kim"}, []auth.Principal{auth.Everyone}
	for name, c := range map[string]struct {
		saved []auth.Principal // with which the first store has the document
		first int              // how often it is written now
	}{"the same readers": {kim, 0}, "other readers": {all, 1}} {
		t.Run(name, func(t *testing.T) {
			first, second := &written{Memory: retrievetest.NewMemory("first")}, &written{Memory: retrievetest.NewMemory("second")}
			blobs := blobtest.NewMemory(nil, time.Now)
			w := NewWorker(WorkerOptions{Blobs: blobs, Indexes: []retrieve.Index{first, second}})
			d := document.Document{ID: "d", Version: "1", Readers: kim}
			var text strings.Builder
			contents := document.Contents{Document: d.ID, Version: d.Version, Text: "글",
				Chunks: []document.Chunk{{ID: "c", Text: "글", End: 3}}}
			if err := contents.Encode(&text); err != nil {
				t.Fatal(err)
			}
			key := document.ContentsBlob(d.ID, d.Version)
			if _, err := blobs.Put(t.Context(), key, strings.NewReader(text.String()), blob.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			r, err := w.opened(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			j := w.newJob(t.Context(), Task{ID: d.ID, Version: d.Version}, nil)
			j.saved.Stores, j.saved.Readers = []string{"first"}, c.saved
			if err := j.store(t.Context(), d, r); err != nil {
				t.Fatal(err)
			}
			if len(first.readers) != c.first || len(second.readers) != 1 || !slices.Equal(second.readers[0], kim) {
				t.Errorf("the first store is written %d times, the second for %v", len(first.readers), second.readers)
			}
			if !slices.Equal(j.saved.Stores[max(0, len(j.saved.Stores)-1):], []string{"second"}) || !slices.Equal(j.saved.Readers, kim) {
				t.Errorf("the checkpoint: %+v", j.saved)
			}
		})
	}
}
