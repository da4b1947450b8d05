package morph

import (
	"os"
	"slices"
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
	return slices.ContainsFunc(a, func(text string) bool { return slices.Contains(b, text) })
}

// TestFormsOfAWordMeet fails when fewer pairs of testdata/forms.txt meet than
// did before, or when words meet that are not the same.
func TestFormsOfAWordMeet(t *testing.T) {
	var a Analyzer
	least := map[string]int{"tuned": 68, "held": 103}
	total, met := map[string]int{}, map[string]int{}
	for _, p := range readForms(t) {
		question, document := bracketed(&a, p.question), bracketed(&a, p.document)
		total[p.half]++
		switch together := meet(question, document); {
		case together && p.half == "apart":
			t.Errorf("%s: %v, %s: %v", p.question, question, p.document, document)
		case together:
			met[p.half]++
		case p.half == "tuned":
			t.Logf("%s %s: %v, %s: %v", p.class, p.question, question, p.document, document)
		}
	}
	for half, n := range least {
		if met[half] < n {
			t.Errorf("%d of %d %s pairs meet, want %d", met[half], total[half], half, n)
		}
	}
}
