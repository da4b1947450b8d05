package pool_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/embedtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/llmtest"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/llm/pool/core"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
)

// build makes a pool over fakes by profile name. Profiles without a quota have an unknown one.
func build(t *testing.T, fakes map[string]*llm.Fake, c pool.Config) *pool.Pool {
	t.Helper()
	c.Open = func(p pool.Profile) (llm.Model, error) { return fakes[p.Name], nil }
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if s := p.Snapshot(); s.InFlight != 0 || s.Waiting != 0 {
			t.Errorf("left behind: %d in flight, %d waiting", s.InFlight, s.Waiting)
		}
	})
	return p
}

func two() []pool.Profile {
	return []pool.Profile{{Name: "a", Model: "m", Region: "1"},
		{Name: "b", Model: "m", Region: "2"}}
}

func ask(text string) llm.Request {
	return llm.Request{User: "u", Messages: []llm.Message{{Role: llm.User, Text: text}},
		MaxTokens: 200}
}

func TestPoolKeepsTheContract(t *testing.T) {
	llmtest.Run(t, func(t *testing.T, b llmtest.Behaviour) llmtest.Upstream {
		if b.Cut || b.Unreachable || b.Fault != 0 && fault.Retryable(fault.Newf(b.Fault, "")) {
			t.Skip("the pool tries these again; its own tests look at that")
		}
		released := make(chan struct{})
		f := &llm.Fake{Reply: func(llm.Request) llm.Reply {
			r := llm.Say(b.Pieces...)
			r.Usage, r.Reason = b.Usage, b.Reason
			if b.Gate != nil {
				r.Steps[1].Gate = b.Gate
			}
			if b.Hold {
				r.Steps = append(r.Steps, llm.Hang().Steps...)
			}
			if b.Fault != 0 {
				r.Steps = append(r.Steps, llm.Step{Err: fault.Newf(b.Fault, "scripted")})
			}
			return r
		}}
		p := build(t, map[string]*llm.Fake{"a": f},
			pool.Config{Profiles: []pool.Profile{{Name: "a", Model: "m"}}})
		return llmtest.Upstream{
			Model: left{p, f, released}, Released: released,
			Calls: func() int { return len(f.Requests()) },
			Seen:  func() llm.Request { return f.Requests()[0] },
		}
	})
}

// left tells when a stream was left and its upstream with it.
type left struct {
	*pool.Pool
	fake     *llm.Fake
	released chan struct{}
}

func (l left) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		l.Pool.Stream(ctx, r)(yield)
		if l.fake.Released() > 0 && l.fake.Active() == 0 {
			close(l.released)
		}
	}
}

func TestAnAnswerComesWithItsRoute(t *testing.T) {
	fakes := map[string]*llm.Fake{"a": llm.NewFake(llm.Say("안녕", "하세요")),
		"b": llm.NewFake(llm.Say("안녕", "하세요"))}
	p := build(t, fakes, pool.Config{Profiles: two()})
	text, finish, err := llm.Collect(p.Stream(t.Context(), ask("?")))
	if err != nil || text != "안녕하세요" {
		t.Fatalf("%q, %v", text, err)
	}
	if r := finish.Route; r.Profile != "a" && r.Profile != "b" || r.Model != "m" ||
		r.Region == "" || r.Why == "" || len(r.Tried) != 0 {
		t.Errorf("route %+v", r)
	}
	if i := p.Info(); i.Name != "m" || len(i.Profiles) != 2 {
		t.Errorf("info %+v", i)
	}
}

func TestAFailureMovesOnAndTheRouteSaysWhatWasTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := fault.Newf(fault.Unavailable, "down")
		fakes := map[string]*llm.Fake{"a": llm.NewFake(llm.Fail(down)),
			"b": llm.NewFake(llm.Fail(down), llm.Say("네"))}
		p := build(t, fakes, pool.Config{Profiles: two()})
		text, finish, err := llm.Collect(p.Stream(t.Context(), ask("?")))
		if err != nil || text != "네" {
			t.Fatalf("%q, %v", text, err)
		}
		tried := finish.Route.Tried
		if len(tried) == 0 || tried[0].Error != "unavailable" {
			t.Errorf("tried %+v", tried)
		}
	})
}

