package ingest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
)

var errCrash = errors.New("the process died")

// brittle is a place, an answers store and receipts that die at a chosen step.
type brittle struct {
	forgettingtest.Memory
	left    int
	dropped bool
}

func (b *brittle) step() error {
	if b.left--; b.left < 0 {
		return errCrash
	}
	return nil
}

func (b *brittle) PutReceipt(ctx context.Context, r forgetting.Receipt) error {
	if err := b.step(); err != nil {
		return err
	}
	return b.Memory.PutReceipt(ctx, r)
}

func (b *brittle) Place() string                                   { return "brittle" }
func (b *brittle) Forget(context.Context, document.Document) error { return b.step() }
func (b *brittle) Erase(context.Context) error                     { return b.step() }

func (b *brittle) Probe(context.Context, document.ID) (forgetting.Probe, error) {
	return forgetting.Probe{Asked: "nothing"}, b.step()
}

func (b *brittle) Of(context.Context, document.Document) ([]forgetting.Answer, error) {
	if b.dropped {
		return nil, b.step()
	}
	return []forgetting.Answer{{User: "kim", RequestID: "1", Summary: true}}, b.step()
}

func (b *brittle) Drop(context.Context, document.Document, []forgetting.Answer) error {
	err := b.step()
	b.dropped = b.dropped || err == nil
	return err
}

func (b *brittle) Unname(context.Context, document.Document, []forgetting.Answer) error {
	return b.step()
}

// A deletion that breaks off at any step is completed by the next delivery of
// its task, and its receipt tells so.
func TestADeletionThatBreaksOffAnywhereIsCompleted(t *testing.T) {
	for steps := 0; ; steps++ {
		done := false
		inWorld(t, func(w *world) {
			id := w.upload(kim, "a.txt", "지울 글입니다.")
			w.settle()
			d := w.state(id, document.Ready)
			w.stop()
			w.stop = func() {}
			d.State, d.Generation = document.Deleting, d.Generation+1
			d, err := w.documents.Put(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			b := &brittle{left: steps}
			worker := ingest.NewWorker(ingest.WorkerOptions{
				Documents: w.documents, Blobs: w.blobs, Indexes: []retrieve.Index{w.index},
				Loader: load.New(load.Options{}), Receipts: b, Answers: b,
				Places: []forgetting.Place{b},
			})
			m, err := ingest.Task{Action: ingest.Delete, ID: id, Version: d.Version,
				Generation: d.Generation}.Message()
			if err != nil {
				t.Fatal(err)
			}
			err = worker.Handle(t.Context(), m, nil)
			done = err == nil
			if !done && (!errors.Is(err, errCrash) || queue.IsPermanent(err)) {
				t.Fatalf("step %d: %v", steps, err)
			}
			b.left = 1000
			if err := worker.Handle(t.Context(), m, nil); err != nil {
				t.Fatalf("again after step %d: %v", steps, err)
			}
			r, err := b.Receipt(t.Context(), forgetting.Ref(id))
			if err != nil || !r.Clean() || len(r.Places) != 4 {
				t.Errorf("step %d: receipt %+v, %v", steps, r, err)
			}
			if left := w.blobsLeft(); len(left) > 0 {
				t.Errorf("step %d: blobs %v are left", steps, left)
			}
			if _, err := w.documents.Get(t.Context(), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("step %d: the record is still there: %v", steps, err)
			}
		})
		if done {
			if steps < 6 {
				t.Errorf("a deletion has %d steps", steps)
			}
			return
		}
	}
}

func TestADeletionKeepsItsTimeForAnUndoWhenTheClockIsSetBack(t *testing.T) {
	for undo, back := range map[time.Duration]time.Duration{
		ingest.MaxUndoTime: time.Second, ingest.UndoTime: 5 * time.Minute} {
		inWorld(t, func(w *world) {
			id := w.upload(kim, "a.txt", "지울 글입니다.")
			w.settle()
			w.stop()
			if _, err := w.service.DeleteWith(t.Context(), kim, id,
				ingest.Deletion{Undo: undo}); err != nil {
				t.Fatal(err)
			}
			d := w.state(id, document.Deleting)
			d.Deleted.At, d.DeleteAfter = d.Deleted.At.Add(back), d.DeleteAfter.Add(back)
			if _, err := w.documents.Put(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			w.run()
			w.pass(undo - time.Millisecond)
			d = w.state(id, document.Deleting)
			if d.Previous == "" || d.DeleteAfter.Sub(d.Deleted.At) != undo ||
				d.Deleted.By != "kim" || !time.Now().Before(d.DeleteAfter) {
				t.Errorf("%v back: %+v", back, d)
			}
			w.pass(time.Millisecond)
			if _, err := w.documents.Get(t.Context(), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%v back: after %v the record is left: %v", back, undo, err)
			}
		})
	}
}

func TestAClockThatWasSetBackDoesNotPutADeletionOff(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "지울 글입니다.")
		w.settle()
		w.stop()
		d := w.state(id, document.Ready)
		d.State, d.Previous = document.Deleting, document.Ready
		d.Generation++
		d.DeleteAfter = time.Now().AddDate(0, 0, 3) // the clock showed another day then
		if _, err := w.documents.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := w.service.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.run()
		w.pass(2 * ingest.UndoTime)
		if _, err := w.documents.Get(t.Context(), id); !fault.Is(err, fault.NotFound) {
			t.Errorf("the deletion is put off: %v", err)
		}
	})
}

