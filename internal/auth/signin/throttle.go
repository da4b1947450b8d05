package signin

import (
	"maps"
	"math"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// How failed attempts slow the next ones down: so many are free, then the wait
// doubles from a second to a minute. An address has more than an account from
// one address, because many people may share it. An account from all addresses
// together has more still: few addresses must not keep everybody else from it.
const (
	freePerUser    = 5 // from one address, or from one device
	freePerAddress = 20
	freePerAccount = 100
	maxWait        = time.Minute
	forgetAfter    = 15 * time.Minute // since the last failure
	maxCounted     = 10_000           // what is counted at once
)

// attempt is what a sign-in is counted by.
type attempt struct {
	user, address string
	// device is set where the account was signed in to before: it alone is
	// counted then, whatever strangers do.
	device string
}

// counted is a key with how many of its attempts are free.
type counted struct {
	key  string
	free int
}

func (a attempt) counted() []counted {
	if a.device != "" {
		return []counted{{"d:" + a.device, freePerUser}}
	}
	return []counted{
		{"p:" + a.user + "\n" + a.address, freePerUser},
		{"a:" + a.address, freePerAddress},
		{"u:" + a.user, freePerAccount},
	}
}

type failures struct {
	count int
	last  time.Time
}

// throttle counts failed attempts. The zero value is ready.
type throttle struct {
	mu     sync.Mutex
	counts map[string]failures
}

// enter counts an attempt as failed before the password is checked, so that
// concurrent attempts can't slip past the limit. If the attempt comes too
// early, enter refuses it with fault.Throttled. succeed takes the failure back.
func (t *throttle) enter(a attempt, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var wait time.Duration
	for _, c := range a.counted() {
		wait = max(wait, t.wait(c, now))
	}
	if wait > 0 {
		return fault.New(fault.Throttled,
			"로그인에 여러 번 실패했어요. 1분쯤 뒤에 다시 해 보세요.",
			"There were too many failed attempts to sign in. Try again in a minute.").WithRetryAfter(wait)
	}
	for _, c := range a.counted() {
		t.count(c.key, now)
	}
	return nil
}

func (t *throttle) wait(c counted, now time.Time) time.Duration {
	f := t.counts[c.key]
	if f.count < c.free {
		return 0
	}
	pause := min(maxWait, time.Duration(math.Exp2(float64(min(f.count-c.free, 10))))*time.Second)
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

// succeed forgets the failures of this user from here, and takes the attempt
// back from what others are counted by too.
func (t *throttle) succeed(a attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, c := range a.counted() {
		if f, ok := t.counts[c.key]; ok && i > 0 {
			f.count--
			t.counts[c.key] = f
		} else {
			delete(t.counts, c.key)
		}
	}
}
