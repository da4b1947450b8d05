// Package ledgertest is the conformance suite of [ledger.Ledger]. Every
// implementation runs it.
package ledgertest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
)

// Harness makes a view of an empty ledger for one sharer. Every call with the
// same test is a view of the same ledger; now is the sharer's clock, which the
// suite moves.
type Harness func(t *testing.T, now func() time.Time) ledger.Ledger

// Run tests a ledger.
func Run(t *testing.T, harness Harness) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"a new account is full, and no fuller than a minute's quota", full},
		{"it fills with time", fills},
		{"accounts are apart", apart},
		{"what is returned can be drawn again", returned},
		{"a day's quota holds within the minute's", day},
		{"requests are counted too", requests},
		{"no limit gives all", unlimited},
		{"sharers together never draw more than there is", together},
		{"clocks that differ fill nothing twice", skew},
		{"negative amounts and ended contexts are refused", invalid},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, harness) })
	}
}

// clock is moved by the test.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func quota() ledger.Quota {
	return ledger.Quota{Region: "us-west-2", Model: "haiku", TokensPerMinute: 60000}
}

func draw(t *testing.T, l ledger.Ledger, q ledger.Quota, tokens int) ledger.Grant {
	t.Helper()
	g, err := l.Draw(t.Context(), q, ledger.Amount{Tokens: tokens, Requests: 1})
	if err != nil {
		t.Fatal(err)
	}
	if g.Tokens < 0 || g.Tokens > tokens {
		t.Fatalf("%d tokens of %d wanted", g.Tokens, tokens)
	}
	if g.Tokens < tokens && g.Wait <= 0 {
		t.Errorf("%d tokens of %d wanted, and no time to ask again", g.Tokens, tokens)
	}
	return g
}

func full(t *testing.T, harness Harness) {
	l := harness(t, newClock().now)
	first := draw(t, l, quota(), 1_000_000).Tokens
	if first > 60000 || first < 54000 {
		t.Errorf("a new account gave %d", first)
	}
	if more := draw(t, l, quota(), 1000).Tokens; more != 0 {
		t.Errorf("an empty one gave %d", more)
	}
}

func fills(t *testing.T, harness Harness) {
	c := newClock()
	l := harness(t, c.now)
	draw(t, l, quota(), 1_000_000)
	c.move(10 * time.Second)
	if got := draw(t, l, quota(), 1_000_000).Tokens; got < 9999 || got > 10001 {
		t.Errorf("%d after ten seconds", got)
	}
	c.move(time.Hour)
	if got := draw(t, l, quota(), 1_000_000).Tokens; got > 60000 {
		t.Errorf("%d after an hour", got)
	}
}

func apart(t *testing.T, harness Harness) {
	l := harness(t, newClock().now)
	draw(t, l, quota(), 1_000_000)
	other := quota()
	other.Region = "us-east-1"
	if got := draw(t, l, other, 500).Tokens; got != 500 {
		t.Errorf("another region gave %d", got)
	}
	third := quota()
	third.Model = "sonnet"
	if got := draw(t, l, third, 500).Tokens; got != 500 {
		t.Errorf("another model gave %d", got)
	}
}

func returned(t *testing.T, harness Harness) {
	l := harness(t, newClock().now)
	all := draw(t, l, quota(), 1_000_000).Tokens
	if err := l.Return(t.Context(), quota(), ledger.Amount{Tokens: 700}); err != nil {
		t.Fatal(err)
	}
	if got := draw(t, l, quota(), 1000).Tokens; got != 700 {
		t.Errorf("%d of 700 returned", got)
	}
	if err := l.Return(t.Context(), quota(), ledger.Amount{Tokens: 3 * all}); err != nil {
		t.Fatal(err)
	}
	if got := draw(t, l, quota(), 1_000_000).Tokens; got > 60000 {
		t.Errorf("%d after too much was returned", got)
	}
}

func day(t *testing.T, harness Harness) {
	c := newClock()
	l := harness(t, c.now)
	q := quota()
	q.TokensPerDay = 86400
	sum := 0
	for range 10 {
		sum += draw(t, l, q, 50000).Tokens
		c.move(time.Minute)
	}
	if sum > 86400+600 || sum < 86400 {
		t.Errorf("%d in ten minutes of a day's 86,400", sum)
	}
}

func requests(t *testing.T, harness Harness) {
	l := harness(t, newClock().now)
	q := quota()
	q.RequestsPerMinute = 10
	got := 0
	for range 20 {
		got += draw(t, l, q, 1).Requests
	}
	if got > 10 || got < 9 {
		t.Errorf("%d requests of 10", got)
	}
}

func unlimited(t *testing.T, harness Harness) {
	l := harness(t, newClock().now)
	q := quota()
	q.TokensPerMinute = 0
	for range 3 {
		if got := draw(t, l, q, 1_000_000).Tokens; got != 1_000_000 {
			t.Errorf("%d", got)
		}
	}
}

func together(t *testing.T, harness Harness) {
	const sharers, rounds = 8, 5
	c := newClock()
	sums := make([]int, sharers)
	for range rounds {
		var all sync.WaitGroup
		for i := range sharers {
			l := harness(t, c.now)
			all.Go(func() {
				for range 4 {
					g, err := l.Draw(t.Context(), quota(), ledger.Amount{Tokens: 5000})
					if err == nil {
						sums[i] += g.Tokens
					} else if !fault.Retryable(err) {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		c.move(6 * time.Second)
	}
	sum := 0
	for _, s := range sums {
		sum += s
	}
	if most := 60000 + (rounds-1)*6000; sum > most || sum < most*8/10 {
		t.Errorf("%d drawn, there were %d", sum, most)
	}
}

func skew(t *testing.T, harness Harness) {
	c := newClock()
	ahead := harness(t, func() time.Time { return c.now().Add(time.Second) })
	behind := harness(t, func() time.Time { return c.now().Add(-time.Second) })
	sum := 0
	const seconds = 60
	for i := range seconds + 1 {
		for _, l := range []ledger.Ledger{behind, ahead, behind} {
			sum += draw(t, l, quota(), 100_000).Tokens
		}
		if i < seconds {
			c.move(time.Second)
		}
	}
	if most := 60000 + seconds*1000; sum > most || sum < most*9/10 {
		t.Errorf("%d drawn in a minute, at most %d", sum, most)
	}
}

func invalid(t *testing.T, harness Harness) {
	l := harness(t, newClock().now)
	for _, a := range []ledger.Amount{{Tokens: -1}, {Requests: -1}} {
		if _, err := l.Draw(t.Context(), quota(), a); !fault.Is(err, fault.Invalid) {
			t.Error(fmt.Errorf("drawing %+v: %w", a, err))
		}
		if err := l.Return(t.Context(), quota(), a); !fault.Is(err, fault.Invalid) {
			t.Error(fmt.Errorf("returning %+v: %w", a, err))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Draw(ctx, quota(), ledger.Amount{Tokens: 1}); !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
}
