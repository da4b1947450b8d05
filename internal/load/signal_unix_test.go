//go:build unix

package load

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// signalled are workers that end by a signal while they read a file.
var signalled = map[string]syscall.Signal{
	"worker-that-is-interrupted": syscall.SIGINT, "worker-that-is-ended": syscall.SIGTERM,
	"worker-that-is-hung-up": syscall.SIGHUP, "worker-that-is-killed": syscall.SIGKILL,
}

func init() {
	for name, sent := range signalled {
		badWorkers[name] = func() {
			opened()
			_ = syscall.Kill(os.Getpid(), sent)
			select {}
		}
	}
}

func TestAFileIsNotDamagedBecauseItsWorkerWasStopped(t *testing.T) {
	for name, sent := range signalled {
		if signal.Ignored(sent) {
			continue // as under nohup, and so do workers
		}
		l := badWorker(t, name, format.Limits{})
		_, _, err := read(t, l, formattest.Source("a.html", smallHTML))
		if sent == syscall.SIGKILL {
			if !errors.Is(err, format.ErrTooMuchRAM) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if errors.Is(err, format.ErrDamaged) || !fault.Retryable(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSignalsOfATerminalDoNotReachWorkers(t *testing.T) {
	l := outside(t, format.Limits{})
	if _, _, err := read(t, l, formattest.Source("a.html", smallHTML)); err != nil {
		t.Fatal(err)
	}
	group, err := syscall.Getpgid(l.workers.idle[0].cmd.Process.Pid)
	if err != nil || group == syscall.Getpgrp() {
		t.Errorf("a worker is in the group %d of its parent: %v", group, err)
	}
}
