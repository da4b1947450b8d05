package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const pinned = "MUNDAP_BENCH_PINNED"

// programCPU is where the program under test runs; the bench has the others.
const programCPU = 0

// pinSelf starts the bench again on all processors but the program's: an
// affinity must be set before Go makes threads.
func pinSelf() error {
	if os.Getenv(pinned) != "" {
		return nil
	}
	if runtime.NumCPU() < 2 {
		return fmt.Errorf("there is one processor only")
	}
	runtime.LockOSThread()
	var set unix.CPUSet
	for cpu := range runtime.NumCPU() {
		if cpu != programCPU {
			set.Set(cpu)
		}
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(exe, os.Args, append(os.Environ(), pinned+"=1"))
}

// onProgramCPU runs start with this thread on the program's processor; the
// process that it starts inherits that.
func onProgramCPU(start func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return start()
	}
	set.Set(programCPU)
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return start()
	}
	defer unix.SchedSetaffinity(0, &before)
	return start()
}

// processors counts all of the machine's; runtime.NumCPU counts those that the bench may use.
func processors() int {
	text, _ := os.ReadFile("/proc/cpuinfo")
	return max(1, strings.Count("\n"+string(text), "\nprocessor"))
}

func cpuModel() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok &&
			strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func totalMemory() string {
	text, _ := os.ReadFile("/proc/meminfo")
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return "unknown"
	}
	kb, _ := strconv.ParseInt(fields[1], 10, 64)
	return fmt.Sprintf("%.0f GB", float64(kb)/1e6)
}

// residentKB is a process's VmRSS and of that what is not backed by files.
func residentKB(pid int) (total, anonymous int64) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		n, _ := strconv.ParseInt(fields[1], 10, 64)
		switch fields[0] {
		case "VmRSS:":
			total = n
		case "RssAnon:":
			anonymous = n
		}
	}
	return total, anonymous
}

// clockTicks is USER_HZ: 100 on every Linux that Go runs on.
const clockTicks = 100

// cpuTime is what a process has used so far.
func cpuTime(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	after := text[bytes.LastIndexByte(text, ')')+1:]
	fields := strings.Fields(string(after))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / clockTicks
}

// end stops a process and waits for it.
func end(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	timer := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait()
}