func TestAStreamThatDiesIsReplacedAndNothingIsShownTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dying := func(r llm.Request) llm.Reply {
			return llm.Fail(fault.Newf(fault.Unavailable, "cut"), "반쪽 ", "답")
		}
		var calls atomic.Int32
		both := func(r llm.Request) llm.Reply {
			if calls.Add(1) == 1 {
				return dying(r)
			}
			return llm.Say("온전한 ", "답")
		}
		p := build(t, map[string]*llm.Fake{"a": {Reply: both}, "b": {Reply: both}},
			pool.Config{Profiles: two()})
		var restarts int
		var text string
		for c, err := range p.Stream(t.Context(), ask("?")) {
			if err != nil {
				t.Fatal(err)
			}
			if c.Restart {
				restarts++
				text = ""
			}
			text += c.Text
		}
		if text != "온전한 답" || restarts != 1 {
			t.Errorf("%q after %d restarts", text, restarts)
		}
	})
}

func TestAModelThatCanBePrefilledGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		var began string
		both := func(r llm.Request) llm.Reply {
			if calls.Add(1) == 1 {
				return llm.Fail(fault.Newf(fault.Overloaded, "busy"), "하나 ", "둘 ")
			}
			began = r.Messages[len(r.Messages)-1].Text
			return llm.Say(" 셋", " 넷")
		}
		list := two()
		list[0].Prefill, list[1].Prefill = true, true
		p := build(t, map[string]*llm.Fake{"a": {Reply: both}, "b": {Reply: both}},
			pool.Config{Profiles: list})
		var text string
		for c, err := range p.Stream(t.Context(), ask("?")) {
			if err != nil || c.Restart {
				t.Fatalf("%+v, %v", c, err)
			}
			text += c.Text
		}
		if text != "하나 둘 셋 넷" || began != "하나 둘" {
			t.Errorf("%q after the beginning %q", text, began)
		}
	})
}

// The second of three models begins anew, and the third goes on from there: text
// that was discarded must not come back in its prompt.
func TestAModelGoesOnFromTheTextThatIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dies := func(pieces ...string) *llm.Fake {
			return &llm.Fake{Reply: func(llm.Request) llm.Reply {
				return llm.Fail(fault.Newf(fault.Overloaded, "busy"), pieces...)
			}}
		}
		var began string
		last := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
			began = r.Messages[len(r.Messages)-1].Text
			return llm.Say(" 둘")
		}}
		list := append(two(), pool.Profile{Name: "c", Model: "m", Region: "3", Prefill: true})
		p := build(t, map[string]*llm.Fake{"a": dies("버린 "), "b": dies("하나 "), "c": last},
			pool.Config{Profiles: list})
		var text string
		for c, err := range p.Stream(t.Context(), ask("?")) {
			if err != nil {
				t.Fatal(err)
			}
			if c.Restart {
				text = ""
			}
			text += c.Text
		}
		if text != "하나 둘" || began != "하나" {
			t.Errorf("%q after the beginning %q", text, began)
		}
	})
}

func TestASlowFirstTokenIsHedgedAndTheLoserCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fakes := map[string]*llm.Fake{"a": {}, "b": {}}
		var calls atomic.Int32
		for _, f := range fakes {
			f.Reply = func(llm.Request) llm.Reply {
				if calls.Add(1) == 1 {
					return llm.Hang()
				}
				return llm.Reply{Steps: []llm.Step{{Wait: 500 * time.Millisecond, Text: "빨라요"}}}
			}
		}
		p := build(t, fakes, pool.Config{Profiles: two()})
		begun := time.Now()
		text, finish, err := llm.Collect(p.Stream(t.Context(), ask("?")))
		if err != nil || text != "빨라요" || time.Since(begun) > 4*time.Second {
			t.Fatalf("%q, %v after %v", text, err, time.Since(begun))
		}
		if tr := finish.Route.Tried; len(tr) != 1 || tr[0].Error != "hedged" {
			t.Errorf("tried %+v", tr)
		}
		if fakes["a"].Released()+fakes["b"].Released() != 1 {
			t.Error("the loser goes on")
		}
	})
}

