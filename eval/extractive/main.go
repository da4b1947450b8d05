// Command extractive measures the answers that Mundap gives without a language
// model. It asks questions of KorQuAD through the search and the pipeline that
// users' questions take, and prints the share of answers that contain the gold
// answer.
//
//	go run ./eval/extractive -in KorQuAD_v1.0_dev.json [-every 1] [-from 0] [-misses 10]
//
// Every paragraph becomes a document of one passage. White space is ignored
// when answers are compared, because gold answers and texts differ in it. The
// program writes nothing of the set to disk: its licence (CC BY-ND 2.0 KR) does
// not permit changed copies to be passed on.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
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

func main() {
	in := flag.String("in", "", "KorQuAD_v1.0_dev.json")
	every := flag.Int("every", 1, "ask only every n-th question")
	from := flag.Int("from", 0, "the first question to ask")
	misses := flag.Int("misses", 10, "how many misses to show")
	flag.Parse()
	if err := run(context.Background(), *in, *from, max(1, *every), *misses); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, in string, from, every, misses int) error {
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var set dataset
	if err := json.Unmarshal(raw, &set); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	dir, err := os.MkdirTemp("", "mundap-extractive")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	folder, err := localindex.NewFolder(dir)
	if err != nil {
		return err
	}
	index, err := localindex.Open(ctx, localindex.Options{Storage: folder,
		Analyzer: &morph.Analyzer{}, Store: "local"})
	if err != nil {
		return err
	}
	defer index.Close()
	documents := &documenttest.Memory{}
	questions, err := fill(ctx, set, index, documents)
	if err != nil {
		return err
	}
	service, err := chat.New(chat.Config{
		History: &historytest.Memory{}, Settings: &settingstest.Memory{}, Documents: documents,
		Stores: []retrieve.Retriever{index}, Defaults: settings.Switches{References: true},
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		return err
	}
	var r report
	for i := from; i < len(questions); i += every {
		if err := r.ask(ctx, service, i, questions[i], misses); err != nil {
			return err
		}
	}
	r.print()
	return nil
}

// fill indexes every paragraph as a document of its own.
func fill(ctx context.Context, set dataset, index retrieve.Index,
	documents document.Store) ([]question, error) {
	var questions []question
	n := 0
	for _, article := range set.Data {
		for _, p := range article.Paragraphs {
			key := document.ID(fmt.Sprintf("docs/%04d.txt", n))
			n++
			d := document.Document{ID: key, Name: fmt.Sprintf("%04d.txt", n-1), Owner: auth.Local,
				Readers: []auth.Principal{auth.Everyone}, Version: "1", State: document.Ready}
			if _, err := documents.Put(ctx, d); err != nil {
				return nil, err
			}
			chunk := document.Chunk{ID: document.NewChunkID(key, "1", 0), Kind: document.Prose,
				Text: p.Context, End: len(p.Context)}
			source := retrieve.Source{Document: key, Version: "1", Readers: d.Readers}
			if err := index.Put(ctx, source, []document.Chunk{chunk}); err != nil {
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
	w := &chat.Buffer{}
	began := time.Now()
	err := service.Run(ctx, chat.Request{
		Scope: auth.LocalScope(), User: "eval", RequestID: fmt.Sprint(i),
		Conversation: fmt.Sprint(i),
		Type:         "text", Body: q.text, ConvType: "qa", RAGType: "all",
	}, w)
	if err != nil {
		return err
	}
	if w.Failure != nil {
		return fmt.Errorf("question %d: %s", i, w.Failure.Message.En)
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
