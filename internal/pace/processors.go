package pace

import (
	"os"
	"runtime"
)

// Processors returns how many processors the program may use.
func Processors() int { return min(runtime.GOMAXPROCS(0), runtime.NumCPU()) }

// AddThread gives Go code one thread more than there are processors. A goroutine
// that computes keeps its thread for up to ten milliseconds while a question waits,
// whereas the operating system divides a processor between threads more finely and
// prefers those that have waited. AddThread does nothing if the environment sets
// GOMAXPROCS, or if the limit of a container gives the program fewer threads than
// there are processors. Afterwards a limit that changes is not followed any more. It
// is meant for the main function of a server.
func AddThread() {
	if os.Getenv("GOMAXPROCS") != "" {
		return
	}
	if n := runtime.NumCPU(); runtime.GOMAXPROCS(0) == n {
		runtime.GOMAXPROCS(n + 1)
	}
}
