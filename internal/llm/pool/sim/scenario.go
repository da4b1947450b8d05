package sim

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/core"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
	"github.com/mundap/mundap/internal/llm/pool/sim/region"
)

// Scenario is a load over regions with faults.
type Scenario struct {
	Name    string
	Title   string
	Length  time.Duration
	Regions []region.Config
	Faults  map[int][]region.Fault // by region
	Load    Load
	Sharers int           // pools that share one ledger; 0 means one pool with quotas of its own
	Skew    time.Duration // the sharers' clocks differ by up to this, either way
	Prefill bool
	Options core.Options
}

// Result is what a router made of a scenario.
type Result struct {
	Router string `json:"router"`

	Requests int `json:"requests"`
	Answered int `json:"answered"`
	Refused  int `json:"refused"` // told at once or in time to come again
	Failed   int `json:"failed"`
	Lost     int `json:"lost"` // ended by an error after text was shown
	Restarts int `json:"restarts"`
	Repeated int `json:"repeated"` // text shown twice, or gaps

	Goodput   float64 `json:"goodput"`   // charges of what was answered in time, as a part of the bound
	Bound     float64 `json:"bound"`     // tokens of quota that an all-knowing router could have used at most
	Calls     int     `json:"calls"`     // upstream
	Throttled float64 `json:"throttled"` // part of them
	Over      float64 `json:"over"`      // largest shortage of a throttled call, as a part of a minute's quota
	Extra     float64 `json:"extra"`     // charges beyond those of the answers, as a part of them

	First50 time.Duration `json:"first_p50"` // time to the first text
	First95 time.Duration `json:"first_p95"`
	First99 time.Duration `json:"first_p99"`
	Wall    time.Duration `json:"wall"`

	jobs []*job
}

// fourRegions is the usual set-up: four regions of a Claude model, a million
// tokens per minute each.
func fourRegions() []region.Config {
	names := []string{"us-west-2", "us-east-1", "ap-northeast-1", "eu-central-1"}
	list := make([]region.Config, len(names))
	for i, n := range names {
		list[i] = region.Config{
			Name: n, TokensPerMinute: 1_000_000, Burndown: 5, FirstToken: 600*time.Millisecond +
				time.Duration(i)*60*time.Millisecond,
			FirstSigma: 0.35, TailShare: 0.02, TailFactor: 4, PerThousand: 80 * time.Millisecond,
			Speed: 70, SpeedSigma: 0.25,
			Cache: 5 * time.Minute,
		}
	}
	return list
}

func (s Scenario) profiles() []core.Profile {
	var list []core.Profile
	for _, r := range s.Regions {
		list = append(list, core.Profile{
			Region: r.Name, Model: "claude-haiku-4-5", TokensPerMinute: int(r.TokensPerMinute),
			RequestsPerMinute: int(r.RequestsPerMinute), MaxOutputTokens: 8192, Prefill: s.Prefill,
		})
	}
	list, err := core.Complete(list)
	if err != nil {
		panic(err) // the scenarios are this package's own
	}
	return list
}

func (s Scenario) perMinute() float64 {
	sum := 0.0
	for _, r := range s.Regions {
		sum += r.TokensPerMinute
	}
	return sum
}

// Routers are what is compared, by name; "pool" is this project's.
var Routers = []string{"pool", "round robin", "least busy", "lowest latency", "weighted random"}

// Run plays a scenario with a router.
func (s Scenario) Run(name string, seed uint64) Result {
	begun := time.Now()
	w := &world{}
	for i, c := range s.Regions {
		w.regions = append(w.regions, region.New(c, seed*100+uint64(i), s.Faults[i]...))
	}
	jobs := s.Load.jobs(seed, s.Length, s.perMinute(), s.Regions[0].Burndown)
	take := s.router(name, w, seed)
	for _, j := range jobs {
		w.at(j.at, func() { take(j) })
	}
	w.run(s.Length)
	charged := 0.0
	for _, r := range w.regions {
		charged += r.Charged
	}
	good := s.good(jobs)
	w.run(s.Length + 5*time.Minute) // nothing new comes: whoever still waits is served
	res := s.measure(name, w, jobs, good)
	res.Wall = time.Since(begun)
	return res
}

