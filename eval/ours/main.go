// Command ours measures Mundap's index alone, as `mundap eval` does, on one or
// more threads, and how it opens again.
//
//	go run ./eval/ours [-threads 1] [-warm 2] [-dir FOLDER] [-profile FILE] PASSAGES.jsonl QUESTIONS.jsonl
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

type report struct {
	evaluate.Report
	Segments int `json:"segments"`
}

func main() {
	threads := flag.Int("threads", 1, "GOMAXPROCS while indexing and searching")
	warm := flag.Int("warm", 0, "how often all questions are asked before they are timed")
	dir := flag.String("dir", "", "folder to build in, kept; empty: a temporary one")
	indexing := flag.String("index-profile", "", "write a CPU profile of the indexing to this file")
	profile := flag.String("profile", "", "write a CPU profile of the queries to this file")
	reopen := flag.String("reopen", "", "only open the index in this folder and ask this question")
	flag.Parse()
	runtime.GOMAXPROCS(*threads)
	ctx := context.Background()
	if *indexing != "" {
		f, err := os.Create(*indexing)
		if err != nil {
			log.Fatal(err)
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			log.Fatal(err)
		}
	}
	var err error
	if *reopen != "" {
		err = open(ctx, *reopen, flag.Arg(0))
	} else {
		err = run(ctx, *dir, *profile, *warm, flag.Arg(0), flag.Arg(1))
	}
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dir, profile string, warm int, passages, questions string) error {
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "mundap-bench"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	r, err := measure(ctx, dir, profile, warm, passages, questions)
	if err != nil {
		return err
	}
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

func index(ctx context.Context, dir string) (*localindex.Index, error) {
	folder, err := localindex.NewFolder(dir)
	if err != nil {
		return nil, err
	}
	return localindex.Open(ctx, localindex.Options{Storage: folder, Analyzer: &morph.Analyzer{}})
}

func measure(ctx context.Context, dir, profile string, warm int, passages,
	questions string) (r report, err error) {
	p, err := os.Open(passages)
	if err != nil {
		return r, err
	}
	defer p.Close()
	q, err := os.Open(questions)
	if err != nil {
		return r, err
	}
	defer q.Close()
	ix, err := index(ctx, dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, ix.Close()) }()
	settled := func(ctx context.Context) error {
		if err := ix.Settle(ctx); err != nil {
			return err
		}
		pprof.StopCPUProfile()
		if profile == "" {
			return nil
		}
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		return pprof.StartCPUProfile(f)
	}
	r.Report, err = evaluate.Run(ctx, evaluate.Config{
		Store: ix, Passages: p, Questions: q, Progress: os.Stderr, Settled: settled, WarmUp: warm,
		IndexBytes: func() int64 { return ix.Stats().Bytes },
	})
	pprof.StopCPUProfile()
	r.Segments = ix.Stats().Segments
	return r, err
}

// open reports what opening an index costs a process that does nothing else.
func open(ctx context.Context, dir, question string) error {
	begin := time.Now()
	ix, err := index(ctx, dir)
	if err != nil {
		return err
	}
	defer ix.Close()
	opened := time.Since(begin)
	if _, err := ix.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: question}); err != nil {
		return err
	}
	fmt.Printf("{\"passages\":%d,\"open_ms\":%.2f,\"open_and_ask_ms\":%.2f,\"private_mb\":%.1f}\n",
		ix.Stats().Passages,
		float64(opened.Microseconds())/1000, float64(time.Since(begin).Microseconds())/1000,
		private())
	return nil
}

// private is the process's memory that is neither shared nor a mapped file, in MB (10⁶ bytes).
func private() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			n, _ := strconv.Atoi(strings.Fields(kb)[0])
			return float64(n) * 1024 / 1e6
		}
	}
	return 0
}
