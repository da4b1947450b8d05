package protocol

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// Boiler is a document that the tests ask.
const Boiler = "보일러 오류 코드 안내\n\nA205는 과열 센서 이상입니다.\nA396은 배기 온도가 높을 때 나타나는 오류입니다. 전원을 끄고 10분 뒤에 다시 켜십시오.\nA508은 통신 이상 오류입니다.\n"

// Test tests a Mundap that serve gives, with an empty call log each time; the
// documents of earlier tests may be there.
func Test(t *testing.T, serve func(t *testing.T) Client) {
	for _, c := range []struct {
		name string
		test func(Client)
	}{
		{"a base client uploads, asks and reads the sources", baseClient},
		{"a request sent twice is answered once", sentTwice},
		{"pings, and frames that are none", pings},
		{"a follower gets what it has not seen", follows},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(serve(t)) })
	}
}

func baseClient(c Client) {
	c.Upload("보일러 안내.txt", "text/plain", Boiler)
	frames := c.Connect().Ask(c.Question("r1", "A396은 무슨 오류인가요?"))
	last := frames[len(frames)-1]
	if frames[0].Status != "istyping" || last.Status != "completed" {
		c.Fatalf("frames %+v", frames)
	}
	for _, want := range []string{"배기 온도가 높을 때 나타나는 오류입니다", "보일러 안내.txt", "/documents/"} {
		if !strings.Contains(last.Msg, want) {
			c.Errorf("the answer lacks %q:\n%s", want, last.Msg)
		}
	}
	var log struct{ Msg string }
	c.Post("/history", map[string]string{"userId": c.User, "allowTime": "2026-11-01 00:00:00"},
		&log)
	var calls []map[string]string
	if err := json.Unmarshal([]byte(log.Msg), &calls); err != nil || len(calls) != 1 ||
		calls[0]["body"] != "A396은 무슨 오류인가요?" || calls[0]["msg"] != last.Msg {
		c.Errorf("history %v, %v", log.Msg, err)
	}
	c.Post("/query", map[string]string{"request_id": "r1"}, &log)
	if log.Msg != last.Msg {
		c.Errorf("query gives another answer:\n%s\n%s", log.Msg, last.Msg)
	}
	c.Post("/delete", map[string]string{"userId": c.User}, &log)
	if log.Msg != "done" {
		c.Errorf("delete: %q", log.Msg)
	}
	c.Post("/query", map[string]string{"request_id": "r1"}, &log)
	if log.Msg != "" {
		c.Errorf("after delete: %q", log.Msg)
	}
}

func sentTwice(c Client) {
	c.Upload("a.txt", "text/plain", Boiler)
	first := c.Connect().Ask(c.Question("same", "A508이 뭐예요?"))
	again := c.Connect().Ask(c.Question("same", "A508이 뭐예요?"))
	if a, b := first[len(first)-1], again[len(again)-1]; a != b {
		c.Errorf("two answers:\n%+v\n%+v", a, b)
	}
	var log struct{ Msg string }
	c.Post("/history", map[string]string{"userId": c.User, "allowTime": ""}, &log)
	if n := strings.Count(log.Msg, `"request_id"`); n != 1 {
		c.Errorf("%d calls in the log", n)
	}
}

func pings(c Client) {
	k := c.Connect()
	k.Send("__ping__")
	if got := k.Receive(); got != `"__pong__"` {
		c.Errorf("pong %q", got)
	}
	for _, bad := range []string{"hello", "{", `{"body":"x"}`, `[1]`, `{"request_id":7}`} {
		k.Send(bad)
		if f := k.Frame(); f.RequestID != "" || f.Status != "error" || f.Msg == "" {
			c.Errorf("%q: %+v", bad, f)
		}
	}
	unknown := c.Question("u", "안녕하세요")
	unknown.ConvType = "karaoke"
	frames := k.Ask(unknown)
	if last := frames[len(frames)-1]; last.Status != "error" ||
		!strings.Contains(last.Msg, "karaoke") {
		c.Errorf("an unknown mode: %+v", frames)
	}
	k.Send("__ping__")
	if got := k.Receive(); got != `"__pong__"` {
		c.Errorf("the connection did not stay: %q", got)
	}
}

// event is a frame of mundap.v2, as far as it is looked at.
type event struct {
	Event     string `json:"event"`
	RequestID string `json:"request_id"`
	Seq       int64  `json:"seq"`
	Text      string `json:"text"`
	Turn      struct {
		Answer, Outcome string
		Sources         []struct{ Name, Store string }
	} `json:"turn"`
}

// events reads a turn's up to its end.
func (k *Socket) events(id string) []event {
	k.Helper()
	var all []event
	for {
		var e event
		text := k.Receive()
		if err := json.Unmarshal([]byte(text), &e); err == nil &&
			(e.Event == "changed" || e.Event == "documents") {
			continue // of a conversation, or of the documents: not the turn's
		} else if err != nil || e.RequestID != id {
			k.Fatalf("not of %s: %s", id, text)
		}
		all = append(all, e)
		if e.Event == "done" || e.Event == "error" || e.Event == "rejected" {
			return all
		}
	}
}

func follows(c Client) {
	c.Upload("b.txt", "text/plain", Boiler)
	question, err := json.Marshal(map[string]any{"op": "ask", "request_id": "v2",
		"ask": c.Question("v2", "A205는 무엇인가요?")})
	if err != nil {
		c.Fatal(err)
	}
	k := c.Connect("mundap.v2")
	k.Send(string(question))
	first := k.events("v2")
	k.Close()
	done := first[len(first)-1]
	if done.Event != "done" || done.Turn.Outcome != "completed" ||
		!strings.Contains(done.Turn.Answer, "과열 센서") || len(done.Turn.Sources) == 0 ||
		done.Turn.Sources[0].Store != "local" {
		c.Fatalf("the turn ended with %+v", done)
	}
	for i, e := range first {
		if e.Seq != int64(i+1) {
			c.Errorf("event %d has the number %d", i+1, e.Seq)
		}
	}
	seen := first[len(first)/2]
	k = c.Connect("mundap.v2")
	request, err := json.Marshal(map[string]any{"op": "follow", "request_id": "v2",
		"after": seen.Seq})
	if err != nil {
		c.Fatal(err)
	}
	k.Send(string(request))
	rest := k.events("v2")
	if i := slices.IndexFunc(rest, func(e event) bool { return e.Seq <= seen.Seq }); i >= 0 {
		c.Errorf("event %d came again after %d", rest[i].Seq, seen.Seq)
	}
	if last := rest[len(rest)-1]; last.Seq != done.Seq || last.Turn.Answer != done.Turn.Answer {
		c.Errorf("the follower ended with %+v, not %+v", last, done)
	}
}
