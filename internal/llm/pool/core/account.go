package core

import (
	"math"
	"time"

	"github.com/mundap/mundap/internal/llm"
)

// account is a model in a region, for which the provider counts one quota, with
// its health and its speed.
type account struct {
	// What choosing looks at comes first, close together.
	tokens     bucket
	inflight   int
	concurrent int  // 0: no limit
	shared     bool // the buckets are filled by a ledger's grants
	// ratio is what the provider counts per token that we estimate, of input;
	// output is the mean output per purpose; cached is the part of the input
	// that is read from the prompt cache, which costs no quota.
	ratio    float64
	burndown float64
	first    latency
	learn    learning
	breaker  breaker
	known    float64 // configured tokens per minute; 0 if unknown
	output   [len(purposes)]float64
	cached   float64
	usual    float64 // mean hold

	day, requests bucket
	silent        int // calls in a row that were given up before a first token
	draw          draw
	key           Key
	stats         Counters
}

// learning records what throttled requests have revealed about the actual
// quota.
type learning struct {
	quota     float64   // tokens per minute in force; 0 means no limit known
	ceiling   float64   // what was in force when it was last cut
	throttled time.Time // last throttling answer
	cut       time.Time // last time that quota was lowered
	grown     time.Time
	streak    int       // throttling answers since the last first token
	until     time.Time // nothing is sent before
	cautious  bool      // one call at a time until one succeeds
	used      decayed   // charges, for the rate at which the provider let us through
}

const (
	usedHalf    = 20 * time.Second
	minuteQuota = 60.0
	daySeconds  = 86400.0
)

func newAccount(p Profile, shared bool) *account {
	a := &account{key: p.Key(), burndown: p.Burndown, known: float64(p.TokensPerMinute),
		concurrent: p.Concurrent, ratio: 1}
	if p.Ratio > 0 {
		a.ratio = min(max(p.Ratio, 0.2), 5)
	}
	a.breaker.state = Closed
	a.learn.quota = a.known
	if shared && (p.TokensPerMinute > 0 || p.RequestsPerMinute > 0 || p.TokensPerDay > 0) {
		a.shared = true
		return a
	}
	a.tokens = newBucket(a.known, minuteQuota)
	a.day = newBucket(float64(p.TokensPerDay), daySeconds)
	a.requests = newBucket(float64(p.RequestsPerMinute), minuteQuota)
	return a
}

func (a *account) refill(now time.Time) {
	a.tokens.refill(now)
	a.day.refill(now)
	a.requests.refill(now)
	a.grow(now)
}

// hold is what a request reserves: its input and max_tokens, as the provider
// holds them, or the expected charge if that is higher.
func (a *account) hold(input, maxTokens, purpose int) (hold float64) {
	in := float64(input) * a.ratio * inputMargin
	expected := min(a.output[purpose], float64(maxTokens)) * a.burndown
	return in + max(float64(maxTokens), expected)
}

// inputMargin allows for estimates of the input that are too low.
const inputMargin = 1.02

// fits is the most output tokens that a request with this input can ever be
// allowed, regardless of waiting: a provider rejects what is larger than its
// bucket. 0 means that the request does not fit at all.
func (a *account) fits(input, maxTokens int) int {
	for _, b := range [...]*bucket{&a.tokens, &a.day} {
		if b.limited() {
			maxTokens = min(maxTokens, int(b.capacity-float64(input)*a.ratio*inputMargin))
		}
	}
	return max(0, maxTokens)
}

// reserveFor converts a share of the bucket to tokens, but reserves no more
// than a few typical requests need.
func (a *account) reserveFor(part float64) float64 {
	return min(part*a.tokens.capacity, 80*part*a.usual)
}

// after is how long it takes until a call that holds n tokens may begin while
// leaving reserve in the bucket; 0 means now.
func (a *account) after(now time.Time, n, reserve float64) time.Duration {
	var wait time.Duration
	if !a.learn.until.IsZero() {
		wait = max(0, a.learn.until.Sub(now))
	}
	if a.breaker.state != Closed {
		if ok, w := a.breaker.may(now, a.inflight); !ok {
			wait = max(wait, w)
		}
	}
	if a.concurrent > 0 && a.inflight >= a.concurrent || a.learn.cautious && a.inflight > 0 {
		wait = max(wait, 100*time.Millisecond)
	}
	if a.shared {
		if a.tokens.level < n || a.requests.level < 1 {
			wait = max(wait, time.Millisecond, a.draw.next.Sub(now))
		}
		return wait
	}
	wait = max(wait, a.tokens.after(min(n, a.tokens.capacity), reserve))
	wait = max(wait, a.day.after(n, 0))
	return max(wait, a.requests.after(1, 0))
}

