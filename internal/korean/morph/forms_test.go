package morph

import (
	"os"
	"strings"
	"testing"
)

// formsPair is a line of testdata/forms.txt.
type formsPair struct {
	half, class        string
	question, document string
}

// readForms returns the pairs of testdata/forms.txt.
func readForms(t *testing.T) []formsPair {
	t.Helper()
	data, err := os.ReadFile("testdata/forms.txt")
	if err != nil {
		t.Fatal(err)
	}
	var pairs []formsPair
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 4 {
			t.Fatalf("%q has %d columns", line, len(columns))
		}
		pairs = append(pairs, formsPair{columns[0], columns[1], columns[2], columns[3]})
	}
	return pairs
}

// bracketed returns the terms of the field Words that overlap the brackets of a phrase.
func bracketed(a *Analyzer, phrase string) []string {
	from, to := strings.Index(phrase, "["), strings.Index(phrase, "]")-1
	var found []string
	for _, term := range a.Analyze(nil, strings.NewReplacer("[", "", "]", "").Replace(phrase),
		Words) {
		if int(term.Start) < to && int(term.End) > from && !term.Empty() {
			found = append(found, term.Text)
		}
	}
	return found
}

// meet reports whether lists of terms have one in common.
func meet(a, b []string) bool {
	for _, text := range a {
		for _, other := range b {
			if text == other {
				return true
			}
		}
	}
	return false
}

func TestFormsOfAWordMeet(t *testing.T) {
	var a Analyzer
	total, met := map[string]int{}, map[string]int{}
	for _, p := range readForms(t) {
		question, document := bracketed(&a, p.question), bracketed(&a, p.document)
		total[p.half]++
		if meet(question, document) {
			met[p.half]++
		}
		if meet(question, document) == (p.half == "apart") && p.half != "held" {
			t.Logf("%s %s: %v, %s: %v", p.class, p.question, question, p.document, document)
		}
	}
	for half, n := range total {
		t.Logf("%s: %d of %d meet", half, met[half], n)
	}
}
