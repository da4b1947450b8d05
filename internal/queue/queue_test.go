package queue_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/queue/queuetest"
)

func TestMemory(t *testing.T) {
	queuetest.Run(t, queuetest.Harness{
		Lanes:  true,
		Bubble: true, KeepsAttempt: true,
		Open: func(_ *testing.T, p queue.Policy) queue.Queue { return queuetest.NewMemory(p) },
	})
}

func TestDelayDoublesUpToItsBound(t *testing.T) {
	p := queue.Policy{Backoff: 2 * time.Second}
	for attempt, want := range map[int]time.Duration{
		1: 2 * time.Second, 2: 4 * time.Second, 3: 8 * time.Second, 9: 512 * time.Second,
		10: queue.MaxBackoff, 1000: queue.MaxBackoff,
	} {
		if got := p.Delay(attempt); got != want {
			t.Errorf("after attempt %d: %v, want %v", attempt, got, want)
		}
	}
}

func TestPermanentSurvivesWrapping(t *testing.T) {
	cause := errors.New("encrypted")
	err := fmt.Errorf("reading: %w", queue.Permanent(cause))
	if !queue.IsPermanent(err) || !errors.Is(err, cause) || queue.IsPermanent(cause) ||
		queue.Permanent(nil) != nil {
		t.Errorf("%v: permanent %t", err, queue.IsPermanent(err))
	}
}

func TestGroupsFitTheLimits(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range []string{"", "docs/약관.pdf", "docs/a", "docs/b"} {
		g := queue.GroupOf(key)
		if err := (queue.Message{Group: g}).Check(); err != nil || seen[g] {
			t.Errorf("group %q of %q: %v", g, key, err)
		}
		seen[g] = true
	}
}
