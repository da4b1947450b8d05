// Package region simulates a provider's region in virtual time: Bedrock's quota
// rules, a distribution of latencies with a long tail, prompt caching,
// throttling, and faults. It imports nothing from the pool, so a mistake in the
// pool can't be repeated here.
//
// The rules are those of Bedrock's user guide ("How tokens are counted in
// Amazon Bedrock"). A request is accepted if the bucket holds all of its input
// plus max_tokens, which are then taken. During generation, the charge is
// raised if the output so far times the burndown rate is more. At the end, the
// input without cache reads plus the output times the burndown rate is charged.
// The bucket holds the quota of one minute and fills continuously. That it is a
// bucket is an assumption, because the provider doesn't document how quotas
// refill.
package region

import (
	"math"
	"math/rand/v2"
	"time"
)

// Config is what a region is like.
type Config struct {
	Name              string
	TokensPerMinute   float64
	RequestsPerMinute float64 // 0: no limit
	Burndown          float64

	FirstToken  time.Duration // median of the time to the first token for a short prompt
	FirstSigma  float64       // of its logarithm
	TailShare   float64       // part of the requests that take TailFactor times as long
	TailFactor  float64
	PerThousand time.Duration // more per thousand tokens of input that are not cached
	Speed       float64       // tokens of output per second, median
	SpeedSigma  float64
	Cache       time.Duration // how long a conversation's prompt stays cached; 0 means never
}

// FaultKind is what goes wrong.
type FaultKind int

const (
	Blackout FaultKind = iota // new calls hang, streams die or hang
	Refusing                  // new calls are turned away at once, streams die
	Brownout                  // first tokens take Factor times as long
	Dying                     // a part (Factor) of the streams breaks in the middle
	Stalling                  // a part (Factor) of the streams stops in the middle without a word
	QuotaCut                  // the quota is Factor times what it was
)

// Fault is something going wrong for a while.
type Fault struct {
	Kind     FaultKind
	From, To time.Duration
	Factor   float64
}

// Request is one call of the model.
type Request struct {
	Input        int
	MaxTokens    int
	Output       int // what the model wants to say; MaxTokens cuts it
	Conversation string
}

// Answer is how a call will go if nobody ends it. Times are virtual times from
// the start of the simulation.
type Answer struct {
	// Error, when not "", comes at At instead of a stream: "throttled", "unavailable".
	Error      string
	RetryAfter time.Duration
	At         time.Duration
	// Hang: nothing ever comes.
	Hang  bool
	First time.Duration // first token
	Gap   time.Duration // between tokens
	Total int           // tokens that come
	// Break and Silent: after Total tokens the stream breaks, or says nothing
	// more; otherwise it ends well.
	Break, Silent bool
	Cut           bool // ended by MaxTokens
}

// Region is one simulated region.
type Region struct {
	Config
	faults []Fault
	rng    *rand.Rand
	level  float64
	rpm    float64
	at     time.Duration
	warm   map[string]entry

	// What it saw.
	Calls, Throttled int
	// largest shortage of a call that was throttled, as a part of the quota
	Over    float64
	Charged float64 // settled charges
	open    map[*Call]bool
}

type entry struct {
	tokens int
	until  time.Duration
}

// Call is a call on its way.
type Call struct {
	Request Request
	Answer  Answer
	Cached  int // input tokens read from the cache
	held    float64
	region  *Region
}

// New makes a region whose randomness comes from seed alone.
func New(c Config, seed uint64, faults ...Fault) *Region {
	return &Region{
		Config: c, faults: faults, rng: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)),
		level: c.TokensPerMinute,
		rpm:   c.RequestsPerMinute, warm: map[string]entry{}, open: map[*Call]bool{},
	}
}

func (r *Region) fault(now time.Duration, k FaultKind) (Fault, bool) {
	for _, f := range r.faults {
		if f.Kind == k && now >= f.From && now < f.To {
			return f, true
		}
	}
	return Fault{}, false
}

func (r *Region) quota(now time.Duration) float64 {
	if f, ok := r.fault(now, QuotaCut); ok {
		return r.TokensPerMinute * f.Factor
	}
	return r.TokensPerMinute
}

func (r *Region) refill(now time.Duration) {
	q := r.quota(now)
	d := (now - r.at).Seconds()
	r.at = now
	r.level = min(r.level+d*q/60, q)
	if r.RequestsPerMinute > 0 {
		r.rpm = min(r.rpm+d*r.RequestsPerMinute/60, r.RequestsPerMinute)
	}
}

