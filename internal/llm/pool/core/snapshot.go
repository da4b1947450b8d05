package core

import (
	"slices"
	"strconv"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Counters count the calls of an account since the start.
type Counters struct {
	Calls      int64   `json:"calls"`
	Throttled  int64   `json:"throttled"`
	Failed     int64   `json:"failed"` // other failures that count against it
	Hedges     int64   `json:"hedges"` // calls that were hedges
	HedgesWon  int64   `json:"hedges_won"`
	HedgesLost int64   `json:"hedges_lost"`
	Input      int64   `json:"input_tokens"`
	Output     int64   `json:"output_tokens"`
	Charged    float64 `json:"charged"`   // tokens of quota
	Spend      float64 `json:"spend_usd"` // by the profile's price
	FirstSum   float64 `json:"-"`
}

func (s *Counters) first(d time.Duration) { s.FirstSum += d.Seconds() }

func (s *Counters) fail(kind fault.Kind) {
	switch kind {
	case fault.Throttled:
		s.Throttled++
	case fault.Overloaded, fault.Unavailable, fault.Timeout:
		s.Failed++
	}
}

// Totals count requests since the start.
type Totals struct {
	Asked       int64   `json:"asked"`
	Answered    int64   `json:"answered"`
	Refused     int64   `json:"refused"` // those that ended with an error
	Cancelled   int64   `json:"cancelled"`
	Queued      int64   `json:"queued"` // those that had to wait
	Moved       int64   `json:"moved"`  // tries after a failure
	Continued   int64   `json:"continued"`
	Hedged      int64   `json:"hedged"`
	Stalled     int64   `json:"stalled"`
	Exhausted   int64   `json:"exhausted"`    // not tried again because the retry budget was spent
	HedgeTokens float64 `json:"hedge_tokens"` // charges of the losers of hedges
	WaitedSum   float64 `json:"waited_seconds"`
}

func (t *Totals) waited(d time.Duration) { t.WaitedSum += d.Seconds() }

// ProfileState is the state of a profile.
type ProfileState struct {
	Name    string `json:"name"`
	Region  string `json:"region"`
	Model   string `json:"model"`
	Removed string `json:"removed,omitempty"` // why it was removed
	// The rest is of the profile's account; profiles of one region and model share it.
	Quota       float64      `json:"quota"`      // tokens per minute in force; 0 if unknown
	Configured  float64      `json:"configured"` // tokens per minute
	Remaining   float64      `json:"remaining"`  // the part of the quotas that is left, 0 to 1
	InFlight    int          `json:"in_flight"`
	Breaker     BreakerState `json:"breaker"`
	FailureRate float64      `json:"failure_rate"`
	FirstToken  float64      `json:"first_token_seconds"`     // exponentially decaying mean
	FirstP95    float64      `json:"first_token_p95_seconds"` // 0 if unknown
	BlockedFor  float64      `json:"blocked_seconds"`         // remaining time for which it is blocked after throttling
	Counters
}

// Snapshot is the state of the pool, for the administrators' page and for
// metrics.
type Snapshot struct {
	At       time.Time      `json:"at"`
	Profiles []ProfileState `json:"profiles"`
	Waiting  int            `json:"waiting"`
	InFlight int            `json:"in_flight"`
	Users    int            `json:"users"`
	Totals   Totals         `json:"totals"`
}

// Snapshot returns the present state.
func (c *Core) Snapshot(now time.Time) Snapshot {
	s := Snapshot{At: now, Waiting: c.queue.count, InFlight: len(c.tries),
		Users: len(c.queue.users), Totals: c.totals}
	for i := range c.profiles {
		p := &c.profiles[i]
		a := c.accounts[p.account]
		a.refill(now)
		s.Profiles = append(s.Profiles, ProfileState{
			Name: p.Name, Region: p.Region, Model: p.Model, Removed: p.removed,
			Quota: a.learn.quota, Configured: a.known, Remaining: a.remaining(),
			InFlight: a.inflight, Breaker: a.breaker.state,
			FailureRate: a.breaker.rate(now), FirstToken: a.first.mean,
			FirstP95:   a.first.p95.Seconds(),
			BlockedFor: max(0, a.learn.until.Sub(now).Seconds()), Counters: a.stats,
		})
	}
	return s
}

// Leftover lists what is still held: requests that have not ended, and accounts
// with calls in progress. It is empty when the core is idle. Only tests use it.
func (c *Core) Leftover() []string {
	var list []string
	for id := range c.asks {
		list = append(list, "ask "+strconv.FormatUint(uint64(id), 10))
	}
	for id := range c.tries {
		list = append(list, "try "+strconv.FormatUint(uint64(id), 10))
	}
	for _, a := range c.accounts {
		if a.inflight != 0 {
			list = append(list, "calls of "+a.key.String())
		}
	}
	if c.queue.count != 0 {
		list = append(list, "a queue")
	}
	slices.Sort(list)
	return list
}
