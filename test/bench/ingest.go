package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	// askEvery is the pause between two questions, which don't wait for each other.
	askEvery = 100 * time.Millisecond
	// restQuestions is how many are asked before files come in.
	restQuestions = 200
)

// ingestion measures how many small files a second a server takes in through
// `mundap ingest`, what one of them costs in CPU, and how long questions take
// before and meanwhile. The server has all processors.
func ingestion(ctx context.Context, binary, dir string, files int) error {
	b := &bench{binary: binary, data: filepath.Join(dir, "data"), anywhere: true}
	if err := b.library(ctx, filepath.Join(dir, "library")); err != nil {
		return err
	}
	folder := filepath.Join(dir, "files")
	if err := smallFiles(folder, files); err != nil {
		return err
	}
	url, server, err := b.serve(ctx, "")
	if err != nil {
		return err
	}
	defer end(server)
	c, err := connect(ctx, url, "bench", true)
	if err != nil {
		return err
	}
	defer c.close()
	at := 0
	question := func() (time.Duration, error) {
		at++
		a, err := c.ask(ctx, fmt.Sprint("q", at),
			fmt.Sprintf("오류 코드 E-%02d3은 무슨 뜻인가요?", at%documents))
		return a.took, err
	}
	rest, err := asking(ctx, question, restQuestions, nil)
	if err != nil {
		return err
	}
	fmt.Printf("load of the machine: %s\n", loadAverage())
	before, began := cpuTime(server.Process.Pid), time.Now()
	var took time.Duration
	ended := make(chan struct{})
	var bringing sync.WaitGroup
	var failed error
	bringing.Go(func() {
		defer close(ended)
		failed = quietly(b.mundap(ctx, "ingest", folder))
		took = time.Since(began)
	})
	meanwhile, err := asking(ctx, question, 1<<30, ended)
	bringing.Wait()
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	spent := cpuTime(server.Process.Pid) - before
	fmt.Printf("%d small files: %.1f a second, %.1f ms of CPU each (questions included), load %s\n",
		files, float64(files)/took.Seconds(), spent.Seconds()*1000/float64(files), loadAverage())
	row("a question at rest", rest, "")
	row("a question while files come in", meanwhile, "goal: p99 at most twice that at rest")
	return nil
}

// asking asks one question after another until there were n of them or ended is
// closed, and gives how long each took.
func asking(ctx context.Context, question func() (time.Duration, error), n int,
	ended <-chan struct{}) (times []time.Duration, err error) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for range n {
		select {
		case <-tick.C:
		case <-ended:
			return times, nil
		case <-ctx.Done():
			return times, ctx.Err()
		}
		took, err := question()
		if err != nil {
			return times, err
		}
		times = append(times, took)
	}
	return times, nil
}

// smallFiles writes texts and web pages of 2 to 5 KB, 500 to a folder.
func smallFiles(dir string, n int) error {
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range n {
		folder := filepath.Join(dir, fmt.Sprint(i/500))
		if i%500 == 0 {
			if err := os.MkdirAll(folder, 0o700); err != nil {
				return err
			}
		}
		name, text := smallFile(rng, i)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func smallFile(rng *rand.Rand, i int) (name, text string) {
	var paragraphs []string
	for range 3 + rng.IntN(4) {
		paragraphs = append(paragraphs, paragraph(rng))
	}
	if i%3 == 0 {
		return fmt.Sprintf("f%d.html", i), fmt.Sprintf("<h1>안내 %d</h1><p>%s</p>", i,
			strings.Join(paragraphs, "</p><p>"))
	}
	return fmt.Sprintf("f%d.txt", i), fmt.Sprintf("안내 %d\n\n%s\n", i,
		strings.Join(paragraphs, "\n\n"))
}

var (
	nouns = strings.Fields("신청 승인 부서 출장 문서 교육 규정 금액 계약 휴가 연차 검토 보안 서버 담당자 기한")
	joins = strings.Fields("은 는 이 가 을 를 에서 까지 부터 에")
)

func paragraph(rng *rand.Rand) string {
	var b strings.Builder
	for range 30 + rng.IntN(40) {
		fmt.Fprintf(&b, "%s%s ", nouns[rng.IntN(len(nouns))], joins[rng.IntN(len(joins))])
	}
	fmt.Fprintf(&b, "%d일 안에 처리합니다.", 1+rng.IntN(30))
	return b.String()
}

func quietly(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ingesting the files: %w\n%s", err, out)
	}
	return nil
}

// loadAverage is the machine's load average of the last minute.
func loadAverage() string {
	text, _ := os.ReadFile("/proc/loadavg")
	load, _, _ := strings.Cut(string(text), " ")
	return load
}
