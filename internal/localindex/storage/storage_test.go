package storage_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/storage"
)

// eachStore runs a test with every kind of store.
func eachStore(t *testing.T, test func(t *testing.T, s storage.Store)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		folder, err := storage.NewFolder(filepath.Join(t.TempDir(), "index"))
		if err != nil {
			t.Fatal(err)
		}
		test(t, folder)
	})
	for name, cache := range map[string]string{"bucket": "", "bucket with a cache": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			test(t, &storage.Bucket{Blobs: blobtest.NewMemory(nil, nil), Prefix: "index/", Cache: cache})
		})
	}
}

func create(t *testing.T, s storage.Store, name, content string) storage.Writer {
	t.Helper()
	w, err := s.Create(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	return w
}

func commit(t *testing.T, s storage.Store, name, content string) {
	t.Helper()
	if err := create(t, s, name, content).Commit(); err != nil {
		t.Fatal(err)
	}
}

func TestACommittedFileIsReadUntilItIsRemoved(t *testing.T) {
	eachStore(t, func(t *testing.T, s storage.Store) {
		commit(t, s, "1-segment", "구절")
		f, err := s.Open(t.Context(), "1-segment", int64(len("구절")))
		if err != nil || string(f.Bytes()) != "구절" {
			t.Fatalf("read %q, %v", f.Bytes(), err)
		}
		for range 2 { // it is not an error if the file is gone
			if err := s.Remove(t.Context(), "1-segment"); err != nil {
				t.Fatal(err)
			}
		}
		if string(f.Bytes()) != "구절" {
			t.Error("an open file changes when it is removed")
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if _, err := s.Open(t.Context(), "1-segment", int64(len("구절"))); !fault.Is(err, fault.Damaged) {
			t.Errorf("a removed file opens with %v", err)
		}
	})
}

func TestAFileOfAnotherSizeIsDamaged(t *testing.T) {
	eachStore(t, func(t *testing.T, s storage.Store) {
		commit(t, s, "1-segment", "half")
		if _, err := s.Open(t.Context(), "1-segment", 8); !fault.Is(err, fault.Damaged) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnAbortedFileIsNotThere(t *testing.T) {
	eachStore(t, func(t *testing.T, s storage.Store) {
		create(t, s, "1-segment", "half").Abort()
		if names, err := s.List(t.Context()); err != nil || len(names) > 0 {
			t.Errorf("there is %v, %v", names, err)
		}
	})
}

func TestTheManifestIsReplacedOnlyByWhoKnowsIt(t *testing.T) {
	eachStore(t, func(t *testing.T, s storage.Store) {
		if data, tag, err := s.Manifest(t.Context()); data != nil || tag != "" || err != nil {
			t.Fatalf("an empty store has the manifest %q, tag %q, %v", data, tag, err)
		}
		first, err := s.Swap(t.Context(), []byte("one"), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Swap(t.Context(), []byte("lost"), ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second first manifest: %v", err)
		}
		if _, err := s.Swap(t.Context(), []byte("two"), first); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Swap(t.Context(), []byte("lost"), first); !fault.Is(err, fault.Conflict) {
			t.Errorf("a manifest after an outdated one: %v", err)
		}
		commit(t, s, "1-segment", "x")
		if names, err := s.List(t.Context()); err != nil || !slices.Equal(names, []string{"1-segment"}) {
			t.Errorf("the list has %v, %v", names, err)
		}
		if data, _, err := s.Manifest(t.Context()); string(data) != "two" || err != nil {
			t.Errorf("the manifest is %q, %v", data, err)
		}
	})
}

// A cache that can't be written is no reason not to search.
func TestABucketIsReadWithoutItsCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &storage.Bucket{Blobs: blobtest.NewMemory(nil, nil), Prefix: "index/", Cache: file}
	commit(t, s, "1-segment", "x")
	if f, err := s.Open(t.Context(), "1-segment", 1); err != nil || string(f.Bytes()) != "x" {
		t.Errorf("read %v, %v", f, err)
	}
}

func TestACacheKeepsOnlyWhatIsUsed(t *testing.T) {
	cache := t.TempDir()
	s := &storage.Bucket{Blobs: blobtest.NewMemory(nil, nil), Prefix: "index/", Cache: cache}
	for _, name := range []string{"old", "new"} {
		commit(t, s, name, "x")
		f, err := s.Open(t.Context(), name, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
	}
	s.KeepOnly(map[string]bool{"new": true})
	if _, err := os.Stat(filepath.Join(cache, "old")); !os.IsNotExist(err) {
		t.Errorf("the old copy: %v, want %v", err, fs.ErrNotExist)
	}
	if _, err := os.Stat(filepath.Join(cache, "new")); err != nil {
		t.Error(err)
	}
}
