package ingest_test

import (
	"context"
	"io"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/split"
)

// current is what this program reads text with.
var current = document.Edition{Reader: load.Version("txt"), Splitter: split.Version}

// readBefore makes a document look as if an older version had read it, with
// other text, and an answer had cited that.
func (w *world) readBefore(key document.ID) document.Document {
	w.Helper()
	d, err := document.Update(w.Context(), w.documents, key, func(d *document.Document) (bool, error) {
		d.Content.Edition, d.Content.Cited = document.Edition{}, true
		return true, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return d
}

func TestDocumentsThatAnOlderVersionReadAreReadAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		old, other := w.upload(kim, "a.txt", "연차는 15일이에요."), w.upload(kim, "b.txt", "출장비는 5만 원이에요.")
		w.settle()
		before, untouched := w.readBefore(old), w.document(other)
		if n, err := w.service.RereadOutdated(w.Context(), lee); n != 0 || err != nil {
			t.Errorf("somebody else: %d, %v", n, err)
		}
		if n, err := w.service.RereadOutdated(w.Context(), auth.LocalScope()); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		w.settle()
		d := w.state(old, document.Ready)
		if d.Version.Compare(before.Version) <= 0 || d.Content.Edition != current ||
			d.Reread != "" || d.Object != before.Object {
			t.Errorf("%+v", d)
		}
		if c, changed, ok := d.ContentOf(before.Version); !ok || changed || c.Blob != before.Content.Blob {
			t.Errorf("what was cited: %+v, changed %v, kept %v", c, changed, ok)
		}
		if got := w.contents(old); !slices.Equal(got, []string{before.Content.Blob, d.Content.Blob}) {
			t.Errorf("blobs %v", got)
		}
		if got := w.find(kim, "연차"); len(got) != 1 {
			t.Errorf("found %v", got)
		}
		if d := w.document(other); d.Revision != untouched.Revision {
			t.Errorf("read again without need: %+v", d)
		}
		if n, err := w.service.RereadOutdated(w.Context(), auth.LocalScope()); n != 0 || err != nil {
			t.Errorf("once more: %d, %v", n, err)
		}
	})
}

// lostBlobs can't read one of its blobs.
type lostBlobs struct {
	blob.Store
	key string
}

func (b lostBlobs) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info,
	error) {
	if key == b.key {
		return nil, blob.Info{}, errDisk
	}
	return b.Store.Get(ctx, key, r)
}

func TestADocumentStaysAsItIsUntilItsNewReadingIsThere(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		before := w.readBefore(key)
		w.worker = w.newWorker(lostBlobs{w.blobs, before.Object})
		if _, err := w.service.Reread(w.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if d := w.state(key, document.Ready); d.Version != before.Version || len(w.find(kim, "연차")) != 1 {
			t.Errorf("%+v", d)
		}
	})
}

func TestAnUploadOvertakesANewReading(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		w.readBefore(key)
		w.stop()
		wanted, err := w.service.Reread(w.Context(), kim, key)
		if err != nil || wanted.Reread == "" {
			t.Fatal(wanted, err)
		}
		w.upload(kim, "a.txt", "연차는 16일이에요.")
		w.run()
		w.settle()
		w.wantUploadInsteadOf(key, wanted.Reread)
	})
}

// wantUploadInsteadOf fails the test unless the newest upload has taken the place
// of a new reading of the one before, of which nothing stays.
func (w *world) wantUploadInsteadOf(key document.ID, reading document.Version) {
	w.Helper()
	d := w.state(key, document.Ready)
	if d.Version.Compare(reading) <= 0 || !slices.Equal(w.find(kim, "연차"), []string{"연차는 16일이에요."}) {
		w.Errorf("%+v", d)
	}
	if slices.Contains(w.contents(key), document.ContentsBlob(key, reading)) {
		w.Errorf("the new reading of the old upload stays: %v", w.contents(key))
	}
}

func TestAnUploadDuringANewReadingTakesItsPlace(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		w.readBefore(key)
		w.index.next(func() { w.upload(kim, "a.txt", "연차는 16일이에요.") })
		wanted, err := w.service.Reread(w.Context(), kim, key)
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.wantUploadInsteadOf(key, wanted.Reread)
	})
}

// The queue delivers a task at least once.
func TestANewReadingsTaskThatComesAgainTakesNothingAway(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		w.readBefore(key)
		w.stop()
		wanted, err := w.service.Reread(w.Context(), kim, key)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ingest.Task{Action: ingest.Reread, ID: key, Version: wanted.Reread,
			Generation: wanted.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := w.worker.Handle(w.Context(), m, never); err != nil {
				t.Fatal(err)
			}
			d := w.state(key, document.Ready)
			if d.Version != wanted.Reread || !slices.Contains(w.contents(key), d.Content.Blob) {
				t.Errorf("version %s, contents %v", d.Version, w.contents(key))
			}
		}
		w.run()
	})
}

func TestADeletionEndsANewReading(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		w.stop()
		if _, err := w.service.Reread(w.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Delete(w.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.run()
		w.pass(ingest.UndoTime)
		if left := w.blobsLeft(); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
	})
}

func TestAFileThatCanNoLongerBeReadKeepsItsOldReading(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		before := w.readBefore(key)
		w.formats = []string{"md"} // this program takes no txt any more
		w.worker = w.newWorker(w.blobs)
		if _, err := w.service.Reread(w.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.settle()
		d := w.state(key, document.Ready)
		if d.Version != before.Version || d.Reread != "" || d.Content.Edition != current ||
			len(w.find(kim, "연차")) != 1 {
			t.Errorf("%+v", d)
		}
	})
}

func TestReadingAgainWaitsForEverythingElse(t *testing.T) {
	m, err := ingest.Task{Action: ingest.Reread, ID: "docs/a.txt"}.Message()
	if err != nil || m.Lane != queue.Background || !m.Big {
		t.Errorf("%+v, %v", m, err)
	}
}
