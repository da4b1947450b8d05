package signin

import (
	"maps"
	"math"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// How failed attempts slow the next ones down: so many are free, then the wait
// doubles from a second to a minute. An address has more, because many people
// may share it.
const (
	freePerUser    = 5
	freePerAddress = 20
	maxWait        = time.Minute
	forgetAfter    = 15 * time.Minute // since the last failure
	maxCounted     = 10_000           // accounts and addresses that are counted at once
)

type failures struct {
	count int
	last  time.Time
}

// throttle counts failed attempts. The zero value is ready.
type throttle struct {
	mu     sync.Mutex
	counts map[string]failures
}

// enter counts an attempt as failed before it is tried, so that many at once
// don't slip by, and refuses it with fault.Throttled when it comes too early.
// succeed takes it back.
func (t *throttle) enter(user, address string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait := max(t.wait("u:"+user, freePerUser, now), t.wait("a:"+address, freePerAddress, now))
	if wait > 0 {
		return fault.New(fault.Throttled,
			"로그인에 여러 번 실패했어요. 1분쯤 뒤에 다시 해 보세요.",
			"There were too many failed attempts to sign in. Try again in a minute.").WithRetryAfter(wait)
	}
	t.count("u:"+user, now)
	t.count("a:"+address, now)
	return nil
}

func (t *throttle) wait(key string, free int, now time.Time) time.Duration {
	f := t.counts[key]
	if f.count < free || now.Sub(f.last) >= forgetAfter {
		return 0
	}
	pause := min(maxWait, time.Duration(math.Exp2(float64(min(f.count-free, 10))))*time.Second)
	return max(0, f.last.Add(pause).Sub(now))
}

func (t *throttle) count(key string, now time.Time) {
	if t.counts == nil {
		t.counts = make(map[string]failures)
	}
	f, known := t.counts[key]
	if now.Sub(f.last) >= forgetAfter {
		f.count = 0
	}
	if !known && len(t.counts) >= maxCounted {
		t.makeRoom(now)
	}
	t.counts[key] = failures{count: f.count + 1, last: now}
}

// makeRoom forgets what is over, and if that is nothing, everything: whoever
// floods us with addresses gains a few attempts at Argon2's price.
func (t *throttle) makeRoom(now time.Time) {
	maps.DeleteFunc(t.counts, func(_ string, f failures) bool { return now.Sub(f.last) >= maxWait })
	if len(t.counts) >= maxCounted {
		clear(t.counts)
	}
}

// succeed forgets a user's failures and takes the address's attempt back.
func (t *throttle) succeed(user, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.counts, "u:"+user)
	if f, ok := t.counts["a:"+address]; ok {
		f.count--
		t.counts["a:"+address] = f
	}
}
