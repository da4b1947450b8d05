package lambdafn

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
)

// heard notes the events that documents are told of.
type heard []blob.Event

func (h *heard) Event(_ context.Context, e blob.Event) error { *h = append(*h, e); return nil }

// TestAnExpiredVersionRemovesNoDocument: a bucket with versions also tells when
// an earlier version goes. The document is still there then.
func TestAnExpiredVersionRemovesNoDocument(t *testing.T) {
	blobs := blobtest.NewMemory(nil, time.Now)
	if _, err := blobs.Put(t.Context(), "docs/here.txt", strings.NewReader("새 글"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]int{"docs/here.txt": 0, "docs/gone.txt": 1} {
		for _, name := range []string{"LifecycleExpiration:Delete", "ObjectRemoved:Delete"} {
			var h heard
			err := documentEvents(t.Context(), &h, blobs, json.RawMessage(`{"Records":[{"eventName":"`+name+
				`","s3":{"object":{"key":"`+key+`","versionId":"v1","sequencer":"1"}}}]}`))
			if err != nil || len(h) != want {
				t.Errorf("%s of %s: told %v, %v", name, key, h, err)
			}
		}
	}
}
