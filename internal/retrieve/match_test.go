package retrieve_test

import (
	"math"
	"testing"

	"github.com/mundap/mundap/internal/retrieve"
)

func TestWhatAPassageHoldsOfAQuery(t *testing.T) {
	compound := func(whole, first, second retrieve.Found) []retrieve.Word {
		return []retrieve.Word{
			{Text: "출장비", End: 9, Weight: 2, Found: whole},
			{Text: "출장", End: 6, Weight: 3, Found: first},
			{Text: "비", Start: 6, End: 9, Weight: 1, Found: second},
		}
	}
	for name, test := range map[string]struct {
		words []retrieve.Word
		want  float64
	}{
		"nothing was asked": {nil, 0},
		"the whole compound": {compound(retrieve.Exactly, retrieve.Missing,
			retrieve.Missing), 1},
		"all of its parts": {compound(retrieve.Missing, retrieve.Exactly,
			retrieve.Joined), 1},
		"one of its parts": {compound(retrieve.Missing, retrieve.Mended,
			retrieve.Missing), 0.75},
		"nothing of it": {compound(retrieve.Nowhere, retrieve.Nowhere,
			retrieve.Missing), 0},
		"one of two words by weight": {append(compound(retrieve.Exactly, retrieve.Exactly,
			retrieve.Exactly), retrieve.Word{Text: "정산", Start: 10, End: 16, Weight: 6}), 1. / 3},
	} {
		m := retrieve.Match{Words: test.words}
		if got := m.Covered(); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%s: %.3f, want %.3f", name, got, test.want)
		}
	}
}
