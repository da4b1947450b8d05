package llm_test

import (
	"context"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/llmtest"
)

func TestFakeKeepsTheContract(t *testing.T) {
	llmtest.Run(t, func(t *testing.T, b llmtest.Behaviour) llmtest.Upstream {
		f := &llm.Fake{Reply: func(llm.Request) llm.Reply { return reply(b) }}
		released := make(chan struct{})
		var once sync.Once
		return llmtest.Upstream{
			Model:    watched{f, func() { once.Do(func() { close(released) }) }},
			Calls:    func() int { return len(f.Requests()) },
			Released: released,
			Seen:     func() llm.Request { return f.Requests()[0] },
		}
	})
}

func reply(b llmtest.Behaviour) llm.Reply {
	r := llm.Reply{Usage: b.Usage, Reason: b.Reason, Cut: b.Cut}
	for i, p := range b.Pieces {
		s := llm.Step{Text: p}
		if i == 1 {
			s.Gate = b.Gate
		}
		r.Steps = append(r.Steps, s)
	}
	switch {
	case b.Hold:
		r.Steps = append(r.Steps, llm.Hang().Steps...)
	case b.Fault != 0:
		r.Steps = append(r.Steps, llm.Step{Err: fault.Newf(b.Fault,
			"scripted").WithRetryAfter(b.RetryAfter)})
	}
	return r
}

func TestFakeWaitsOnTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := llm.NewFake(llm.Reply{Steps: []llm.Step{{Wait: time.Minute, Text: "가"},
			{Wait: time.Minute, Text: "나"}}})
		begun := time.Now()
		text, _, err := llm.Collect(f.Stream(t.Context(), ask("?")))
		if text != "가나" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		if took := time.Since(begun); took != 2*time.Minute {
			t.Errorf("took %v", took)
		}
	})
}

func TestFakeCountsWhatRunsAndWhatWasBrokenOff(t *testing.T) {
	f := llm.NewFake(llm.Hang("가"), llm.Say("나"))
	for c, err := range f.Stream(t.Context(), ask("1")) {
		if err != nil || c.Text != "가" || f.Active() != 1 {
			t.Fatalf("%+v, %v, %d active", c, err, f.Active())
		}
		break
	}
	if f.Active() != 0 || f.Released() != 1 {
		t.Errorf("%d active, %d released", f.Active(), f.Released())
	}
	for range 2 {
		if text, _, err := llm.Collect(f.Stream(t.Context(), ask("2"))); text != "나" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
	}
}

func TestZeroFakeRepeatsTheLastMessageAndEstimatesItsUsage(t *testing.T) {
	var f llm.Fake
	text, finish, err := llm.Collect(f.Stream(t.Context(), ask("안녕")))
	if text != "안녕" || err != nil || finish.Usage.Output != 2 || !finish.Usage.Estimated {
		t.Errorf("%q, %+v, %v", text, finish, err)
	}
}

func TestCollectForgetsWhatARestartVoided(t *testing.T) {
	f := llm.NewFake(llm.Reply{Steps: []llm.Step{{Text: "old "}, {Restart: true, Text: "new"},
		{Text: "er"}}})
	if text, _, err := llm.Collect(f.Stream(t.Context(), ask("?"))); text != "newer" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

func ask(text string) llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: llm.User, Text: text}}}
}

// watched tells when a stream of the fake was left, by its reader or by its context.
type watched struct {
	*llm.Fake
	left func()
}

func (w watched) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		w.Fake.Stream(ctx, r)(yield)
		if w.Active() == 0 {
			w.left()
		}
	}
}
