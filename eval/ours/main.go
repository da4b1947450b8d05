// Command ours measures Mundap's index by itself. It measures what `mundap
// eval` measures, with any number of threads, and how long the index takes to
// open again.
//
//	go run ./eval/ours [-threads 1] [-warm 2] [-dir FOLDER] [-profile FILE] [-vectors] PASSAGES.jsonl QUESTIONS.jsonl
//
// With -vectors it searches by words and by vectors. The vectors are made by
// hashing the characters of the texts. This costs almost nothing, so that the
// index is measured rather than the encoder; searching these vectors costs as
// much as searching any others.
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
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

type report struct {
	evaluate.Report
	Segments int `json:"segments"`
}

func main() {
	threads := flag.Int("threads", 1, "GOMAXPROCS while indexing and searching")
	warm := flag.Int("warm", 0, "how often all questions are asked before they are timed")
	vectors := flag.Bool("vectors", false, "search by words and vectors of 384 dimensions")
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
		err = open(ctx, *reopen, embedder(*vectors), flag.Arg(0))
	} else {
		err = run(ctx, bench{*dir, *profile, *warm, embedder(*vectors)}, flag.Arg(0), flag.Arg(1))
	}
	if err != nil {
		log.Fatal(err)
	}
}

// embedder makes vectors that cost next to nothing; nil means words only.
func embedder(vectors bool) embed.Embedder {
	if !vectors {
		return nil
	}
	return &embed.Fake{Size: 384}
}

// bench is how to measure.
type bench struct {
	dir, profile string
	warm         int
	embedder     embed.Embedder // nil: words alone
}

func run(ctx context.Context, b bench, passages, questions string) error {
	if b.dir == "" {
		var err error
		if b.dir, err = os.MkdirTemp("", "mundap-bench"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	r, err := b.measure(ctx, passages, questions)
	if err != nil {
		return err
	}
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

func index(ctx context.Context, dir string, e embed.Embedder) (*localindex.Index, error) {
	folder, err := storage.NewFolder(dir)
	if err != nil {
		return nil, err
	}
	return localindex.Open(ctx, localindex.Options{Storage: folder, Analyzer: &morph.Analyzer{},
		Embedder: e})
}

func (b bench) measure(ctx context.Context, passages, questions string) (r report, err error) {
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
	ix, err := index(ctx, b.dir, b.embedder)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, ix.Close()) }()
	settled := func(ctx context.Context) error {
		if err := ix.Settle(ctx); err != nil {
			return err
		}
		pprof.StopCPUProfile()
		if b.profile == "" {
			return nil
		}
		f, err := os.Create(b.profile)
		if err != nil {
			return err
		}
		return pprof.StartCPUProfile(f)
	}
	r.Report, err = evaluate.Run(ctx, evaluate.Config{
		Store: ix, Passages: p, Questions: q, Progress: os.Stderr, Settled: settled,
		WarmUp:     b.warm,
		IndexBytes: func() int64 { return ix.Stats().Bytes },
	})
	pprof.StopCPUProfile()
	r.Segments = ix.Stats().Segments
	return r, err
}

// open reports what opening an index costs a process that does nothing else.
func open(ctx context.Context, dir string, e embed.Embedder, question string) error {
	begin := time.Now()
	ix, err := index(ctx, dir, e)
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