func (r *Region) lognormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*r.rng.NormFloat64())
}

// Begin takes a call at the time now and says how it will go. Unless it is
// turned away, it must be ended by End.
func (r *Region) Begin(now time.Duration, q Request) *Call {
	r.refill(now)
	r.Calls++
	c := &Call{Request: q, region: r}
	network := time.Duration(r.lognormal(0.03, 0.3) * float64(time.Second))
	if _, ok := r.fault(now, Blackout); ok {
		c.Answer = Answer{Hang: true}
		return c
	}
	if _, ok := r.fault(now, Refusing); ok {
		c.Answer = Answer{Error: "unavailable", At: now + network}
		return c
	}
	need := float64(q.Input + q.MaxTokens)
	if r.level < need || r.RequestsPerMinute > 0 && r.rpm < 1 {
		r.Throttled++
		r.Over = max(r.Over, (need-r.level)/r.TokensPerMinute)
		c.Answer = Answer{Error: "throttled", At: now + network}
		return c
	}
	r.level -= need
	r.rpm--
	c.held = need
	r.open[c] = true
	if e, ok := r.warm[q.Conversation]; ok && q.Conversation != "" && now < e.until {
		c.Cached = min(e.tokens, q.Input)
	}
	c.Answer = r.plan(now, q, c.Cached)
	return c
}

// plan decides in advance how a call that was admitted goes: when its first
// token comes, how fast the others follow, and where a fault breaks it off. All
// random numbers are drawn whether or not they matter, so that a fault changes
// only the calls that it hits and scenarios stay comparable.
func (r *Region) plan(now time.Duration, q Request, cached int) Answer {
	first := r.lognormal(r.FirstToken.Seconds(), r.FirstSigma) +
		float64(q.Input-cached)/1000*r.PerThousand.Seconds()
	if r.rng.Float64() < r.TailShare {
		first *= r.TailFactor
	}
	if f, ok := r.fault(now, Brownout); ok {
		first *= f.Factor
	}
	a := Answer{First: now + seconds(first), Gap: seconds(1 / r.lognormal(r.Speed, r.SpeedSigma))}
	a.Total = min(q.Output, q.MaxTokens)
	a.Cut = q.Output > q.MaxTokens
	die, dying := r.fault(now, Dying)
	stall, stalling := r.fault(now, Stalling)
	lot, point := r.rng.Float64(), r.rng.Float64()
	switch {
	case dying && lot < die.Factor:
		a.Break = true
	case stalling && lot < die.Factor+stall.Factor:
		a.Silent = true
	default:
		return r.blackoutIn(now, a)
	}
	a.Total = int(float64(a.Total) * point)
	return a
}

// blackoutIn lets a stream that runs when a blackout begins break or fall silent there.
func (r *Region) blackoutIn(now time.Duration, a Answer) Answer {
	for _, f := range r.faults {
		if (f.Kind == Blackout || f.Kind == Refusing) && now < f.From {
			if a.First >= f.From {
				return Answer{Hang: true}
			}
			if n := int((f.From - a.First) / a.Gap); n < a.Total {
				a.Total = n
				a.Break = f.Kind == Refusing || r.rng.IntN(2) == 0
				a.Silent = !a.Break
			}
		}
	}
	return a
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Adjust raises the charge of a running call to its output so far.
func (r *Region) Adjust(now time.Duration, c *Call, output int) {
	if c.held == 0 {
		return
	}
	r.refill(now)
	if so := r.charge(c, output); so > c.held {
		r.level -= so - c.held
		c.held = so
	}
}

func (r *Region) charge(c *Call, output int) float64 {
	return float64(c.Request.Input-c.Cached) + float64(output)*r.Burndown
}

// End settles a call that produced so much output, whether it ended well, broke, or was cancelled.
func (r *Region) End(now time.Duration, c *Call, output int) {
	if !r.open[c] {
		return
	}
	delete(r.open, c)
	r.refill(now)
	cost := r.charge(c, output)
	r.level += c.held - cost
	r.Charged += cost
	c.held = 0
	if r.Cache > 0 && c.Request.Conversation != "" {
		r.warm[c.Request.Conversation] = entry{tokens: c.Request.Input * 8 / 10,
			until: now + r.Cache}
	}
}

// Open is how many calls were let through and have not been ended.
func (r *Region) Open() int { return len(r.open) }