func TestCancellingLeavesNothingBehind(t *testing.T) {
	for name, leave := range map[string]func(cancel func()) bool{
		"context": func(cancel func()) bool { cancel(); return true },
		"break":   func(func()) bool { return false },
	} {
		t.Run(name, func(t *testing.T) {
			fakes := map[string]*llm.Fake{"a": llm.NewFake(llm.Hang("하나")),
				"b": llm.NewFake(llm.Hang("하나"))}
			p := build(t, fakes, pool.Config{Profiles: two()})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var last error
			for c, err := range p.Stream(ctx, ask("?")) {
				last = err
				if c.Text != "" && !leave(cancel) {
					break
				}
			}
			if name == "context" && !fault.Is(last, fault.Canceled) {
				t.Errorf("%v", last)
			}
			if s := p.Snapshot(); s.InFlight != 0 || s.Totals.Cancelled != 1 {
				t.Errorf("%+v", s)
			}
			if fakes["a"].Active()+fakes["b"].Active() != 0 {
				t.Error("the upstream goes on")
			}
		})
	}
}

func TestWhoeverFindsNoRoomInTimeIsToldWhenToComeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := []pool.Profile{{Name: "a", Model: "m", TokensPerMinute: 600}}
		p := build(t, map[string]*llm.Fake{"a": llm.NewFake(llm.Hang("하나"))},
			pool.Config{Profiles: list})
		ctx, cancel := context.WithCancel(t.Context())
		busy := ask("?")
		busy.MaxTokens = 500
		for c := range p.Stream(ctx, busy) {
			if c.Text == "" {
				continue
			}
			late := ask("!")
			late.MaxTokens, late.Deadline = 500, time.Now().Add(2*time.Second)
			_, _, err := llm.Collect(p.Stream(t.Context(), late))
			if !fault.Is(err, fault.Throttled) || fault.RetryAfter(err) <= 0 {
				t.Errorf("%v after %v", err, fault.RetryAfter(err))
			}
			break
		}
		cancel()
	})
}

func TestAWrongProfileGoesAndTheOthersServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fakes := map[string]*llm.Fake{"a": llm.NewFake(llm.Fail(fault.Newf(fault.Forbidden,
			"no access"))), "b": llm.NewFake(llm.Say("네"))}
		p := build(t, fakes, pool.Config{Profiles: two()})
		for range 10 {
			if text, _, err := llm.Collect(p.Stream(t.Context(), ask("?"))); err != nil ||
				text != "네" {
				t.Fatalf("%q, %v", text, err)
			}
		}
		if n := len(fakes["a"].Requests()); n > 1 {
			t.Errorf("%d calls of a profile without access", n)
		}
	})
}

func TestWhatCanNotGoBetterElsewhereIsToldAtOnce(t *testing.T) {
	own := fault.New(fault.Refused, "못 해요.", "Can't.")
	fakes := map[string]*llm.Fake{"a": llm.NewFake(llm.Fail(own)), "b": llm.NewFake(llm.Fail(own))}
	p := build(t, fakes, pool.Config{Profiles: two()})
	_, _, err := llm.Collect(p.Stream(t.Context(), ask("?")))
	if !fault.Is(err, fault.Refused) || fault.MessageOf(err).Ko != "못 해요." {
		t.Errorf("%v", err)
	}
	if n := len(fakes["a"].Requests()) + len(fakes["b"].Requests()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestNewNamesTheProfileThatIsWrong(t *testing.T) {
	open := func(p pool.Profile) (llm.Model, error) {
		if p.Name == "b" {
			return nil, fault.Newf(fault.NotFound, "no such model")
		}
		return &llm.Fake{}, nil
	}
	if _, err := pool.New(pool.Config{Profiles: two(), Open: open}); err == nil || !strings.Contains(err.Error(), `"b"`) {
		t.Errorf("%v", err)
	}
	if _, err := pool.New(pool.Config{Open: open}); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestSharedQuotasComeFromTheLedger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &ledger.Memory{}
		list := []pool.Profile{{Name: "a", Model: "m", TokensPerMinute: 60000}}
		fakes := map[string]*llm.Fake{"a": llm.NewFake(llm.Say("네"))}
		one := build(t, fakes, pool.Config{Profiles: list, Ledger: shared})
		other := build(t, fakes, pool.Config{Profiles: list, Ledger: shared})
		for range 20 {
			for _, p := range []*pool.Pool{one, other} {
				if text, _, err := llm.Collect(p.Stream(t.Context(), ask("?"))); err != nil ||
					text != "네" {
					t.Fatalf("%q, %v", text, err)
				}
			}
		}
	})
}

