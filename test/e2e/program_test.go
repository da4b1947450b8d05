package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	// The program is built by a command, of which a cached result of these
	// tests would know nothing: this makes them depend on the program's parts.
	_ "github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/test/process"
	"github.com/mundap/mundap/test/protocol"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	for _, f := range []string{"main.go", "program.go", "ask.go", "ingest.go", "documents.go",
		"user.go", "serve.go", "eval.go", "doctor.go"} {
		// a cached result depends on what was read
		os.ReadFile(filepath.Join("..", "..", "cmd", "mundap", f))
	}
	dir, err := os.MkdirTemp("", "mundap-e2e-*")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "mundap")
	build := exec.Command("go", "build", "-o", binary, "github.com/mundap/mundap/cmd/mundap")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		os.RemoveAll(dir)
		os.Exit(code)
	}))
}

// patience bounds every wait; nothing takes nearly as long on an idle machine.
const patience = 60 * time.Second

// server is a running program.
type server struct {
	*testing.T
	url  string
	data string
	cmd  *exec.Cmd
	log  *process.Output
	wait func() error
	http *http.Client
}

var announced = regexp.MustCompile(`http://[0-9.:\[\]]+`)

// start runs the server on a free port of its own and waits until it says that it is ready.
func start(t *testing.T, data string, args ...string) *server {
	t.Helper()
	s := &server{T: t, data: data, log: &process.Output{}, http: &http.Client{Timeout: patience}}
	s.cmd = exec.Command(binary, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data},
		args...)...)
	s.cmd.Env = append(os.Environ(), "MUNDAP_LANG=ko", "XDG_CONFIG_HOME="+t.TempDir())
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.wait = sync.OnceValue(s.cmd.Wait)
	timer := time.AfterFunc(patience, func() { s.cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() && s.url == "" {
		s.url = announced.FindString(lines.Text())
		if s.url != "" {
			break
		}
	}
	timer.Stop()
	if s.url == "" {
		t.Fatalf("the server never became ready: %v\n%s", s.wait(), s.log)
	}
	var drained sync.WaitGroup
	drained.Go(func() { io.Copy(io.Discard, out) })
	t.Cleanup(func() {
		s.stop(syscall.SIGTERM)
		drained.Wait()
		s.http.CloseIdleConnections()
		if t.Failed() {
			t.Logf("the server's log:\n%s", s.log)
		}
	})
	return s
}

// stop ends the server and returns how it ended.
func (s *server) stop(sig syscall.Signal) error {
	s.cmd.Process.Signal(sig) // fails when it has ended already
	timer := time.AfterFunc(patience, func() { s.cmd.Process.Kill() })
	defer timer.Stop()
	return s.wait()
}

// client is a base client of the server, without accounts.
func (s *server) client() protocol.Client {
	return protocol.Client{T: s.T, URL: s.url, User: "u1", HTTP: s.http}
}

// post calls one of the base protocol's endpoints.
func (s *server) post(path string, body, answer any) int {
	s.Helper()
	return s.client().Post(path, body, answer)
}

// upload brings a file in as base clients do: a grant, then a PUT.
func (s *server) upload(name, contentType, content string) {
	s.Helper()
	s.client().Upload(name, contentType, content)
}

// connect opens a base client's socket.
func (s *server) connect(protocols ...string) *protocol.Socket {
	s.Helper()
	return s.client().Connect(protocols...)
}

// question asks all stores.
func question(id, body string) protocol.Request {
	return protocol.Client{User: "u1"}.Question(id, body)
}

// mundap runs a command on a data folder and returns its output and status.
func mundap(t *testing.T, data, input string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, append(args, "--data", data)...)
	cmd.Env = append(os.Environ(), "MUNDAP_LANG=ko", "XDG_CONFIG_HOME="+t.TempDir())
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &errs
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("mundap %v did not end\n%s", args, &errs)
	}
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}
