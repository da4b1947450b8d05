package core

import (
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// Core decides what happens to requests. It is not safe for concurrent use, so
// its caller must hold a lock. The times that it is given must not decrease.
type Core struct {
	opt      Options
	profiles []profile
	accounts []*account

	asks  map[ID]*ask
	tries map[Try]*try
	last  uint64 // of IDs and Tries
	queue queue
	times timers
	warm  affinity

	typical latency // first tokens of all accounts together
	hedges  float64 // tokens that hedges may still cost
	retries budget
	woken   time.Time // when the queue is to be looked at again
	out     []Action
	totals  Totals
}

type profile struct {
	Profile
	account int
	mask    uint8
	removed string // why it was taken out; if "", it is in
	gone    time.Time
}

// open reports whether the profile is in use for requests of a purpose.
func (p *profile) open(purpose int) bool { return p.removed == "" && p.mask&(1<<purpose) != 0 }

// holds reports whether the model's context holds a prompt of so many tokens.
func (p *profile) holds(input int) bool { return p.ContextTokens <= 0 || input <= p.ContextTokens }

// ask is a request in progress.
type ask struct {
	Ask
	id       ID
	purpose  int
	user     *user
	cost     float64 // expected charge, for fairness and waiting times
	queued   bool
	resumed  bool // it failed before, or was cut: it comes before new ones
	shown    bool // text of it was shown
	whole    bool // no lowering of max_tokens any more
	since    time.Time
	deadline time.Time
	notUntil time.Time // a pause before the same account is asked again
	live     [2]*try   // the try, and its hedge
	failed   []int     // accounts that failed it
	fault    Failure   // the last one
}

// try is one call of a profile.
type try struct {
	id       Try
	ask      *ask
	profile  int
	account  int
	hold     float64
	had      float64 // part of the bucket that was left when it began
	max      int
	begun    time.Time
	progress time.Time
	first    bool
	hedge    bool
	resumed  bool
	output   int
}

// budget keeps retries from multiplying the load: it allows a fifth of the
// requests of the last minute, and a few more.
type budget struct{ asked, spent decayed }

func (b *budget) spend(now time.Time, inflight int) bool {
	const half = 30 * time.Second
	allowed := 20 + 0.2*b.asked.get(now, half) + 0.5*float64(inflight)
	if b.spent.get(now, half)+1 > allowed {
		return false
	}
	b.spent.add(now, 1, half)
	return true
}

// New returns a core for profiles that Complete has accepted.
func New(list []Profile, opt Options) *Core {
	c := &Core{opt: opt.complete(), asks: map[ID]*ask{}, tries: map[Try]*try{}, queue: newQueue(),
		warm: newAffinity()}
	index := map[Key]int{}
	for _, p := range list {
		i, ok := index[p.Key()]
		if !ok {
			i = len(c.accounts)
			index[p.Key()] = i
			c.accounts = append(c.accounts, newAccount(p, opt.Shared))
		}
		c.profiles = append(c.profiles, profile{Profile: p, account: i, mask: p.mask()})
	}
	c.hedges = hedgeBegin
	return c
}

// Profiles returns the number of profiles. Profile returns one of them, and
// Account returns its account.
func (c *Core) Profile(i int) Profile { return c.profiles[i].Profile }

// Accounts are the units that quotas apply to.
func (c *Core) Accounts() []Key {
	keys := make([]Key, len(c.accounts))
	for i, a := range c.accounts {
		keys[i] = a.key
	}
	return keys
}

// Actions returns what must be done, in order, and clears the list. The slice
// is valid until the next call of the core.
func (c *Core) Actions() []Action {
	out := c.out
	c.out = c.out[:0]
	return out
}

func (c *Core) do(a Action) { c.out = append(c.out, a) }

// Submit accepts a request. An Action later says what becomes of it: Start, at
// once or after a wait, or Refuse.
func (c *Core) Submit(now time.Time, in Ask) ID {
	c.last++
	a := &ask{Ask: in, id: ID(c.last), purpose: purposeIndex(in.Purpose), since: now}
	a.user = c.queue.user(now, in.User)
	a.deadline = now.Add(c.opt.patience(a.purpose))
	if !in.Deadline.IsZero() {
		a.deadline = in.Deadline
	}
	c.asks[a.id] = a
	c.totals.Asked++
	c.retries.asked.add(now, 1, 30*time.Second)
	c.readmit(now, a)
	if !c.servable(a) {
		return a.id
	}
	a.cost = c.expected(a)
	// Where nobody waits, there is no line to stand in.
	if c.idle(a) && c.place(now, a) {
		return a.id
	}
	c.enqueue(now, a)
	if a.queued {
		c.dispatch(now)
	}
	// If its turn would come too late, it is refused now and not at its deadline.
	if a.queued {
		c.refuseLate(now, a)
	}
	return a.id
}

// idle reports whether no request is waiting that would have to come before a.
func (c *Core) idle(a *ask) bool { return c.queue.count == 0 }

// servable refuses a request that no profile can ever answer.
func (c *Core) servable(a *ask) bool {
	some := false
	for i := range c.profiles {
		p := &c.profiles[i]
		if !p.open(a.purpose) {
			continue
		}
		some = true
		if !p.holds(a.Input) {
			continue
		}
		if a.purpose == purposeIndex(Embed) || c.accounts[p.account].fits(a.Input,
			p.maxTokens(a)) > 0 {
			return true
		}
	}
	if some {
		c.refuse(a, fault.TooLarge, 0)
	} else {
		c.refuse(a, fault.NotConfigured, 0)
	}
	return false
}

// secondChance is how long profiles stay out if none is left for a purpose. The
// reason may have been the credentials.
const secondChance = time.Minute

// readmit lets profiles in again if all that could serve the request were taken
// out more than secondChance ago.
func (c *Core) readmit(now time.Time, a *ask) {
	if c.anyProfile(a) {
		return
	}
	for i := range c.profiles {
		if p := &c.profiles[i]; p.mask&(1<<a.purpose) != 0 && now.Sub(p.gone) > secondChance {
			p.removed = ""
		}
	}
}

// maxTokens is the most output tokens to request from a profile.
func (p *profile) maxTokens(a *ask) int {
	if purposes[a.purpose] == Embed {
		return 0
	}
	if a.MaxTokens > 0 {
		return min(a.MaxTokens, p.MaxOutputTokens)
	}
	return p.MaxOutputTokens
}

// expected is the charge of a request on the first account that may serve it.
func (c *Core) expected(a *ask) float64 {
	for i := range c.profiles {
		p := &c.profiles[i]
		if !p.open(a.purpose) {
			continue
		}
		acc := c.accounts[p.account]
		out := acc.output[a.purpose]
		if out == 0 {
			out = 0.5 * float64(p.maxTokens(a))
		}
		return acc.charge(a.Input, min(out, float64(p.maxTokens(a))))
	}
	return float64(a.Input)
}

func (c *Core) enqueue(now time.Time, a *ask) {
	if c.queue.count >= c.opt.Queue {
		c.refuse(a, fault.Overloaded, max(time.Second,
			c.drain(a, c.queue.tokens[0]+c.queue.tokens[1])))
		return
	}
	a.queued = true
	c.queue.push(a)
	c.totals.Queued++
	c.times.add(a.deadline, timer{kind: queueDeadline, id: uint64(a.id)})
}

// refuseLate refuses a request if its expected wait goes beyond its deadline.
func (c *Core) refuseLate(now time.Time, a *ask) {
	wait := c.Wait(now, a.id)
	if late := now.Add(wait).Sub(a.deadline); late > 0 {
		c.leave(a)
		c.refuse(a, c.whyNot(a), max(time.Second, late))
	}
}

// whyNot is the kind of error for a request that waited in vain: the failure
// before, that nothing answers, or that there is too much to do.
func (c *Core) whyNot(a *ask) fault.Kind {
	if len(a.failed) > 0 {
		return a.fault.Kind
	}
	for i := range c.profiles {
		p := &c.profiles[i]
		if p.removed == "" && p.mask&(1<<a.purpose) != 0 {
			if s := c.accounts[p.account].breaker.state; s != Open && s != HalfOpen {
				return fault.Throttled
			}
		}
	}
	return fault.Unavailable
}

// Wait returns how long a request in the queue is expected to wait.
func (c *Core) Wait(now time.Time, id ID) time.Duration {
	a := c.asks[id]
	if a == nil || !a.queued {
		return 0
	}
	return c.drain(a, c.queue.ahead(a))
}

// drain is how long the accounts that may serve the request need for a charge
// of n.
func (c *Core) drain(a *ask, n float64) time.Duration {
	rate, limited := 0.0, false
	var seen accountSet
	for i := range c.profiles {
		p := &c.profiles[i]
		if !p.open(a.purpose) || seen.has(p.account) {
			continue
		}
		seen.set(p.account)
		acc := c.accounts[p.account]
		if acc.breaker.state == Open || acc.breaker.state == HalfOpen {
			continue
		}
		if acc.learn.quota == 0 {
			return 0
		}
		limited = true
		rate += acc.learn.quota / 60
		n -= max(0, acc.tokens.level)
	}
	if n <= 0 {
		return 0
	}
	if !limited {
		return 5 * time.Second // every account is broken: until a probe was answered, about
	}
	return time.Duration(n / rate * float64(time.Second))
}

// leave removes a request from the queue.
func (c *Core) leave(a *ask) {
	if a.queued {
		a.queued = false
		c.queue.remove(a)
	}
}

func (c *Core) refuse(a *ask, kind fault.Kind, after time.Duration) {
	delete(c.asks, a.id)
	c.totals.Refused++
	c.do(Action{Kind: Refuse, Ask: a.id, Fault: kind, RetryAfter: after})
}

// Cancel ends a request because its user no longer wants it. Its reservations
// are settled at once, and no action follows for it.
func (c *Core) Cancel(now time.Time, id ID) {
	a := c.asks[id]
	if a == nil {
		return
	}
	c.leave(a)
	for _, t := range a.live {
		if t != nil {
			c.drop(now, t)
		}
	}
	delete(c.asks, id)
	c.totals.Cancelled++
	c.dispatch(now)
}

// drop ends one of our tries without blaming its account. The charge is the
// input and the output so far.
func (c *Core) drop(now time.Time, t *try) {
	acc := c.accounts[t.account]
	acc.settle(now, t.hold, c.soFar(t))
	acc.breaker.givenUp(now)
	c.forget(t)
}

func (c *Core) soFar(t *try) float64 {
	acc := c.accounts[t.account]
	if t.hedge { // it went where the conversation's prompt is not cached
		return float64(t.ask.Input)*acc.ratio + float64(t.output)*acc.burndown
	}
	return acc.charge(t.ask.Input, float64(t.output))
}

func (c *Core) forget(t *try) {
	delete(c.tries, t.id)
	for i, x := range t.ask.live {
		if x == t {
			t.ask.live[i] = nil
		}
	}
}

// cost is what the provider charges for a usage.
func (c *Core) cost(t *try, u llm.Usage) float64 {
	return float64(u.Input-u.CacheRead) + float64(u.Output)*c.accounts[t.account].burndown
}
