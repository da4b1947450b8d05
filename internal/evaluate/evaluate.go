// Package evaluate measures a search store with passages and questions whose
// answers are known: how often it finds the answer, how fast it is, and what it
// costs. `mundap eval` runs it.
//
// The input consists of lines of JSON: {"id","text"} for passages, and
// {"id","text","relevant":["id",…]} with an optional "class" for questions.
// Every passage becomes a document of one chunk. The rank of a question is the
// position of the first relevant passage in the results. Recall@k is the share
// of questions with a rank of at most k. MRR@10 is the mean of 1/rank, where
// ranks beyond 10 count as 0.
package evaluate

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// Config says what Run measures.
type Config struct {
	Store     retrieve.Store // empty; its caller throws it away afterwards
	Passages  io.Reader
	Questions io.Reader
	Progress  io.Writer // nil: none

	// Settled returns when work that Put left for later (merging segments) is
	// done; it is part of the indexing time. If nil, there is none.
	Settled func(ctx context.Context) error
	// IndexBytes is the size of the index; nil if unknown.
	IndexBytes func() int64
	// Callers is how many callers put passages at once; 0: 4096. Stores answer
	// when a passage is durable, so many wait together.
	Callers int
	// WarmUp is how often all questions are asked before they are timed; 0 means the
	// first 200 are asked once, so that most of the store's pages are in
	// memory, as they are in a server that runs.
	WarmUp int
}

// Report is what was measured.
type Report struct {
	Passages      int                `json:"passages"`
	Questions     int                `json:"questions"`
	RecallAt1     float64            `json:"recall_at_1"` // of 1
	RecallAt4     float64            `json:"recall_at_4"`
	RecallAt10    float64            `json:"recall_at_10"`
	MRRAt10       float64            `json:"mrr_at_10"`
	PassagesPerS  float64            `json:"passages_per_s"` // by wall time, made durable
	MBPerCPUS     float64            `json:"mb_per_cpu_s"`   // MB (10⁶ bytes) of text per second of CPU, all threads
	QueryP50MS    float64            `json:"query_p50_ms"`   // one after another, ten passages each, texts included
	QueryP99MS    float64            `json:"query_p99_ms"`
	QueryCPUMS    float64            `json:"query_cpu_ms"` // mean CPU time, all threads: what other load on the machine disturbs least
	IndexBytes    int64              `json:"index_bytes"`
	PeakRSSBytes  int64              `json:"peak_rss_bytes"` // of the process, mapped pages of the index included
	ClassRecallAt map[string]float64 `json:"recall_at_1_by_class,omitempty"`
}

// Question is a line of the questions.
type Question struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Class    string   `json:"class,omitempty"`
	Relevant []string `json:"relevant"`
}

type passage struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// scope is that of the one reader of the throw-away index.
var scope = auth.LocalScope()

const depth = 10

// Run indexes the passages, asks the questions and reports. Malformed lines are
// fault.Invalid and name the line.
func Run(ctx context.Context, c Config) (Report, error) {
	r := runner{Config: c, ids: map[document.ID]string{}}
	if err := r.index(ctx); err != nil {
		return Report{}, err
	}
	if err := r.ask(ctx); err != nil {
		return Report{}, err
	}
	return r.finish(), nil
}

type runner struct {
	Config
	report Report
	ids    map[document.ID]string // passage of each document
	bytes  int64                  // of all texts
}

func (r *runner) progress(format string, args ...any) {
	if r.Progress != nil {
		fmt.Fprintf(r.Progress, format, args...)
	}
}

