package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
)

// contents are the blobs in which what was read from a document lies.
func (w *world) contents(id document.ID) []string {
	return slices.DeleteFunc(w.blobsLeft(), func(key string) bool {
		return !strings.HasPrefix(key, document.ContentsFolder(id))
	})
}

func TestTheContentsOfACitedVersionStayAndThoseOfOthersGo(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		first := w.state(key, document.Ready)
		if err := document.Cite(w.Context(), w.documents, key, first.Version); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"연차는 16일이에요.", "연차는 17일이에요."} { // nobody cites 16
			w.upload(kim, "a.txt", text)
			w.settle()
		}
		d := w.state(key, document.Ready)
		want := []string{first.Content.Blob, d.Content.Blob}
		if got := w.contents(key); !slices.Equal(got, want) {
			t.Errorf("kept %v, want %v", got, want)
		}
		if c, changed, ok := d.ContentOf(first.Version); !ok || !changed || c.Blob != first.Content.Blob {
			t.Errorf("%+v, changed %v, kept %v", c, changed, ok)
		}
		if got := w.find(kim, "연차"); !slices.Equal(got, []string{"연차는 17일이에요."}) {
			t.Errorf("found %v", got)
		}
		w.upload(kim, "a.txt", "연차는 18일이에요.")
		w.settle()
		d = w.state(key, document.Ready)
		if got := w.contents(key); !slices.Equal(got, []string{d.Content.Blob}) {
			t.Errorf("after the third newer version: %v", got)
		}
	})
}

func TestADeletionTakesCitedVersionsAndWhatACrashLeft(t *testing.T) {
	inWorld(t, func(w *world) {
		key := w.upload(kim, "a.txt", "연차는 15일이에요.")
		w.settle()
		first := w.state(key, document.Ready)
		if err := document.Cite(w.Context(), w.documents, key, first.Version); err != nil {
			t.Fatal(err)
		}
		w.upload(kim, "a.txt", "연차는 16일이에요.")
		w.settle()
		w.putBlob(document.ContentsBlob(key, "0a"), "what a crash left")
		if _, err := w.service.Delete(w.Context(), kim, key); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Minute)
		if got := w.blobsLeft(); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
}

func TestADeletionTakesMoreBlobsThanOneListHolds(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "회의록.txt", "예산은 삼천만 원이다.")
		w.settle()
		d := w.state(id, document.Ready)
		for i := range 2001 {
			w.putBlob(fmt.Sprintf("%s.%04d", d.Content.Blob, i), "part")
		}
		if _, err := w.service.Delete(t.Context(), kim, id); err != nil {
			t.Fatal(err)
		}
		w.pass(ingest.UndoTime + time.Second)
		if left := w.blobsLeft(); len(left) != 0 {
			t.Errorf("%d blobs are left, the first is %s", len(left), left[0])
		}
	})
}
