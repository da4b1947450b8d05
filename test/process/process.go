// Package process helps tests that run other processes: [Output] collects what
// a process prints, and [RunAndKill] kills a process at a chosen moment.
package process

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// Output collects what a process writes while a test reads it. The zero value is
// empty. Safe for concurrent use.
type Output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// String returns what was written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// RunAndKill runs the test binary as a child with env added to its environment.
// The child reports on its standard output, a line each. After so many reports
// it is killed with SIGKILL; all lines that it has written by then are returned.
// A child that ends by itself or takes over a minute fails the test.
func RunAndKill(t testing.TB, reports int, env ...string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for s := bufio.NewScanner(out); s.Scan(); {
		lines = append(lines, s.Text())
		if len(lines) == reports {
			_ = cmd.Process.Kill() // what is in the pipe is still read
		}
	}
	_ = cmd.Wait() // says that it was killed
	if len(lines) < reports {
		t.Fatalf("the child ended by itself after %d reports", len(lines))
	}
	return lines
}
