package core

import (
	"time"
)

// accountSet is a set of accounts. It holds the first 256, which is more than
// there are regions and models.
type accountSet [4]uint64

func (s *accountSet) set(i int) {
	if i < 256 {
		s[i/64] |= 1 << (i % 64)
	}
}
func (s *accountSet) has(i int) bool { return i < 256 && s[i/64]&(1<<(i%64)) != 0 }

// choice says where a request may go.
type choice struct {
	profile int
	max     int
	hold    float64
	score   float64
	rooms   int           // how many profiles had room
	soonest time.Duration // when none had: how long until one has
	quick   bool          // it is the one with the fastest first token
	warm    bool
}

// choose scores the profiles that have room now and returns the best one.
// claimed are accounts that a request with an older right is waiting for.
func (c *Core) choose(now time.Time, a *ask, claimed *accountSet) choice {
	best := choice{profile: -1, soonest: never}
	reserve := c.reserve(now, a)
	warm := c.warm.get(now, a.Conversation)
	others := c.typical.mean
	// Nothing was measured yet. Any estimate will do, because profiles are only
	// compared with each other.
	if others == 0 {
		others = 1
	}
	fastest := float64(never)
	for i := range c.profiles {
		p := &c.profiles[i]
		if !p.open(a.purpose) || !p.holds(a.Input) || claimed.has(p.account) ||
			a.runsOn(p.account) {
			continue
		}
		acc := c.accounts[p.account]
		acc.refill(now)
		n := acc.fits(a.Input, c.lowered(a, p.maxTokens(a)))
		// The account can never take the request, so waiting for it is no use. Vectors
		// need no room for output.
		if n == 0 && purposes[a.purpose] != Embed {
			continue
		}
		hold := acc.hold(a.Input, n, a.purpose)
		if wait := a.waits(now, acc, p.account, hold, reserve); wait > 0 {
			if acc.shared {
				// Asking the ledger takes a while: the quota should be there when the wait
				// is over.
				acc.draw.wish(hold)
			}
			best.soonest = min(best.soonest, wait)
			continue
		}
		best.rooms++
		first := acc.first.estimate(now, others)
		isWarm := warm == p.account+1
		score := acc.score(now, first, isWarm, a.failedOn(p.account))
		fastest = min(fastest, first)
		if best.profile < 0 || score < best.score {
			best.profile, best.max, best.hold, best.score = i, n, hold, score
			best.warm, best.quick = isWarm, first <= fastest
		}
	}
	return best
}

// waits is how long a request has to wait before an account can take it: until
// its buckets hold enough and, if the request failed there, until its pause
// ends.
func (a *ask) waits(now time.Time, acc *account, index int, hold, reserve float64) time.Duration {
	wait := acc.after(now, hold, acc.reserveFor(reserve))
	if a.failedOn(index) {
		wait = max(wait, a.notUntil.Sub(now))
	}
	return wait
}

// The score divides the expected time by speed plus the share of the quota that
// is left. An account with an empty bucket is therefore not worthless, but one
// with a fuller bucket is better. A full bucket gets an extra bonus because it
// can't fill any further; using it first keeps reserves for a peak.
const (
	speed     = 0.3
	full      = 0.97
	fullBonus = 0.75
	// failures is how many times as slow an account counts that always fails.
	failures = 4
	// warmBonus is what a prompt that the account has in its cache is worth.
	warmBonus = 0.6
	// failedBefore puts an account last that has already failed this request.
	failedBefore = 100
)

// score rates an account for a request; lower is better. first is the expected
// time to the first token, in the unit of estimate.
func (acc *account) score(now time.Time, first float64, warm, failed bool) float64 {
	left := acc.remaining()
	score := first * (1 + failures*acc.breaker.rate(now)) / (speed + left)
	if left > full {
		score *= fullBonus
	}
	if warm {
		score *= warmBonus
	}
	if failed {
		score *= failedBefore
	}
	return score
}

func (ch choice) why() string {
	switch {
	case ch.rooms == 1:
		return "the only one with room"
	case ch.warm:
		return "its prompt cache is warm for this conversation"
	case ch.quick:
		return "the quickest with room"
	}
	return "most quota left for its speed"
}

