package session

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// noTexts is a Citer that knows names alone.
type noTexts struct{}

func (noTexts) Resolve(_ context.Context, _ auth.Scope, refs []history.SourceRef) ([]wire.Source,
	error) {
	var all []wire.Source
	for _, r := range refs {
		all = append(all, wire.Source{Number: r.Number, Name: string(r.Document), Store: r.Store})
	}
	return all, nil
}

// decoded are base frames.
func decoded(t *testing.T, messages [][]byte) []wire.Response {
	t.Helper()
	all := make([]wire.Response, len(messages))
	for i, m := range messages {
		if err := json.Unmarshal(m, &all[i]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func newRenderer() (Renderer, *historytest.Memory) {
	calls := &historytest.Memory{}
	return Renderer{Citations: noTexts{}, Calls: calls}, calls
}

var view = View{User: "kim", Language: "ko"}

func TestTheAnswerSoFarIsSentOnceHoweverManyEventsCame(t *testing.T) {
	r, _ := newRenderer()
	b := newBaseFrames(r, view, "r1")
	for i := range 100 {
		if !b.apply(turn.Event{Seq: int64(i + 1), Attempt: 1, Kind: turn.Delta, Text: "가"}) {
			t.Fatal("nothing to send")
		}
	}
	list, end, err := b.take(t.Context())
	if err != nil || end || len(list) != 1 || decoded(t, list)[0].Msg != strings.Repeat("가", 100) {
		t.Errorf("%s %v %v", list, end, err)
	}
	if list, _, _ = b.take(t.Context()); len(list) != 0 {
		t.Errorf("again: %s", list)
	}
}

func TestTheLongerTheAnswerTheLongerThePause(t *testing.T) {
	r, _ := newRenderer()
	b := newBaseFrames(r, view, "r1")
	var before time.Duration
	for i, size := range []int{10, 20_000, 80_000, 1_000_000} {
		b.apply(turn.Event{Seq: int64(i + 1), Attempt: 1, Kind: turn.Replace,
			Text: strings.Repeat("a", size)})
		if _, _, err := b.take(t.Context()); err != nil {
			t.Fatal(err)
		}
		pause := b.pause()
		if pause <= before || pause < 50*time.Millisecond || pause > 2*time.Second {
			t.Errorf("%d bytes: %v after %v", size, pause, before)
		}
		before = pause
	}
}

func TestACallThatWasDeletedMeanwhileStillEndsItsTurn(t *testing.T) {
	r, _ := newRenderer()
	b := newBaseFrames(r, view, "r1")
	b.apply(turn.Event{Seq: 1, Attempt: 1, Kind: turn.Delta, Text: "**답**"})
	b.apply(turn.Event{Seq: 2, Attempt: 1, Kind: turn.Done, Outcome: history.Completed})
	list, end, err := b.take(t.Context())
	if err != nil || !end || len(list) != 1 ||
		decoded(t, list)[0] != (wire.Response{RequestID: "r1", Status: "completed",
			Msg: "<b>답</b>"}) {
		t.Errorf("%s %v %v", list, end, err)
	}
	v2 := newV2Frames(r, view, "r1", turn.Cursor{})
	for _, e := range []turn.Event{{Seq: 1, Attempt: 1, Kind: turn.Delta, Text: "답"},
		{Seq: 2, Attempt: 1, Kind: turn.Done, Outcome: history.Completed}} {
		f, send, err := v2.next(t.Context(), e)
		if err != nil || !send || e.Kind == turn.Done && f.Turn.Answer != "답" {
			t.Errorf("%+v %v %v", f, send, err)
		}
	}
}

// API Gateway ends a message at 128 KB.
func TestABoundedAnswerStopsGrowingAndLinksToTheWhole(t *testing.T) {
	r, _ := newRenderer()
	bounded := view
	bounded.MaxBytes = 1000
	var last string
	for n := 10; n <= 1000; n += 30 {
		b := newBaseFrames(r, bounded, "r1")
		b.apply(turn.Event{Seq: 1, Attempt: 1, Kind: turn.Delta,
			Text: strings.Repeat("<한글> \"줄\"\n", n)})
		list, _, err := b.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(decoded(t, list)[0].Msg)
		if plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(raw)); err != nil || len(plain) > 1000 {
			t.Errorf("%d lines: %d bytes, %v", n, len(plain), err)
		}
		cut := strings.Contains(decoded(t, list)[0].Msg, `href="/c/base"`)
		if cut != (n > 31) { // a line takes 32 bytes
			t.Errorf("%d lines: cut %v", n, cut)
		}
		if last != "" && n > 70 && decoded(t, list)[0].Msg != last {
			t.Errorf("%d lines: it went on growing", n)
		}
		last = decoded(t, list)[0].Msg
	}
}

func TestCompletedIsWhatTheLogHas(t *testing.T) {
	r, calls := newRenderer()
	call := history.Call{
		User: "kim", RequestID: "r1", Answer: "답 [1]", Outcome: history.Completed,
		ServerTime: time.Now(), Conversation: "c",
		Sources: []history.SourceRef{{Number: 1, Store: "web", Document: "<글>"}},
	}
	if _, err := calls.Append(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	b := newBaseFrames(r, view, "r1")
	b.apply(turn.Event{Seq: 1, Attempt: 1, Kind: turn.Done, Outcome: history.Completed})
	list, _, err := b.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := "답 [1]\n\n<b>출처</b>\n1. &lt;글&gt; · web · 점수 0.00"; decoded(t, list)[0].Msg != want {
		t.Errorf("got %q", decoded(t, list)[0].Msg)
	}
}

// A voice that fails after the answer was logged is told of in the last frame.
// Notes that the log has already are not told twice when an attempt that broke off
// while it was read aloud is made up for.
func TestAnAnswerWithoutItsVoiceSaysSo(t *testing.T) {
	note := func(code history.NoteCode, ko, en string) turn.Event {
		return turn.Event{Attempt: 1, Kind: turn.Notice,
			Notice: &history.Note{Code: code, Message: fault.Text{Ko: ko, En: en}}}
	}
	cut := note(history.NoteCut, "잘렸어요.", "Cut.")
	silent := note(history.NoteSpeechUnavailable, "소리로 <못> 만들었어요.", "No <sound>.")
	speech := turn.Event{Attempt: 1, Kind: turn.Stage, Stage: &turn.StageEvent{Name: "speech"}}
	for _, c := range []struct {
		user   history.User
		call   history.Call
		events []turn.Event
		want   string
	}{
		{"kim", history.Call{Language: "ko"}, []turn.Event{speech, silent},
			"답\n\n※ 소리로 &lt;못&gt; 만들었어요."},
		{"lee", history.Call{Language: "en"}, []turn.Event{speech, silent},
			"답\n\n※ No &lt;sound&gt;."},
		{"park", history.Call{Language: "ko", Notes: []history.Note{*cut.Notice}},
			[]turn.Event{cut, speech, cut, silent},
			"답\n\n※ 잘렸어요.\n\n※ 소리로 &lt;못&gt; 만들었어요."},
	} {
		r, calls := newRenderer()
		c.call.User, c.call.RequestID, c.call.Answer = c.user, "r1", "답"
		c.call.Conversation, c.call.ServerTime = "c", time.Now()
		c.call.Outcome = history.Completed
		if _, err := calls.Append(t.Context(), c.call); err != nil {
			t.Fatal(err)
		}
		b := newBaseFrames(r, View{User: c.user, Language: "ko"}, "r1")
		for _, e := range c.events {
			b.apply(e)
		}
		b.apply(turn.Event{Attempt: 1, Kind: turn.Done, Outcome: history.Completed})
		list, end, err := b.take(t.Context())
		if err != nil || !end {
			t.Fatal(end, err)
		}
		if got := decoded(t, list)[len(list)-1]; got.Status != "completed" || got.Msg != c.want {
			t.Errorf("%s: %s %q", c.user, got.Status, got.Msg)
		}
	}
}

// The log counts bytes, and browsers count UTF-16 code units.
func TestTextIsReplacedWhereBrowsersCountIt(t *testing.T) {
	r, _ := newRenderer()
	v2 := newV2Frames(r, view, "r1", turn.Cursor{})
	var last wire.ServerFrame
	for i, e := range []turn.Event{{Kind: turn.Delta, Text: "😀연차는 15일"},
		{Kind: turn.Replace, From: len("😀연차는 "), Text: "20일"}} {
		e.Seq, e.Attempt = int64(i+1), 1
		f, _, err := v2.next(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		last = f
	}
	if last.From != 6 || last.Text != "20일" || string(v2.text) != "😀연차는 20일" {
		t.Errorf("%q from %d, and the text is %q", last.Text, last.From, v2.text)
	}
}

// The end of an interrupted turn has no number of its own. It must reach a
// client that saw more than was stored.
func TestAnInterruptionReachesAClientThatSawMore(t *testing.T) {
	r, _ := newRenderer()
	v2 := newV2Frames(r, view, "r1", turn.Cursor{Seq: 9})
	if _, send, _ := v2.next(t.Context(), turn.Event{Seq: 1, Attempt: 1, Kind: turn.Delta,
		Text: "가"}); send {
		t.Error("what was seen is sent again")
	}
	f, send, err := v2.next(t.Context(), turn.Event{Attempt: 1, Kind: turn.Broken,
		Failure: &history.Failure{Message: fault.Text{Ko: "끊겼어요."}, Retry: true}})
	if err != nil || !send || f.Seq != 10 || !f.Error.Retry {
		t.Errorf("%+v %v %v", f, send, err)
	}
	again := newV2Frames(r, view, "r1", turn.Cursor{Seq: 10, Attempt: 1})
	if f, send, _ := again.next(t.Context(), turn.Event{Seq: 2, Attempt: 2,
		Kind: turn.Replace}); !send || f.Attempt != 2 {
		t.Errorf("the next attempt: %+v %v", f, send)
	}
}

func TestErrorsAreInTheAskersLanguage(t *testing.T) {
	err := fault.New(fault.Throttled, "기다려 <주세요>.", "Wait.")
	if f := failed("r1", err, "ko"); f.Msg != "기다려 &lt;주세요&gt;." || f.Status != wire.StatusError {
		t.Errorf("%+v", f)
	}
	if e := Error(err, "en"); e.Message != "Wait." || e.Kind != "throttled" || !e.Retry {
		t.Errorf("%+v", e)
	}
}
