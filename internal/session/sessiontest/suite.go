// Package sessiontest is the suite of both protocols on a socket. What holds a
// client's socket runs it: the server on one machine, and the functions behind
// API Gateway.
package sessiontest

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// World is what is tested, with empty stores.
type World struct {
	Chat *Chat // what it answers with
	// Open opens a socket of the user "kim", of a client that sends language as
	// its Accept-Language.
	Open func(protocol connections.Protocol, language string) Socket
}

// Socket is a client's end.
type Socket interface {
	Send(message string)
	// Receive waits for the next message. It ends the test when none comes.
	Receive() string
}

// Run tests the world that open gives, each time a new one. With accounts, "kim"
// is signed in; without, everybody is the local owner.
func Run(t *testing.T, open func(t *testing.T, accounts bool) World) {
	for _, c := range []struct {
		name     string
		accounts bool
		test     func(t *testing.T, w World)
	}{
		{"a base client gets the whole answer", false, baseAnswer},
		{"a base request sent twice is answered once", false, baseTwice},
		{"the user id of a base client partitions the history", false, baseUsers},
		{"what a bad base frame gets", true, badBase},
		{"events come without gaps", false, events},
		{"a follower gets what it has not seen", false, follower},
		{"what a bad v2 frame gets", true, badV2},
		{"what stands around an answer", false, around},
		{"the client's language", false, languages},
		{"stopping", false, stopping},
		{"a turn that fails", false, failing},
		{"a turn that is deleted while it runs", false, deleted},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t, c.accounts)) })
	}
}

func parse[T any](t *testing.T, message string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(message), &v); err != nil {
		t.Fatalf("%v in %s", err, message)
	}
	return v
}

func sendJSON(t *testing.T, k Socket, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	k.Send(string(b))
}

func question(user, id string) wire.Request {
	return wire.Request{UserID: user, RequestID: id, RequestTime: "2026-03-10 10:20:30",
		Type: "text", Body: "안녕?", ConvType: "normal"}
}

func ask(id, language string) wire.ClientFrame {
	return wire.ClientFrame{Op: wire.OpAsk, RequestID: id, Ask: &wire.Ask{Request: question("", id),
		Language: language}}
}

// answer asks in the base protocol and gives the frames of the answer.
func answer(t *testing.T, k Socket, r wire.Request) (frames []string) {
	t.Helper()
	sendJSON(t, k, r)
	for {
		frames = append(frames, k.Receive())
		f := parse[wire.Response](t, frames[len(frames)-1])
		if f.RequestID != r.RequestID {
			t.Fatalf("a frame of %q: %+v", f.RequestID, f)
		}
		if f.Status == wire.StatusCompleted || f.Status == wire.StatusError {
			return frames
		}
	}
}

// turnEvents reads the events of a turn to its end.
func turnEvents(t *testing.T, k Socket, id string) (all []wire.ServerFrame) {
	t.Helper()
	for {
		f := parse[wire.ServerFrame](t, k.Receive())
		if f.RequestID != id {
			t.Fatalf("an event of %q: %+v", f.RequestID, f)
		}
		all = append(all, f)
		if f.Event == "done" || f.Event == "error" || f.Event == "rejected" {
			return all
		}
	}
}

// quiet checks that nothing is sent before a pong.
func quiet(t *testing.T, k Socket) {
	t.Helper()
	k.Send(wire.Ping)
	if got := k.Receive(); got != wire.Pong {
		t.Errorf("got %s", got)
	}
}

const (
	typingFrame    = `{"request_id":"r1","msg":"","status":"istyping"}`
	completedFrame = `{"request_id":"r1","msg":"<b>가</b> &lt;나&gt; &quot;다&quot;","status":"completed"}`
)

func bold(_ context.Context, _ chat.Request, w *turn.Writer) error {
	w.Delta("**가** <나>")
	w.Delta(` "다"`)
	return nil
}

func baseAnswer(t *testing.T, w World) {
	w.Chat.Script = bold
	k := w.Open(connections.Base, "")
	frames := answer(t, k, question("", "r1"))
	if frames[0] != typingFrame || frames[len(frames)-1] != completedFrame {
		t.Errorf("%s", frames)
	}
	for _, f := range frames[1 : len(frames)-1] {
		if r := parse[wire.Response](t, f); r.Status != wire.StatusProceeding ||
			!strings.HasPrefix(r.Msg, "<b>가</b>") {
			t.Errorf("in between: %s", f)
		}
	}
	quiet(t, k)
}

func baseTwice(t *testing.T, w World) {
	w.Chat.Script = bold
	k := w.Open(connections.Base, "")
	answer(t, k, question("", "r1"))
	for _, k := range []Socket{k, w.Open(connections.Base, "")} {
		if frames := answer(t, k, question("", "r1")); frames[0] != typingFrame ||
			frames[len(frames)-1] != completedFrame {
			t.Errorf("%s", frames)
		}
	}
	if n := len(w.Chat.Begun()); n != 1 {
		t.Errorf("begun %d times", n)
	}
}

