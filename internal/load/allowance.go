package load

import "time"

// allowance is how long a worker may take for an answer. It counts the time
// that the worker works: on a busy machine, a small file may take minutes of
// which the worker gets a second.
type allowance struct {
	work time.Duration // processor time
	wall time.Duration // for a worker that hangs, and does not work
}

// waits is how many times as long as it works a worker may take. Workers have a
// low priority: with forty programs on two processors, one gets a thirtieth of a
// processor.
const waits = 60

func allow(work time.Duration) allowance { return allowance{work: work, wall: waits * work} }

// watch calls stop if more than a is used up before done is closed. It returns
// after either. worked tells the processor time since watch was called.
func (a allowance) watch(done <-chan struct{}, worked func() time.Duration, stop func()) {
	began := time.Now()
	timer := time.NewTimer(min(a.work, a.wall))
	defer timer.Stop()
	for {
		select {
		case <-done:
			return
		case <-timer.C:
		}
		work, wall := a.work-worked(), a.wall-time.Since(began)
		if work <= 0 || wall <= 0 {
			stop()
			return
		}
		timer.Reset(min(work, wall))
	}
}

// stopwatch starts to count the processor time of a process. Where the system
// does not tell it, all time counts.
func stopwatch(pid int) (worked func() time.Duration) {
	began := time.Now()
	before, known := processorTime(pid)
	return func() time.Duration {
		if now, ok := processorTime(pid); ok && known {
			return now - before
		}
		return time.Since(began)
	}
}
