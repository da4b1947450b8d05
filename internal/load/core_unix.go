//go:build unix

package load

import "syscall"

// noCore keeps a crashing worker from leaving a dump of somebody's document.
func noCore() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }

// boundMemory makes the system refuse memory beyond bytes, so that not even one
// large allocation gets past the limit before watch looks again. Memory counts
// from when it can be written to; what Go and WebAssembly only reserve does
// not. The program itself, which is in memory beside its data, is subtracted.
func boundMemory(bytes int64) {
	const program = 64 << 20
	if bytes > 4*program {
		_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: uint64(bytes - program),
			Max: uint64(bytes - program)})
	}
}