func baseUsers(t *testing.T, w World) {
	w.Chat.Script = func(ctx context.Context, r chat.Request, out *turn.Writer) error {
		out.Delta("답")
		call := CallOf(r, "답", history.Completed)
		call.Sources = []history.SourceRef{{Number: 1, Store: "web", Title: "<" + string(r.User) +
			">"}}
		_, err := w.Chat.History.Append(ctx, call)
		return err
	}
	k := w.Open(connections.Base, "")
	for user, name := range map[string]string{"": "local", "lee": "lee", "park": "park"} {
		frames := answer(t, k, question(user, "r1"))
		want := `{"request_id":"r1","msg":"답\n\n<b>출처</b>\n1. &lt;` + name + `&gt; · web · 점수 0.00","status":"completed"}`
		if frames[len(frames)-1] != want {
			t.Errorf("%q: %s", user, frames)
		}
	}
	var users []history.User
	for _, r := range w.Chat.Begun() {
		users = append(users, r.User)
	}
	slices.Sort(users) // they were asked in any order
	if want := []history.User{"lee", "local", "park"}; !slices.Equal(users, want) {
		t.Errorf("asked by %q", users)
	}
}

var tooLong = strings.Repeat("x", 24<<10)

func badBase(t *testing.T, w World) {
	k := w.Open(connections.Base, "")
	for _, c := range []struct{ name, message, want string }{
		{"no JSON", "hello", `{"request_id":"","msg":"메시지를 읽지 못했어요.`},
		{"half of it", "{", `{"request_id":"","msg":"메시지를 읽지 못했어요.`},
		{"an array", "[1]", `{"request_id":"","msg":"메시지를 읽지 못했어요.`},
		{"no request id", `{"body":"x"}`, `{"request_id":"","msg":"메시지를 읽지 못했어요.`},
		{"a number for one", `{"request_id":7}`, `{"request_id":"","msg":"메시지를 읽지 못했어요.`},
		{"a body of another type", `{"request_id":"r","body":{}}`, `{"request_id":"r","msg":"메시지를 읽지 못했어요.`},
		{"an empty body", `{"request_id":"r","body":" ","conv_type":"normal"}`, `{"request_id":"r","msg":"내용이 비어 있어요.`},
		{"an unknown mode", `{"request_id":"r","body":"x","conv_type":"<i>"}`, `{"request_id":"r","msg":"“&lt;i&gt;”라는 대화 방식은 없어요.`},
		{"another user", `{"request_id":"r","user_id":"lee","body":"x","conv_type":"normal"}`, `{"request_id":"r","msg":"로그인한 사용자와`},
		{"a long request id", `{"request_id":"` + strings.Repeat("긴", 100) + `","body":"x","conv_type":"normal"}`, `{"request_id":"","msg":"request_id가 너무 길어요.`},
		{"more than 24 KB", `{"request_id":"r","body":"` + tooLong + `","conv_type":"normal"}`, `{"request_id":"r","msg":"메시지가 너무 길어요.`},
	} {
		k.Send(c.message)
		if got := k.Receive(); !strings.HasPrefix(got, c.want) || !strings.HasSuffix(got, `","status":"error"}`) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	quiet(t, k)
}

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
	if got := strings.Join(kinds, " "); got != "label delta translation verdicts notice stage speech done" {
		t.Fatal(got)
	}
	verdict := wire.Verdict{Start: 4, End: 9, Verdict: "supported", Citations: []int{1}}
	if all[0].Label != "Quoted." || all[2].Text != "a b" || !reflect.DeepEqual(all[3].Verdicts,
		[]wire.Verdict{verdict}) ||
		*all[4].Notice != (wire.Notice{Code: "cut", Message: "Cut."}) ||
		all[6].Speech != "/speech/r1" {
		t.Errorf("%+v", all)
	}
	end := all[7].Turn
	if end.Label != "Quoted." || end.Answer != "가😀 나 [1]" || end.Translation != "a b" ||
		!reflect.DeepEqual(end.Verdicts, all[3].Verdicts) ||
		len(end.Notices) != 1 || end.Speech != "/speech/r1" || end.Parent != "r0" ||
		len(end.Documents) != 1 || end.Documents[0] != "docs/a.txt" {
		t.Errorf("%+v", end)
	}
	frames := answer(t, w.Open(connections.Base, "en"), question("", "r1"))
	if want := `{"request_id":"r1","msg":"그대로 옮겼어요.\n\n가😀 나 [1]\n\na b\n\n※ 끊겼어요.`; !strings.HasPrefix(frames[len(frames)-1], want) {
		t.Errorf("%s", frames[len(frames)-1])
	}
}

