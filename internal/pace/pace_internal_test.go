package pace

import (
	"testing"
	"time"
)

func TestBackgroundWorkTakesHalfOfWhatOthersLeave(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name       string
		used       usage // in 100 ms
		processors int
		share      float64 // of a processor, with the pause
	}{
		{"nobody else is there", usage{100 * ms, 100 * ms, 0}, 1, 1},
		{"another processor is free", usage{200 * ms, 100 * ms, 0}, 2, 1},
		{"the program needs half of the only processor", usage{100 * ms, 50 * ms, 0}, 1, .25},
		{"the program needs three quarters of two", usage{200 * ms, 50 * ms, 0}, 2, .25},
		{"the program needs everything", usage{110 * ms, 10 * ms, 0}, 1, leastShare},
		{"another program needs half", usage{50 * ms, 50 * ms, 50 * ms}, 2, .25},
		{"other programs need everything", usage{20 * ms, 20 * ms, 80 * ms}, 2, leastShare},
		{"a server elsewhere does the work", usage{100 * ms, ms, 0}, 1, .01},
	} {
		rest := restAfter(100*ms, c.used, c.processors)
		share := float64(c.used.thread) / float64(100*ms+max(rest, 0))
		if share > c.share+.01 || share < c.share-.01 {
			t.Errorf("%s: a share of %.2f, want %.2f", c.name, share, c.share)
		}
	}
	if rest := restAfter(time.Minute, usage{2 * time.Minute, time.Minute, 0}, 1); rest > longestRest {
		t.Errorf("a pause of %v", rest)
	}
}
