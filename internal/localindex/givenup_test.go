package localindex_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
)

// A merge that is given up waits for its upload to end and leaves no object.
func TestAnIndexFileThatIsGivenUpIsNotThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blobs := blobtest.NewMemory(nil, nil)
		w, err := blobIndex(blobs).Create(t.Context(), "file")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("half of it")); err != nil {
			t.Fatal(err)
		}
		w.Abort()
		if _, err := blobs.Stat(t.Context(), "index/file"); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

// full is a storage that creates as many more segments as it has room for.
type full struct {
	storage.Store
	room   int
	failed int
}

func (f *full) Create(ctx context.Context, name string) (storage.Writer, error) {
	if strings.HasSuffix(name, ".seg") {
		if f.room--; f.room < 0 && f.failed < 50 { // a merge that goes on and on comes to an end
			f.failed++
			return nil, errors.New("the disk is full")
		}
	}
	return f.Store.Create(ctx, name)
}

// On a full disk, a merge that is tried again and again keeps a processor and the
// disk busy.
func TestAMergeThatFailedIsTriedAgainWithTheNextChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &full{Store: blobIndex(blobtest.NewMemory(nil, nil)), room: 100}
		ix := open(t, localindex.Options{Storage: f})
		for _, name := range []string{"a", "b", "c"} {
			put(t, ix, name, "1", "보일러 "+name)
		}
		if err := ix.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		f.room = 1 // for the new version, not for the merge that is due after it
		put(t, ix, "a", "2", "보일러 새 a")
		synctest.Wait()
		if f.failed != 1 {
			t.Fatalf("the merge failed %d times, want once", f.failed)
		}
		f.room = 100
		put(t, ix, "d", "1", "보일러 d")
		synctest.Wait()
		if left := 100 - f.room; left < 2 || f.failed != 1 {
			t.Errorf("%d segments were written after the next change, want a merge's as well", left)
		}
	})
}
