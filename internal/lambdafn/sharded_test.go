//go:build !nodict

package lambdafn

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/searcher"
)

// opened opens an index for each change.
func opened(o localindex.Options) func(context.Context) (*localindex.Index, error) {
	return func(ctx context.Context) (*localindex.Index, error) { return localindex.Open(ctx, o) }
}

// TestFunctionsFillTheShardsThatReadersSearch: what the document manager
// writes, search readers find for the chat, and a former index goes when all
// documents have moved.
func TestFunctionsFillTheShardsThatReadersSearch(t *testing.T) {
	ctx, blobs, documents := t.Context(), blobtest.NewMemory(nil, nil), &documenttest.Memory{}
	indexed := func(of int) shardedIndex {
		p := testParts(t, map[string]string{"MUNDAP_SEARCH_READERS": strings.TrimSuffix(strings.Repeat("http://a,", of), ",")})
		x := make(shardedIndex, of)
		for i := range x {
			if of == 1 {
				p.config.SearchReaders = nil
			}
			bucket := p.storage(i)
			w := writer(t, blobs, time.Now)
			w.lock.key = fmt.Sprint(indexLock, of, i)
			w.open = opened(localindex.Options{Analyzer: &morph.Analyzer{},
				Storage: &storage.Bucket{Blobs: blobs, Prefix: bucket.Prefix, Cache: t.TempDir()}})
			w.renew = &renewal{documents: documents, tasks: &tasks{}, log: slog.New(slog.DiscardHandler),
				mine: func(id document.ID) bool { return localindex.ShardOf(id, of) == i }}
			x[i] = w
		}
		return x
	}
	put := func(x shardedIndex, key document.ID) {
		t.Helper()
		s := retrieve.Source{Document: key, Version: "1", Readers: []auth.Principal{auth.Everyone}}
		if err := x.Put(ctx, s, []document.Chunk{{ID: document.ChunkID(key), Kind: document.Prose,
			Text: "보일러 점검 " + string(key)}}); err != nil {
			t.Fatal(err)
		}
	}
	former := indexed(1)
	var keys []document.ID
	for i := range 6 {
		key := document.ID(fmt.Sprintf("docs/%d.txt", i))
		keys = append(keys, key)
		if _, err := documents.Put(ctx, document.Document{ID: key, Name: string(key), Version: "1",
			State: document.Ready}); err != nil {
			t.Fatal(err)
		}
		put(former, key)
	}
	left := func(prefix string) int {
		t.Helper()
		list, err := blobs.List(ctx, prefix, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	shards := indexed(3)
	put(shards, keys[0])
	if err := shards.tidy(ctx); err != nil || left(indexPrefix) == 0 {
		t.Fatalf("the former index went before all documents had moved, %v", err)
	}
	for _, key := range keys[1:] {
		put(shards, key)
	}
	if err := shards.tidy(ctx); err != nil || left(indexPrefix) != 0 {
		t.Errorf("%d files of the former index are left, %v", left(indexPrefix), err)
	}
	if err := shards.Forget(ctx, keys[5], "1"); err != nil {
		t.Fatal(err)
	}

	readers := make([]string, len(shards))
	for i := range readers {
		ix, err := localindex.Open(ctx, localindex.Options{Analyzer: &morph.Analyzer{}, ReadOnly: true,
			Storage: &storage.Bucket{Blobs: blobs, Prefix: shardPrefix(i, len(readers))}})
		if err != nil {
			t.Fatal(err)
		}
		defer ix.Close()
		h, err := searcher.NewHandler(searcher.Options{Key: "the key"})
		if err != nil {
			t.Fatal(err)
		}
		h.Serve(ix)
		server := httptest.NewServer(h)
		defer server.Close()
		readers[i] = server.URL
	}
	secret := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"SecretString":"the key"}`)
	}))
	defer secret.Close()
	defer http.DefaultClient.CloseIdleConnections()
	p := testParts(t, map[string]string{"MUNDAP_SEARCH_READERS": strings.Join(readers, ","),
		"MUNDAP_SEARCH_READER_SECRET": "mundap-search", "MUNDAP_SECRETS_ENDPOINT": secret.URL,
		"MUNDAP_INDEX_MB": "1"})
	if p.indexLimit() != 0 {
		t.Error("the functions limit an index that they do not search")
	}
	store, err := p.retriever("local", nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: "보일러", K: 20})
	if err != nil || len(found) != 5 {
		t.Errorf("%d passages, %v", len(found), err)
	}
	if found, err := store.Retrieve(ctx, auth.Scope{}, retrieve.Query{Text: "보일러"}); len(found) != 0 || err != nil {
		t.Errorf("nobody finds %d passages, %v", len(found), err)
	}
}
