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

// Ask is what the core knows about a request: how much it needs, for whom, and
// how urgently.
type Ask struct {
	Purpose      llm.Purpose
	User         string
	Conversation string
	Input        int // estimated tokens of input
	MaxTokens    int // most tokens of output; 0 means the profile's maximum
	// an answer that has not begun by then is of no use; if zero,
	// Options.Patience limits the wait
	Deadline time.Time
}

// ActionKind says what the caller must do.
type ActionKind uint8

const (
	Start   ActionKind = iota // call Profile for Ask, as Try
	Stop                      // break off Try, without reporting its outcome
	Refuse                    // end Ask with Fault and RetryAfter
	Removed                   // Profile was removed because of Fault; log a warning
	// ask the ledger for Tokens and Requests of Account; report with Granted
	Draw
	Return // give Tokens and Requests of Account back to the ledger
)

// Action is something that the caller of the core must do.
type Action struct {
	Kind      ActionKind
	Ask       ID
	Try       Try
	Profile   int // index into the profiles
	Account   int
	MaxTokens int // for this try, at most what was asked for
	// Resume reports that text of this request has already been shown. With
	// Prefill, the model receives that text and continues it; otherwise the new
	// text replaces it.
	Resume     bool
	Prefill    bool
	Hedge      bool
	Why        string
	Fault      fault.Kind
	RetryAfter time.Duration
	Tokens     int
	Requests   int
}

// Failure describes why a try failed.
type Failure struct {
	Kind       fault.Kind
	RetryAfter time.Duration
	Usage      llm.Usage // what was reported before the failure; zero if unknown
}

// Options adjust the core. Production uses the zero value.
type Options struct {
	// Patience is how long a request without a deadline waits in the queue. 0
	// means 20 s for interactive purposes and 2 minutes for background ones.
	Patience time.Duration
	// FirstToken is how long a try waits for its first token before it counts
	// as timed out. 0 means 20 s. If no other account could take over, it is
	// ten times as long, and so is Stall.
	FirstToken time.Duration
	// Stall is the longest pause within a stream. 0 means 6 s.
	Stall time.Duration
	// MaxTokens lowers max_tokens for a purpose on the first try, so that less
	// quota is held. An answer that this cuts off is continued with the limit
	// that was requested.
	MaxTokens map[llm.Purpose]int
	// Reserve is the part of each bucket that background work and heavy users
	// leave to others. 0 means 0.1.
	Reserve float64
	// HedgeShare is the most that hedges may cost, as a part of all charges. 0
	// means 0.04. A negative value disables hedges.
	HedgeShare float64
	// Queue is how many requests may wait. 0 means 10,000.
	Queue int
	// Shared reports that quotas come from a ledger, through Draw and Granted.
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
