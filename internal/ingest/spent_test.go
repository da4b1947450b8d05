package ingest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/ingest"
)

func TestAURLThatMadeAVersionOfAnotherDocumentServesNoSecondPUT(t *testing.T) {
	inWorld(t, func(w *world) {
		first := w.grant(ingest.Upload{Name: "a.txt"})
		w.pass(time.Millisecond)
		second := w.grant(ingest.Upload{Name: "a.txt"}) // neither knows of the other
		for _, g := range []ingest.Granted{first, second} {
			if status := w.send(g, strings.NewReader("문서")); status != http.StatusOK {
				t.Fatalf("status %d", status)
			}
		}
		if _, err := w.service.Delete(t.Context(), kim, first.Document); err != nil {
			t.Fatal(err)
		}
		w.pass(2 * ingest.UndoTime)
		if status := w.send(second, strings.NewReader("또")); status != http.StatusForbidden {
			t.Errorf("a second PUT: status %d", status)
		}
		if found := w.find(kim, "또"); len(found) > 0 {
			t.Errorf("found %v", found)
		}
	})
}

func TestReadersThatChangedDuringADeletionHoldAfterItsUndo(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "연차 휴가 규정")
		w.settle()
		if _, err := w.service.SetReaders(t.Context(), kim, id, true); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if _, err := w.service.Delete(t.Context(), kim, id); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.SetReaders(t.Context(), kim, id, false); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Restore(t.Context(), kim, id); err != nil {
			t.Fatal(err)
		}
		w.pass(2 * ingest.UndoTime)
		if found := w.find(lee, "연차 휴가"); len(found) == 0 {
			t.Error("the document is shared, and not found")
		}
	})
}
