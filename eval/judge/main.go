// Command judge measures how often the right document comes first and how often
// it is among the first four, for each class of questions. It also measures how
// often the program says that the documents hold no answer: this is wrong for
// questions that name relevant documents, and right for questions that name
// none.
//
//	go run ./eval/judge [-words] [-wrong] [-cache FILE] FOLDER…
//
// Each folder contains a passages.jsonl and a questions.jsonl in the format of
// `mundap eval`, such as the folders next to this one. Every passage becomes a
// document of one passage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mundap/mundap/eval/vectorcache"
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

func main() {
	words := flag.Bool("words", false, "search and judge by words alone")
	wrong := flag.Bool("wrong", false, "print each question that something goes wrong with")
	cache := flag.String("cache", "", "keep vectors in this `file` from run to run")
	flag.Parse()
	if err := run(context.Background(), *words, *wrong, *cache, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, words, wrong bool, cache string, folders []string) (err error) {
	var e embed.Embedder
	if !words {
		kept, err := vectorcache.Open(cache, e5.New())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, kept.Save()) }()
		e = embed.Centre(kept)
	}
	for _, folder := range folders {
		s, err := newSet(ctx, folder, e)
		if err != nil {
			return err
		}
		s.wrong = wrong
		err = s.ask(ctx)
		if err := errors.Join(err, s.close()); err != nil {
			return err
		}
	}
	return nil
}

// set is a folder of passages and questions, with an index of the passages.
type set struct {
	folder string
	index  *localindex.Index
	judge  *relevance.Judge
	tmp    string
	wrong  bool // print what goes wrong
}

func newSet(ctx context.Context, folder string, e embed.Embedder) (*set, error) {
	tmp, err := os.MkdirTemp("", "judge")
	if err != nil {
		return nil, err
	}
	files, err := storage.NewFolder(tmp)
	if err != nil {
		return nil, err
	}
	s := &set{folder: folder, tmp: tmp, judge: &relevance.Judge{Embedder: e}}
	s.index, err = localindex.Open(ctx, localindex.Options{Storage: files,
		Analyzer: &morph.Analyzer{}, Embedder: e})
	if err != nil {
		return nil, err
	}
	type passage struct {
		ID, Title, Text string
		Headings        []string
	}
	passages, err := jsonl.Read[passage](filepath.Join(folder, "passages.jsonl"))
	if err != nil {
		return nil, err
	}
	for _, p := range passages {
		key := document.ID(document.Prefix + p.ID)
		from := retrieve.Source{Document: key, Version: "1", Title: p.Title,
			Readers: []auth.Principal{auth.Everyone}}
		if err := s.index.Put(ctx, from, []document.Chunk{{ID: document.NewChunkID(key, "1", 0),
			Kind: document.Prose, Headings: p.Headings,
			Text: korean.Normalise(p.Text)}}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *set) close() error { return errors.Join(s.index.Close(), os.RemoveAll(s.tmp)) }

// tally counts what became of a class of questions.
type tally struct {
	class                         string
	asked, first, inFour, refused int
}

func (s *set) ask(ctx context.Context) error {
	questions, err := jsonl.Read[evaluate.Question](filepath.Join(s.folder, "questions.jsonl"))
	if err != nil {
		return err
	}
	var classes []*tally
	for _, q := range questions {
		at := slices.IndexFunc(classes, func(t *tally) bool { return t.class == q.Class })
		if at < 0 {
			at, classes = len(classes), append(classes, &tally{class: q.Class})
		}
		if err := s.one(ctx, q, classes[at]); err != nil {
			return err
		}
	}
	fmt.Printf("%s\n%-12s %5s %6s %6s %7s\n", s.folder, "class", "asked", "first", "four", "refused")
	for _, t := range classes {
		per := func(n int) float64 { return 100 * float64(n) / float64(t.asked) }
		fmt.Printf("%-12s %5d %6.1f %6.1f %7.1f\n", t.class, t.asked, per(t.first), per(t.inFour),
			per(t.refused))
	}
	return nil
}

func (s *set) one(ctx context.Context, q evaluate.Question, t *tally) error {
	text := korean.Normalise(q.Text)
	found, err := s.index.Retrieve(ctx, auth.LocalScope(), retrieve.Query{Text: text})
	if err != nil {
		return fmt.Errorf("asking question %s: %w", q.ID, err)
	}
	judgement, err := s.judge.Judge(ctx, relevance.Question{Text: text}, found)
	if err != nil {
		return fmt.Errorf("judging question %s: %w", q.ID, err)
	}
	place := slices.IndexFunc(found, func(p retrieve.Passage) bool {
		return slices.Contains(q.Relevant, strings.TrimPrefix(string(p.Document), document.Prefix))
	})
	t.asked++
	if place == 0 {
		t.first++
	}
	if place >= 0 {
		t.inFour++
	}
	refused := len(judgement.Answers(1)) == 0
	if refused {
		t.refused++
	}
	right := place == 0 && !refused
	if len(q.Relevant) == 0 {
		right = refused
	}
	if s.wrong && !right {
		show(q, place, refused, found)
	}
	return nil
}

// show prints what became of a question, and the first passages.
func show(q evaluate.Question, place int, refused bool, found []retrieve.Passage) {
	fmt.Printf("%s %q: place %d, refused %t\n", q.ID, q.Text, place+1, refused)
	for _, p := range found[:min(len(found), 4)] {
		fmt.Printf("    %6.3f %s", p.Score, strings.TrimPrefix(string(p.Document), document.Prefix))
		if m := p.Match; m != nil {
			fmt.Printf(" covered %.2f", m.Covered())
			if m.Meaning != nil {
				fmt.Printf(" place %.2f", *m.Meaning)
			}
			if m.Part != nil {
				fmt.Printf(" part %.2f", *m.Part)
			}
		}
		fmt.Println()
	}
}
