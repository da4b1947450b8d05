// Command bench measures other embedded search engines in the same way as
// `mundap eval` measures Mundap: it reads the same files and prints the same
// figures. It is a separate module, so that Mundap does not depend on these
// engines.
//
//	go run . -engine bleve|fts5 [-queries N] PASSAGES.jsonl QUESTIONS.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"syscall"
	"time"
)

// engine is a full-text index in a folder. Passages come in batches; each is
// durable when add returns.
type engine interface {
	add(batch []passage) error
	search(text string) (ids []string, err error) // the ten best
	close() error
}

type passage struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type question struct {
	Text     string   `json:"text"`
	Relevant []string `json:"relevant"`
}

type report struct {
	Engine       string  `json:"engine"`
	Passages     int     `json:"passages"`
	PassagesPerS float64 `json:"passages_per_s"`
	MBPerCPUS    float64 `json:"mb_per_cpu_s"`
	RecallAt1    float64 `json:"recall_at_1"`
	QueryP50MS   float64 `json:"query_p50_ms"`
	QueryP99MS   float64 `json:"query_p99_ms"`
}

func main() {
	name := flag.String("engine", "bleve", "bleve or fts5")
	queries := flag.Int("queries", 200, "questions to ask, at most")
	flag.Parse()
	r, err := run(*name, flag.Arg(0), flag.Arg(1), *queries)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		log.Fatal(err)
	}
}

func run(name, passages, questions string, queries int) (report, error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return report{}, err
	}
	defer os.RemoveAll(dir)
	open := map[string]func(string) (engine, error){"bleve": openBleve, "fts5": openFTS5}[name]
	if open == nil {
		return report{}, fmt.Errorf("no engine %q", name)
	}
	e, err := open(dir)
	if err != nil {
		return report{}, err
	}
	defer e.close()
	r := report{Engine: name}
	if err := index(e, passages, &r); err != nil {
		return r, err
	}
	return r, ask(e, questions, queries, &r)
}

func index(e engine, file string, r *report) error {
	begin, cpu, bytes := time.Now(), cpuTime(), 0
	var batch []passage
	err := each(file, func(p passage) error {
		r.Passages++
		bytes += len(p.Text)
		if batch = append(batch, p); len(batch) < 1000 {
			return nil
		}
		defer func() { batch = batch[:0] }()
		return e.add(batch)
	})
	if err == nil && len(batch) > 0 {
		err = e.add(batch)
	}
	r.PassagesPerS = float64(r.Passages) / time.Since(begin).Seconds()
	r.MBPerCPUS = float64(bytes) / 1e6 / (cpuTime() - cpu).Seconds()
	return err
}

func ask(e engine, file string, queries int, r *report) error {
	var times []time.Duration
	found := 0
	err := each(file, func(q question) error {
		if len(times) == queries {
			return nil
		}
		begin := time.Now()
		ids, err := e.search(q.Text)
		times = append(times, time.Since(begin))
		if len(ids) > 0 && slices.Contains(q.Relevant, ids[0]) {
			found++
		}
		return err
	})
	if err != nil || len(times) == 0 {
		return err
	}
	slices.Sort(times)
	r.RecallAt1 = float64(found) / float64(len(times))
	r.QueryP50MS = float64(times[len(times)/2].Microseconds()) / 1000
	r.QueryP99MS = float64(times[len(times)*99/100].Microseconds()) / 1000
	return nil
}

func each[T any](file string, f func(T) error) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	for d := json.NewDecoder(bufio.NewReader(in)); d.More(); {
		var x T
		if err := d.Decode(&x); err != nil {
			return err
		}
		if err := f(x); err != nil {
			return err
		}
	}
	return nil
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
