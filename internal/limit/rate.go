package limit

import (
	"maps"
	"sync"
	"time"
)

// Rate bounds what each key uses up in a window of time: Most at once after a
// pause, and Most in each window in the long run (the generic cell rate
// algorithm of ATM networks, which keeps one time per key). The zero Most means
// no bound. The fields are set before the first use.
type Rate struct {
	Most   int64
	Window time.Duration // 0: a minute

	mu   sync.Mutex
	full map[string]time.Time // when all of a key's share will be free again
}

// sweepAt is how many keys are kept before those that are free again are dropped.
const sweepAt = 10_000

// Use takes n of key's share. If there is not so much left it takes nothing, and
// wait is how long it takes until there is; otherwise wait is 0.
func (r *Rate) Use(key string, n int64, now time.Time) (wait time.Duration) {
	if r.Most <= 0 {
		return 0
	}
	window := r.Window
	if window == 0 {
		window = time.Minute
	}
	n = min(n, r.Most) // what is more than a whole share waits for all of it
	r.mu.Lock()
	defer r.mu.Unlock()
	full := r.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(time.Duration(float64(window) * float64(n) / float64(r.Most)))
	if wait = full.Sub(now) - window; wait > 0 {
		return wait
	}
	if r.full == nil {
		r.full = map[string]time.Time{}
	}
	if len(r.full) >= sweepAt {
		maps.DeleteFunc(r.full, func(_ string, t time.Time) bool { return t.Before(now) })
	}
	r.full[key] = full
	return 0
}
