package localindex_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/mundap/mundap/internal/localindex"
)

// TestAnIdleIndexIsRewrittenOnceItHasGrownByAnEighth adds documents to a large
// segment. An eighth of its size is worth rewriting it; less is not.
func TestAnIdleIndexIsRewrittenOnceItHasGrownByAnEighth(t *testing.T) {
	for _, test := range []struct{ added, segments int }{{9, 2}, {10, 1}} {
		ix := open(t, localindex.Options{})
		n := 0
		add := func(documents int, merged func(context.Context) error) {
			for range documents {
				n++
				put(t, ix, fmt.Sprint("d", n), "01", "보일러를 점검합니다.")
			}
			if err := merged(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		add(80, ix.Compact)
		if got := ix.Stats().Segments; got != 1 {
			t.Fatalf("%d documents are in %d segments", n, got)
		}
		add(test.added, ix.Settle)
		if got := ix.Stats().Segments; got != test.segments {
			t.Errorf("%d more documents make %d segments, want %d", test.added, got, test.segments)
		}
	}
}
