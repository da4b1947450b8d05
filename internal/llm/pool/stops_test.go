package pool_test

import (
	"context"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool"
)

// stubborn streams a piece, then nothing; when it is broken off it says something
// all the same.
type stubborn struct{ calls int }

func (s *stubborn) Info() llm.Info { return llm.Info{Name: "stubborn"} }

func (s *stubborn) Stream(ctx context.Context, _ llm.Request) iter.Seq2[llm.Chunk, error] {
	s.calls++
	return func(yield func(llm.Chunk, error) bool) {
		if yield(llm.Chunk{Text: "멈춘 "}, nil) {
			<-ctx.Done()
			yield(llm.Chunk{Text: "늦은 말"}, nil)
		}
	}
}

func TestTextOfAStalledCallIsNotShownAfterItWasStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &stubborn{}
		p, err := pool.New(pool.Config{Profiles: two(), Open: func(f pool.Profile) (llm.Model, error) {
			if f.Name == "a" {
				return slow, nil
			}
			return llm.NewFake(llm.Reply{Steps: []llm.Step{{Text: "온전한 "},
				{Wait: time.Second, Text: "답"}}}), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		for slow.calls == 0 {
			text, finish, err := llm.Collect(p.Stream(t.Context(), ask("?")))
			if err != nil || text != "온전한 답" {
				t.Fatalf("%q, %v", text, err)
			}
			tried := finish.Route.Tried
			if slow.calls > 0 && (len(tried) != 1 || tried[0].Profile != "a" ||
				tried[0].Error != "timeout") {
				t.Errorf("the route says that %+v was tried", tried)
			}
		}
	})
}

// mute sends an empty piece, as some servers do to keep a connection open, and
// then nothing.
type mute struct{ calls int }

func (m *mute) Info() llm.Info { return llm.Info{Name: "mute"} }

func (m *mute) Stream(ctx context.Context, _ llm.Request) iter.Seq2[llm.Chunk, error] {
	m.calls++
	return func(yield func(llm.Chunk, error) bool) {
		if yield(llm.Chunk{}, nil) {
			<-ctx.Done()
		}
	}
}

func TestAnEmptyPieceIsNoFirstToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := &mute{}
		p, err := pool.New(pool.Config{Profiles: two(), Open: func(f pool.Profile) (llm.Model, error) {
			if f.Name == "a" {
				return silent, nil
			}
			return llm.NewFake(llm.Say("네")), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		for silent.calls == 0 {
			begun := time.Now()
			text, _, err := llm.Collect(p.Stream(t.Context(), ask("?")))
			if err != nil || text != "네" || time.Since(begun) > 4*time.Second {
				t.Fatalf("%q, %v after %v", text, err, time.Since(begun))
			}
		}
	})
}

func TestWhoIsCancelledMakesRoomAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := llm.NewFake(llm.Hang("하나"), llm.Say("둘"))
		p := build(t, map[string]*llm.Fake{"a": f},
			pool.Config{Profiles: []pool.Profile{{Name: "a", Model: "m", Concurrent: 1}}})
		ctx, cancel := context.WithCancel(t.Context())
		first := make(chan struct{})
		go func() {
			defer close(first)
			_, _, _ = llm.Collect(p.Stream(ctx, ask("?")))
		}()
		synctest.Wait()
		begun := time.Now()
		second := make(chan time.Duration)
		go func() {
			_, _, _ = llm.Collect(p.Stream(t.Context(), ask("!")))
			second <- time.Since(begun)
		}()
		synctest.Wait()
		cancel()
		<-first
		if took := <-second; took != 0 {
			t.Errorf("the next one waited for %v more", took)
		}
	})
}

func TestThePoolsLimitsAreTheLargestOfItsModels(t *testing.T) {
	list := two()
	list[0].ContextTokens, list[0].MaxOutputTokens = 200_000, 100
	list[1].ContextTokens, list[1].MaxOutputTokens = 8000, 4000
	p := build(t, map[string]*llm.Fake{"a": {}, "b": {}}, pool.Config{Profiles: list})
	if i := p.Info(); i.ContextTokens != 200_000 || i.MaxOutput != 4000 {
		t.Errorf("%+v", i)
	}
}

func TestEmbeddedTextsAreCharged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := pool.New(pool.Config{
			Profiles: []pool.Profile{{Name: "e", Model: "titan", TokensPerMinute: 10_000,
				Purposes: []llm.Purpose{pool.Embed}}},
			OpenEmbedder: func(pool.Profile) (embed.Embedder, error) { return &embed.Fake{}, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if _, err := p.Embedder().Embed(t.Context(), embed.Query, []string{"질문이 있어요"}); err != nil {
			t.Fatal(err)
		}
		s := p.Snapshot()
		if s.Totals.Answered != 1 || s.Totals.Cancelled != 0 || s.InFlight != 0 ||
			s.Profiles[0].Charged == 0 || s.Profiles[0].Remaining >= 1 {
			t.Errorf("%+v", s)
		}
	})
}
