package limit

import (
	"fmt"
	"testing"
	"time"
)

// Keys are addresses and names that anybody may invent, so what is over must
// take no memory.
func TestKeysThatHoldNothingAreForgotten(t *testing.T) {
	p := Places{Most: 2}
	for i := range 100 {
		free, ok := p.Take(fmt.Sprint(i))
		if !ok {
			t.Fatal("no place")
		}
		free()
		free() // again: nothing
	}
	if len(p.held) != 0 {
		t.Errorf("%d keys are kept", len(p.held))
	}
	q := Queue{Places: 1, Waiting: 10}
	first, _ := q.Enter("kim", Share{Waiting: 2})
	second, _ := q.Enter("lee", Share{Waiting: 2})
	second.Leave()
	first.Leave()
	if len(q.held)+len(q.waiting)+len(q.order) != 0 {
		t.Errorf("%v, %v, %v", q.held, q.waiting, q.order)
	}
	r := Rate{Most: 1, Window: time.Second}
	now := time.Now()
	for i := range 3 * sweepAt {
		r.Use(fmt.Sprint(i), 1, now.Add(time.Duration(i)*time.Millisecond))
	}
	if len(r.full) > sweepAt {
		t.Errorf("%d keys are kept", len(r.full))
	}
}

func TestTheZeroRateHasNoBound(t *testing.T) {
	var r Rate
	now := time.Now()
	for range 100 {
		if wait := r.Use("kim", 1000, now); wait != 0 {
			t.Fatalf("wait %v", wait)
		}
	}
	if r.full != nil {
		t.Error("a key is kept although nothing is bounded")
	}
}
