package verify

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// example is a sentence of eval/verify with its label.
type example struct {
	ID        string   `json:"id"`
	Question  string   `json:"question"`
	Shown     []string `json:"shown"`
	Sentence  string   `json:"sentence"`
	Cites     []int    `json:"cites"`
	Half      string   `json:"half"`
	Verdict   Verdict  `json:"verdict"`
	Kind      string   `json:"kind"`
	Citations [][]int  `json:"citations"`
}

type text struct{ ID, Title, Text string }

const folder = "../../eval/verify"

func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var x T
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func examples(t testing.TB) ([]example, map[string]Passage) {
	passages := map[string]Passage{}
	for _, p := range readLines[text](t, "passages.jsonl") {
		passages[p.ID] = Passage{p.Title, p.Text}
	}
	list := readLines[example](t, "answers.jsonl")
	for i, l := range readLines[example](t, "labels.jsonl") {
		if l.ID != list[i].ID {
			t.Fatalf("label %s for sentence %s", l.ID, list[i].ID)
		}
		list[i].Half, list[i].Verdict, list[i].Kind, list[i].Citations = l.Half, l.Verdict, l.Kind, l.Citations
	}
	return list, passages
}

func TestTuning(t *testing.T) {
	half := os.Getenv("HALF")
	if half == "" {
		half = "tune"
	}
	list, passages := examples(t)
	right, all := map[string]int{}, map[string]int{}
	var good, given, wanted, found int
	for _, e := range list {
		if e.Half != half && half != "all" {
			continue
		}
		var shown []Passage
		for _, id := range e.Shown {
			shown = append(shown, passages[id])
		}
		f := Prepare(shown).Check(Sentence{Text: e.Sentence, Question: e.Question, Cites: e.Cites})
		kind := string(e.Verdict) + " " + e.Kind
		all[kind]++
		all[string(e.Verdict)]++
		if f.Verdict == e.Verdict {
			right[kind]++
			right[string(e.Verdict)]++
		} else if os.Getenv("SHOW") != "" {
			claim := e.Sentence[f.Claim.Start:f.Claim.End]
			fmt.Printf("%-10s %-10s %s | %s → %s %s %q %v\n", e.Verdict[:4], e.Kind, e.Question, e.Sentence, f.Verdict, f.Reason, claim, e.ID)
		}
		if e.Verdict == Supported {
			wanted++
			ok := slices.ContainsFunc(e.Citations, func(s []int) bool {
				return slices.Equal(s, f.Citations)
			})
			if ok {
				found++
			} else if f.Verdict == Supported && os.Getenv("SHOW") != "" {
				fmt.Printf("CITE %s | %s → %v want %v\n", e.Question, e.Sentence, f.Citations, e.Citations)
			}
		}
		for _, c := range f.Citations {
			given++
			if slices.ContainsFunc(e.Citations, func(s []int) bool { return slices.Contains(s, c) }) {
				good++
			}
		}
	}
	var keys []string
	for k := range all {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		fmt.Printf("%-26s %3d/%3d %.3f\n", strings.TrimSpace(k), right[k], all[k], float64(right[k])/float64(all[k]))
	}
	fmt.Printf("citations: precision %.3f (%d/%d), sets found %.3f\n", float64(good)/float64(given), good, given, float64(found)/float64(wanted))
}
