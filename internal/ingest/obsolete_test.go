package ingest_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

func TestAnUndoneDeletionDoesNotCarryOutTheNextOneEarly(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		remove := func() {
			if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
				t.Fatal(err)
			}
		}
		restore := func() {
			if d, err := w.service.Restore(t.Context(), kim, key); err != nil ||
				d.State != document.Ready {
				t.Fatalf("restoring: %+v, %v", d, err)
			}
		}
		remove()
		w.pass(4 * time.Second)
		restore()
		w.pass(2 * time.Second)
		remove()
		// the first deletion's time is over, the second's is not
		w.pass(ingest.UndoTime - time.Second)
		restore()
		if got := w.find(kim, "보일러"); len(got) != 1 {
			t.Errorf("found %q", got)
		}
	})
}

func TestNothingIsRestoredAfterTheTimeForIt(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		w.stop() // the deletion waits for a worker
		if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.pass(ingest.UndoTime)
		if d, err := w.service.Restore(t.Context(), kim, key); !fault.Is(err, fault.Conflict) {
			t.Errorf("restored %+v, %v", d, err)
		}
		w.run()
	})
}

// Once the stores have begun to forget a document it does not come back,
// whatever the clock says.
func TestNothingIsRestoredOnceItIsBeingForgotten(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		w.stop()
		d := w.state(key, document.Ready)
		d.State, d.Previous, d.Generation = document.Deleting, "", d.Generation+1
		d.DeleteAfter = time.Now().Add(time.Hour)
		if _, err := w.documents.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if d, err := w.service.Restore(t.Context(), kim, key); !fault.Is(err, fault.Conflict) {
			t.Errorf("restored %+v, %v", d, err)
		}
		w.run()
	})
}

func TestARestoredDocumentsRecordSaysNothingOfItsDeletion(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		if _, err := w.service.DeleteWith(t.Context(), kim, key, ingest.Deletion{Answers: true}); err != nil {
			t.Fatal(err)
		}
		if d := w.document(key); d.Deleted == nil || d.Deleted.By != "kim" || !d.WithAnswers {
			t.Errorf("while it is being deleted: %+v", d)
		}
		d, err := w.service.Restore(t.Context(), kim, key)
		if err != nil || d.Deleted != nil || d.WithAnswers || !d.DeleteAfter.IsZero() || d.Previous != "" {
			t.Errorf("restored %+v, %v", d, err)
		}
	})
}

func TestADeletionThatACrashLeftIsCarriedOut(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		w.stop()
		if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.queue = newQueueFrom(w) // the queue is lost; the record says that it is being deleted
		w.run()
		if err := w.service.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Hour)
		if _, err := w.documents.Get(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("the record is left: %v", err)
		}
		if left := w.blobsLeft(); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
	})
}

func TestATaskFromBeforeADeletionDoesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		key := w.upload(kim, "a.txt", "보일러 점검")
		before := w.document(key)
		if _, err := w.service.Delete(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Restore(t.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		m, err := ingest.Task{Action: ingest.Put, ID: key, Version: before.Version,
			Generation: before.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		m.Attempt = 1
		if err := w.worker.Handle(t.Context(), m,
			func(context.Context, time.Duration) error { return nil }); err != nil {
			t.Errorf("the task is tried again: %v", err)
		}
		w.state(key, document.Queued)
		w.run() // the restored document has a task of its own
		w.settle()
		w.state(key, document.Ready)
	})
}

// vanishing is a store whose uploaded objects are gone, and where something
// happens while one is looked for.
type vanishing struct {
	*blobtest.Memory
	meanwhile func()
}

func (v *vanishing) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info, error) {
	if !strings.HasPrefix(key, document.Prefix) {
		return v.Memory.Get(ctx, key, r)
	}
	if v.meanwhile != nil {
		v.meanwhile()
		v.meanwhile = nil
	}
	return nil, blob.Info{}, fault.Newf(fault.NotFound, "no blob %s", key)
}

// The record that came back belongs to the task of its restoration.
func TestAReadingOfAnObjectThatIsGoneTakesNoRestoredRecordAway(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		key := w.upload(kim, "a.txt", "보일러 점검")
		before := w.document(key)
		away := &vanishing{Memory: w.blobs, meanwhile: func() {
			if _, err := w.service.Delete(w.Context(), kim, key); err != nil {
				w.Error(err)
			}
			if _, err := w.service.Restore(w.Context(), kim, key); err != nil {
				w.Error(err)
			}
		}}
		m, err := ingest.Task{Action: ingest.Put, ID: key, Version: before.Version,
			Generation: before.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		m.Attempt = 1
		if err := w.newWorker(away).Handle(w.Context(), m,
			func(context.Context, time.Duration) error { return nil }); err != nil {
			t.Errorf("the task is tried again: %v", err)
		}
		d := w.document(key)
		if !d.State.Working() || d.Generation == before.Generation {
			t.Errorf("the restored record is %s, of generation %d", d.State, d.Generation)
		}
	})
}

// The clock was set back, so the second deletion seems far away. The task of the
// first one, which was undone, must not bring it about.
func TestATaskOfAnUndoneDeletionDeletesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		w.stop()
		d := w.state(key, document.Ready)
		first := d.Generation + 1
		d.State, d.Previous, d.Generation = document.Deleting, document.Ready, first+2
		d.DeleteAfter = time.Now().Add(time.Hour)
		if _, err := w.documents.Put(w.Context(), d); err != nil {
			t.Fatal(err)
		}
		m, err := ingest.Task{Action: ingest.Delete, ID: key, Version: d.Version,
			Generation: first}.Message()
		if err != nil {
			t.Fatal(err)
		}
		m.Attempt = 1
		began := time.Now()
		if err := w.worker.Handle(w.Context(), m,
			func(context.Context, time.Duration) error { return nil }); err != nil {
			t.Errorf("the task is tried again: %v", err)
		}
		w.state(key, document.Deleting)
		if took := time.Since(began); took != 0 {
			t.Errorf("the task waited for %v", took)
		}
		w.run()
	})
}

// A change of readers whose task waited behind a new upload: the new version is
// indexed with the readers that hold now.
func TestATaskToIndexAnOlderVersionAgainDoesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		before := w.state(key, document.Ready)
		w.upload(kim, "a.txt", "보일러 교체")
		w.settle()
		w.state(key, document.Ready)
		w.index.next(func() { w.Error("it is indexed again") })
		m, err := ingest.Task{Action: ingest.Reindex, ID: key, Version: before.Version,
			Generation: before.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		if err := w.worker.Handle(w.Context(), m, never); err != nil {
			t.Error(err)
		}
	})
}
