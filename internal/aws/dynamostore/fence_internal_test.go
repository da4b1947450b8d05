package dynamostore

import (
	"testing"
	"time"
)

// A worker that lost its turn is refused by its fence. The next fence must be a new
// one even if the clock is behind the one that gave the last.
func TestAFenceIsNewThoughTheClockIsBehind(t *testing.T) {
	ahead := time.Now().Add(time.Hour).UnixMicro()
	if next := fenceAfter(ahead); next <= ahead {
		t.Errorf("%d after %d", next, ahead)
	}
	if now, next := time.Now().UnixMicro(), fenceAfter(1); next < now {
		t.Errorf("%d is before the clock's %d: a turn that was deleted may have had it", next, now)
	}
}
