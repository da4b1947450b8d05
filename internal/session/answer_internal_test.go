package session

import (
	"testing"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Base clients show one text. It is byte for byte what the answer itself held
// before it had a label, notes and a failure.
func TestTheOneTextOfBaseClients(t *testing.T) {
	text := func(ko, en string) fault.Text { return fault.Text{Ko: ko, En: en} }
	for name, c := range map[string]struct {
		call history.Call
		want string
	}{
		"an answer": {history.Call{Answer: "답", Outcome: history.Completed}, "답"},
		"a labelled one with notes": {history.Call{
			Language: "ko", Label: text("옮겼어요.", "Quoted."), Answer: "15일. [1]",
			Outcome: history.Completed,
			Notes: []history.Note{
				{Code: history.NoteExtractive, Message: text("모델이 없어요.", "No model.")},
				{Code: history.NoteCut, Message: text("끊겼어요.", "Cut.")},
				{Code: history.NoteModelBusy, Message: text("바빠요.", "Busy.")},
			},
		}, "옮겼어요.\n\n15일. [1]\n\n※ 끊겼어요.\n\n※ 바빠요."},
		"in the answer's language": {history.Call{
			Language: "en", Label: text("옮겼어요.", "Quoted."), Answer: "15 days.",
			Outcome: history.Completed,
			Notes:   []history.Note{{Code: history.NoteCut, Message: text("끊겼어요.", "Cut.")}},
		}, "Quoted.\n\n15 days.\n\n※ Cut."},
		"a note alone": {history.Call{
			Language: "ko", Outcome: history.Completed,
			Notes: []history.Note{{Code: history.NoteCut, Message: text("끊겼어요.", "")}},
		}, "※ 끊겼어요."},
		"a translated one": {history.Call{
			Language: "en", Answer: "Hello!", Translation: "안녕!", Outcome: history.Completed,
			Notes: []history.Note{{Code: history.NoteCut, Message: text("끊겼어요.", "Cut.")}},
		}, "Hello!\n\n안녕!\n\n※ Cut."},
		"a stopped one": {history.Call{
			Language: "ko", Answer: "반쪽", Outcome: history.Stopped,
			Notes: []history.Note{{Code: history.NoteCut, Message: text("끊겼어요.", "Cut.")}},
		}, "반쪽"},
		"one stopped before its first word": {history.Call{Language: "en",
			Outcome: history.Stopped}, "Stopped."},
		"one that failed": {history.Call{Language: "ko", Answer: " 반쪽\n",
			Outcome: history.Failed, Failure: &history.Failure{Message: text("늦었어요.", "Late.")}},
			"반쪽\n\n늦었어요."},
		"one that failed at once": {history.Call{Language: "en", Outcome: history.Failed,
			Failure: &history.Failure{Message: text("늦었어요.", "Late.")}}, "Late."},
	} {
		if got := markdown(c.call); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestVerdictsCountAsBrowsersDo(t *testing.T) {
	answer := "가😀나. Second. 셋."
	second := len("가😀나. ")
	all := verdicts(answer, []history.Verdict{
		{Start: 0, End: len("가😀나."), Support: history.Supported,
			Evidence: []history.Evidence{{Source: 2, Start: 7, End: 9}}},
		{Start: second, End: second + len("Second."), Support: history.Unsupported,
			Reason: "number"},
		{Start: second + len("Second. "), End: len(answer) + 5, Support: history.NoClaim},
	})
	units := utf16.Encode([]rune(answer))
	for i, want := range []string{"가😀나.", "Second.", "셋."} {
		if got := string(utf16.Decode(units[all[i].Start:all[i].End])); got != want {
			t.Errorf("verdict %d is of %q, not %q", i, got, want)
		}
	}
	if e := all[0].Evidence[0]; e.Source != 2 || e.Start != 7 || e.End != 9 ||
		all[1].Reason != "number" || all[1].Verdict != "unsupported" {
		t.Errorf("%+v", all)
	}
}

// A log may hold verdicts in any order.
func TestVerdictsMayLieInAnyOrder(t *testing.T) {
	all := verdicts("😀가 나", []history.Verdict{{Start: 8, End: 11}, {Start: 0, End: 7}})
	if len(all) != 2 || all[0].Start != 4 || all[0].End != 5 || all[1].Start != 0 || all[1].End != 3 {
		t.Errorf("%+v", all)
	}
}

// The numbers of an interrupted attempt's events may be given again, and nothing
// that they told holds for the next one.
func TestTheNextAttemptBeginsWithNothing(t *testing.T) {
	r, _ := newRenderer()
	note := history.Note{Code: history.NoteCut, Message: fault.Text{Ko: "끊겼어요.", En: "Cut."}}
	label := turn.LabelEvent{Text: fault.Text{Ko: "옮겼어요.", En: "Quoted."}, Language: "ko"}
	events := []turn.Event{
		{Seq: 1, Attempt: 1, Kind: turn.Label, Label: &label},
		{Seq: 2, Attempt: 1, Kind: turn.Notice, Notice: &note},
		{Seq: 3, Attempt: 1, Kind: turn.Speech, Speech: &turn.SpeechEvent{Path: "/speech/r1"}},
		{Seq: 4, Attempt: 1, Kind: turn.Delta, Text: "반쪽"},
		{Seq: 5, Attempt: 2, Kind: turn.Replace},
		{Seq: 6, Attempt: 2, Kind: turn.Delta, Text: "온전"},
		{Seq: 7, Attempt: 2, Kind: turn.Done, Outcome: history.Completed},
	}
	base := newBaseFrames(r, view, "r1")
	v2 := newV2Frames(r, View{Scope: auth.LocalScope(), User: "kim", Language: "ko"}, "r1",
		turn.Cursor{})
	for i, e := range events {
		base.apply(e)
		frame, _, err := v2.next(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 && frame.Label != "옮겼어요." {
			t.Errorf("the label's frame: %+v", frame)
		}
		if i == len(events)-1 && (len(frame.Turn.Notices) != 0 || frame.Turn.Speech != "" ||
			frame.Turn.Answer != "온전") {
			t.Errorf("the end: %+v", frame.Turn)
		}
		if i == 3 {
			list, _, err := base.take(t.Context())
			if err != nil || len(list) != 1 || decoded(t, list)[0].Msg != "옮겼어요.\n\n반쪽" {
				t.Errorf("so far: %s, %v", list, err)
			}
		}
	}
	list, end, err := base.take(t.Context())
	if err != nil || !end || len(list) != 1 || decoded(t, list)[0].Msg != "온전" {
		t.Errorf("%s %v %v", list, end, err)
	}
}
