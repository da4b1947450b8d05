package localindex

import "golang.org/x/sys/unix"

// niceness of background work, on the scale of nice(1).
const niceness = 10

// lowerPriority lets everything else go before the calling thread. That is a
// matter of politeness: where it fails, work goes on.
func lowerPriority() { _ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), niceness) }
