package pace_test

import (
	"runtime"
	"testing"

	"github.com/mundap/mundap/internal/pace"
)

func TestAServerHasOneThreadMoreThanProcessors(t *testing.T) {
	n := runtime.NumCPU()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	for range 2 {
		pace.AddThread()
		if got := runtime.GOMAXPROCS(0); got != n+1 {
			t.Errorf("%d threads on %d processors", got, n)
		}
		if got := pace.Processors(); got != n {
			t.Errorf("%d processors, want %d", got, n)
		}
	}
	limited := n + 2
	runtime.GOMAXPROCS(limited)
	if pace.AddThread(); runtime.GOMAXPROCS(0) != limited {
		t.Errorf("%d threads instead of the %d that were asked for", runtime.GOMAXPROCS(0), limited)
	}
}
