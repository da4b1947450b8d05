package localindex_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
)

// interrupted is a storage in which something happens between the reading of the
// manifest and the opening of the files that it names.
type interrupted struct {
	storage.Store
	between func()
	times   int // how often it still happens
}

func (s *interrupted) Open(ctx context.Context, name string, size int64) (storage.File, error) {
	if s.times > 0 {
		s.times--
		s.between()
	}
	return s.Store.Open(ctx, name, size)
}

func blobIndex(blobs blob.Store) *storage.Bucket {
	return &storage.Bucket{Blobs: blobs, Prefix: "index/"}
}

// A reader that opens the index while a writer merges segments away finds every
// document and takes nothing for damaged. In a folder, the writer deletes files
// at once unless it is told to keep them.
func TestAReaderOpensWhatAWriterIsReplacing(t *testing.T) {
	blobs := func(*testing.T) storage.Store { return blobIndex(blobtest.NewMemory(nil, nil)) }
	folder := func(t *testing.T) storage.Store {
		f, err := storage.NewFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for name, c := range map[string]struct {
		open func(*testing.T) storage.Store
		keep time.Duration
	}{
		"in a bucket": {blobs, 0}, "in a bucket, kept for a minute": {blobs, time.Minute},
		"in a folder": {folder, 0},
	} {
		t.Run(name, func(t *testing.T) {
			files := c.open(t)
			writer := open(t, localindex.Options{Storage: files, KeepRetired: c.keep})
			for i := range 6 {
				put(t, writer, fmt.Sprint("d", i), "1", fmt.Sprintf("보일러 %d번", i))
			}
			version := 1
			replace := func() {
				version++
				put(t, writer, "d0", fmt.Sprintf("%02x", version), "보일러 0번")
				if err := writer.Compact(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			reader := open(t, localindex.Options{
				Storage:  &interrupted{Store: files, between: replace, times: 5},
				ReadOnly: true, Refresh: time.Hour,
				Damaged: func(_ context.Context,
					d localindex.Damage) {
					t.Errorf("%s counts as damaged: %v", d.Segment, d.Err)
				},
			})
			for i := 1; i < 6; i++ { // d0 is the one that changes
				if contains, err := reader.Contains(t.Context(),
					document.ID(fmt.Sprint("docs/d", i)), "1"); err != nil || !contains {
					t.Errorf("d%d is missing, %v", i, err)
				}
			}
		})
	}
}

func TestRetiredFilesGoWhenNoReaderNeedsThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blobs := blobtest.NewMemory(nil, nil)
		bucket := blobIndex(blobs)
		files := func() map[string]bool {
			names, err := bucket.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]bool{}
			for _, name := range names {
				all[name] = true
			}
			return all
		}
		change := func(version string) {
			ix, err := localindex.Open(t.Context(), localindex.Options{Storage: bucket,
				Analyzer: &morph.Analyzer{}, KeepRetired: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			put(t, ix, "a", version, "보일러 점검")
			if err := ix.Compact(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := ix.Close(); err != nil {
				t.Fatal(err)
			}
		}
		change("1")
		first := files()
		change("2")
		for name := range first {
			if !files()[name] {
				t.Errorf("%s is gone at once", name)
			}
		}
		time.Sleep(2 * time.Minute)
		change("3")
		for name := range first {
			if files()[name] {
				t.Errorf("%s is still there", name)
			}
		}
	})
}
