package sessiontest

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

func badV2(t *testing.T, w World) {
	k := w.Open(connections.V2, "")
	k.Send(`{"op":"ping"}`)
	if got := k.Receive(); got != `{"event":"pong"}` {
		t.Errorf("pong: %s", got)
	}
	for _, c := range []struct{ name, message, id, kind string }{
		{"no JSON", "nonsense", "", "invalid"},
		{"no op", `{"request_id":"r1"}`, "r1", "invalid"},
		{"an unknown op", `{"op":"burn","request_id":"r1"}`, "r1", "invalid"},
		{"no question", `{"op":"ask","request_id":"r1"}`, "r1", "invalid"},
		{"no body", `{"op":"ask","ask":{"request_id":"r1","type":"text","conv_type":"normal"}}`, "r1", "invalid"},
		{"an unknown mode", `{"op":"ask","ask":{"request_id":"r1","type":"text","conv_type":"x","body":"y"}}`, "r1", "invalid"},
		{"no document", `{"op":"ask","ask":{"request_id":"r1","type":"text","conv_type":"normal","body":"y","documents":["../x"]}}`, "r1", "invalid"},
		{"another user", `{"op":"ask","ask":{"request_id":"r1","user_id":"lee","type":"text","conv_type":"normal","body":"y"}}`, "r1", "forbidden"},
		{"a follow of nothing", `{"op":"follow"}`, "", "invalid"},
		{"a follow of an unknown turn", `{"op":"follow","request_id":"r2"}`, "r2", "not_found"},
		{"a stop of an unknown turn", `{"op":"stop","request_id":"r2"}`, "r2", "not_found"},
		{"more than 24 KB", `{"op":"ask","ask":{"request_id":"r3","type":"text","conv_type":"normal","body":"` + tooLong + `"}}`, "r3", "too_large"},
	} {
		k.Send(c.message)
		f := parse[wire.ServerFrame](t, k.Receive())
		if f.Event != "rejected" || f.RequestID != c.id || f.Error == nil ||
			f.Error.Kind != c.kind || f.Error.Message == "" || f.Seq != 0 {
			t.Errorf("%s: %+v %+v", c.name, f, f.Error)
		}
	}
	quiet(t, k)
}

// emoji has characters of two UTF-16 units.
func emoji(_ context.Context, _ chat.Request, w *turn.Writer) error {
	w.Stage(turn.StageEvent{Name: "retrieve", Stores: 1, Passages: 4})
	w.Delta("가😀나다")
	w.Replace(len("가😀"), "라")
	w.Debug("x")
	return nil
}

func events(t *testing.T, w World) {
	w.Chat.Script = emoji
	k := w.Open(connections.V2, "")
	for range 2 { // asked again, the turn is followed from its beginning
		sendJSON(t, k, ask("r1", ""))
		all := turnEvents(t, k, "r1")
		var kinds []string
		for i, f := range all {
			kinds = append(kinds, f.Event)
			if f.Seq != int64(i+1) || f.Attempt != 0 {
				t.Errorf("event %d has the number %d of attempt %d", i+1, f.Seq, f.Attempt)
			}
		}
		if got := strings.Join(kinds, " "); got != "stage delta replace debug done" {
			t.Fatal(got)
		}
		if all[0].Stage.Passages != 4 || all[2].From != 3 || all[4].Turn.Answer != "가😀라" ||
			all[4].Turn.Outcome != "completed" {
			t.Errorf("%+v", all)
		}
	}
	if n := len(w.Chat.Begun()); n != 1 {
		t.Errorf("begun %d times", n)
	}
}

func follower(t *testing.T, w World) {
	w.Chat.Script = emoji
	k := w.Open(connections.V2, "")
	sendJSON(t, k, ask("r1", ""))
	turnEvents(t, k, "r1")
	k = w.Open(connections.V2, "")
	sendJSON(t, k, wire.ClientFrame{Op: wire.OpFollow, RequestID: "r1", After: 2})
	rest := turnEvents(t, k, "r1")
	if len(rest) != 3 || rest[0].Seq != 3 || rest[0].From != 3 || rest[2].Turn.Answer != "가😀라" {
		t.Errorf("%+v", rest)
	}
}

// quoted is an answer with everything that can stand around one.
func quoted(w World) Script {
	label := fault.Text{Ko: "그대로 옮겼어요.", En: "Quoted."}
	note := history.Note{Code: history.NoteCut, Message: fault.Text{Ko: "끊겼어요.", En: "Cut."}}
	verdicts := []history.Verdict{{Start: len("가😀 "), End: len("가😀 나 [1]"),
		Support: history.Supported, Citations: []int{1}}}
	return func(ctx context.Context, r chat.Request, out *turn.Writer) error {
		out.Label(turn.LabelEvent{Text: label, Language: "ko"})
		out.Delta("가😀 나 [1]")
		out.SpeechPart(1, "/speech/r1/ab")
		out.Translation("a b")
		out.Verdicts(verdicts)
		out.Notice(note)
		call := CallOf(r, out.Text(), history.Completed)
		call.Language, call.Label, call.Translation, call.Verdicts = "ko", label, "a b", verdicts
		call.Notes, call.Scope, call.Parent = []history.Note{note}, r.Documents, r.Parent
		if _, err := w.Chat.History.Append(ctx, call); err != nil {
			return err
		}
		out.Stage(turn.StageEvent{Name: "speech"})
		out.Speech("/speech/r1")
		return nil
	}
}

// around tests that v2 tells everything by its name, in the client's language,
// and that base clients get one text, in the answer's.
func around(t *testing.T, w World) {
	w.Chat.Script = quoted(w)
	k := w.Open(connections.V2, "en")
	f := ask("r1", "")
	f.Ask.Parent, f.Ask.Documents = "r0", []string{"docs/a.txt"}
	sendJSON(t, k, f)
	all := turnEvents(t, k, "r1")
	var kinds []string
	for _, f := range all {
		kinds = append(kinds, f.Event)
	}
	if got := strings.Join(kinds, " "); got != "label delta speech_part translation verdicts notice stage speech done" {
		t.Fatal(got)
	}
	verdict := wire.Verdict{Start: 4, End: 9, Verdict: "supported", Citations: []int{1}}
	if all[0].Label != "Quoted." || all[3].Text != "a b" || !reflect.DeepEqual(all[4].Verdicts,
		[]wire.Verdict{verdict}) ||
		*all[5].Notice != (wire.Notice{Code: "cut", Message: "Cut."}) ||
		all[2].Speech != "/speech/r1/ab" || all[2].Number != 1 || all[7].Speech != "/speech/r1" {
		t.Errorf("%+v", all)
	}
	end := all[8].Turn
	if end.Label != "Quoted." || end.Answer != "가😀 나 [1]" || end.Translation != "a b" ||
		!reflect.DeepEqual(end.Verdicts, all[4].Verdicts) ||
		len(end.Notices) != 1 || end.Speech != "/speech/r1" || end.Parent != "r0" ||
		len(end.Documents) != 1 || end.Documents[0] != "docs/a.txt" {
		t.Errorf("%+v", end)
	}
	frames := answer(t, w.Open(connections.Base, "en"), question("", "r1"))
	if want := `{"request_id":"r1","msg":"그대로 옮겼어요.\n\n가😀 나 [1]\n\na b\n\n※ 끊겼어요.`; !strings.HasPrefix(frames[len(frames)-1], want) {
		t.Errorf("%s", frames[len(frames)-1])
	}
}
