package core

import "time"

// bucket is a token bucket. It holds at most capacity and fills at rate per
// second. It may go below zero if a charge turns out higher than its
// reservation; the debt is then filled first. A capacity of 0 means no limit.
type bucket struct {
	level    float64
	capacity float64
	rate     float64 // per second
	at       time.Time
}

func newBucket(capacity, seconds float64) bucket {
	return bucket{level: capacity, capacity: capacity, rate: capacity / seconds}
}

func (b *bucket) limited() bool { return b.capacity > 0 }

func (b *bucket) refill(now time.Time) {
	if b.capacity <= 0 {
		return
	}
	if b.at.IsZero() {
		b.at = now
	}
	if d := now.Sub(b.at); d > 0 {
		b.at = now
		if b.level < b.capacity {
			b.level = min(b.level+float64(d)*(b.rate/1e9), b.capacity)
		}
	}
}

// after is how long it takes until n can be taken while leaving floor; 0 means
// now. If n is above the capacity, it waits for a full bucket.
func (b *bucket) after(n, floor float64) time.Duration {
	if !b.limited() {
		return 0
	}
	need := min(n+floor, b.capacity)
	if b.level >= need-1e-6 {
		return 0
	}
	if b.rate <= 0 {
		return never
	}
	return time.Duration((need-b.level)/b.rate*float64(time.Second)) + time.Microsecond
}

// take removes n, and may leave a debt.
func (b *bucket) take(n float64) {
	if b.limited() {
		b.level -= n
	}
}

// give returns what was not needed. A negative n is a further charge.
func (b *bucket) give(n float64) {
	if b.limited() {
		b.level = min(b.level+n, max(b.capacity, b.level))
	}
}

// fraction is the level as a share of the capacity: at most 1, and negative for
// a debt.
func (b *bucket) fraction() float64 {
	if b.capacity <= 0 {
		return 1
	}
	return b.level / b.capacity
}

// resize changes the capacity and the rate. The level is capped at the new
// capacity.
func (b *bucket) resize(capacity, seconds float64) {
	b.capacity, b.rate = capacity, capacity/seconds
	b.level = min(b.level, capacity)
}

// never is a wait that exceeds every deadline.
const never = 1000 * time.Hour
