package sessiontest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

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
