// Command tune compares rankings on sets of questions. It prints a line for
// each ranking, with a column for each set.
//
//	go run ./eval/tune PASSAGES QUESTIONS[,QUESTIONS…] [PASSAGES QUESTIONS…]
//
// The rankings are listed in rankings.go: edit the list, run the command and
// compare. Keep a change only if the half of the questions that was not used
// for tuning confirms it.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

type set struct {
	name      string
	index     int
	questions []evaluate.Question
}

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string) error {
	dir, err := os.MkdirTemp("", "tune")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var sets []set
	for i := 0; i+1 < len(args); i += 2 {
		if err := build(ctx, filepath.Join(dir, fmt.Sprint(i/2)), args[i]); err != nil {
			return err
		}
		for _, file := range strings.Split(args[i+1], ",") {
			q, err := jsonl.Read[evaluate.Question](file)
			if err != nil {
				return err
			}
			sets = append(sets, set{strings.TrimSuffix(filepath.Base(file), ".jsonl"), i / 2, q})
		}
	}
	for _, s := range sets {
		fmt.Printf("%20s", s.name)
	}
	fmt.Println()
	for _, v := range variants() {
		for _, s := range sets {
			at1, mrr, err := measure(ctx, filepath.Join(dir, fmt.Sprint(s.index)), v.ranking,
				s.questions)
			if err != nil {
				return err
			}
			fmt.Printf("%12.2f %6.2f ", 100*at1, 100*mrr)
		}
		fmt.Println(" ", v.name)
	}
	return nil
}

func open(ctx context.Context, dir string, ranking *localindex.Ranking) (*localindex.Index, error) {
	folder, err := storage.NewFolder(dir)
	if err != nil {
		return nil, err
	}
	return localindex.Open(ctx, localindex.Options{Storage: folder, Analyzer: &morph.Analyzer{},
		Ranking: ranking})
}

func build(ctx context.Context, dir, file string) error {
	passages, err := jsonl.Read[struct{ ID, Text string }](file)
	if err != nil {
		return err
	}
	ix, err := open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer ix.Close()
	var all sync.WaitGroup
	for _, p := range passages {
		all.Go(func() {
			key := document.ID(document.Prefix + p.ID)
			text := korean.Normalise(p.Text)
			err := ix.Put(ctx, retrieve.Source{Document: key, Version: "1",
				Readers: []auth.Principal{auth.Everyone}},
				[]document.Chunk{{ID: document.NewChunkID(key, "1", 0), Kind: document.Prose,
					Text: text}})
			if err != nil {
				log.Fatal(err)
			}
		})
	}
	all.Wait()
	return ix.Compact(ctx)
}

func measure(ctx context.Context, dir string, ranking localindex.Ranking,
	questions []evaluate.Question) (at1, mrr float64, err error) {
	ix, err := open(ctx, dir, &ranking)
	if err != nil {
		return 0, 0, err
	}
	defer ix.Close()
	for _, q := range questions {
		found, err := ix.Retrieve(ctx, auth.LocalScope(),
			retrieve.Query{Text: korean.Normalise(q.Text), K: 10})
		if err != nil {
			return 0, 0, err
		}
		if r := rankOf(q, found); r > 0 {
			mrr += 1 / float64(r)
			if r == 1 {
				at1++
			}
		} else if os.Getenv("VERBOSE") != "" {
			fmt.Fprintln(os.Stderr, "not found:", q.Text)
		}
	}
	n := float64(len(questions))
	return at1 / n, mrr / n, nil
}

func rankOf(q evaluate.Question, found []retrieve.Passage) int {
	for i, p := range found {
		for _, id := range q.Relevant {
			if string(p.Document) == document.Prefix+id {
				return i + 1
			}
		}
	}
	return 0
}
