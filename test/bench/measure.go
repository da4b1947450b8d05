package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"
)

// bench is what the measurements share.
type bench struct {
	binary   string
	data     string
	anywhere bool // the program has all processors
	scale
}

const documents = 100

// library indexes a hundred documents of ten short sections each.
func (b *bench) library(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for i := range documents {
		var text []byte
		for j := range 10 {
			text = fmt.Appendf(text, "%d.%d 절\n\n보일러 %d번 기종의 오류 코드 E-%02d%d은 %d번 센서의 이상을 뜻합니다. 전원을 끄고 %d분 뒤에 다시 켜십시오. "+
				"같은 일이 되풀이되면 서비스 센터에 연락하십시오. 점검 주기는 %d개월이며 기록을 남겨야 합니다.\n\n", i, j, i, i, j, j, 5+j,
				i%12+1)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("안내%03d.txt", i)), text,
			0o600); err != nil {
			return err
		}
	}
	out, err := b.mundap(ctx, "ingest", dir).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ingesting the library: %w\n%s", err, out)
	}
	return nil
}

// learned waits until all passages have their vectors, which are made behind
// the text: what is measured from then on shares the processor with nothing.
func (b *bench) learned(ctx context.Context) error {
	url, cmd, err := b.serve(ctx, "")
	if err != nil {
		return err
	}
	defer end(cmd)
	every := time.NewTicker(200 * time.Millisecond)
	defer every.Stop()
	for {
		missing, err := missingVectors(ctx, url)
		if err != nil || missing == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
	}
}

// missingVectors returns how many passages have no vector yet.
func missingVectors(ctx context.Context, url string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/documents", nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var list struct{ Vectors *struct{ Missing int } }
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		return 0, fmt.Errorf("listing the documents: %w", err)
	}
	if list.Vectors == nil { // the program makes none
		return 0, nil
	}
	return list.Vectors.Missing, nil
}

func (b *bench) mundap(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.binary, append(args, "--data", b.data)...)
	cmd.Env = append(os.Environ(), "MUNDAP_LANG=ko", "XDG_CONFIG_HOME="+b.data)
	return cmd
}

// command measures from the start of the program to the end of an extractive answer.
func (b *bench) command(ctx context.Context) error {
	var times []time.Duration
	for i := range b.commands {
		cmd := b.mundap(ctx, "ask", fmt.Sprintf("오류 코드 E-%02d3은 무슨 뜻인가요?", i*7%documents))
		began := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("asking: %w\n%s", err, out)
		}
		times = append(times, time.Since(began))
	}
	row("exec to the extractive answer's end, 100 documents", times, "goal: median < 300 ms")
	return nil
}

func row(what string, times []time.Duration, note string) {
	slices.Sort(times)
	at := func(q float64) time.Duration {
		return times[min(int(q*float64(len(times))),
			len(times)-1)]
	}
	fmt.Printf("%-56s median %v, p99 %v, min %v, max %v (n=%d)  %s\n", what, round(at(.5)),
		round(at(.99)), round(times[0]),
		round(times[len(times)-1]), len(times), note)
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

var announced = regexp.MustCompile(`http://[0-9.:]+`)

// serve starts the server; modelURL "" means without a model.
func (b *bench) serve(ctx context.Context, modelURL string) (url string, cmd *exec.Cmd, err error) {
	args := []string{"serve", "--addr", "127.0.0.1:0", "--set", "log_level=warn"}
	if modelURL != "" {
		args = append(args, "--set", "model.url="+modelURL, "--set", "model.name=bench")
	}
	cmd = b.mundap(ctx, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	start := onProgramCPU
	if b.anywhere {
		start = func(start func() error) error { return start() }
	}
	if err := start(cmd.Start); err != nil {
		return "", nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url = announced.FindString(lines.Text()); url != "" {
			go io.Copy(io.Discard, out) // ends with the process
			return url, cmd, nil
		}
	}
	return "", nil, errors.Join(errors.New("the server never became ready"), cmd.Wait())
}

// memory measures a server that has answered a question and then rests.
func (b *bench) memory(ctx context.Context) error {
	url, cmd, err := b.serve(ctx, "")
	if err != nil {
		return err
	}
	defer end(cmd)
	c, err := connect(ctx, url, "rest", true)
	if err != nil {
		return err
	}
	defer c.close()
	if _, err := c.ask(ctx, "rest-1", "오류 코드 E-073은 무슨 뜻인가요?"); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(b.rest):
	}
	total, anonymous := residentKB(cmd.Process.Pid)
	fmt.Printf("%-56s %.1f MB resident, of which %.1f MB its own  goal: < 100 MB\n",
		"memory at rest, 100 documents", float64(total)/1000, float64(anonymous)/1000)
	return nil
}

// withModel starts a model and a server on it.
func (b *bench) withModel(ctx context.Context, do func(url string, m *model, pid int) error) error {
	m, err := newModel()
	if err != nil {
		return err
	}
	defer m.close()
	url, cmd, err := b.serve(ctx, m.url)
	if err != nil {
		return err
	}
	defer end(cmd)
	return do(url, m, cmd.Process.Pid)
}

// load asks n questions, each from a client of its own, which connects for it
// and leaves afterwards. Questions are gap apart.
func load(ctx context.Context, url string, n int, prefix string, gap func() time.Duration,
	v2 bool) ([]answered, error) {
	answers := make([]answered, n)
	errs := make([]error, n)
	var all sync.WaitGroup
	next := time.Now()
	for i := range n {
		next = next.Add(gap())
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Until(next)):
		}
		all.Go(func() {
			c, err := connect(ctx, url, fmt.Sprintf("%s-%d", prefix, i), v2)
			if err != nil {
				errs[i] = err
				return
			}
			defer c.close()
			answers[i], errs[i] = c.ask(ctx, fmt.Sprintf("%s-%d", prefix, i),
				fmt.Sprintf("BENCH-%d 오류 코드 E-%02d3은 무슨 뜻인가요?", i, i%documents))
		})
	}
	all.Wait()
	return answers, errors.Join(errs...)
}

