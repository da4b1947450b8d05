package ingest_test

import (
	"context"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func TestRestockGivesAnIndexWhatItNeedsAndNoOtherIndexAnything(t *testing.T) {
	inWorld(t, func(w *world) {
		lacking, held := w.upload(kim, "a.txt", "연차는 15일이에요."), w.upload(kim, "b.txt", "연차는 달라요.")
		broken, deleted := w.upload(kim, "c.txt", "연차 문서예요."), w.upload(kim, "d.txt", "연차가 지워져요.")
		w.settle()
		if err := w.blobs.Delete(w.Context(), w.document(broken).Content.Blob); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Delete(w.Context(), kim, deleted); err != nil {
			t.Fatal(err)
		}
		w.index.fail(errDisk) // the world's own index takes nothing more
		fresh := retrievetest.NewMemory("fresh")
		n, err := w.worker.Restock(w.Context(), fresh,
			func(_ context.Context, d document.Document) (bool, error) { return d.ID != held, nil })
		if n != 1 || err != nil {
			t.Errorf("%d documents, %v", n, err)
		}
		found, err := fresh.Retrieve(w.Context(), kim, retrieve.Query{Text: "연차", K: 10})
		if err != nil || len(found) != 1 || found[0].Document != lacking {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestRestockEndsWithItsCaller(t *testing.T) {
	inWorld(t, func(w *world) {
		w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.upload(kim, "b.txt", "연차는 달라요.")
		w.settle()
		fresh := retrievetest.NewMemory("fresh")
		if _, err := w.worker.Restock(w.Context(), fresh,
			func(context.Context, document.Document) (bool, error) { return true, errDisk }); err != errDisk {
			t.Errorf("an error of needs: %v", err)
		}
		ctx, cancel := context.WithCancel(w.Context())
		asked := 0
		n, err := w.worker.Restock(ctx, fresh,
			func(context.Context, document.Document) (bool, error) { asked++; cancel(); return false, nil })
		if n != 0 || err == nil || asked != 1 {
			t.Errorf("after cancelling: %d done, %d asked, %v", n, asked, err)
		}
		if n, err := w.worker.Restock(w.Context(), fresh, ingest.Everything); n != 2 || err != nil {
			t.Errorf("everything: %d, %v", n, err)
		}
	})
}
