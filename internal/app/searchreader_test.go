package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/searcher"
)

func TestASearchReaderServesAFolderUntilItIsStopped(t *testing.T) {
	dir, key := t.TempDir(), filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("the key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err := storage.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := localindex.Open(t.Context(), localindex.Options{Storage: folder, Analyzer: &morph.Analyzer{}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	source := retrieve.Source{Document: "docs/a.txt", Version: "1", Readers: []auth.Principal{"kim"}}
	if err := w.Put(t.Context(), source, []document.Chunk{{ID: "a", Kind: document.Prose,
		Text: "보일러 과열 센서"}}); err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	listens, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- app.ServeIndex(ctx, app.SearchReader{Index: dir, KeyFile: key, Listen: "127.0.0.1:0",
			Log: slog.New(slog.DiscardHandler), Ready: func(address string) { listens <- address }})
	}()
	address := "http://" + <-listens
	defer http.DefaultClient.CloseIdleConnections()
	x := localindex.NewShards(localindex.ShardsOptions{Analyzer: &morph.Analyzer{},
		Shards: []localindex.Shard{&searcher.Client{Addresses: []string{address},
			Key: func(context.Context) (string, error) { return "the key", nil }}}})
	find := func(who auth.Principal) ([]retrieve.Passage, error) {
		return x.Retrieve(t.Context(), auth.UserScope(who), retrieve.Query{Text: "보일러"})
	}
	found, err := find("kim")
	for range 1000 { // until it has opened the index
		if err == nil {
			break
		}
		found, err = find("kim")
	}
	if err != nil || len(found) != 1 {
		t.Errorf("%d passages, %v", len(found), err)
	}
	if found, err := find("lee"); err != nil || len(found) != 0 {
		t.Errorf("somebody else finds %d passages, %v", len(found), err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestASearchReaderSaysWhatItLacks(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("k"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []app.SearchReader{
		{Index: t.TempDir(), KeyFile: key + "-missing"}, {Index: key + "-missing", KeyFile: key},
		{Index: "s3://bucket", KeyFile: key}, {Index: "s3://bucket/prefix", KeyFile: key},
		{Index: t.TempDir(), KeyFile: key, Listen: "nowhere:x"},
	} {
		if err := app.ServeIndex(t.Context(), o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
