// Command shapes turns the development set of KorQuAD 1.0 into files for
// `mundap eval` that differ in shape: articles as pages, as sections, as short
// passages or as a mixture of these, and questions with wrong spelling or white
// space. They show whether a ranking is also good for texts other than
// KorQuAD's paragraphs.
//
//	go run ./eval/shapes -in KorQuAD_v1.0_dev.json -out DIR
//
// It writes the passages to NAME.passages.jsonl and the questions to
// NAME.tune.jsonl and NAME.held-out.jsonl. The questions are divided by article
// as in eval/korquad. The set's licence does not permit changed copies to be
// passed on, so keep these files to yourself.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/mundap/mundap/internal/jsonl"
)

type article struct {
	Title      string
	Paragraphs []struct {
		Context string
		QAs     []struct {
			ID, Question string
			Answers      []struct {
				Start int `json:"answer_start"` // in characters
			}
		} `json:"qas"`
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

// set is passages with questions in two halves: to tune on, and held out.
type set struct {
	passages  []passage
	questions [2][]question
}

func main() {
	in := flag.String("in", "", "KorQuAD_v1.0_dev.json")
	out := flag.String("out", ".", "folder to write to")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		log.Fatal(err)
	}
}

func run(in, out string) error {
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var all struct{ Data []article }
	if err := json.Unmarshal(raw, &all); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	paragraphs := together(all.Data, paragraphsOf)
	for name, s := range map[string]set{
		"pages":    together(all.Data, func(a article) []part { return pagesOf(a, 900, false) }),
		"sections": together(all.Data, func(a article) []part { return sectionsOf(a, 3) }),
		"titled":   together(all.Data, func(a article) []part { return pagesOf(a, 250, true) }),
		"short":    together(all.Data, func(a article) []part { return pagesOf(a, 200, false) }),
		"mixed":    together(all.Data, mixedOf),
		"among-0":  among(all.Data, 0),
		"among-1":  among(all.Data, 1),
		"slip": paragraphs.damaged(func(text string, r *random) string {
			return slips(text, 1,
				r)
		}),
		"slips": paragraphs.damaged(func(text string, r *random) string {
			return slips(text, 2,
				r)
		}),
		"spaced": paragraphs.damaged(spaced),
		"unspaced": paragraphs.damaged(func(text string,
			_ *random) string {
			return strings.ReplaceAll(text, " ", "")
		}),
	} {
		if err := s.write(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}

// half puts an article into one half or the other, by its title alone, as eval/korquad does.
func half(title string) int {
	h := fnv.New32a()
	h.Write([]byte(title))
	return int(h.Sum32() >> 16 & 1)
}

// together makes a set of the parts of all articles.
func together(articles []article, partsOf func(article) []part) set {
	var s set
	for n, a := range articles {
		s.add(n, a, partsOf(a))
	}
	return s
}

// add adds an article's parts. A question belongs to the parts in which an answer begins.
func (s *set) add(number int, a article, parts []part) {
	for i, p := range parts {
		s.passages = append(s.passages, passage{fmt.Sprintf("%d-%d", number, i), p.text})
	}
	for p, paragraph := range a.Paragraphs {
		for _, q := range paragraph.QAs {
			asked := question{ID: q.ID, Text: q.Question}
			for i, part := range parts {
				for _, answer := range q.Answers {
					if part.has(p, answer.Start) {
						asked.Relevant = append(asked.Relevant, fmt.Sprintf("%d-%d", number, i))
						break
					}
				}
			}
			h := half(a.Title)
			s.questions[h] = append(s.questions[h], asked)
		}
	}
}

// among has the paragraphs and the questions of one half, among long sections of the other.
func among(articles []article, asked int) set {
	var s set
	for n, a := range articles {
		if half(a.Title) == asked {
			s.add(n, a, paragraphsOf(a))
			continue
		}
		for i, p := range sectionsOf(a, 4) {
			s.passages = append(s.passages, passage{fmt.Sprintf("%d-%d", n, i), p.text})
		}
	}
	return s
}

func (s set) write(path string) error {
	if err := jsonl.Write(path+".passages.jsonl", s.passages); err != nil {
		return err
	}
	for h, name := range []string{"tune", "held-out"} {
		if err := jsonl.Write(path+"."+name+".jsonl", s.questions[h]); err != nil {
			return err
		}
	}
	return nil
}
