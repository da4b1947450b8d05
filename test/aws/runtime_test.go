package aws_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// lambdaFunction runs a function as Lambda does: an instance answers one event
// at a time; more events, more instances.
type lambdaFunction struct {
	program, handler string
	env              []string
	log              *os.File      // what its instances write
	limit            time.Duration // its timeout
	// called when its instances were killed at work, before others begin
	crashed func()

	mu        sync.Mutex
	idle      []*instance
	all       []*instance
	first     time.Duration // from the first instance's start to its first answer
	runs      int           // events that were answered
	failed    int           // events that ended in an error
	memory    int           // KiB that an instance held at most
	stopped   bool
	killAfter int // so many events from now the instance dies as it begins one; 0: it lives
}

// instance is one process with the runtime API that it asks for events.
type instance struct {
	cmd    *exec.Cmd
	api    *httptest.Server
	events chan []byte
	out    chan outcome
	died   chan struct{}
	began  time.Time
	limit  time.Duration
}

type outcome struct {
	body []byte
	err  error
}

var errDied = errors.New("the function died")

func (f *lambdaFunction) start() (*instance, error) {
	i := &instance{events: make(chan []byte), out: make(chan outcome, 1), died: make(chan struct{}),
		began: time.Now(), limit: f.limit}
	i.api = httptest.NewServer(http.HandlerFunc(i.serve))
	i.cmd = exec.Command(f.program)
	i.cmd.Env = append(append([]string{}, f.env...), "_HANDLER="+f.handler,
		"AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(i.api.URL, "http://"))
	i.cmd.Stderr = f.log
	if err := i.cmd.Start(); err != nil {
		i.api.Close()
		return nil, err
	}
	go func() {
		_ = i.cmd.Wait() // killed, mostly
		close(i.died)
	}()
	return i, nil
}

// serve is the runtime API.
func (i *instance) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/invocation/next"):
		select {
		case event := <-i.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "1")
			w.Header().Set("Lambda-Runtime-Deadline-Ms",
				strconv.FormatInt(time.Now().Add(i.limit).UnixMilli(), 10))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:function")
			_, _ = w.Write(event)
		case <-r.Context().Done():
		case <-i.died:
		}
	case strings.HasSuffix(r.URL.Path, "/response"):
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		i.out <- outcome{body: body}
	default: // an error of an event, or of the start
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		var e struct{ ErrorMessage string }
		_ = json.Unmarshal(body, &e)
		i.out <- outcome{err: errors.New(e.ErrorMessage)}
	}
}

// freeze stops an instance between events, as Lambda does: what still runs in it
// stands still, and may never go on. It is called when the instance's answer has
// arrived, which the instance may not know yet.
func (i *instance) freeze() { _ = i.cmd.Process.Signal(syscall.SIGSTOP) }

func (i *instance) thaw() { _ = i.cmd.Process.Signal(syscall.SIGCONT) }

func (i *instance) stop() {
	_ = i.cmd.Process.Kill()
	<-i.died
	i.api.CloseClientConnections()
	i.api.Close()
}

func (f *lambdaFunction) take() (i *instance, kill bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped {
		return nil, false, errDied
	}
	if f.killAfter > 0 {
		f.killAfter--
		kill = f.killAfter == 0
	}
	if n := len(f.idle); n > 0 {
		i, f.idle = f.idle[n-1], f.idle[:n-1]
		return i, kill, nil
	}
	if i, err = f.start(); err == nil {
		f.all = append(f.all, i)
	}
	return i, kill, err
}

// invoke gives an event to an instance and waits for what it answers. The
// instance works on when ctx ends.
func (f *lambdaFunction) invoke(ctx context.Context, event any) ([]byte, error) {
	payload, ok := event.([]byte)
	if !ok {
		var err error
		if payload, err = json.Marshal(event); err != nil {
			return nil, err
		}
	}
	i, kill, err := f.take()
	if err != nil {
		return nil, err
	}
	done := make(chan outcome, 1)
	go func() { done <- f.run(i, kill, payload) }() // ends with the instance at the latest
	select {
	case out := <-done:
		return out.body, out.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *lambdaFunction) run(i *instance, kill bool, payload []byte) outcome {
	i.thaw()
	select {
	case i.events <- payload:
	case <-i.died:
		return f.bury(i)
	}
	if kill {
		_ = i.cmd.Process.Kill()
		return f.bury(i)
	}
	limit := time.NewTimer(f.limit)
	defer limit.Stop()
	select {
	case out := <-i.out:
		i.freeze()
		f.mu.Lock()
		f.idle = append(f.idle, i)
		f.runs++
		if out.err != nil {
			f.failed++
		}
		if f.first == 0 {
			f.first = time.Since(i.began)
		}
		f.memory = max(f.memory, peak(i.cmd.Process.Pid))
		f.mu.Unlock()
		if out.err != nil {
			out.err = fmt.Errorf("%s: %w", f.handler, out.err)
		}
		return out
	case <-i.died:
	case <-limit.C:
		_ = i.cmd.Process.Kill()
	}
	return f.bury(i)
}

// bury forgets a dead instance.
func (f *lambdaFunction) bury(i *instance) outcome {
	i.stop()
	f.mu.Lock()
	f.all = slices.DeleteFunc(f.all, func(x *instance) bool { return x == i })
	f.mu.Unlock()
	return outcome{err: errDied}
}

// stop ends all instances.
func (f *lambdaFunction) stop() {
	f.mu.Lock()
	all := slices.Clone(f.all)
	f.stopped = true
	f.mu.Unlock()
	for _, i := range all {
		i.stop()
	}
}

// crash kills the instances that are at work.
func (f *lambdaFunction) crash() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped {
		return
	}
	for _, i := range f.all {
		if !slices.Contains(f.idle, i) {
			_ = i.cmd.Process.Kill()
			<-i.died
		}
	}
	if f.crashed != nil {
		f.crashed()
	}
}

// busy says whether an instance is at work.
func (f *lambdaFunction) busy() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.all) > len(f.idle)
}

// kill lets the n-th event from now (1: the next) kill its instance.
func (f *lambdaFunction) kill(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.killAfter = n
}

// peak is the most memory that a process held, in KiB; 0 where the system does not tell.
func peak(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			n, _ := strconv.Atoi(fields[1])
			return n
		}
	}
	return 0
}
