package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// usage is what reading a file has cost.
type usage struct {
	size           int64 // of the file, in bytes
	server, worker int64 // the most memory held, in MB
	took           time.Duration
	said           string // by the command
}

// measure starts a server on an empty data folder and has it read a file of size
// bytes.
func measure(ctx context.Context, binary string, f file, size int64) (u usage, err error) {
	dir, err := os.MkdirTemp("", "mundap-memory-*")
	if err != nil {
		return u, err
	}
	defer os.RemoveAll(dir)
	path, data := filepath.Join(dir, f.name), filepath.Join(dir, "data")
	if err := f.make(path, size); err != nil {
		return u, err
	}
	server, err := serve(ctx, binary, data)
	if err != nil {
		return u, err
	}
	defer func() { err = errors.Join(err, end(server)) }()
	watching, stop := context.WithCancel(ctx)
	workers := make(chan int64, 1)
	go func() { workers <- watch(watching, server.Process.Pid) }()
	began := time.Now()
	said, failed := exec.CommandContext(ctx, binary, "ingest", path, "--data",
		data).CombinedOutput()
	stop()
	u = usage{size: size, worker: <-workers, took: time.Since(began),
		said: strings.TrimSpace(string(said))}
	if failed != nil && len(said) == 0 {
		return u, failed
	}
	u.server, err = peak(server.Process.Pid)
	return u, err
}

// serve starts a server and waits until it takes requests.
func serve(ctx context.Context, binary, data string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, binary, "serve", "--addr", "127.0.0.1:0", "--data", data,
		"--set", "log_level=error")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		return nil, errors.Join(errors.New("the server did not start"), end(cmd))
	}
	return cmd, nil
}

// end stops a server and waits for it.
func end(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return cmd.Wait()
}

// peak is the most memory that a process has held, in MB, with what it has mapped
// of files.
func peak(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kb, err := strconv.ParseInt(fields[1], 10, 64)
			return kb >> 10, err
		}
	}
	return 0, errors.New("the system does not tell")
}

// watchEvery is often enough to see every reader: they stay for a while when
// their file is read.
const watchEvery = 100 * time.Millisecond

// watch gives the most memory that a child of a process has held until ctx ends,
// in MB.
func watch(ctx context.Context, parent int) (most int64) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		for _, pid := range children(parent) {
			held, _ := peak(pid) // it may have ended
			most = max(most, held)
		}
		select {
		case <-ctx.Done():
			return most
		case <-tick.C:
		}
	}
}

// children are the processes that any thread of a process has started.
func children(parent int) (pids []int) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	for _, path := range threads {
		started, _ := os.ReadFile(path) // the thread may have ended
		for _, child := range strings.Fields(string(started)) {
			if pid, err := strconv.Atoi(child); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}
