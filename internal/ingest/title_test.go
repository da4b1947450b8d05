package ingest_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
)

// A table has no title of its own: the name of its file says what it is about.
func TestADocumentWithoutATitleIsFoundByItsName(t *testing.T) {
	inWorld(t, func(w *world) {
		w.upload(auth.LocalScope(), "인사/연차_현황.csv", "성명,잔여\n이나래,6\n")
		w.upload(auth.LocalScope(), "인사/비품_목록.csv", "품목,수량\n의자,6\n")
		w.settle()
		if got := w.find(auth.LocalScope(), "연차 현황"); len(got) != 1 {
			t.Errorf("found %q", got)
		}
	})
}

// The text of the page does not say what it is about.
func TestADocumentIsFoundByItsTitle(t *testing.T) {
	inWorld(t, func(w *world) {
		w.upload(auth.LocalScope(), "쪽.html", "<html><head><title>출장비 규정</title></head><body><p>하루에 5만 원이에요.</p></body></html>")
		w.upload(auth.LocalScope(), "글.html", "<html><head><title>연차 규정</title></head><body><p>한 해에 15일이에요.</p></body></html>")
		w.settle()
		if got := w.find(auth.LocalScope(), "출장비"); len(got) != 1 {
			t.Errorf("found %q", got)
		}
	})
}
