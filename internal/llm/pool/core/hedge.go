package core

import "time"

const (
	hedgeUnknown = 3 * time.Second        // until enough first tokens were seen
	hedgeLeast   = 300 * time.Millisecond // never sooner
	hedgeSamples = 20
	hedgeAgain   = 250 * time.Millisecond // when there was no room for one
)

// hedgeDelay is how long a first token is waited for before a second try begins beside the first: the account's p95.
// An account that has become slow as a whole is not given that time: at most half more than what is usual of all.
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

// hedge starts a second try of the same request, if the budget of hedges and another account have room.
func (c *Core) hedge(now time.Time, t *try) {
	a := t.ask
	if t.first || t.hedge || a.live[1] != nil || c.opt.HedgeShare < 0 {
		return
	}
	again := timer{kind: hedgeDue, id: uint64(t.id)}
	// A hedge may not take from those who wait, unless this call looks lost rather than late.
	crowded := c.crowded(now, a) && now.Sub(t.begun) < 3*c.hedgeDelay(c.accounts[t.account])
	if crowded || c.hedges < c.soFar(t) {
		c.times.add(now.Add(hedgeAgain), again)
		return
	}
	ch := c.choose(now, a, &accountSet{})
	if ch.profile < 0 || a.failedOn(c.profiles[ch.profile].account) {
		c.times.add(now.Add(hedgeAgain), again)
		return
	}
	c.totals.Hedged++
	c.start(now, a, ch, true)
}

// crowded reports whether somebody waits whom a hedge for a would take from: not a heavy user, while a's is none.
func (c *Core) crowded(now time.Time, a *ask) bool {
	if c.queue.count == 0 {
		return false
	}
	head := c.queue.head(0)
	return head == nil || c.queue.heavy(now, a.user) || !c.queue.heavy(now, head.user)
}
