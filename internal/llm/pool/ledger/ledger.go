// Package ledger is the contract of quotas that several processes share, either
// servers or Lambda functions. A process draws a slice of a quota, spends it by
// itself, and then draws the next one. The ledger is therefore asked about once
// per second and account instead of once per request. [Memory] is for a single
// process; package aws/dynamoledger keeps the accounts in DynamoDB. Both use
// [State] for the arithmetic, so their results are the same.
package ledger

import (
	"context"
	"time"
)

// Quota is an account and its limits, as every sharer knows them from the same
// configuration. A limit of 0 is none.
type Quota struct {
	Region, Model     string
	TokensPerMinute   int
	TokensPerDay      int
	RequestsPerMinute int
}

// Amount is a part of a quota.
type Amount struct {
	Tokens   int
	Requests int
}

// Grant is what a draw gave. It may be less than was wanted, also nothing; Wait
// is then when asking again makes sense.
type Grant struct {
	Amount
	Wait time.Duration
}

// Ledger shares quotas. Safe for concurrent use, by any number of processes.
type Ledger interface {
	// Draw takes up to want from the account. What all sharers draw together
	// stays within what the quota's bucket held and was filled with: a minute's
	// quota at first, then a minute's quota per minute. What was drawn is the
	// drawer's alone and is lost with it (the bucket fills again).
	//
	// An account that nobody drew from yet begins full. Errors are
	// fault.Invalid for a negative want, Throttled or Unavailable when the
	// store can't be asked; nothing was drawn then, or what was drawn is lost.
	Draw(ctx context.Context, q Quota, want Amount) (Grant, error)
	// Return gives unused parts of earlier draws back. Errors as for Draw; what
	// was to be returned is then lost.
	Return(ctx context.Context, q Quota, unused Amount) error
}

// Burst is the part of a minute's quota that an account holds at most. The rest
// covers slices that were drawn and not yet spent, and clocks of sharers that
// are up to 3 seconds apart.
const Burst = 0.95

// State is an account's buckets at a time.
type State struct {
	Tokens   float64
	Day      float64
	Requests float64
	At       time.Time
}

// Fresh is the state of an account that nobody drew from yet.
func Fresh(q Quota, now time.Time) State {
	return State{
		Tokens: Burst * float64(q.TokensPerMinute), Day: float64(q.TokensPerDay),
		Requests: Burst * float64(q.RequestsPerMinute), At: now,
	}
}

// refill fills the buckets up to now. The state's time never goes back: a
// sharer whose clock is behind fills nothing, so that clocks that differ fill
// no second twice.
func (s State) refill(q Quota, now time.Time) State {
	d := now.Sub(s.At).Seconds()
	if d <= 0 {
		return s
	}
	s.At = now
	s.Tokens = fill(s.Tokens, float64(q.TokensPerMinute), Burst*float64(q.TokensPerMinute), d/60)
	s.Day = fill(s.Day, float64(q.TokensPerDay), float64(q.TokensPerDay), d/86400)
	s.Requests = fill(s.Requests, float64(q.RequestsPerMinute), Burst*float64(q.RequestsPerMinute),
		d/60)
	return s
}

func fill(level, quota, most, part float64) float64 { return min(level+quota*part, most) }

// Draw computes a draw.
func (s State) Draw(q Quota, now time.Time, want Amount) (State, Grant) {
	s = s.refill(q, now)
	g := Grant{Amount: want}
	if q.TokensPerMinute > 0 {
		g.Tokens = min(g.Tokens, int(s.Tokens))
	}
	if q.TokensPerDay > 0 {
		g.Tokens = min(g.Tokens, int(s.Day))
	}
	if q.RequestsPerMinute > 0 {
		g.Requests = min(g.Requests, int(s.Requests))
	}
	g.Tokens, g.Requests = max(0, g.Tokens), max(0, g.Requests)
	if q.TokensPerMinute > 0 {
		s.Tokens -= float64(g.Tokens)
	}
	if q.TokensPerDay > 0 {
		s.Day -= float64(g.Tokens)
	}
	if q.RequestsPerMinute > 0 {
		s.Requests -= float64(g.Requests)
	}
	g.Wait = max(
		lack(want.Tokens-g.Tokens, q.TokensPerMinute, 60), lack(want.Requests-g.Requests,
			q.RequestsPerMinute, 60),
		lack(want.Tokens-g.Tokens, q.TokensPerDay, 86400))
	return s, g
}

// lack is how long the bucket needs for what was not granted: at least 50 ms, at most 10 s.
func lack(missing, quota int, seconds float64) time.Duration {
	if missing <= 0 || quota <= 0 {
		return 0
	}
	wait := time.Duration(float64(missing) / float64(quota) * seconds * float64(time.Second))
	return min(max(wait, 50*time.Millisecond), 10*time.Second)
}

// Return computes a return. What is over the bucket's size is lost.
func (s State) Return(q Quota, now time.Time, unused Amount) State {
	s = s.refill(q, now)
	s.Tokens = min(s.Tokens+float64(unused.Tokens), Burst*float64(q.TokensPerMinute))
	s.Day = min(s.Day+float64(unused.Tokens), float64(q.TokensPerDay))
	s.Requests = min(s.Requests+float64(unused.Requests), Burst*float64(q.RequestsPerMinute))
	return s
}
