package core

import "time"

// affinity remembers which account answered a conversation last, because its
// prompt cache may be warm. Its size is bounded: there are two generations, and
// the older one is dropped when the newer one is full.
type affinity struct {
	young, old map[string]warmth
}

type warmth struct {
	account int // plus one; 0 if there is none
	until   time.Time
}

const (
	affinityTTL  = 5 * time.Minute // of Bedrock's prompt cache
	affinitySize = 4096
)

func newAffinity() affinity {
	return affinity{young: map[string]warmth{},
		old: map[string]warmth{}}
}

func (f *affinity) get(now time.Time, conversation string) int {
	if conversation == "" {
		return 0
	}
	w, ok := f.young[conversation]
	if !ok {
		w = f.old[conversation]
	}
	if now.After(w.until) {
		return 0
	}
	return w.account
}

func (f *affinity) set(now time.Time, conversation string, account int) {
	if conversation == "" {
		return
	}
	if len(f.young) >= affinitySize {
		f.young, f.old = f.old, f.young
		clear(f.young)
	}
	f.young[conversation] = warmth{account + 1, now.Add(affinityTTL)}
}