// overhead measures what a turn takes beside its model: about 100 chats at
// once, arriving at random (Poisson).
func (b *bench) overhead(ctx context.Context) error {
	return b.turns(ctx, "poisson", "a turn beside its model, 100 chats, Poisson arrivals")
}

// overheadLearning measures the same while vectors are made in the background.
func (b *bench) overheadLearning(ctx context.Context) error {
	return b.turns(ctx, "learning", "the same while vectors are made")
}

func (b *bench) turns(ctx context.Context, prefix, what string) error {
	const atOnce = 100
	mean := time.Second * tokens / perSecond / atOnce
	random := rand.New(rand.NewPCG(1, 2))
	gap := func() time.Duration { return time.Duration(random.ExpFloat64() * float64(mean)) }
	return b.withModel(ctx, func(url string, m *model, _ int) error {
		answers, err := load(ctx, url, b.arrivals, prefix, gap, true)
		if err != nil {
			return err
		}
		var extra []time.Duration
		for i, a := range answers {
			took, ok := m.time(fmt.Sprintf("BENCH-%d", i))
			if !ok {
				return fmt.Errorf("question %d never reached the model", i)
			}
			extra = append(extra, a.took-took)
		}
		row(what, extra,
			"goal: p99 < 60 ms (50 + 10)")
		return nil
	})
}

// cpu measures the server's processor time per delta.
func (b *bench) cpu(ctx context.Context) error {
	n := b.crowd
	return b.withModel(ctx, func(url string, _ *model, pid int) error {
		before := cpuTime(pid)
		spread := 4 * time.Second / time.Duration(n)
		answers, err := load(ctx, url, n, "crowd", func() time.Duration { return spread }, true)
		if err != nil {
			return err
		}
		used := cpuTime(pid) - before
		deltas := 0
		for _, a := range answers {
			deltas += a.deltas
		}
		fmt.Printf("%-56s %v per token of the model, %v per frame sent (%d tokens, %d frames, %v CPU, connecting included)\n",
			fmt.Sprintf("server CPU, %d chats", n),
			(used / time.Duration(n*tokens)).Round(100*time.Nanosecond),
			(used / time.Duration(max(deltas, 1))).Round(100*time.Nanosecond), n*tokens, deltas,
			used)
		return nil
	})
}

// bytes measures what one answer of 200 tokens costs on the wire.
func (b *bench) bytes(ctx context.Context) error {
	return b.withModel(ctx, func(url string, _ *model, _ int) error {
		for _, v2 := range []bool{false, true} {
			a, err := load(ctx, url, 1, fmt.Sprintf("bytes-%v", v2),
				func() time.Duration { return 0 }, v2)
			if err != nil {
				return err
			}
			name := map[bool]string{false: "base protocol", true: "mundap.v2"}[v2]
			fmt.Printf("%-56s %d bytes in %d frames with text\n", "one answer of 200 tokens, "+name,
				a[0].bytes, a[0].deltas)
		}
		return nil
	})
}
