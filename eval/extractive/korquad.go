package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
)

type dataset struct {
	Data []struct {
		Paragraphs []struct {
			Context string
			QAs     []struct {
				Question string
				Answers  []struct{ Text string }
			} `json:"qas"`
		}
	}
}

type question struct {
	text, gold string
	paragraph  document.ID
}

func askKorQuAD(ctx context.Context, in string, words bool, cache string, from, every, misses int) (err error) {
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var set dataset
	if err := json.Unmarshal(raw, &set); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	l, err := newLibrary(ctx, words, cache)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	questions, err := fill(ctx, set, l)
	if err != nil {
		return err
	}
	var r report
	for i := from; i < len(questions); i += every {
		if err := r.ask(ctx, l.service, i, questions[i], misses); err != nil {
			return err
		}
	}
	r.print()
	return nil
}

// fill indexes every paragraph as a document of its own.
func fill(ctx context.Context, set dataset, l *library) ([]question, error) {
	var questions []question
	n := 0
	for _, article := range set.Data {
		for _, p := range article.Paragraphs {
			name := fmt.Sprintf("%04d.txt", n)
			n++
			key, err := l.put(ctx, name, "", []document.Chunk{{Kind: document.Prose,
				Text: p.Context, End: len(p.Context)}})
			if err != nil {
				return nil, err
			}
			for _, q := range p.QAs {
				questions = append(questions, question{q.Question, q.Answers[0].Text, key})
			}
		}
	}
	return questions, nil
}

// report counts what became of the questions.
type report struct {
	asked, held, first, found, silent    int
	sentences, characters                int
	notFound, dropped, notChosen, otherP int // why a gold answer is missing
	took                                 time.Duration
}

func (r *report) ask(ctx context.Context, service *chat.Service, i int, q question,
	misses int) error {
	began := time.Now()
	w, err := ask(ctx, service, i, q.text)
	if err != nil {
		return err
	}
	r.took += time.Since(began)
	r.asked++
	place := -1
	for n, ref := range w.Refs {
		if ref.Document == q.paragraph {
			place = n
		}
	}
	if place == 0 {
		r.first++
	}
	if place >= 0 {
		r.found++
	}
	answer := w.Text()
	if len(w.Refs) == 0 || w.Refs[0].Related {
		r.silent++
	}
	r.sentences += strings.Count(answer, " [")
	r.characters += utf8.RuneCountInString(answer)
	if strings.Contains(bare(answer), bare(q.gold)) {
		r.held++
		return nil
	}
	why := r.blame(place, w)
	if shown := r.asked - r.held; shown <= misses {
		fmt.Printf("question: %s\n    gold: %s\n   (%s) %s\n\n", q.text, q.gold, why,
			strings.ReplaceAll(answer, "\n\n", " / "))
	}
	return nil
}

// blame says which step lost the gold answer.
func (r *report) blame(place int, w *chat.Buffer) string {
	switch {
	case place < 0 && len(w.Refs) == 0:
		r.dropped++
		return "no passage was kept"
	case place < 0:
		r.notFound++
		return "its paragraph was not found or not kept"
	case place > 0:
		r.otherP++
		return "its paragraph is not the first"
	}
	r.notChosen++
	return "another sentence of its paragraph was chosen"
}

// bare is text without white space and without the backslashes of Markdown.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\\' {
			return -1
		}
		return r
	}, s)
}

func (r *report) print() {
	share := func(n int) float64 { return float64(n) / float64(max(1, r.asked)) }
	fmt.Printf("questions %d\n", r.asked)
	fmt.Printf("answer holds the gold answer       %.4f\n", share(r.held))
	fmt.Printf("its paragraph is the first source  %.4f, among the sources %.4f\n", share(r.first),
		share(r.found))
	fmt.Printf("answered that nothing was found    %.4f\n", share(r.silent))
	fmt.Printf("sentences %.2f, characters %.0f, time %.1f ms, each on average\n",
		share(r.sentences), share(r.characters),
		share(int(r.took.Microseconds()))/1000)
	fmt.Printf("missing because: no passage kept %d, paragraph not found %d, not the first %d, another sentence %d\n",
		r.dropped, r.notFound, r.otherP, r.notChosen)
}
