package load

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/format"
)

// process is the parent's side of one worker.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	pipe   io.Closer // below out
	stderr tail
	ended  chan struct{} // closed when the process is gone
	fresh  bool          // it has not read a file yet
	retire *time.Timer   // ends it when it has been idle too long

	mu     sync.Mutex
	reason error // why it was killed
}

// startProcess starts a worker. It inherits no environment: it needs none, and secrets lie there.
func startProcess(command []string, cache string, memory int64) (*process, error) {
	args := append(command[1:len(command):len(command)], "--memory", strconv.FormatInt(memory, 10))
	if cache != "" {
		args = append(args, "--cache", cache)
	}
	p := &process{cmd: exec.Command(command[0], args...), ended: make(chan struct{}), fresh: true}
	p.cmd.Env = workerEnvironment()
	p.cmd.SysProcAttr = ownGroup()
	p.cmd.Stderr = &p.stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	// A pipe of our own, since that of StdoutPipe is closed by Wait, with frames still in it.
	ours, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout = theirs
	err = p.cmd.Start()
	theirs.Close()
	if err != nil {
		ours.Close()
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	yield(p.cmd.Process.Pid)
	p.in, p.out, p.pipe = in, bufio.NewReaderSize(ours, 64<<10), ours
	return p, nil
}

// workerEnvironment is what a process can't do without on some systems.
func workerEnvironment() []string {
	env := []string{"MUNDAP_WORKER=1"}
	for _, name := range []string{"SYSTEMROOT", "TMPDIR", "GOCOVERDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// answer waits for the process's next frame. A process that works longer than
// patience, or hangs, is killed. took is how long it worked.
func (p *process) answer(patience time.Duration) (t frameType, payload []byte,
	took time.Duration, err error) {
	worked := stopwatch(p.cmd.Process.Pid)
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		allow(patience).watch(done, worked, func() { p.kill(format.ErrTooSlow) })
	})
	t, payload, err = readFrame(p.out)
	took = worked()
	close(done)
	watching.Wait()
	return t, payload, took, err
}

// kill ends the process for a reason; the first one counts.
func (p *process) kill(reason error) {
	p.mu.Lock()
	if p.reason == nil {
		p.reason = reason
	}
	p.mu.Unlock()
	_ = p.cmd.Process.Kill()
}

// reap waits for the process to be gone. It runs in a goroutine that startProcess's caller owns.
func (p *process) reap() {
	_ = p.cmd.Wait()
	close(p.ended)
}

// end kills the process and waits until it is gone.
func (p *process) end(reason error) {
	p.kill(reason)
	<-p.ended
	p.in.Close()
	p.pipe.Close()
}

// epitaph says why the process is gone, for the file that it was reading. It is gone.
func (p *process) epitaph(broken error) error {
	p.mu.Lock()
	reason := p.reason
	p.mu.Unlock()
	said := strings.TrimSpace(p.stderr.String())
	cause := fmt.Errorf("%w: %v: %s", broken, p.cmd.ProcessState, said)
	switch {
	case errors.Is(reason, format.ErrTooSlow):
		return format.Fail(format.ErrTooSlow, cause)
	case reason != nil:
		return reason
	case stopped(p.cmd.ProcessState):
		return fault.Wrap(cause, fault.Unavailable, "파일을 읽는 프로그램이 멈췄어요. 다시 읽을게요.",
			"The program that read the file was stopped. The file will be read again.")
	case p.cmd.ProcessState.ExitCode() == exitMemory, refusedMemory(said),
		vanished(broken) && outOfMemory(p.cmd.ProcessState):
		return format.Fail(format.ErrTooMuchRAM, cause)
	}
	return format.Fail(format.ErrDamaged, cause)
}

// vanished reports whether a pipe broke because the process at its other end was
// gone before anything was wrong with what it wrote.
func vanished(broken error) bool {
	return errors.Is(broken, io.EOF) || errors.Is(broken, io.ErrUnexpectedEOF) ||
		errors.Is(broken, os.ErrClosed) || errors.Is(broken, syscall.EPIPE)
}

// refusedMemory reports whether a worker's last words are those of a program
// that the system gave no more memory. Go's runtime says so, or uses what it
// did not get on its own stack, where nothing of a file runs.
func refusedMemory(said string) bool {
	return strings.Contains(said, "out of memory") ||
		strings.Contains(said, "cannot allocate memory") ||
		strings.Contains(said, "SIGSEGV") && strings.Contains(said, "goroutine 0 gp=")
}

// errClosed ends the files of a Loader that is closed.
var errClosed = fault.Newf(fault.Unavailable, "the loader was closed")

// tail keeps the beginning and the end of what is written to it: a program that
// dies says why first, and then at length where it was. Its methods may be
// called concurrently.
type tail struct {
	mu    sync.Mutex
	first []byte
	kept  []byte
}

const (
	firstBytes = 1 << 10
	tailBytes  = 7 << 10
)

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(b), firstBytes-len(t.first))
	t.first = append(t.first, b[:n]...)
	t.kept = append(t.kept, b[n:]...)
	if extra := len(t.kept) - tailBytes; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.ToValidUTF8(string(t.first)+string(t.kept), "?")
}