func (a *account) reserve(now time.Time, n float64) {
	a.usual += (n - a.usual) * 0.05
	if a.shared {
		a.tokens.level -= n
		a.requests.level--
	} else {
		a.tokens.take(n)
		a.day.take(n)
		a.requests.take(1)
	}
	a.inflight++
	a.breaker.began()
}

// settle replaces a reservation by the actual charge.
func (a *account) settle(now time.Time, hold, cost float64) {
	a.inflight--
	a.adjust(hold - cost)
	a.learn.used.add(now, cost, usedHalf)
	a.stats.Charged += cost
}

// adjust returns n tokens to the buckets. A negative n holds more.
func (a *account) adjust(n float64) {
	if a.shared {
		a.tokens.level += n
		return
	}
	a.tokens.give(n)
	a.day.give(n)
}

// throttle learns from a throttling answer. had is the share that our own
// bucket held when the call began: if the provider throttles although we
// thought that a tenth was left, its quota is lower than we think.
func (a *account) throttle(now time.Time, retryAfter time.Duration, had float64) {
	l := &a.learn
	l.streak++
	l.throttled = now
	l.cautious = true
	l.until = now.Add(max(retryAfter, min(250*time.Millisecond<<min(l.streak, 5), 8*time.Second)))
	a.tokens.level = min(a.tokens.level, 0)
	if (l.quota == 0 || had > 0.1 || l.streak >= 3) && now.Sub(l.cut) >= time.Second {
		a.cut(now)
	}
}

// perMinute is the recent rate of charges.
func (l *learning) perMinute(now time.Time) float64 { return perMinute(&l.used, now) }

// perMinute is the rate per minute of a sum that halves every usedHalf.
func perMinute(d *decayed, now time.Time) float64 {
	return d.get(now, usedHalf) * 60 / (usedHalf.Seconds() / math.Ln2)
}

func (a *account) cut(now time.Time) {
	l := &a.learn
	seen := l.perMinute(now)
	l.ceiling, l.cut, l.grown = l.quota, now, now
	switch {
	case l.quota == 0:
		l.quota = max(0.9*seen, 1000)
		l.ceiling = l.quota
	default:
		l.quota = max(l.quota*0.6, a.known/50, 500)
	}
	a.apply()
}

// grow raises a quota that was cut: quickly while it is far below the previous
// quota, slowly when it is close, and never above the configured one.
func (a *account) grow(now time.Time) {
	l := &a.learn
	if l.quota == 0 || l.quota == a.known {
		return
	}
	if now.Sub(l.throttled) < 15*time.Second {
		l.grown = now
		return
	}
	d := now.Sub(l.grown)
	if d < time.Second {
		return
	}
	l.grown = now
	pace := 0.002 // per second
	if l.quota < 0.7*l.ceiling {
		pace = 0.02
	}
	l.quota *= 1 + pace*min(d.Seconds(), 10)
	if a.known > 0 {
		l.quota = min(l.quota, a.known)
	}
	a.apply()
}

func (a *account) apply() {
	if a.shared {
		return // the ledger's account is the authority; until and cautious still hold us back
	}
	unknown := !a.tokens.limited()
	a.tokens.resize(a.learn.quota, minuteQuota)
	if unknown {
		a.tokens.level = 0
	}
}

// heard records a first token: the account is answering.
func (a *account) heard(now time.Time, d time.Duration) {
	a.first.observe(now, d)
	a.silent = 0
	a.learn.streak = 0
	a.learn.cautious = false
}

// charge is the expected cost of a call, based on earlier calls.
func (a *account) charge(input int, output float64) float64 {
	return float64(input)*a.ratio*(1-a.cached) + output*a.burndown
}

// learnUsage compares the reported usage with the estimate. Usage without any
// input is not reported usage, and is ignored.
func (a *account) learnUsage(estimated, purpose int, u llm.Usage) {
	const weight = 0.05
	if estimated > 0 && u.Input > 0 {
		r := float64(u.Input) / float64(estimated)
		a.ratio += (min(max(r, 0.2), 5) - a.ratio) * weight
		a.cached += (min(1, float64(u.CacheRead)/float64(u.Input)) - a.cached) * weight
	}
	if a.output[purpose] == 0 {
		a.output[purpose] = float64(u.Output)
	} else {
		a.output[purpose] += (float64(u.Output) - a.output[purpose]) * weight
	}
}

// remaining is the smallest share that is left of any quota.
func (a *account) remaining() float64 {
	if a.shared {
		return min(1, max(0, a.tokens.level/max(1, a.draw.slice)))
	}
	f := min(a.tokens.fraction(), a.day.fraction(), a.requests.fraction())
	if a.concurrent > 0 {
		f = min(f, 1-float64(a.inflight)/float64(a.concurrent))
	}
	return max(0, f)
}
