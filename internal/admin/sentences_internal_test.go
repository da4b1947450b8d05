package admin

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

func TestSentencesComeInBytesOfTheAnswerAndOfThePassage(t *testing.T) {
	const (
		answer  = "안녕하세요! 연차는 15일이에요. [2] 병가는 90일이에요."
		passage = "제31조 연차는 15일이다. 병가는 60일이다."
		header  = "제31조 " // repeated from above the passage
		before  = 1000    // where the passage would begin in its document with its header
	)
	at := func(text, part string) (int, int) {
		t.Helper()
		i := slices.Index([]byte(text), part[0])
		for text[i:i+len(part)] != part {
			i++
		}
		return i, i + len(part)
	}
	greetStart, greetEnd := at(answer, "안녕하세요!")
	trueStart, trueEnd := at(answer, "연차는 15일이에요. [2]")
	falseStart, falseEnd := at(answer, "병가는 90일이에요.")
	from, to := at(passage, "연차는 15일이다.")
	got := sentences(history.Call{
		Answer: answer,
		Verdicts: []history.Verdict{
			{Start: greetStart, End: greetEnd, Support: history.NoClaim},
			{Start: trueStart, End: trueEnd, Support: history.Supported, Citations: []int{2},
				Evidence: []history.Evidence{{Source: 2, Start: before + from, End: before + to}}},
			{Start: falseStart, End: falseEnd, Support: history.Unsupported, Reason: "number"},
			{Start: falseEnd, End: len(answer) + 1, Support: history.NoClaim}, // not in the answer
		},
	}, []wire.Source{{Number: 1}, {Number: 2, Start: before + len(header), Lead: len(header)}})
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []string{"안녕하세요!", "연차는 15일이에요. [2]", "병가는 90일이에요."} {
		if s := got[i]; s.Text != want || answer[s.Start:s.End] != want || s.Citations == nil ||
			s.Evidence == nil {
			t.Errorf("%+v", s)
		}
	}
	if e := got[1].Evidence; len(e) != 1 || e[0].Source != 2 ||
		passage[e[0].Start:e[0].End] != "연차는 15일이다." || got[1].Verdict != "supported" ||
		!slices.Equal(got[1].Citations, []int{2}) {
		t.Errorf("%+v", got[1])
	}
	if got[0].Verdict != "no_claim" || got[2].Verdict != "unsupported" || got[2].Reason != "number" {
		t.Errorf("%+v", got)
	}
}