// languages tests in which language a client is answered. One that Mundap does
// not speak leaves the one that the socket was opened with.
func languages(t *testing.T, w World) {
	w.Chat.Script = func(context.Context, chat.Request,
		*turn.Writer) error {
		return errors.New("no answer")
	}
	for _, c := range []struct{ header, ask, want string }{
		{"", "", "ko"}, {"en-US,en;q=0.9", "", "en"}, {"fr, en;q=0.5", "", "en"},
		{"en", "ko", "ko"}, {"ko", "en", "en"},
		{"en", "fr", "en"}, {"ko", "fr", "ko"}, {"ko", "en-US", "en"}, {"en", "KO", "ko"},
	} {
		k := w.Open(connections.V2, c.header)
		id := "r-" + c.header + "-" + c.ask
		sendJSON(t, k, ask(id, c.ask))
		all := turnEvents(t, k, id)
		if got := all[len(all)-1].Error.Message; got != Died.In(c.want) {
			t.Errorf("Accept-Language %q, language %q: %s", c.header, c.ask, got)
		}
		begun := w.Chat.Begun()
		if got := begun[len(begun)-1].Language; got != c.want {
			t.Errorf("Accept-Language %q, language %q: asked in %q", c.header, c.ask, got)
		}
		bad := ask("bad", c.ask)
		bad.Ask.Body = ""
		sendJSON(t, k, bad)
		rejected := turnEvents(t, k, "bad")[0].Error.Message
		if korean := strings.Contains(rejected, "내용이 비어"); korean != (c.want == "ko") {
			t.Errorf("Accept-Language %q, language %q: rejected with %q", c.header, c.ask, rejected)
		}
	}
}

func stopping(t *testing.T, w World) {
	w.Chat.Script = func(ctx context.Context, _ chat.Request, w *turn.Writer) error {
		w.Delta("반쪽")
		<-ctx.Done()
		return nil
	}
	k := w.Open(connections.V2, "")
	sendJSON(t, k, ask("r1", ""))
	if f := parse[wire.ServerFrame](t, k.Receive()); f.Text != "반쪽" {
		t.Fatalf("%+v", f)
	}
	sendJSON(t, k, wire.ClientFrame{Op: wire.OpStop, RequestID: "r1"})
	all := turnEvents(t, k, "r1")
	if end := all[len(all)-1].Turn; end == nil || end.Outcome != "stopped" || end.Answer != "반쪽" {
		t.Errorf("%+v", all)
	}
	sendJSON(t, k, wire.ClientFrame{Op: wire.OpStop, RequestID: "r1"}) // it has ended already
	quiet(t, k)
}

func failing(t *testing.T, w World) {
	w.Chat.Script = func(_ context.Context, _ chat.Request, w *turn.Writer) error {
		w.Delta("반쪽")
		return errors.New("no more")
	}
	frames := answer(t, w.Open(connections.Base, ""), question("", "r1"))
	if want := `{"request_id":"r1","msg":"모델이 답하다가 &lt;끊겼어요&gt;.","status":"error"}`; frames[len(frames)-1] != want {
		t.Errorf("%s", frames)
	}
	k := w.Open(connections.V2, "en")
	sendJSON(t, k, ask("r1", ""))
	all := turnEvents(t, k, "r1")
	if e := all[len(all)-1].Error; e == nil || e.Kind != "unavailable" || e.Message != Died.En ||
		!e.Retry {
		t.Errorf("%+v", all)
	}
}

func deleted(t *testing.T, w World) {
	w.Chat.Script = func(_ context.Context, _ chat.Request, w *turn.Writer) error {
		w.Delta("반쪽")
		<-w.Context().Done()
		return nil
	}
	base, v2 := w.Open(connections.Base, ""), w.Open(connections.V2, "")
	sendJSON(t, v2, ask("r1", ""))
	if f := parse[wire.ServerFrame](t, v2.Receive()); f.Text != "반쪽" {
		t.Fatalf("%+v", f)
	}
	sendJSON(t, base, question("", "r1"))
	for f := (wire.Response{}); f.Status != wire.StatusProceeding; {
		f = parse[wire.Response](t, base.Receive())
	}
	if err := w.Chat.Turns.DeleteUser(t.Context(), "local"); err != nil {
		t.Fatal(err)
	}
	all := turnEvents(t, v2, "r1")
	if last := all[len(all)-1]; last.Event != "rejected" || last.Error.Kind != "not_found" {
		t.Errorf("%+v", all)
	}
	if f := parse[wire.Response](t, base.Receive()); f.Status != wire.StatusError || f.Msg == "" {
		t.Errorf("%+v", f)
	}
	if n := len(w.Chat.Begun()); n != 1 {
		t.Errorf("begun %d times", n)
	}
}
