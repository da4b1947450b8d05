// Package sessiontest is a test suite for both protocols on a socket. Every
// program that holds clients' sockets runs it: the server on one machine, and
// the functions behind API Gateway.
package sessiontest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// World is the system under test, with empty stores.
type World struct {
	Chat *Chat // what it answers with
	// Open opens a socket for the user "kim". The client sends language as its
	// Accept-Language header.
	Open func(protocol connections.Protocol, language string) Socket
	// Request makes a request over HTTP, without accounts, and returns the
	// status of the response.
	Request func(method, path, body string) int
}

// Socket is a client's end.
type Socket interface {
	Send(message string)
	// Receive waits for the next message. If none comes, it ends the test.
	Receive() string
}

// Run tests worlds that open makes, a new one for each test. With accounts,
// "kim" is signed in; without, everybody is the local owner.
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
		{"windows hear of changed conversations", false, changes},
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

var tooLong = strings.Repeat("x", 24<<10)

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
