package chat_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/jsonl"
)

var update = flag.Bool("update", false, "write the golden file of extractive answers anew")

// extractiveQuestion is a question to the documents of eval/extractive, with
// what its answer must have, and must not.
type extractiveQuestion struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Question string   `json:"question"`
	Answer   []string `json:"answer"`
	Not      []string `json:"not"`
}

func extractiveLines[T any](t *testing.T, name string) []T {
	t.Helper()
	list, err := jsonl.Read[T](filepath.Join("../../eval/extractive", name))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestExtractiveAnswers asks all questions without a model and compares the
// answers with the golden file, which -update writes anew. What an answer must
// have was written down before the first run; a changed answer that has it is
// read, and taken over if it is no worse.
func TestExtractiveAnswers(t *testing.T) {
	b := newBench(t)
	for _, d := range extractiveLines[struct{ ID, Title, Text string }](t, "documents.jsonl") {
		b.putDocument(document.Document{ID: document.ID(document.Prefix + d.ID), Name: d.ID + ".md",
			Title: d.Title, Owner: "somebody", Readers: everyone, Collection: document.Default},
			sections(d.Title, d.Text)...)
	}
	var got strings.Builder
	good, questions := 0, extractiveLines[extractiveQuestion](t, "questions.jsonl")
	for _, q := range questions {
		r := b.question(q.Question)
		r.Language = "ko"
		_, c := b.run(r)
		mark := "good"
		if why := lacking(q, c); why != "" {
			mark = why
		} else {
			good++
		}
		fmt.Fprintf(&got, "%s %s: %s\n%s\n%s\n\n", q.ID, q.Kind, mark, q.Question, c.Answer)
	}
	text := fmt.Sprintf("%d of %d\n\n%s", good, len(questions), got.String())
	file := filepath.Join("testdata", "extractive.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text == string(want) {
		return
	}
	before := strings.Split(string(want), "\n\n")
	for i, block := range strings.Split(text, "\n\n") {
		if i >= len(before) || block != before[i] {
			t.Errorf("changed; if for the better, run with -update:\n%s", block)
		}
	}
}

// sections are the chunks of a document: what stands below each heading with #,
// as a loader gives it.
func sections(title, text string) []document.Chunk {
	var out []document.Chunk
	headings, at := []string{title}, 0
	for i, section := range strings.Split("\n"+text, "\n# ") {
		if i > 0 {
			head, body, _ := strings.Cut(section, "\n")
			headings, section = []string{title, head}, body
		}
		if section = strings.TrimSpace(section); section == "" {
			continue
		}
		out = append(out, document.Chunk{Ordinal: len(out), Kind: document.Prose, Text: section,
			Headings: headings, Start: at, End: at + len(section)})
		at += len(section) + 1
	}
	return out
}

// lacking says what is wrong with an answer, "" if nothing is.
func lacking(q extractiveQuestion, c history.Call) string {
	if c.Language != "ko" {
		return "in " + c.Language
	}
	for _, part := range q.Answer {
		if !strings.Contains(c.Answer, part) {
			return "lacks " + part
		}
	}
	for _, part := range q.Not {
		if strings.Contains(c.Answer, part) {
			return "has " + part
		}
	}
	return ""
}

func TestALongTableSaysHowManyRowsWereLeftOut(t *testing.T) {
	var long, short strings.Builder
	for i, b := range []*strings.Builder{&long, &short} {
		b.WriteString("직급 | 숙박비 한도\n")
		for n := range 15 - 9*i {
			fmt.Fprintf(b, "%c급 | %d만 원\n", '가'+rune(n)*28, n+5)
		}
	}
	b := newBench(t)
	b.put("여비.txt", everyone, long.String())
	w, c := b.run(b.question("직급별 숙박비 한도는 얼마인가요?"))
	rows := strings.Count(w.Text(), "만 원")
	b.contains(w.Text(), fmt.Sprintf("\n\n이 부분에 %d행이 더 있어요. [1]", 15-rows))
	if last := c.Verdicts[len(c.Verdicts)-1]; rows == 0 || last.Support != history.NoClaim ||
		w.Text()[last.Start:last.End] != fmt.Sprintf("이 부분에 %d행이 더 있어요. [1]", 15-rows) {
		t.Errorf("%q %+v", w.Text(), last)
	}
	b = newBench(t)
	b.put("여비.txt", everyone, short.String())
	w, _ = b.run(b.question("직급별 숙박비 한도는 얼마인가요?"))
	b.lacks(w.Text(), "더 있어요")
}
