package localindex

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/storage"
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
		folder, err := storage.OpenFolder("/index", emptyDisk())
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

// inLine is an encoder at which questions wait, once it is busy, until they are
// given up.
type inLine struct{ busy atomic.Bool }

func (e *inLine) Info() embed.Info { return embed.Info{Model: "in line", Dimensions: 2} }

func (e *inLine) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	if kind == embed.Query && e.busy.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return slices.Repeat([][]float32{{1, 0}}, len(texts)), nil
}

// A question that would wait for the encoder until its time is over is searched
// for by words.
func TestAQuestionDoesNotWaitForTheEncoderTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, err := storage.OpenFolder("/index", emptyDisk())
		if err != nil {
			t.Fatal(err)
		}
		encoder := &inLine{}
		ix, err := Open(t.Context(), Options{Storage: folder, Analyzer: wordAnalyzer{}, Embedder: encoder})
		if err != nil {
			t.Fatal(err)
		}
		defer ix.Close()
		putText(t, ix, "a", "보일러 점검", auth.Everyone)
		encoder.busy.Store(true)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		hits, err := ix.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: "보일러", K: 1})
		if err != nil || len(hits) != 1 {
			t.Errorf("%d hits, %v", len(hits), err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("it took %v, want half of its time", took)
		}
	})
}
