//go:build !nodict

package lambdafn

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

func TestTheSizeOfTheIndexIsAskedFor(t *testing.T) {
	for event, want := range map[string]bool{`{"mundapIndexSize":true}`: true, `{"Records":[]}`: false,
		`{"mundapUpkeep":true}`: false, `{"mundapIndexSize":"yes"}`: false} {
		if asksForSize(json.RawMessage(event)) != want {
			t.Error(event)
		}
	}
}

// TestTheSizeOfTheIndexIsReadFromItsManifests without fetching a segment.
func TestTheSizeOfTheIndexIsReadFromItsManifests(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	bucket := &storage.Bucket{Blobs: blobs, Prefix: indexPrefix}
	size := wiring.IndexSize{Passages: 3, Bytes: 1000}
	if err := addSize(t.Context(), &size, bucket); err != nil || size.Passages != 3 || size.Bytes != 1000 {
		t.Fatalf("an index that is not there: %+v, %v", size, err)
	}
	err := writer(t, blobs, time.Now).Put(t.Context(), retrieve.Source{Document: "docs/a.txt", Version: "1",
		Readers: []auth.Principal{auth.Everyone}}, chunksOf(20))
	if err != nil {
		t.Fatal(err)
	}
	segments := int64(0)
	list, err := blobs.List(t.Context(), indexPrefix, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		if strings.Contains(o.Key, "manifest") {
			continue
		}
		segments += o.Size
		if err := blobs.Delete(t.Context(), o.Key); err != nil { // nobody reads it
			t.Fatal(err)
		}
	}
	if err := addSize(t.Context(), &size, bucket); err != nil || size.Passages != 23 ||
		size.Bytes != 1000+segments || segments == 0 {
		t.Errorf("%+v, %v; the segments have %d bytes", size, err, segments)
	}
	for _, o := range list {
		if strings.Contains(o.Key, "manifest") {
			if _, err := blobs.Put(t.Context(), o.Key, strings.NewReader("?"), blob.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := addSize(t.Context(), &size, bucket); !fault.Is(err, fault.Damaged) {
		t.Errorf("a damaged manifest: %v", err)
	}
}
