package localindex

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/mundap/mundap/internal/embed"
)

// countedEmbedder counts its calls, and waits for a word if told so.
type countedEmbedder struct {
	calls atomic.Int32
	hold  chan struct{} // nil: don't wait
	fail  atomic.Bool
}

func (c *countedEmbedder) Info() embed.Info { return embed.Info{Model: "counted"} }

func (c *countedEmbedder) Embed(context.Context, embed.Kind, []string) ([][]float32, error) {
	c.calls.Add(1)
	if c.hold != nil {
		<-c.hold
	}
	if c.fail.Load() {
		return nil, errors.New("down")
	}
	return [][]float32{{1}}, nil
}

func TestAQuestionAskedTwiceAtOnceIsEmbeddedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &countedEmbedder{hold: make(chan struct{})}
		var q questions
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if v, err := q.embed(t.Context(), e, "연차는 며칠?"); err != nil || len(v) != 1 {
					t.Error(v, err)
				}
			})
		}
		synctest.Wait()
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := q.embed(cancelled, e, "연차는 며칠?"); !errors.Is(err, context.Canceled) {
			t.Error("a question waits longer than its context:", err)
		}
		close(e.hold)
		group.Wait()
		if n := e.calls.Load(); n != 1 {
			t.Errorf("embedded %d times", n)
		}
	})
}

func TestOfQuestionsOnlyTheLatestAreKept(t *testing.T) {
	var e countedEmbedder
	var q questions
	ask := func(text string) {
		if _, err := q.embed(t.Context(), &e, text); err != nil {
			t.Fatal(err)
		}
	}
	for i := range mostRecent + 1 {
		ask(fmt.Sprint(i))
	}
	ask(fmt.Sprint(mostRecent)) // kept
	ask("0")                    // forgotten
	if n := e.calls.Load(); n != mostRecent+2 {
		t.Errorf("embedded %d times", n)
	}
}

func TestAQuestionThatCouldNotBeEmbeddedIsTriedAgain(t *testing.T) {
	var e countedEmbedder
	var q questions
	e.fail.Store(true)
	if _, err := q.embed(t.Context(), &e, "연차"); err == nil {
		t.Fatal("no error")
	}
	e.fail.Store(false)
	if v, err := q.embed(t.Context(), &e, "연차"); err != nil || len(v) != 1 {
		t.Error(v, err)
	}
}
