package core

import "time"

// draw is the state of an account whose quota comes from the ledger.
type draw struct {
	pending bool
	next    time.Time // not before
	wished  float64   // the largest hold that somebody waits for
	slice   float64   // what it would like to have at hand
	used    time.Time // last time that something was taken
}

const (
	// sliceTime is how much use a slice is to cover: one round trip of the ledger in so much time.
	sliceTime = 1.0 // seconds
	// leaseIdle is how long an unused slice is kept.
	leaseIdle = 3 * time.Second
)

func (d *draw) wish(hold float64) { d.wished = max(d.wished, hold) }

// share asks the ledger for what the shared accounts need, and returns what
// lies idle.
func (c *Core) share(now time.Time) {
	if !c.opt.Shared {
		return
	}
	for i, acc := range c.accounts {
		if !acc.shared || acc.draw.pending || now.Before(acc.draw.next) {
			continue
		}
		d := &acc.draw
		d.slice = max(d.wished, acc.learn.perMinute(now)/60*sliceTime)
		if d.wished > 0 {
			d.used = now
		}
		switch want := d.slice - acc.tokens.level; {
		case d.wished > 0 && want > 0 || d.wished > 0 && acc.requests.level < 1 ||
			want > d.slice/2 && d.slice > 0 && now.Sub(d.used) < leaseIdle:
			d.pending = true
			per := max(d.wished, 500)
			c.do(Action{Kind: Draw, Account: i, Tokens: int(max(want, 0)) + 1,
				Requests: max(1, int(d.slice/per)+1-int(acc.requests.level))})
		case now.Sub(d.used) > leaseIdle && acc.inflight == 0:
			c.giveBack(i)
		}
		d.wished = 0
	}
}

// giveBack returns what is left of an account's slices.
func (c *Core) giveBack(i int) {
	acc := c.accounts[i]
	tokens, requests := int(acc.tokens.level), int(acc.requests.level)
	if !acc.shared || tokens < 1 {
		return
	}
	c.do(Action{Kind: Return, Account: i, Tokens: tokens, Requests: max(0, requests)})
	acc.tokens.level -= float64(tokens)
	acc.requests.level = 0
}

// Close gives all slices of quota back to the ledger, through Actions. Submit
// must not be called afterwards.
func (c *Core) Close() {
	for i := range c.accounts {
		c.giveBack(i)
	}
}

// Grant is the ledger's answer to a Draw. Tokens and Requests may be less than
// requested, or zero; Wait is then how long to wait before asking again.
type Grant struct {
	Tokens, Requests int
	Wait             time.Duration
}

// Granted reports what the ledger granted. If the ledger can't be reached,
// report a Grant of nothing with a wait.
func (c *Core) Granted(now time.Time, account int, g Grant) {
	acc := c.accounts[account]
	acc.draw.pending = false
	acc.draw.next = now.Add(g.Wait)
	acc.tokens.level += float64(g.Tokens)
	acc.requests.level += float64(g.Requests)
	c.stir(now)
}

// stir serves the queue after more room became available, and asks the ledger
// again if that was not enough.
func (c *Core) stir(now time.Time) {
	c.dispatch(now)
	c.share(now)
}