// router makes the way in for requests.
func (s Scenario) router(name string, w *world, seed uint64) func(*job) {
	switch name {
	case "pool":
		return s.pools(w, seed)
	case "round robin":
		return roundRobin(w, seed).arrive
	case "least busy":
		return leastBusy(w, seed).arrive
	case "lowest latency":
		return lowestLatency(w, seed).arrive
	case "weighted random":
		return weightedRandom(w, seed).arrive
	}
	panic("no router is called " + name)
}

func (s Scenario) pools(w *world, seed uint64) func(*job) {
	if s.Sharers == 0 {
		return newPooled(w, s.profiles(), s.Options).arrive
	}
	rng := rand.New(rand.NewPCG(seed, 4))
	opt := s.Options
	opt.Shared = true
	var memory ledger.Memory
	list := make([]*pooled, s.Sharers)
	for i := range list {
		list[i] = newPooled(w, s.profiles(), opt)
		skew := time.Duration((2*rng.Float64() - 1) * float64(s.Skew))
		list[i].ledger = memory.View(func() time.Time { return epoch.Add(w.now + skew) })
	}
	return func(j *job) { list[rng.IntN(len(list))].arrive(j) }
}

func (s Scenario) charge(j *job) float64 {
	return float64(j.input) + s.Regions[0].Burndown*float64(j.goal())
}

// good is the charges of what was answered within the scenario's length.
func (s Scenario) good(jobs []*job) float64 {
	sum := 0.0
	for _, j := range jobs {
		if j.state == answered {
			sum += s.charge(j)
		}
	}
	return sum
}

// bound is what an all-knowing router could have had answered within the
// length, in tokens of quota, at most: per region what the bucket held at the
// start and was filled with, and no more than its holds let through at once
// (input plus max_tokens for as long as an answer takes, so at most bucket ÷
// (hold × duration) answers a second); altogether no more than was asked for.
// It forgives that what is still being answered at the end has taken its share.
// With a prompt cache, which lets more through than quotas say, it is what was
// asked for.
func (s Scenario) bound(jobs []*job) float64 {
	offered, hold, cost, n := 0.0, 0.0, 0.0, 0.0
	for _, j := range jobs {
		c := s.charge(j)
		offered += c
		cost += c
		length := s.Regions[0].FirstToken.Seconds() + float64(j.goal())/s.Regions[0].Speed
		hold += float64(j.input+j.maxTokens) * length
		n++
	}
	sum := 0.0
	for i, r := range s.Regions {
		filled := r.TokensPerMinute
		for t := time.Duration(0); t < s.Length; t += time.Second {
			q := r.TokensPerMinute
			for _, f := range s.Faults[i] {
				if t < f.From || t >= f.To {
					continue
				}
				switch f.Kind {
				case region.QuotaCut:
					q *= f.Factor
				case region.Blackout, region.Refusing:
					q = 0
				}
			}
			filled += q / 60
		}
		byHold := r.TokensPerMinute / (hold / n) * (cost / n) * s.Length.Seconds()
		if r.Cache > 0 {
			filled = math.Inf(1)
		}
		sum += min(filled, byHold)
	}
	return min(offered, sum)
}

// measure sums up what became of the jobs. Extra is how many more tokens the
// regions charged than the answers needed, as a share of the latter.
func (s Scenario) measure(name string, w *world, jobs []*job, good float64) Result {
	res := Result{Router: name, Requests: len(jobs), Bound: s.bound(jobs), jobs: jobs}
	var firsts []time.Duration
	useful := 0.0
	for _, j := range jobs {
		switch j.state {
		case answered:
			res.Answered++
			useful += s.charge(j)
			firsts = append(firsts, j.first-j.at)
		case refused:
			res.Refused++
		case lost:
			res.Lost++
		default:
			res.Failed++
		}
		res.Restarts += j.restarts
		res.Repeated += j.repeated
	}
	charged, throttled := 0.0, 0
	for _, r := range w.regions {
		res.Calls += r.Calls
		throttled += r.Throttled
		charged += r.Charged
		res.Over = max(res.Over, r.Over)
	}
	res.Goodput = good / res.Bound
	res.Throttled = float64(throttled) / float64(max(1, res.Calls))
	res.Extra = (charged - useful) / useful
	res.First50, res.First95, res.First99 = quantiles(firsts)
	return res
}

func quantiles(d []time.Duration) (p50, p95, p99 time.Duration) {
	if len(d) == 0 {
		return
	}
	slices.Sort(d)
	at := func(q float64) time.Duration {
		return d[min(len(d)-1,
			int(math.Ceil(q*float64(len(d))))-1)]
	}
	return at(0.5), at(0.95), at(0.99)
}
