package app

import (
	"testing"
	"time"
)

func TestAnAscendingClockGoesOnFromWhatWasRecorded(t *testing.T) {
	wall := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return wall }
	if got := ascending(wall.Add(-time.Hour), now)(); !got.Equal(wall) {
		t.Errorf("a clock that is right shows %s", got)
	}
	recorded := wall.Add(72 * time.Hour)
	clock := ascending(recorded, now)
	first := clock()
	wall = wall.Add(time.Second)
	if second := clock(); !first.After(recorded) || second.Sub(first) != time.Second {
		t.Errorf("after %s it shows %s and then %s", recorded, first, second)
	}
}
