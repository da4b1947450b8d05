package core_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// loaded is a core with n profiles and 1,000 requests in flight.
func loaded(tb testing.TB, n int) *core.Core {
	var list []core.Profile
	for i := range n {
		list = append(list, haiku(fmt.Sprint("region", i), 1_000_000_000_000))
	}
	list, err := core.Complete(list)
	if err != nil {
		tb.Fatal(err)
	}
	c := core.New(list, core.Options{})
	for i := range 1000 {
		c.Submit(start, core.Ask{Purpose: llm.Answer, User: users[i%len(users)], Conversation: "c",
			Input: 1000, MaxTokens: 500})
	}
	for _, a := range append([]core.Action(nil), c.Actions()...) {
		c.FirstToken(start, a.Try)
	}
	return c
}

var users = func() (list []string) {
	for i := range 50 {
		list = append(list, fmt.Sprint("user", i))
	}
	return list
}()

// one is a request from its submission to its end; choosing is the larger part of it.
func one(c *core.Core, now time.Time, i int) {
	c.Submit(now, core.Ask{Purpose: llm.Answer, User: users[i%len(users)], Conversation: "c",
		Input: 1000, MaxTokens: 500})
	a := c.Actions()[0]
	c.FirstToken(now, a.Try)
	c.Done(now, a.Try, llm.Usage{Input: 1000, Output: 200})
}

// BenchmarkRequest is the whole of a request's decisions: choose among the
// profiles, reserve, first token, settle.
func BenchmarkRequest(b *testing.B) {
	for _, n := range []int{4, 64} {
		b.Run(fmt.Sprintf("profiles=%d", n), func(b *testing.B) {
			c, now, i := loaded(b, n), start, 0
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(time.Microsecond)
				c.Tick(now)
				one(c, now, i)
				i++
			}
		})
	}
}

func TestChoosingAllocatesNothingThatGrowsWithTheProfiles(t *testing.T) {
	allocations := func(n int) float64 {
		c, now, i := loaded(t, n), start, 0
		return testing.AllocsPerRun(2000, func() {
			now = now.Add(time.Microsecond)
			one(c, now, i)
			i++
		})
	}
	if few, many := allocations(4), allocations(64); many > few {
		t.Errorf("%.1f allocations with 64 profiles, %.1f with 4", many, few)
	}
}
