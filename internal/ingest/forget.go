package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

// forget removes a document everywhere and writes the receipt. The record is
// deleted last, so that the next try completes the work after a crash.
func (w *Worker) forget(ctx context.Context, d document.Document) error {
	if d.Previous != "" { // from here on nothing can be undone
		d.Previous = ""
		var err error
		if d, err = w.o.Documents.Put(ctx, d); err != nil {
			return fmt.Errorf("beginning to delete %s: %w", d.ID, err)
		}
	}
	r, err := w.beginReceipt(ctx, d)
	if err != nil {
		return err
	}
	places := w.places(r)
	for _, p := range places {
		if err := p.Forget(ctx, d); err != nil {
			return fmt.Errorf("making %s forget %s: %w", p.Place(), d.ID, err)
		}
	}
	if err := w.o.Documents.EndGrants(ctx, d.ID); err != nil {
		return fmt.Errorf("ending the uploads of %s: %w", d.ID, err)
	}
	if err := endBound(ctx, w.o.Documents, d); err != nil {
		return err
	}
	err = w.o.Documents.Delete(ctx, d.ID, d.Revision)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("deleting the record of %s: %w", d.ID, err)
	}
	if err == nil { // its bytes are the owner's again, once
		q := quota{most: w.o.UserBytes, shared: w.o.Storage}
		if err := q.give(ctx, d); err != nil {
			return fmt.Errorf("counting the storage of %s: %w", d.Owner, err)
		}
	}
	w.o.Log.Info("document deleted", "document", forgetting.Ref(d.ID))
	return w.finishReceipt(ctx, r, d.ID, places)
}

// places returns everything that has to forget documents.
func (w *Worker) places(r forgetting.Receipt) []forgetting.Place {
	var all []forgetting.Place
	for _, index := range w.o.Indexes {
		all = append(all, indexPlace{index})
	}
	all = append(all, blobPlace{w})
	if w.o.Answers != nil {
		all = append(all, answerPlace{w, r.WithAnswers})
	}
	return append(all, w.o.Places...)
}

// beginReceipt writes, before anything is forgotten, that it will be.
func (w *Worker) beginReceipt(ctx context.Context, d document.Document) (forgetting.Receipt,
	error) {
	r := forgetting.Receipt{
		Document: forgetting.Ref(d.ID), Version: d.Version, Generation: d.Generation,
		Owner: d.Owner, WithAnswers: d.WithAnswers, Begun: w.o.Now().UTC(),
	}
	if d.Deleted != nil {
		r.By, r.Asked = d.Deleted.By, d.Deleted.At
	}
	return r, w.putReceipt(ctx, r)
}

func (w *Worker) putReceipt(ctx context.Context, r forgetting.Receipt) error {
	if w.o.Receipts == nil {
		return nil
	}
	if err := w.o.Receipts.PutReceipt(ctx, r); err != nil {
		return fmt.Errorf("writing the receipt of %s: %w", r.Document, err)
	}
	return nil
}

// resumeReceipt completes the receipt of a deletion that was interrupted by a
// crash after the record was gone.
func (w *Worker) resumeReceipt(ctx context.Context, id document.ID) error {
	if w.o.Receipts == nil {
		return errObsolete
	}
	r, err := w.o.Receipts.Receipt(ctx, forgetting.Ref(id))
	if fault.Is(err, fault.NotFound) || err == nil && r.Complete() {
		return errObsolete
	}
	if err != nil {
		return fmt.Errorf("reading the receipt of %s: %w", id, err)
	}
	return w.finishReceipt(ctx, r, id, w.places(r))
}

// finishReceipt clears the forgotten documents out of every place's files,
// probes the places, and completes the receipt.
func (w *Worker) finishReceipt(ctx context.Context, r forgetting.Receipt, id document.ID,
	places []forgetting.Place) error {
	// A try that was broken off may have written some of them.
	r.Places, r.Copies = nil, nil
	for _, p := range places {
		// Forgetting takes the document out of every answer; its bytes may still be
		// in files. The probe has to come after they are gone.
		if e, ok := p.(forgetting.Eraser); ok {
			if err := e.Erase(ctx); err != nil {
				return fmt.Errorf("clearing the files of %s: %w", p.Place(), err)
			}
		}
		entry := forgetting.Entry{Place: p.Place(), Forgot: w.o.Now().UTC()}
		var err error
		if entry.Probe, err = p.Probe(ctx, id); err != nil {
			return fmt.Errorf("probing %s: %w", p.Place(), err)
		}
		if entry.Probe.Found > 0 {
			w.o.Log.Error("a deleted document is still there", "document", r.Document, "place",
				entry.Place, "found", entry.Probe.Found)
		}
		r.Places = append(r.Places, entry)
		if k, ok := p.(forgetting.Keeper); ok {
			copies, err := k.Kept(ctx)
			if err != nil {
				return fmt.Errorf("asking %s for copies: %w", p.Place(), err)
			}
			r.Copies = append(r.Copies, copies...)
		}
	}
	r.Done = w.o.Now().UTC()
	return w.putReceipt(ctx, r)
}

// Finish completes the receipts that a crash left open. Call it once at start.
// The queue's tasks may do the same at the same time.
func (w *Worker) Finish(ctx context.Context) error {
	if w.o.Receipts == nil {
		return nil
	}
	var open []forgetting.Receipt
	err := w.o.Receipts.EachReceipt(ctx, func(r forgetting.Receipt) error {
		if !r.Complete() {
			open = append(open, r)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the receipts: %w", err)
	}
	var failed error
	for _, r := range open {
		id := document.ID(r.Document) // of a document of version 0.1 its task finishes the receipt
		if _, err := w.o.Documents.Get(ctx, id); fault.Is(err, fault.NotFound) {
			failed = errors.Join(failed, w.finishReceipt(ctx, r, id, w.places(r)))
		}
	}
	return failed
}
