package core

import "time"

const (
	hedgeUnknown = 3 * time.Second        // until enough first tokens were seen
	hedgeLeast   = 300 * time.Millisecond // never sooner
	hedgeSamples = 20
	hedgeAgain   = 250 * time.Millisecond // when there was no room for one
	// tokens: the budget before anything was charged; an outage may come first
	hedgeBegin = 20_000
	hedgeMost  = 400_000 // tokens: what of it can be saved up
)

// hedgeDelay is how long to wait for a first token before a second try begins
// beside the first: the account's 95th percentile. An account that has become
// slow as a whole does not get that much time, but at most half more than is
// usual for all.
func (c *Core) hedgeDelay(acc *account) time.Duration {
	usual := hedgeUnknown
	if c.typical.samples >= hedgeSamples {
		usual = c.typical.p95
	}
	d := usual
	if acc.first.samples >= hedgeSamples {
		d = min(acc.first.p95, usual*3/2)
	}
	return max(d, hedgeLeast)
}

// hedge starts a second try of the same request if the hedging budget and
// another account have room.
func (c *Core) hedge(now time.Time, t *try) {
	a := t.ask
	if t.first || t.hedge || a.live[1] != nil || c.opt.HedgeShare < 0 {
		return
	}
	again := timer{kind: hedgeDue, id: uint64(t.id)}
	if c.hedges < c.soFar(t) {
		c.times.add(now.Add(hedgeAgain), again)
		return
	}
	ch := c.choose(now, a, &accountSet{})
	// Where quota is scarce a hedge takes it from somebody, unless this call
	// looks lost rather than late.
	late := now.Sub(t.begun) < 3*c.hedgeDelay(c.accounts[t.account])
	if ch.profile < 0 || a.failedOn(c.profiles[ch.profile].account) || late &&
		c.scarce(now, a, ch) {
		c.times.add(now.Add(hedgeAgain), again)
		return
	}
	c.totals.Hedged++
	c.start(now, a, ch, true)
}

// scarceBelow is the share of a quota below which calls that are merely late
// are not hedged.
const scarceBelow = 0.2

// scarce reports whether a hedge would take quota from others: from a waiting
// request, unless its user is heavy and this one is not, or from the requests
// to come.
func (c *Core) scarce(now time.Time, a *ask, ch choice) bool {
	heavy := c.queue.heavy(now, a.user)
	if c.queue.count > 0 {
		head := c.queue.head(now, 0)
		return head == nil || heavy || !c.queue.heavy(now, head.user)
	}
	return c.accounts[c.profiles[ch.profile].account].remaining() < scarceBelow
}
