package sim

import (
	"math"
	"math/rand/v2"
	"time"
)

// router is a client that takes requests.
type router interface{ arrive(j *job) }

// simple is a router of the usual kind: it picks a region by a rule, and picks
// again after a failure. It can't move an answer that has begun.
type simple struct {
	w       *world
	rng     *rand.Rand
	pick    func(s *simple, not int) int
	retries int
	// backoff before the n-th retry.
	backoff func(s *simple, n int) time.Duration
	stay    bool // a retry goes to the same region, as an SDK's own retries do
	cooling bool // a region that failed is left out for some seconds

	next     int
	inflight []int
	mean     []float64 // of the time to the first token, seconds
	until    []time.Duration
	attempts map[*upstream]int
}

const (
	readTimeout = 60 * time.Second // of the SDK
	coolTime    = 5 * time.Second
)

func newSimple(w *world, seed uint64) *simple {
	n := len(w.regions)
	return &simple{
		w: w, rng: rand.New(rand.NewPCG(seed, 3)), inflight: make([]int, n),
		mean:  make([]float64, n),
		until: make([]time.Duration, n), attempts: map[*upstream]int{}, retries: 3, cooling: true,
		backoff: func(s *simple, n int) time.Duration {
			return time.Duration((0.5 + s.rng.Float64()) * float64(500*time.Millisecond<<n))
		},
	}
}

// roundRobin is the original's: the next profile for each request, whatever its
// state, and boto3's own retries there (legacy mode: four more attempts, a
// random part of 1, 2, 4, 8 seconds apart).
func roundRobin(w *world, seed uint64) router {
	s := newSimple(w, seed)
	s.retries, s.stay, s.cooling = 4, true, false
	s.backoff = func(s *simple, n int) time.Duration {
		return time.Duration(s.rng.Float64() * float64(time.Second<<n))
	}
	s.pick = func(s *simple, _ int) int {
		s.next++
		return s.next % len(s.w.regions)
	}
	return s
}

func leastBusy(w *world, seed uint64) router {
	s := newSimple(w, seed)
	s.pick = func(s *simple, not int) int {
		return s.best(not, func(i int) float64 { return float64(s.inflight[i]) })
	}
	return s
}

func lowestLatency(w *world, seed uint64) router {
	s := newSimple(w, seed)
	s.pick = func(s *simple, not int) int {
		return s.best(not,
			func(i int) float64 { return s.mean[i] })
	}
	return s
}

func weightedRandom(w *world, seed uint64) router {
	s := newSimple(w, seed)
	s.pick = func(s *simple, not int) int {
		return s.best(not, func(i int) float64 { return -s.rng.Float64() * s.w.regions[i].TokensPerMinute })
	}
	return s
}

// best is the region of the lowest cost among those that are not cooling down,
// ties broken at random.
func (s *simple) best(not int, cost func(int) float64) int {
	best, least := -1, math.Inf(1)
	for _, i := range s.rng.Perm(len(s.w.regions)) {
		if i == not || s.cooling && s.until[i] > s.w.now {
			continue
		}
		if c := cost(i); c < least {
			best, least = i, c
		}
	}
	if best < 0 {
		return s.rng.IntN(len(s.w.regions))
	}
	return best
}

func (s *simple) arrive(j *job) { s.try(j, s.pick(s, -1), 0) }

func (s *simple) try(j *job, region, n int) {
	u := s.w.call(region, j, j.maxTokens, 0, s)
	s.attempts[u] = n
	s.inflight[region]++
	s.watch(u)
}

// watch ends a call that was silent for the read timeout.
func (s *simple) watch(u *upstream) {
	s.w.at(u.last+readTimeout, func() {
		switch {
		case u.ended:
		case s.w.now-u.last >= readTimeout:
			u.cancel()
			s.failed(u, "timeout", 0)
		default:
			s.watch(u)
		}
	})
}

func (s *simple) first(u *upstream) {
	took := (s.w.now - u.begun).Seconds()
	if m := &s.mean[u.region]; *m == 0 {
		*m = took
	} else {
		*m += 0.1 * (took - *m)
	}
	u.job.show(s.w.now, 0, u.out, false)
}

func (s *simple) more(u *upstream) { u.job.show(s.w.now, u.job.shown, u.out, false) }

func (s *simple) done(u *upstream, _ bool) {
	s.inflight[u.region]--
	delete(s.attempts, u)
	u.job.finish(s.w.now, answered)
}

// failed tries again elsewhere after a pause, as ordinary clients do. An answer
// of which the reader has seen something is lost: these clients can't continue
// it.
func (s *simple) failed(u *upstream, _ string, _ time.Duration) {
	n := s.attempts[u]
	delete(s.attempts, u)
	s.inflight[u.region]--
	s.until[u.region] = s.w.now + coolTime
	j := u.job
	if j.shown > 0 {
		j.finish(s.w.now, lost)
		return
	}
	if n >= s.retries {
		j.finish(s.w.now, failed)
		return
	}
	s.w.at(s.w.now+s.backoff(s, n), func() {
		region := u.region
		if !s.stay {
			region = s.pick(s, u.region)
		}
		s.try(j, region, n+1)
	})
}
