package core

import (
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// ID names a request, Try one call of a profile for it.
type (
	ID  uint64
	Try uint64
)

// Ask is a request as the core sees it: how much, for whom, how urgent.
type Ask struct {
	Purpose      llm.Purpose
	User         string
	Conversation string
	Input        int // estimated tokens of input
	MaxTokens    int // most tokens of output; 0: the profile's maximum
	// an answer that has not begun then is of no use; zero: Options.Patience bounds the wait
	Deadline time.Time
}

// ActionKind is what the caller is to do.
type ActionKind uint8

const (
	Start   ActionKind = iota // call Profile for Ask, as Try
	Stop                      // break off Try; its outcome needs no report
	Refuse                    // end Ask with Fault and RetryAfter
	Removed                   // Profile was taken out for Fault; nothing to do but to warn
	// ask the ledger for Tokens and Requests of Account; report with Granted
	Draw
	Return // give Tokens and Requests of Account back to the ledger
)

// Action is one thing that the caller of the core is to do.
type Action struct {
	Kind      ActionKind
	Ask       ID
	Try       Try
	Profile   int // index into the profiles
	Account   int
	MaxTokens int // of this try, never above what was asked
	// Resume: text of this request was shown already. With Prefill the model is
	// given that text to go on from; otherwise the new text replaces it.
	Resume     bool
	Prefill    bool
	Hedge      bool
	Why        string
	Fault      fault.Kind
	RetryAfter time.Duration
	Tokens     int
	Requests   int
}

// Failure is how a try went wrong.
type Failure struct {
	Kind       fault.Kind
	RetryAfter time.Duration
	Usage      llm.Usage // what was reported before; zero: unknown
}

// Options tune the core. The zero value is what production uses.
type Options struct {
	// Patience is how long a request without a deadline waits in the queue. 0:
	// 20 s for interactive purposes, 2 minutes for background ones.
	Patience time.Duration
	// FirstToken is the longest wait for a first token before a try counts as
	// timed out. 0: 20 s. Where no other account could take over it is ten
	// times as long, and so is Stall.
	FirstToken time.Duration
	// Stall is the longest pause within a stream. 0: 6 s.
	Stall time.Duration
	// MaxTokens lowers max_tokens per purpose on the first try, so that less is
	// held; an answer that is cut by it is continued with what was asked for.
	MaxTokens map[llm.Purpose]int
	// Reserve is the part of each bucket that background work and heavy users
	// leave to the others. 0: 0.1.
	Reserve float64
	// HedgeShare is the most that hedges may cost, as a part of all charges. 0:
	// 0.04. Negative: no hedges.
	HedgeShare float64
	// Queue is how many requests may wait. 0: 10,000.
	Queue int
	// Shared: quotas come from a ledger, by Draw and Granted.
	Shared bool
}

func (o Options) complete() Options {
	if o.FirstToken == 0 {
		o.FirstToken = 20 * time.Second
	}
	if o.Stall == 0 {
		o.Stall = 6 * time.Second
	}
	if o.Reserve == 0 {
		o.Reserve = 0.1
	}
	if o.HedgeShare == 0 {
		o.HedgeShare = 0.04
	}
	if o.Queue == 0 {
		o.Queue = 10000
	}
	return o
}

func (o Options) patience(purpose int) time.Duration {
	switch {
	case o.Patience > 0:
		return o.Patience
	case background(purpose) == 1:
		return 2 * time.Minute
	}
	return 20 * time.Second
}