// meddling is a place that does something while a document is forgotten.
type meddling struct {
	brittle
	during func()
}

func (m *meddling) Forget(context.Context, document.Document) error {
	m.during()
	return nil
}

// deleting makes a document's record one that is being deleted, at a time, and
// gives the task.
func (w *world) deleting(id document.ID, at time.Time) queue.Message {
	w.Helper()
	d := w.state(id, document.Ready)
	d.State, d.Previous, d.Generation = document.Deleting, document.Ready, d.Generation+1
	d.DeleteAfter = at
	d, err := w.documents.Put(w.Context(), d)
	if err != nil {
		w.Fatal(err)
	}
	m, err := ingest.Task{Action: ingest.Delete, ID: id, Version: d.Version,
		Generation: d.Generation}.Message()
	if err != nil {
		w.Fatal(err)
	}
	return m
}

func (w *world) forgetter(receipts forgetting.Receipts, places ...forgetting.Place) *ingest.Worker {
	return w.forgetterAt(time.Now, receipts, places...)
}

// forgetterAt is a forgetter with a clock.
func (w *world) forgetterAt(now func() time.Time, receipts forgetting.Receipts,
	places ...forgetting.Place) *ingest.Worker {
	return ingest.NewWorker(ingest.WorkerOptions{
		Now: now, Documents: w.documents, Blobs: w.blobs, Indexes: []retrieve.Index{w.index},
		Loader: load.New(load.Options{}), Receipts: receipts, Places: places,
	})
}

func never(context.Context, time.Duration) error { return nil }

// By the service's clock, which is behind the worker's, there is still time for
// an undo.
func TestADeletionThatHasBegunIsNotUndone(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "지울 글입니다.")
		w.settle()
		w.stop()
		w.stop = func() {}
		m := w.deleting(id, time.Now().AddDate(0, 0, 3))
		place := &meddling{during: func() {
			if d, err := w.service.Restore(w.Context(), kim, id); !fault.Is(err, fault.Conflict) {
				w.Errorf("restored %+v, %v", d, err)
			}
		}, brittle: brittle{left: 1000}}
		ahead := func() time.Time { return time.Now().AddDate(0, 0, 4) }
		if err := w.forgetterAt(ahead, &forgettingtest.Memory{}, place).Handle(w.Context(), m, never); err != nil {
			t.Error(err)
		}
	})
}

func TestACompleteReceiptStaysAsItIs(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "지울 글입니다.")
		w.settle()
		w.stop()
		w.stop = func() {}
		m := w.deleting(id, time.Now())
		receipts := &forgettingtest.Memory{}
		worker := w.forgetter(receipts)
		var first forgetting.Receipt
		for i, again := range []func() error{
			func() error { return worker.Handle(w.Context(), m, never) },
			func() error { return worker.Handle(w.Context(), m, never) }, // its message was not removed
			func() error { return worker.Finish(w.Context()) },           // the program starts again
		} {
			if err := again(); err != nil {
				t.Fatal(err)
			}
			r, err := receipts.Receipt(w.Context(), forgetting.Ref(id))
			if err != nil || !r.Complete() {
				t.Fatalf("%+v, %v", r, err)
			}
			if i == 0 {
				first = r
			}
			if !r.Done.Equal(first.Done) {
				t.Errorf("done at %v, then at %v", first.Done, r.Done)
			}
			w.pass(time.Hour)
		}
	})
}

// Its deletion is not over: the queue still has the task.
func TestAReceiptStaysOpenAsLongAsItsDocumentIsThere(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "지울 글입니다.")
		w.settle()
		w.stop()
		w.stop = func() {}
		m := w.deleting(id, time.Now())
		receipts := &forgettingtest.Memory{}
		if err := w.forgetter(receipts, &brittle{}).Handle(w.Context(), m, never); !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		if err := w.forgetter(receipts).Finish(w.Context()); err != nil {
			t.Error(err)
		}
		if r, err := receipts.Receipt(w.Context(), forgetting.Ref(id)); err != nil || r.Complete() {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
