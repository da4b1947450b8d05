package pace

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is what the program and the calling thread have used so far.
// It reports false where that is not known.
func processorTime() (usage, bool) {
	var all, own unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &all) != nil ||
		unix.Getrusage(unix.RUSAGE_THREAD, &own) != nil {
		return usage{}, false
	}
	return usage{program: used(&all), thread: used(&own), waited: waited()}, true
}

func used(r *unix.Rusage) time.Duration {
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// waited is how long the calling thread has waited for a processor; 0 if the
// kernel does not tell.
func waited() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/schedstat", unix.Gettid()))
	if err != nil {
		return 0
	}
	var ran, waited time.Duration // both in nanoseconds
	if _, err := fmt.Sscan(string(b), &ran, &waited); err != nil {
		return 0
	}
	return waited
}
