package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
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

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	// The program is built by a command, of which a cached result of these tests would know nothing: this makes them
	// depend on the program's parts.
	_ "github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/test/protocol"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	for _, f := range []string{"main.go", "program.go", "ask.go", "ingest.go", "documents.go", "user.go", "serve.go", "eval.go", "doctor.go"} {
		os.ReadFile(filepath.Join("..", "..", "cmd", "mundap", f)) // a cached result depends on what was read
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
	log  *lockedBuffer
	wait func() error
	http *http.Client
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var announced = regexp.MustCompile(`http://[0-9.:\[\]]+`)

// start runs the server on a free port of its own and waits until it says that it is ready.
func start(t *testing.T, data string, args ...string) *server {
	t.Helper()
	s := &server{T: t, data: data, log: &lockedBuffer{}, http: &http.Client{Timeout: patience}}
	s.cmd = exec.Command(binary, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, args...)...)
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

// frame is what a base client receives.
type frame struct {
	RequestID string `json:"request_id"`
	Msg       string `json:"msg"`
	Status    string `json:"status"`
}

// socket is a base client's connection.
type socket struct {
	*testing.T
	ctx  context.Context
	conn *websocket.Conn
}

// connect opens a socket at the address that provisioning names.
func (s *server) connect(protocols ...string) *socket {
	s.Helper()
	var answer struct {
		StatusCode int
		Info       string
	}
	if status := s.post("/provisioning", map[string]any{"userId": nil}, &answer); status != 200 || answer.StatusCode != 200 {
		s.Fatalf("provisioning: %d %+v", status, answer)
	}
	var info struct {
		URL string `json:"wss_url"`
	}
	if err := json.Unmarshal([]byte(answer.Info), &info); err != nil || !strings.HasPrefix(info.URL, "ws://") {
		s.Fatalf("provisioning: %q, %v", answer.Info, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, info.URL, &websocket.DialOptions{Subprotocols: protocols})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { conn.CloseNow() })
	return &socket{T: s.T, ctx: ctx, conn: conn}
}

func (k *socket) send(text string) {
	k.Helper()
	if err := k.conn.Write(k.ctx, websocket.MessageText, []byte(text)); err != nil {
		k.Fatal(err)
	}
}

func (k *socket) receive() string {
	k.Helper()
	_, b, err := k.conn.Read(k.ctx)
	if err != nil {
		k.Fatal(err)
	}
	return string(b)
}

func (k *socket) frame() frame {
	k.Helper()
	text := k.receive()
	var f frame
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		k.Fatalf("%q is no frame: %v", text, err)
	}
	return f
}

// request is a base client's question.
type request struct {
	UserID       string `json:"user_id"`
	RequestID    string `json:"request_id"`
	RequestTime  string `json:"request_time"`
	Type         string `json:"type"`
	Body         string `json:"body"`
	ConvType     string `json:"conv_type"`
	RAGType      string `json:"rag_type"`
	FunctionType string `json:"function_type"`
}

func question(id, body string) request {
	return request{UserID: "u1", RequestID: id, RequestTime: "2026-11-23 10:20:30", Type: "text", Body: body, ConvType: "qa", RAGType: "all", FunctionType: "rag"}
}

// ask sends a request and returns its frames up to the last one.
func (k *socket) ask(r request) []frame {
	k.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		k.Fatal(err)
	}
	k.send(string(b))
	var frames []frame
	for {
		f := k.frame()
		if f.RequestID != r.RequestID {
			k.Fatalf("a frame of %q: %+v", f.RequestID, f)
		}
		frames = append(frames, f)
		if f.Status == "completed" || f.Status == "error" {
			return frames
		}
	}
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
