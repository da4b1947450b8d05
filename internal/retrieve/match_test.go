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

func TestNeighbouringWordsAreConceptsOfTheirOwn(t *testing.T) {
	m := retrieve.Match{Words: []retrieve.Word{
		{Text: "정산", Start: 6, End: 12, Weight: 1}, {Text: "출장", End: 6, Weight: 2},
		{Text: "출", End: 3, Weight: 1},
	}}
	got := m.Concepts()
	if len(got) != 2 || got[0].Start != 0 || got[0].End != 6 || got[1].Start != 6 || got[1].End != 12 {
		t.Errorf("%+v", got)
	}
}

func TestOneWeekdayIsNotHalfOfAnother(t *testing.T) {
	of := func(found retrieve.Found) float64 {
		m := retrieve.Match{Words: []retrieve.Word{{Text: "일요일", End: 9, Weight: 2, Found: found},
			{Text: "일", End: 3, Weight: 1}, {Text: "요일", Start: 3, End: 9, Weight: 3, Found: retrieve.Exactly}}}
		return m.Covered()
	}
	if got := of(retrieve.Missing); got != 0 {
		t.Errorf("a passage about another day holds %.2f of the weekday", got)
	}
	if got := of(retrieve.Exactly); got != 1 {
		t.Errorf("a passage about the day holds %.2f of it", got)
	}
}

func TestALongNumberStandsForItsWord(t *testing.T) {
	for number, want := range map[string]float64{"119": 1, "11": 0} {
		m := retrieve.Match{Words: []retrieve.Word{
			{Text: number + "구급대", End: 12, Weight: 2, Found: retrieve.Missing},
			{Text: number, End: 3, Weight: 1, Found: retrieve.Exactly},
			{Text: "구급대", Start: 3, End: 12, Weight: 1, Found: retrieve.Missing},
		}}
		if got := m.Concepts(); len(got) != 1 || got[0].Share != want {
			t.Errorf("%s: %+v, want a share of %v", number, got, want)
		}
	}
}
