package core

import (
	"container/heap"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

type timerKind uint8

const (
	queueDeadline timerKind = iota // an ask's wait ends
	hedgeDue                       // a try's first token is late
	silence                        // a try's first token is not to be waited for any longer
	stall                          // a try's stream may have stalled
)

type timer struct {
	at   time.Time
	kind timerKind
	id   uint64
}

// timers is a heap. Entries for things that have ended are dropped when they
// are due.
type timers []timer

func (t timers) Len() int           { return len(t) }
func (t timers) Less(i, j int) bool { return t[i].at.Before(t[j].at) }
func (t timers) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *timers) Push(x any)        { *t = append(*t, x.(timer)) }
func (t *timers) Pop() any {
	old := *t
	x := old[len(old)-1]
	*t = old[:len(old)-1]
	return x
}

// add is heap.Push without the allocation of its interface.
func (t *timers) add(at time.Time, x timer) {
	x.at = at
	*t = append(*t, x)
	for i := len(*t) - 1; i > 0; {
		parent := (i - 1) / 2
		if !t.Less(i, parent) {
			return
		}
		t.Swap(i, parent)
		i = parent
	}
}

// shortest is the shortest time between two looks at the queue.
const shortest = time.Millisecond

// wakeAt asks for a look at the queue.
func (c *Core) wakeAt(at time.Time) {
	if c.woken.IsZero() || at.Before(c.woken) {
		c.woken = at
	}
}

// Next returns when Tick should be called. It returns false if nothing is due
// until something else happens.
func (c *Core) Next() (time.Time, bool) {
	next := c.woken
	if len(c.times) > 0 && (next.IsZero() || c.times[0].at.Before(next)) {
		next = c.times[0].at
	}
	return next, !next.IsZero()
}

// Tick does what is due because time has passed. Calling it too early or too
// late is harmless.
func (c *Core) Tick(now time.Time) {
	for len(c.times) > 0 && !c.times[0].at.After(now) {
		t := heap.Pop(&c.times).(timer)
		c.due(now, t)
	}
	if !c.woken.IsZero() && !c.woken.After(now) {
		c.woken = time.Time{}
		c.dispatch(now)
		if !c.woken.IsZero() && c.woken.Sub(now) < shortest {
			c.woken = now.Add(shortest)
		}
	}
	c.share(now)
}

func (c *Core) due(now time.Time, x timer) {
	if x.kind == queueDeadline {
		if a := c.asks[ID(x.id)]; a != nil && a.queued {
			// Its place in the queue says when asking again makes sense, so this comes
			// before it leaves.
			after := max(time.Second, c.drain(a, c.queue.ahead(a)))
			c.leave(a)
			c.refuse(a, c.whyNot(a), after)
		}
		return
	}
	t := c.tries[Try(x.id)]
	// The try has ended. Its timers are not looked for then, but run out.
	if t == nil {
		return
	}
	switch x.kind {
	case hedgeDue:
		c.hedge(now, t)
	case silence:
		if t.first {
			return
		}
		// Every timer is set for the usual limit. Where no other account could take
		// over, the try may take longer, and the timer is set again.
		if at := t.begun.Add(c.patience(t, c.opt.FirstToken)); at.After(now) {
			c.times.add(at, x)
			return
		}
		c.giveUp(now, t, fault.Timeout)
	case stall:
		// Each piece of text puts the limit off. Moving the timer each time would cost
		// more than setting it again when it runs out.
		if at := t.progress.Add(c.patience(t, c.opt.Stall)); at.After(now) {
			c.times.add(at, x)
			return
		}
		c.totals.Stalled++
		c.giveUp(now, t, fault.Timeout)
	}
}

// alone is how many times longer an account is waited for when no other could
// take over. A local model on a slow machine takes its time, and starting again
// there would help nobody.
const alone = 10

// patience is how long a try may be silent, where d is the usual limit.
func (c *Core) patience(t *try, d time.Duration) time.Duration {
	for i := range c.profiles {
		p := &c.profiles[i]
		if p.removed == "" && p.account != t.account && p.mask&(1<<t.ask.purpose) != 0 {
			return d
		}
	}
	return alone * d
}

// giveUp breaks off a try that takes too long, and counts it as a failure of
// its account.
func (c *Core) giveUp(now time.Time, t *try, kind fault.Kind) {
	c.do(Action{Kind: Stop, Ask: t.ask.id, Try: t.id})
	c.Fail(now, t.id, Failure{Kind: kind})
}
