package pool_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/llm/pool/sim/region"
)

// simulated is a model in a simulated region, on the bubble's clock. Its answer
// is the numbers from 0 on, so that a gap or a repetition shows.
type simulated struct {
	mu     sync.Mutex
	region *region.Region
	begun  time.Time
}

const answerTokens = 60

func (m *simulated) Info() llm.Info { return llm.Info{Name: m.region.Name} }

func (m *simulated) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		from := 0
		if last := r.Messages[len(r.Messages)-1]; last.Role == llm.Assistant {
			from = len(strings.Fields(last.Text))
		}
		m.mu.Lock()
		call := m.region.Begin(time.Since(m.begun), region.Request{Input: llm.InputTokens(r),
			MaxTokens: r.MaxTokens, Output: answerTokens - from})
		m.mu.Unlock()
		said := 0
		defer func() {
			m.mu.Lock()
			m.region.End(time.Since(m.begun), call, said)
			m.mu.Unlock()
		}()
		a := call.Answer
		switch {
		case a.Hang:
			<-ctx.Done()
		case a.Error == "throttled":
			yield(llm.Chunk{}, fault.Newf(fault.Throttled, "too many tokens"))
			return
		case a.Error != "":
			yield(llm.Chunk{}, fault.Newf(fault.Unavailable, "connection refused"))
			return
		}
		at := a.First
		for ; said < a.Total && sleep(ctx, at-time.Since(m.begun)); at += a.Gap {
			if !yield(llm.Chunk{Text: fmt.Sprintf("%d ", from+said)}, nil) {
				return
			}
			said++
		}
		if a.Silent {
			<-ctx.Done()
		}
		if err := ctx.Err(); err != nil {
			yield(llm.Chunk{}, fault.Wrap(err, fault.KindOf(err), "", ""))
			return
		}
		if a.Break {
			yield(llm.Chunk{}, fault.Newf(fault.Unavailable, "reset"))
			return
		}
		yield(llm.Chunk{Finish: &llm.Finish{Reason: llm.Stop,
			Usage: llm.Usage{Input: llm.InputTokens(r), Output: said}}}, nil)
	}
}

// sleep waits on the bubble's clock; false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// TestThroughABlackout drives the whole pool, with its goroutines and timers,
// through a minute in which one region of four hangs and another breaks
// streams: every answer arrives whole, and users who leave leave nothing
// behind.
func TestThroughABlackout(t *testing.T) {
	for _, prefill := range []bool{false, true} {
		t.Run(fmt.Sprintf("prefill=%v", prefill), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { blackout(t, prefill) })
		})
	}
}

func blackout(t *testing.T, prefill bool) {
	var list []pool.Profile
	models := map[string]*simulated{}
	for i, name := range []string{"a", "b", "c", "d"} {
		c := region.Config{Name: name, TokensPerMinute: 40000, Burndown: 5,
			FirstToken: 500 * time.Millisecond, FirstSigma: 0.3, Speed: 40, SpeedSigma: 0.2}
		faults := map[string][]region.Fault{
			"a": {{Kind: region.Blackout, From: 20 * time.Second, To: 40 * time.Second}},
			"b": {{Kind: region.Dying, From: 0, To: time.Hour, Factor: 0.3}},
		}[name]
		models[name] = &simulated{region: region.New(c, uint64(i), faults...), begun: time.Now()}
		list = append(list, pool.Profile{Name: name, Region: name, Model: "claude-haiku-4",
			TokensPerMinute: 40000, Prefill: prefill})
	}
	p, err := pool.New(pool.Config{Profiles: list, Open: func(f pool.Profile) (llm.Model,
		error) {
		return models[f.Name], nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for i := range answerTokens {
		fmt.Fprintf(&want, "%d ", i)
	}
	var all sync.WaitGroup
	for i := range 240 {
		all.Go(func() {
			sleep(t.Context(), time.Duration(i)*250*time.Millisecond)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%10 == 9 { // somebody loses patience
				stop := time.AfterFunc(time.Duration(i%7)*200*time.Millisecond, cancel)
				defer stop.Stop()
			}
			q := ask("처음부터 세어 주세요.")
			q.User = fmt.Sprint("user", i%9)
			text, _, err := llm.Collect(p.Stream(ctx, q))
			switch {
			case ctx.Err() != nil:
			case err != nil:
				t.Errorf("request %d: %v after %q", i, err, text)
			case text != want.String():
				t.Errorf("request %d: %q", i, text)
			}
		})
	}
	all.Wait()
	s := p.Snapshot()
	if s.InFlight != 0 || s.Waiting != 0 || s.Totals.Moved == 0 {
		t.Errorf("%d in flight, %d waiting, %d moved", s.InFlight, s.Waiting, s.Totals.Moved)
	}
	for name, m := range models {
		if n := m.region.Open(); n != 0 {
			t.Errorf("region %s: %d calls go on", name, n)
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