func TestAnAnswerCutByALoweredLimitIsWholeInTheEnd(t *testing.T) {
	f := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if r.MaxTokens < 200 {
			cut := llm.Say("반쪽")
			cut.Reason = llm.Length
			return cut
		}
		return llm.Say("반쪽이 아닌 ", "답")
	}}
	p := build(t, map[string]*llm.Fake{"a": f}, pool.Config{
		Profiles: []pool.Profile{{Name: "a", Model: "m"}},
		Options:  core.Options{MaxTokens: map[llm.Purpose]int{llm.Answer: 50}},
	})
	text, finish, err := llm.Collect(p.Stream(t.Context(), ask("?")))
	if err != nil || text != "반쪽이 아닌 답" || finish.Reason != llm.Stop ||
		len(finish.Route.Tried) != 1 {
		t.Errorf("%q, %+v, %v", text, finish, err)
	}
}

func TestCloseGivesUnusedQuotaBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &ledger.Memory{}
		p, err := pool.New(pool.Config{
			Profiles: []pool.Profile{{Name: "a", Model: "m", TokensPerMinute: 60000}},
			Ledger:   shared,
			Open: func(pool.Profile) (llm.Model, error) {
				return llm.NewFake(llm.Say("네")),
					nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := llm.Collect(p.Stream(t.Context(), ask("?"))); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(p.Close(), p.Close()); err != nil {
			t.Fatal(err)
		}
		g, err := shared.Draw(t.Context(), ledger.Quota{Model: "m", TokensPerMinute: 60000},
			ledger.Amount{Tokens: 60000})
		if used := 57000 - g.Tokens; err != nil || used > 60 {
			t.Errorf("%d tokens are gone for a request of a few: %v", used, err)
		}
	})
}

// down is a ledger that can't be asked.
type down struct{}

func (down) Draw(context.Context, ledger.Quota, ledger.Amount) (ledger.Grant, error) {
	return ledger.Grant{}, fault.Newf(fault.Unavailable, "down")
}
func (down) Return(context.Context, ledger.Quota, ledger.Amount) error {
	return fault.Newf(fault.Unavailable, "down")
}

func TestWithoutItsLedgerThePoolGoesOnSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := []pool.Profile{{Name: "a", Model: "m", TokensPerMinute: 60000}}
		p := build(t, map[string]*llm.Fake{"a": llm.NewFake(llm.Say("네"))},
			pool.Config{Profiles: list, Ledger: down{}})
		begun := time.Now()
		for range 5 {
			if text, _, err := llm.Collect(p.Stream(t.Context(), ask("?"))); err != nil ||
				text != "네" {
				t.Fatalf("%q, %v", text, err)
			}
		}
		if took := time.Since(begun); took < time.Second || took > 20*time.Second {
			t.Errorf("five requests took %v", took)
		}
	})
}

func TestEmbedderKeepsTheContract(t *testing.T) {
	embedtest.Run(t, func(t *testing.T, b embedtest.Behaviour) embed.Embedder {
		if b.Fault != 0 && fault.Retryable(fault.Newf(b.Fault, "")) {
			t.Skip("the pool itself tries these again")
		}
		p, err := pool.New(pool.Config{
			Profiles: []pool.Profile{{Name: "e", Model: "titan",
				Purposes: []llm.Purpose{pool.Embed}}},
			OpenEmbedder: func(pool.Profile) (embed.Embedder, error) {
				f := &embed.Fake{}
				if b.Fault != 0 {
					f.Err = func(embed.Kind, []string) error {
						return fault.Newf(b.Fault,
							"scripted")
					}
				}
				return f, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = p.Close() })
		return p.Embedder()
	})
}

func TestAnEmbeddingMovesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		p, err := pool.New(pool.Config{
			Profiles: []pool.Profile{
				{Region: "1", Model: "titan", Purposes: []llm.Purpose{pool.Embed}},
				{Region: "2", Model: "titan", Purposes: []llm.Purpose{pool.Embed}},
			},
			OpenEmbedder: func(pool.Profile) (embed.Embedder, error) {
				return &embed.Fake{Err: func(embed.Kind, []string) error {
					if calls.Add(1) == 1 {
						return fault.Newf(fault.Throttled, "slow down")
					}
					return nil
				}}, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		v, err := p.Embedder().Embed(t.Context(), embed.Query, []string{"질문"})
		if err != nil || len(v) != 1 || calls.Load() != 2 {
			t.Errorf("%d vectors, %d calls, %v", len(v), calls.Load(), err)
		}
		if _, _, err := llm.Collect(p.Stream(t.Context(), ask("?"))); !fault.Is(err,
			fault.NotConfigured) {
			t.Errorf("a text of an embedder: %v", err)
		}
	})
}