// index puts all passages, many at a time.
func (r *runner) index(ctx context.Context) error {
	begin, cpu := time.Now(), cpuTime()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := make(chan job)
	var callers sync.WaitGroup
	n := r.Callers
	if n <= 0 {
		n = 4096
	}
	for range n {
		callers.Go(func() {
			for j := range jobs {
				if err := j.put(ctx, r.Store); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := r.feed(ctx, jobs)
	close(jobs)
	callers.Wait()
	if err := errors.Join(err, context.Cause(ctx)); err != nil {
		return err
	}
	if r.Settled != nil {
		if err := r.Settled(ctx); err != nil {
			return err
		}
	}
	r.report.PassagesPerS = float64(r.report.Passages) / time.Since(begin).Seconds()
	r.report.MBPerCPUS = float64(r.bytes) / 1e6 / max(1e-9, (cpuTime()-cpu).Seconds())
	r.progress("\r%d passages, %.0f a second, %.2f MB per cpu-second\n", r.report.Passages,
		r.report.PassagesPerS, r.report.MBPerCPUS)
	return nil
}

type job struct {
	key  document.ID
	text string
}

func (j job) put(ctx context.Context, store retrieve.Store) error {
	s := retrieve.Source{Document: j.key, Version: "01", Readers: []auth.Principal{auth.Everyone}}
	return store.Put(ctx, s, []document.Chunk{{
		ID: document.NewChunkID(j.key, "01", 0), Kind: document.Prose, Text: j.text,
		End: len(j.text),
	}})
}

func (r *runner) feed(ctx context.Context, jobs chan<- job) error {
	return lines(r.Passages, "passages", func(line []byte) error {
		var p passage
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if p.ID == "" {
			return errors.New("no id")
		}
		key := document.ID(fmt.Sprintf("%sp%09d", document.Prefix, r.report.Passages))
		r.ids[key] = p.ID
		r.report.Passages++
		r.bytes += int64(len(p.Text))
		if r.report.Passages%1000 == 0 {
			r.progress("\r%d passages", r.report.Passages)
		}
		select {
		case jobs <- job{key, korean.Normalise(p.Text)}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
}

// ask asks the questions one after another.
func (r *runner) ask(ctx context.Context) error {
	var questions []Question
	err := lines(r.Questions, "questions", func(line []byte) error {
		var q Question
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		questions = append(questions, q)
		return nil
	})
	if err != nil {
		return err
	}
	warming := questions
	if r.WarmUp == 0 {
		warming = questions[:min(200, len(questions))]
	}
	for range max(1, r.WarmUp) {
		for _, q := range warming {
			if _, err := r.rank(ctx, q); err != nil {
				return err
			}
		}
	}
	return r.score(ctx, questions)
}

func (r *runner) score(ctx context.Context, questions []Question) error {
	times := make([]time.Duration, 0, len(questions))
	classes := map[string][2]float64{}
	cpu := cpuTime()
	for i, q := range questions {
		begin := time.Now()
		rank, err := r.rank(ctx, q)
		if err != nil {
			return err
		}
		times = append(times, time.Since(begin))
		r.report.count(rank)
		c := classes[q.Class]
		if c[1]++; rank == 1 {
			c[0]++
		}
		classes[q.Class] = c
		if i%500 == 0 {
			r.progress("\r%d questions", i)
		}
	}
	r.report.QueryCPUMS = milliseconds(cpuTime()-cpu) / float64(max(1, len(questions)))
	r.report.average(times)
	for class, c := range classes {
		if class != "" {
			if r.report.ClassRecallAt == nil {
				r.report.ClassRecallAt = map[string]float64{}
			}
			r.report.ClassRecallAt[class] = c[0] / c[1]
		}
	}
	r.progress("\r%d questions, median %.2f ms\n", len(questions), r.report.QueryP50MS)
	return nil
}

// rank is where the first relevant passage stands, from 1; 0 if not among the first ten.
func (r *runner) rank(ctx context.Context, q Question) (int, error) {
	found, err := r.Store.Retrieve(ctx, scope, retrieve.Query{Text: korean.Normalise(q.Text),
		K: depth})
	if err != nil {
		return 0, fmt.Errorf("asking question %s: %w", q.ID, err)
	}
	for i, p := range found {
		if slices.Contains(q.Relevant, r.ids[p.Document]) {
			return i + 1, nil
		}
	}
	return 0, nil
}

// count adds a question to the sums.
func (r *Report) count(rank int) {
	r.Questions++
	if rank == 0 {
		return
	}
	r.MRRAt10 += 1 / float64(rank)
	r.RecallAt10++
	if rank <= 4 {
		r.RecallAt4++
	}
	if rank == 1 {
		r.RecallAt1++
	}
}

// average turns the sums into means.
func (r *Report) average(times []time.Duration) {
	n := float64(max(1, r.Questions))
	for _, sum := range []*float64{&r.RecallAt1, &r.RecallAt4, &r.RecallAt10, &r.MRRAt10} {
		*sum /= n
	}
	if len(times) == 0 {
		return
	}
	slices.Sort(times)
	r.QueryP50MS = milliseconds(times[len(times)/2])
	r.QueryP99MS = milliseconds(times[len(times)*99/100])
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (r *runner) finish() Report {
	if r.IndexBytes != nil {
		r.report.IndexBytes = r.IndexBytes()
	}
	r.report.PeakRSSBytes = peakRSS()
	return r.report
}

// lines calls f with each line that is not empty.
func lines(from io.Reader, what string, f func([]byte) error) error {
	in := bufio.NewReaderSize(from, 1<<20)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			if err := f(line); err != nil {
				return fault.Wrap(fmt.Errorf("%s, line %d: %w", what, n, err), fault.Invalid, "",
					"")
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the %s: %w", what, err)
		}
	}
}
