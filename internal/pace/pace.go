// Package pace keeps background work from taking processor time that questions
// need. [Slots] bound how much of it computes at the same time, for all parts of
// the program together, and a [Pace] has a single goroutine rest.
//
// Go's scheduler has no priorities, and a goroutine that computes keeps its
// processor for up to ten milliseconds while others wait. Background work
// therefore calls runtime.Gosched every millisecond or so: it then goes on behind
// all goroutines that are ready to run.
package pace

import (
	"context"
	"time"
)

const (
	// leastShare is the share of a processor that background work takes at least:
	// vectors must be made some time, too, on a machine that is always busy.
	leastShare = 0.1
	// enough is the share of a processor that has to be free for the work to
	// go on without a pause.
	enough = 0.9
	// longestRest bounds one pause, so that the end of a rush is noticed.
	longestRest = 2 * time.Second
)

// Pace keeps one goroutine from taking processor time that questions or other
// programs need. A low priority of the work's thread would do harm instead:
// while the operating system lets the thread wait, the thread keeps one of Go's
// processors, and all goroutines queued there wait too. The zero value is ready
// to use, by one goroutine that is locked to its thread.
type Pace struct {
	begun time.Time // of what is measured: the end of the last piece of work
	used  usage     // until then
}

// usage is processor time: of the program, of it that of the thread at work,
// and how long this thread wanted a processor and got none.
type usage struct{ program, thread, waited time.Duration }

// Rest is called after each piece of work. It waits until the work since the
// last call has taken no more than its share.
func (p *Pace) Rest(ctx context.Context) {
	used, ok := processorTime()
	if !ok {
		return
	}
	before, now := *p, time.Now()
	*p = Pace{now, used}
	if before.begun.IsZero() {
		return
	}
	pause := restAfter(now.Sub(before.begun), usage{
		program: used.program - before.used.program,
		thread:  used.thread - before.used.thread,
		waited:  used.waited - before.used.waited,
	}, Processors())
	if pause <= 0 {
		return
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// restAfter returns how long to pause after work that lasted for wall. There is
// no need to if a processor is free for the work. Otherwise, the work is to
// take half of what the rest of the program and other programs leave it.
func restAfter(wall time.Duration, u usage, processors int) time.Duration {
	if wall <= 0 || u.thread <= 0 {
		return 0
	}
	free := float64(processors) - float64(u.program-u.thread)/float64(wall)
	free = min(free, float64(u.thread)/float64(u.thread+u.waited))
	if free >= enough {
		return 0
	}
	share := max(free/2, leastShare)
	return min(time.Duration(float64(u.thread)/share)-wall, longestRest)
}
