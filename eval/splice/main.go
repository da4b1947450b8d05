// Command splice makes any number of passages from the sentences of real ones,
// for benchmarks at a scale for which no set can be published. Each new passage
// has as many sentences as some real passage, drawn at random from all
// sentences. Terms are therefore as frequent as in real text, and occur
// together in a sentence as often.
//
//	go run ./eval/splice -n 100000 PASSAGES.jsonl > spliced.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean"
)

type passage struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func main() {
	n := flag.Int("n", 100_000, "passages to make")
	flag.Parse()
	if err := splice(flag.Arg(0), *n, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func splice(file string, n int, out io.Writer) error {
	passages, err := jsonl.Read[passage](file)
	if err != nil {
		return err
	}
	var sentences []string
	var counts []int
	for _, p := range passages {
		before := len(sentences)
		text := korean.Normalise(p.Text)
		for s := range korean.Sentences(text) {
			sentences = append(sentences, strings.TrimSpace(s.Of(text)))
		}
		counts = append(counts, len(sentences)-before)
	}
	if len(sentences) == 0 {
		return errors.New("no sentences in " + file)
	}
	rng := rand.New(rand.NewPCG(1, 2)) // the same passages every time
	w := bufio.NewWriter(out)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range n {
		picked := make([]string, max(1, counts[rng.IntN(len(counts))]))
		for j := range picked {
			picked[j] = sentences[rng.IntN(len(sentences))]
		}
		if err := e.Encode(passage{fmt.Sprintf("s%d", i), strings.Join(picked, " ")}); err != nil {
			return err
		}
	}
	return w.Flush()
}
