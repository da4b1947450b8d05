package load

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is the time that all threads of a process have been running.
func processorTime(pid int) (time.Duration, bool) {
	// clock_getcpuclockid(3) makes the number of a process's clock like this.
	const sched = 2
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|sched), &t); err != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}
