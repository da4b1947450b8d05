package core

import (
	"fmt"
	"testing"
	"time"
)

// A server answers millions of conversations.
func TestTheMemoryOfConversationsIsBounded(t *testing.T) {
	f, now := newAffinity(), time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	const n = 5*affinitySize + 7
	for i := range n {
		f.set(now, fmt.Sprint(i), i%3)
	}
	if kept := len(f.young) + len(f.old); kept > 2*affinitySize {
		t.Errorf("%d conversations are remembered, want %d at most", kept, 2*affinitySize)
	}
	for i := n - affinitySize; i < n; i++ {
		if got := f.get(now, fmt.Sprint(i)); got != i%3+1 {
			t.Fatalf("the newest conversation but %d is at %d", n-1-i, got)
		}
	}
}
