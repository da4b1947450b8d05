package core

import (
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// FirstToken reports that the first text of a try has arrived. If the request
// has another try, that one is stopped. FirstToken returns whether the text
// counts, which it doesn't if the try has been stopped in the meantime.
func (c *Core) FirstToken(now time.Time, id Try) bool {
	t := c.tries[id]
	if t == nil {
		return false
	}
	if t.first {
		return true
	}
	t.first, t.progress = true, now
	a, acc := t.ask, c.accounts[t.account]
	took := now.Sub(t.begun)
	acc.heard(now, took)
	c.typical.observe(now, took)
	acc.breaker.succeeded(now)
	if !a.shown {
		acc.stats.first(took)
	}
	c.warm.set(now, a.Conversation, t.account)
	for _, other := range a.live {
		if other != nil && other != t {
			c.lose(now, other)
		}
	}
	// The second try was faster. It takes the first one's place, so that the rest
	// of the code need not know which of the two is shown.
	if a.live[0] != t {
		a.live[0], a.live[1] = t, nil
		acc.stats.HedgesWon++
	}
	a.shown = true
	c.times.add(now.Add(c.opt.Stall), timer{kind: stall, id: uint64(t.id)})
	// A try that was stopped has given back what it held.
	c.dispatch(now)
	c.share(now)
	return true
}

// lose ends the slower of two tries. How long it was silent says something
// about its account. Whether it would have answered is unknown, unless this
// happens repeatedly without any answer in between.
func (c *Core) lose(now time.Time, t *try) {
	acc := c.accounts[t.account]
	acc.first.see(now, max(now.Sub(t.begun),
		time.Duration(1.5*acc.first.mean*float64(time.Second))))
	c.hedges -= c.soFar(t)
	acc.stats.HedgesLost++
	c.totals.HedgeTokens += c.soFar(t)
	c.drop(now, t)
	c.do(Action{Kind: Stop, Ask: t.ask.id, Try: t.id})
	if acc.silent++; acc.silent >= 4 {
		acc.silent = 0
		c.blame(now, acc, t.account)
		for range 2 {
			if acc.breaker.state == Closed {
				c.blame(now, acc, t.account)
			}
		}
	}
}

// Progress reports the estimated output tokens of a try so far.
func (c *Core) Progress(now time.Time, id Try, output int) {
	t := c.tries[id]
	if t == nil {
		return
	}
	t.progress, t.output = now, output
	acc := c.accounts[t.account]
	// The provider adjusts while it generates: more is held when the output's
	// charge passes what was held.
	if so := c.soFar(t); so > t.hold {
		more := so - t.hold + 32*acc.burndown
		acc.adjust(-more)
		t.hold += more
	}
}

// Done reports that a try ended successfully.
func (c *Core) Done(now time.Time, id Try, u llm.Usage) {
	if t := c.tries[id]; t != nil {
		c.FirstToken(now, id) // of an empty answer, or an embedding
		c.finish(now, t, u)
		c.totals.Answered++
		delete(c.asks, t.ask.id)
		c.dispatch(now)
		c.share(now)
	}
}

// Cut reports that a try ended at a max_tokens that the core had lowered. The
// answer continues with the limit that was requested.
func (c *Core) Cut(now time.Time, id Try, u llm.Usage) {
	t := c.tries[id]
	if t == nil {
		return
	}
	c.FirstToken(now, id)
	c.finish(now, t, u)
	c.totals.Continued++
	a := t.ask
	a.whole, a.shown = true, true
	c.resume(now, a)
}

// Lowered reports whether a try was given a lower max_tokens than its request
// asked for.
func (c *Core) Lowered(id Try) bool {
	t := c.tries[id]
	return t != nil && t.max < c.profiles[t.profile].maxTokens(t.ask) && !t.ask.whole
}

func (c *Core) finish(now time.Time, t *try, u llm.Usage) {
	acc, p := c.accounts[t.account], c.profiles[t.profile]
	cost := c.cost(t, u)
	acc.settle(now, t.hold, cost)
	if !t.resumed {
		acc.learnUsage(t.ask.Input, t.ask.purpose, u)
	}
	acc.stats.Input += int64(u.Input)
	acc.stats.Output += int64(u.Output)
	acc.stats.Spend += (float64(u.Input)*p.Price.Input + float64(u.Output)*p.Price.Output) / 1e6
	if c.opt.HedgeShare > 0 {
		c.hedges = min(c.hedges+cost*c.opt.HedgeShare, hedgeMost)
	}
	c.forget(t)
}

// Fail reports that a try failed, for any reason. The request is tried
// elsewhere only if it may succeed there.
func (c *Core) Fail(now time.Time, id Try, f Failure) {
	t := c.tries[id]
	if t == nil {
		return
	}
	a, acc := t.ask, c.accounts[t.account]
	cost := c.failureCost(t, f)
	acc.settle(now, t.hold, cost)
	acc.stats.fail(f.Kind)
	c.forget(t)
	move := c.judge(now, t, acc, f)
	a.fault = f
	a.failed = append(a.failed, t.account)
	switch {
	case a.live[0] != nil || a.live[1] != nil:
		if a.live[0] == nil { // its hedge goes on alone
			a.live[0], a.live[1] = a.live[1], nil
		}
	case !move:
		c.refuse(a, f.Kind, f.RetryAfter)
	case len(a.failed) >= mostTries || !c.free(f.Kind) && !c.retries.spend(now, len(c.tries)):
		c.totals.Exhausted++
		c.refuse(a, f.Kind, f.RetryAfter)
	default:
		c.totals.Moved++
		c.pause(now, a, f)
		c.resume(now, a)
		return
	}
	c.dispatch(now)
	c.share(now)
}

// mostTries is the number of failures after which a request is given up,
// whatever the retry budget allows.
const mostTries = 12

// free reports whether a failure costs the retry budget nothing because it puts
// no noticeable load on the provider.
func (c *Core) free(kind fault.Kind) bool {
	return kind == fault.Throttled || kind == fault.Forbidden || kind == fault.NotFound ||
		kind == fault.NotConfigured
}

func (c *Core) failureCost(t *try, f Failure) float64 {
	switch {
	case f.Usage.Input > 0:
		return c.cost(t, f.Usage)
	case t.first || t.output > 0:
		return c.soFar(t)
	case f.Kind == fault.Timeout:
		return c.accounts[t.account].charge(t.ask.Input, 0)
	}
	return 0 // it was turned away before anything was read
}

// judge applies a failure to the account, and reports whether the request may
// succeed elsewhere.
func (c *Core) judge(now time.Time, t *try, acc *account, f Failure) bool {
	switch f.Kind {
	case fault.Throttled:
		acc.breaker.givenUp(now)
		acc.throttle(now, f.RetryAfter, t.had)
		return true
	case fault.Overloaded, fault.Unavailable, fault.Timeout:
		c.blame(now, acc, t.account)
		return true
	case fault.Forbidden, fault.NotFound, fault.NotConfigured:
		acc.breaker.givenUp(now)
		c.remove(now, t.profile, f.Kind)
		return c.anyProfile(t.ask)
	}
	acc.breaker.givenUp(now)
	return false
}

// blame counts a failure of an account. If its breaker opens, tries that still
// wait for a first token there move on at once.
func (c *Core) blame(now time.Time, acc *account, account int) {
	if !acc.breaker.failed(now) {
		return
	}
	var waiting []Try
	for id, t := range c.tries {
		if t.account == account && !t.first {
			waiting = append(waiting, id)
		}
	}
	slices.Sort(waiting)
	for _, id := range waiting {
		if t := c.tries[id]; t != nil {
			c.giveUp(now, t, fault.Unavailable)
		}
	}
}

// remove takes out a profile that turned out to be wrong. It stays out as long
// as another one can do its work.
func (c *Core) remove(now time.Time, i int, kind fault.Kind) {
	p := &c.profiles[i]
	if p.removed != "" {
		return
	}
	p.removed, p.gone = kind.String(), now
	c.do(Action{Kind: Removed, Profile: i, Account: p.account, Fault: kind})
	for _, a := range c.waiting() {
		if a.queued && !c.anyProfile(a) {
			c.leave(a)
			c.refuse(a, fault.NotConfigured, 0)
		}
	}
}

func (c *Core) waiting() []*ask {
	list := slices.Clone(c.queue.resumed)
	for lane := range c.queue.lines {
		for p := range c.queue.lines[lane] {
			for _, u := range c.queue.lines[lane][p].users {
				list = append(list, u.waiting[p]...)
			}
		}
	}
	return list
}

func (c *Core) anyProfile(a *ask) bool {
	for i := range c.profiles {
		if p := &c.profiles[i]; p.removed == "" && p.mask&(1<<a.purpose) != 0 {
			return true
		}
	}
	return false
}

// pause keeps a request from hammering the account that has just failed it.
func (c *Core) pause(now time.Time, a *ask, f Failure) {
	wait := 200 * time.Millisecond << min(len(a.failed), 5)
	a.notUntil = now.Add(max(wait, f.RetryAfter))
}

// resume restarts a request ahead of all new ones, or refuses it if its
// deadline has passed.
func (c *Core) resume(now time.Time, a *ask) {
	a.resumed = true
	if a.shown {
		// Somebody is reading already; an answer that is begun is worth finishing.
		a.deadline = maxTime(a.deadline, now.Add(c.opt.patience(a.purpose)))
	}
	c.enqueue(now, a)
	c.dispatch(now)
	c.share(now)
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
