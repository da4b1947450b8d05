//go:build unix

package load

import "syscall"

// noCore keeps a crashing worker from leaving a dump of somebody's document.
func noCore() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
