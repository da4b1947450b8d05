package localindex

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/retrieve"
)

// heldUp is an analyzer that keeps questions until they are released.
type heldUp struct {
	wordAnalyzer
	holds   atomic.Bool
	inside  atomic.Int64 // questions under way
	release chan struct{}
}

func (h *heldUp) Analyze(dst []morph.Term, text string, fields morph.Fields) []morph.Term {
	if h.holds.Load() {
		h.inside.Add(1)
		<-h.release
	}
	return h.wordAnalyzer.Analyze(dst, text, fields)
}

// In a rush, a processor has only so many searches at once. The others wait
// without using any processor time, and leave as soon as they are given up.
func TestSearchesOfARushWaitForOneAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		analyzer := &heldUp{release: make(chan struct{})}
		folder, err := newFolder("/index", emptyDisk())
		if err != nil {
			t.Fatal(err)
		}
		ix, err := Open(t.Context(), Options{Storage: folder, Analyzer: analyzer})
		if err != nil {
			t.Fatal(err)
		}
		defer ix.Close()
		putText(t, ix, "a", "보일러 점검")
		analyzer.holds.Store(true)

		atOnce := searchesPerProcessor * runtime.GOMAXPROCS(0)
		ctx, giveUp := context.WithCancel(t.Context())
		ended := make(chan error, 2*atOnce+1)
		ask := func(ctx context.Context) {
			_, err := ix.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: "보일러", K: 1})
			ended <- err
		}
		for range atOnce {
			go ask(t.Context())
		}
		synctest.Wait()
		for range atOnce + 1 {
			go ask(ctx)
		}
		synctest.Wait()
		if n := analyzer.inside.Load(); n != int64(atOnce) {
			t.Errorf("%d searches run at once, not %d", n, atOnce)
		}
		giveUp()
		for range atOnce + 1 {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("a question that was given up while it waited ended with %v", err)
			}
		}
		close(analyzer.release)
		for range atOnce {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
}
