//go:build unix

package load

import (
	"os"
	"syscall"
)

// noCore keeps a crashing worker from leaving a dump of somebody's document.
func noCore() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }

// boundMemory makes the system refuse memory beyond bytes, so that not even one
// large allocation gets past the limit before watch looks again. Memory counts
// from when it can be written to; what Go and WebAssembly only reserve does
// not. The program itself, which lies in memory beside its data, is taken off.
func boundMemory(bytes int64) {
	const program = 64 << 20
	if bytes > 4*program {
		_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: uint64(bytes - program),
			Max: uint64(bytes - program)})
	}
}

// ownGroup keeps the signals of a terminal from a worker: Ctrl-C ends the
// program, which ends its workers itself.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// niceness is that of workers. The program itself keeps that of its shell, 0 as
// a rule.
const niceness = 10

// yield lowers the priority of a worker, which has a process group of its own.
// Somebody may be waiting for an answer, whereas a folder of documents takes a
// while anyway.
func yield(pid int) { _ = syscall.Setpriority(syscall.PRIO_PGRP, pid, niceness) }

// stopped reports whether somebody asked a process to end. That says nothing
// about the file that it was reading.
func stopped(s *os.ProcessState) bool {
	switch signalOf(s) {
	case syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP:
		return true
	}
	return false
}

// outOfMemory reports whether a process was killed, which is what Linux does
// when memory runs out.
func outOfMemory(s *os.ProcessState) bool { return signalOf(s) == syscall.SIGKILL }

// signalOf is the signal that ended a process, 0 if none did.
func signalOf(s *os.ProcessState) syscall.Signal {
	if w, ok := s.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return w.Signal()
	}
	return 0
}
