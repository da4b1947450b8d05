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