// reserve is the share of each bucket that the request must leave untouched.
// Background work and heavy users leave room for others. A request that
// continues after a failure may use everything.
func (c *Core) reserve(now time.Time, a *ask) float64 {
	if a.resumed {
		return 0
	}
	r := 0.0
	if background(a.purpose) == 1 {
		r += c.opt.Reserve / 2
	}
	if c.queue.heavy(now, a.user) {
		r += c.opt.Reserve
	}
	return r
}

func (c *Core) lowered(a *ask, n int) int {
	if m := c.opt.MaxTokens[purposes[a.purpose]]; m > 0 && !a.whole {
		return min(n, m)
	}
	return n
}

func (a *ask) runsOn(account int) bool {
	for _, t := range a.live {
		if t != nil && t.account == account {
			return true
		}
	}
	return false
}

func (a *ask) failedOn(account int) bool {
	for _, f := range a.failed {
		if f == account {
			return true
		}
	}
	return false
}

// place starts the request if there is room for it.
func (c *Core) place(now time.Time, a *ask) bool {
	ch := c.choose(now, a, &accountSet{})
	if ch.profile < 0 {
		c.wakeAt(now.Add(ch.soonest))
		return false
	}
	c.start(now, a, ch, false)
	return true
}

// dispatch starts as many waiting requests as there is room for. A request that
// can't start yet claims the accounts that may serve it, so that no request
// behind it takes what it waits for.
func (c *Core) dispatch(now time.Time) {
	if c.queue.count == 0 {
		return
	}
	var claimed accountSet
	for i := 0; i < len(c.queue.resumed); {
		a := c.queue.resumed[i]
		if !c.serve(now, a, &claimed) {
			i++
		}
	}
	var blocked lineSet
	for {
		a := c.queue.head(now, blocked)
		if a == nil {
			return
		}
		if !c.serve(now, a, &claimed) {
			blocked |= lineBit(a.user.lane, a.purpose)
		}
	}
}

func (c *Core) serve(now time.Time, a *ask, claimed *accountSet) bool {
	ch := c.choose(now, a, claimed)
	if ch.profile >= 0 {
		c.leave(a)
		c.start(now, a, ch, false)
		return true
	}
	c.wakeAt(now.Add(ch.soonest))
	for i := range c.profiles {
		p := &c.profiles[i]
		if !p.open(a.purpose) {
			continue
		}
		// Nothing is to be had where a breaker is open, and what failed there pauses.
		if acc := c.accounts[p.account]; acc.breaker.state != Open && !a.failedOn(p.account) {
			claimed.set(p.account)
		}
	}
	return false
}

func (c *Core) start(now time.Time, a *ask, ch choice, hedge bool) {
	p := &c.profiles[ch.profile]
	acc := c.accounts[p.account]
	c.last++
	t := &try{id: Try(c.last), ask: a, profile: ch.profile, account: p.account, hold: ch.hold,
		max: ch.max,
		had: acc.remaining(), begun: now, progress: now, hedge: hedge, resumed: a.shown}
	acc.reserve(now, t.hold)
	acc.stats.Calls++
	c.tries[t.id] = t
	why := ch.why()
	if hedge {
		a.live[1] = t
		acc.stats.Hedges++
		why = "a second try: no first token in time"
	} else {
		a.live[0] = t
		// What continues after a failure was counted when it began.
		if !a.resumed {
			c.queue.served(now, a.user, a.cost)
			c.totals.waited(now.Sub(a.since))
		}
	}
	c.times.add(now.Add(c.hedgeDelay(acc)), timer{kind: hedgeDue, id: uint64(t.id)})
	c.times.add(now.Add(c.opt.FirstToken), timer{kind: silence, id: uint64(t.id)})
	c.do(Action{Kind: Start, Ask: a.id, Try: t.id, Profile: ch.profile, Account: p.account,
		MaxTokens: ch.max,
		Resume:    a.shown, Prefill: a.shown && p.Prefill, Hedge: hedge, Why: why})
}
