package core_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// TestReservationsAlwaysSettle plays random lives of requests. However they go,
// nothing is left behind, and every bucket is full again after a while.
func TestReservationsAlwaysSettle(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := &randomLives{driver: newDriver(t, core.Options{}, haiku("a", 50000),
				haiku("b", 20000), haiku("c", 0), core.Profile{
					Region: "d", Model: "old", TokensPerMinute: 30000, RequestsPerMinute: 100,
					Concurrent: 3, Prefill: true,
				}), rng: rand.New(rand.NewPCG(seed, 7)), tries: map[core.Try]core.ID{},
				asks: map[core.ID]bool{}}
			for range 400 {
				r.step()
			}
			r.end()
		})
	}
}

type randomLives struct {
	*driver
	rng   *rand.Rand
	tries map[core.Try]core.ID
	order []core.Try
	asks  map[core.ID]bool
}

func (r *randomLives) step() {
	switch r.rng.IntN(10) {
	case 0, 1, 2:
		purpose := []llm.Purpose{llm.Answer, llm.Translate, llm.Summarise,
			llm.Revise}[r.rng.IntN(4)]
		id := r.Submit(r.now, core.Ask{Purpose: purpose, User: fmt.Sprint("u", r.rng.IntN(5)),
			Input: r.rng.IntN(3000), MaxTokens: r.rng.IntN(1000)})
		r.asks[id] = true
	case 3:
		for id := range r.asks {
			r.Cancel(r.now, id)
			r.forget(id)
			break
		}
	case 4:
		r.pass(time.Duration(r.rng.IntN(3000)) * time.Millisecond)
	default:
		r.move()
	}
	r.follow()
}

// move lets a random try go on.
func (r *randomLives) move() {
	if len(r.order) == 0 {
		return
	}
	try := r.order[r.rng.IntN(len(r.order))]
	switch r.rng.IntN(6) {
	case 0:
		r.FirstToken(r.now, try)
	case 1:
		r.FirstToken(r.now, try)
		r.Progress(r.now, try, r.rng.IntN(2000))
	case 2, 3:
		r.drop(try)
		r.Done(r.now, try, llm.Usage{Input: r.rng.IntN(4000), Output: r.rng.IntN(1500)})
	default:
		r.drop(try)
		kinds := []fault.Kind{fault.Throttled, fault.Overloaded, fault.Unavailable, fault.Timeout,
			fault.Refused, fault.Invalid}
		r.Fail(r.now, try, core.Failure{Kind: kinds[r.rng.IntN(len(kinds))],
			RetryAfter: time.Duration(r.rng.IntN(3)) * time.Second})
	}
}

func (r *randomLives) drop(try core.Try) {
	delete(r.tries, try)
	for i, t := range r.order {
		if t == try {
			r.order = append(r.order[:i], r.order[i+1:]...)
			return
		}
	}
}

func (r *randomLives) forget(id core.ID) {
	delete(r.asks, id)
	for try, of := range r.tries {
		if of == id {
			r.drop(try)
		}
	}
}

// follow does what the core wants done, and checks that it makes sense.
func (r *randomLives) follow() {
	for _, a := range r.actions() {
		switch a.Kind {
		case core.Start:
			if !r.asks[a.Ask] && len(r.asks) == 0 {
				r.t.Fatalf("a start for nobody: %+v", a)
			}
			r.tries[a.Try] = a.Ask
			r.order = append(r.order, a.Try)
		case core.Stop:
			r.drop(a.Try)
		case core.Refuse:
			r.forget(a.Ask)
		}
	}
}

// end lets everything end, and looks at what is left.
func (r *randomLives) end() {
	for range 50 {
		for len(r.order) > 0 {
			try := r.order[0]
			r.drop(try)
			r.Done(r.now, try, llm.Usage{Input: 100, Output: 10})
			r.follow()
		}
		r.pass(10 * time.Second)
		r.follow()
	}
	if l := r.Leftover(); l != nil {
		r.t.Errorf("left over: %v", l)
	}
	for range 400 { // a quota that was cut grows with every look at it
		r.pass(15 * time.Second)
		r.Snapshot(r.now)
	}
	for _, p := range r.Snapshot(r.now).Profiles {
		if p.Remaining < 0.97 || p.InFlight != 0 {
			r.t.Errorf("%s: %.3f of its quota after a long rest, %d in flight", p.Name, p.Remaining,
				p.InFlight)
		}
	}
}
