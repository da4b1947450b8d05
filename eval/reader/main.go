// Command reader measures how long search readers (`mundap search-reader`) take
// to answer questions over HTTP, asked one at a time or several at once.
//
//	mundap search-reader --index FOLDER --key-file KEY &
//	go run ./eval/reader -key-file KEY -at-once 4 questions.jsonl
//
// Each line of the file is an object {"text": …}. Separate the addresses of
// several shards by commas.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/searcher"
)

func main() {
	shards := flag.String("shards", "http://127.0.0.1:8430", "addresses of the readers, one for each shard")
	keyFile := flag.String("key-file", "", "file with the shared key")
	atOnce := flag.Int("at-once", 1, "questions under way at once")
	flag.Parse()
	if err := run(context.Background(), *shards, *keyFile, *atOnce, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, shards, keyFile string, atOnce int, file string) error {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	questions, err := read(file)
	if err != nil {
		return err
	}
	o := localindex.ShardsOptions{Analyzer: &morph.Analyzer{}}
	for address := range strings.SplitSeq(shards, ",") {
		o.Shards = append(o.Shards, &searcher.Client{Addresses: []string{address},
			Key: func(context.Context) (string, error) { return string(bytes.TrimSpace(key)), nil }})
	}
	x := localindex.NewShards(o)
	begin := time.Now()
	if _, err := x.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: questions[0]}); err != nil {
		return err
	}
	fmt.Printf("the first question: %v\n", time.Since(begin).Round(100*time.Microsecond))
	took, err := ask(ctx, x, questions, atOnce)
	if err != nil {
		return err
	}
	slices.Sort(took)
	at := func(share float64) time.Duration {
		return took[int(share*float64(len(took)-1))].Round(10 * time.Microsecond)
	}
	fmt.Printf("%d questions, %d at once: p50 %v, p90 %v, p99 %v\n", len(took), atOnce, at(0.5), at(0.9), at(0.99))
	return nil
}

func ask(ctx context.Context, x retrieve.Retriever, questions []string, atOnce int) ([]time.Duration, error) {
	took, errs := make([]time.Duration, len(questions)), make([]error, atOnce)
	next := make(chan int)
	var group sync.WaitGroup
	for worker := range atOnce {
		group.Go(func() {
			for i := range next {
				begin := time.Now()
				_, err := x.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: questions[i]})
				took[i] = time.Since(begin)
				if err != nil {
					errs[worker] = err
				}
			}
		})
	}
	for i := range questions {
		next <- i
	}
	close(next)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return took, nil
}

func read(file string) (questions []string, err error) {
	list, err := jsonl.Read[struct{ Text string }](file)
	if err != nil {
		return nil, err
	}
	for _, q := range list {
		questions = append(questions, q.Text)
	}
	if len(questions) == 0 {
		return nil, fmt.Errorf("%s has no questions", file)
	}
	return questions, nil
}
