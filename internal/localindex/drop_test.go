package localindex

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/localindex/storage"
)

// dropping is a Storage that counts how often memory is given back.
type dropping struct {
	storage.Store
	drops atomic.Int64
}

type droppingFile struct {
	storage.File
	drops *atomic.Int64
}

func (f droppingFile) Drop() { f.drops.Add(1) }

func (s *dropping) Open(ctx context.Context, name string, size int64) (storage.File, error) {
	f, err := s.Store.Open(ctx, name, size)
	if err != nil {
		return nil, err
	}
	return droppingFile{f, &s.drops}, nil
}

// What reads segments from beginning to end would otherwise hold all of the index
// in memory.
func TestMergesAndCopiesGiveTheMemoryOfTheirSegmentsBack(t *testing.T) {
	folder, err := storage.OpenFolder("/index", newTestDisk())
	if err != nil {
		t.Fatal(err)
	}
	s := &dropping{Store: folder}
	ix, err := Open(t.Context(), Options{Storage: s, Analyzer: wordAnalyzer{}})
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	putLong(t, ix, "a", 2)
	putLong(t, ix, "b", 2)
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"merging", func() error { return ix.Compact(t.Context()) }},
		{"checking", func() error { return ix.Verify(t.Context()) }},
		{"copying", func() error {
			return ix.Copy(t.Context(), func(string, []byte) error { return nil })
		}},
	} {
		before := s.drops.Load()
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if s.drops.Load() == before {
			t.Errorf("%s keeps the memory", step.what)
		}
	}
}
