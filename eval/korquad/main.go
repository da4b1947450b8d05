// Command korquad converts the development set of KorQuAD 1.0, as published on
// korquad.github.io, into files for `mundap eval`. It writes the paragraphs,
// all questions, and two halves of the questions, divided by article. Tune on
// one half only, and report the figures of both.
//
//	go run ./eval/korquad -in KorQuAD_v1.0_dev.json -out DIR
//
// The set's licence (CC BY-ND 2.0 KR) does not permit changed copies to be
// passed on, so keep the files that this command writes to yourself.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"path/filepath"

	"github.com/mundap/mundap/internal/jsonl"
)

type dataset struct {
	Data []struct {
		Title      string
		Paragraphs []struct {
			Context string
			QAs     []struct{ ID, Question string } `json:"qas"`
		}
	}
}

type passage struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type question struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Relevant []string `json:"relevant"`
}

func main() {
	in := flag.String("in", "", "KorQuAD_v1.0_dev.json")
	out := flag.String("out", ".", "folder to write to")
	flag.Parse()
	if err := convert(*in, *out); err != nil {
		log.Fatal(err)
	}
}

func convert(in, out string) error {
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var set dataset
	if err := json.Unmarshal(raw, &set); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	var passages []any
	halves := [2][]any{}
	for a, article := range set.Data {
		half := half(article.Title)
		for p, paragraph := range article.Paragraphs {
			id := fmt.Sprintf("%d-%d", a, p)
			passages = append(passages, passage{id, paragraph.Context})
			for _, q := range paragraph.QAs {
				halves[half] = append(halves[half], question{q.ID, q.Question, []string{id}})
			}
		}
	}
	for name, list := range map[string][]any{
		"passages": passages, "questions": append(append([]any{}, halves[0]...), halves[1]...),
		"questions-tune": halves[0], "questions-held-out": halves[1],
	} {
		if err := jsonl.Write(filepath.Join(out, name+".jsonl"), list); err != nil {
			return err
		}
	}
	return nil
}

// half puts an article into one half or the other, by its title alone.
func half(title string) int {
	h := fnv.New32a()
	h.Write([]byte(title))
	return int(h.Sum32() >> 16 & 1)
}
