package wiring

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

// A new index must not take the place of one that has more: the text of a document
// may be away for a moment.
func TestANewIndexThatLacksADocumentIsNotWhole(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/old/_doc/") {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"found": false}`)
			return
		}
		fmt.Fprint(w, `{"_seq_no": 1, "_primary_term": 1,
			"_source": {"record": {"version": "01", "current": "an attempt"}}}`)
	}))
	defer server.Close()
	index := func(alias string) *opensearch.Store {
		t.Helper()
		s, err := opensearch.New(opensearch.Options{URL: server.URL, Alias: alias})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	records := &documenttest.Memory{}
	id := document.NewID(time.Now())
	if _, err := records.Put(t.Context(), document.Document{ID: id, Name: "가.txt",
		Collection: document.Default, Owner: "kim", State: document.Ready, Version: "01",
		Content: document.Content{Blob: document.ContentsBlob(id, "01")}}); err != nil {
		t.Fatal(err)
	}
	w := ingest.NewWorker(ingest.WorkerOptions{Documents: records,
		Blobs: blobtest.NewMemory(nil, nil)}) // without the document's text
	n, err := Refill(w, index("old"))(t.Context(), index("next"))
	if n != 0 || !fault.Is(err, fault.Unavailable) {
		t.Errorf("what the old index has: %d, %v", n, err)
	}
	if n, err := Refill(w, index("empty"))(t.Context(), index("next")); n != 0 || err != nil {
		t.Errorf("what the old index lacks too: %d, %v", n, err)
	}
}
