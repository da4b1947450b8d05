package core

import "time"

// BreakerState is the state of a circuit breaker.
type BreakerState string

const (
	Closed   BreakerState = "closed"
	Open     BreakerState = "open"      // nothing is sent
	HalfOpen BreakerState = "half_open" // one probe has been or may be sent
	Closing  BreakerState = "closing"   // a few requests at a time, more with every success
)

// breaker stops calls to an account that fails. It opens when there were three
// failures and at least half of the recent calls failed. After a pause, which
// doubles up to half a minute, one request probes the account. A success lets
// two calls through at once, the next four, and so on until the breaker is
// closed.
type breaker struct {
	state     BreakerState
	failures  decayed
	successes decayed
	until     time.Time // Open: when a probe may go
	pause     time.Duration
	allowed   int // Closing: how many at once
	opened    int // how often, altogether
}

const (
	breakerHalf   = 10 * time.Second
	breakerFew    = 2.5 // decayed failures: three in quick succession
	breakerPause  = 2 * time.Second
	breakerLong   = 30 * time.Second
	breakerClosed = 64 // calls at once at which Closing ends
)

// may reports whether one more call may begin while inflight are in progress,
// and otherwise how long to wait.
func (b *breaker) may(now time.Time, inflight int) (bool, time.Duration) {
	switch b.state {
	case Open:
		if wait := b.until.Sub(now); wait > 0 {
			return false, wait
		}
		return true, 0
	case HalfOpen:
		return false, time.Second
	case Closing:
		return inflight < b.allowed, 200 * time.Millisecond
	}
	return true, 0
}

// began records that a call has begun.
func (b *breaker) began() {
	if b.state == Open {
		b.state = HalfOpen
	}
}

func (b *breaker) rate(now time.Time) float64 {
	if b.failures.value == 0 {
		return 0
	}
	f, s := b.failures.get(now, breakerHalf), b.successes.get(now, breakerHalf)
	if f+s < 0.5 {
		return 0
	}
	return f / (f + s)
}

// failed records a failure and reports whether it opened the breaker.
func (b *breaker) failed(now time.Time) bool {
	b.failures.add(now, 1, breakerHalf)
	switch b.state {
	case Open:
		return false
	case HalfOpen, Closing:
		b.open(now, min(max(2*b.pause, breakerPause), breakerLong))
		return true
	}
	if b.failures.value >= breakerFew && b.rate(now) >= 0.5 {
		b.open(now, breakerPause)
		return true
	}
	return false
}

func (b *breaker) open(now time.Time, pause time.Duration) {
	b.state, b.pause, b.until = Open, pause, now.Add(pause)
	b.opened++
}

func (b *breaker) succeeded(now time.Time) {
	b.successes.add(now, 1, breakerHalf)
	switch b.state {
	case HalfOpen:
		b.state, b.allowed = Closing, 2
		b.failures.value = 0
	case Closing:
		if b.allowed *= 2; b.allowed >= breakerClosed {
			b.state, b.pause = Closed, 0
		}
	}
}

// givenUp records a call that ended without saying anything about the account,
// for example because its user cancelled it. Such a probe must not leave the
// breaker half open.
func (b *breaker) givenUp(now time.Time) {
	if b.state == HalfOpen {
		b.state, b.until = Open, now
	}
}
