package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

const boiler = "보일러 오류 코드 안내\n\nA205는 과열 센서 이상입니다.\nA396은 배기 온도가 높을 때 나타나는 오류입니다. 전원을 끄고 10분 뒤에 다시 켜십시오.\nA508은 통신 이상 오류입니다.\n"

func TestABaseClientUploadsAsksAndReadsTheSources(t *testing.T) {
	s := start(t, t.TempDir())
	s.upload("보일러 안내.txt", "text/plain", boiler)
	k := s.connect()

	frames := k.ask(question("r1", "A396은 무슨 오류인가요?"))
	last := frames[len(frames)-1]
	if frames[0].Status != "istyping" || last.Status != "completed" {
		t.Fatalf("frames %+v", frames)
	}
	for _, want := range []string{"배기 온도가 높을 때 나타나는 오류입니다", "보일러 안내.txt", "/documents/"} {
		if !strings.Contains(last.Msg, want) {
			t.Errorf("the answer lacks %q:\n%s", want, last.Msg)
		}
	}

	var log struct {
		StatusCode int
		Msg        string
	}
	s.post("/history", map[string]string{"userId": "u1", "allowTime": "2026-11-01 00:00:00"}, &log)
	var calls []map[string]string
	if err := json.Unmarshal([]byte(log.Msg), &calls); err != nil || len(calls) != 1 || calls[0]["body"] != "A396은 무슨 오류인가요?" || calls[0]["msg"] != last.Msg {
		t.Errorf("history %v, %v", log.Msg, err)
	}
	s.post("/query", map[string]string{"request_id": "r1"}, &log)
	if log.Msg != last.Msg {
		t.Errorf("query gives another answer:\n%s\n%s", log.Msg, last.Msg)
	}
	s.post("/delete", map[string]string{"userId": "u1"}, &log)
	if log.Msg != "done" {
		t.Errorf("delete: %q", log.Msg)
	}
	s.post("/query", map[string]string{"request_id": "r1"}, &log)
	if log.Msg != "" {
		t.Errorf("after delete: %q", log.Msg)
	}
}

func TestARequestSentTwiceIsAnsweredOnce(t *testing.T) {
	s := start(t, t.TempDir())
	s.upload("a.txt", "text/plain", boiler)
	first := s.connect().ask(question("same", "A508이 뭐예요?"))
	again := s.connect().ask(question("same", "A508이 뭐예요?"))
	if a, b := first[len(first)-1], again[len(again)-1]; a != b {
		t.Errorf("two answers:\n%+v\n%+v", a, b)
	}
	var log struct{ Msg string }
	s.post("/history", map[string]string{"userId": "u1", "allowTime": ""}, &log)
	if n := strings.Count(log.Msg, `"request_id"`); n != 1 {
		t.Errorf("%d calls in the log", n)
	}
}

func TestPingsAndFramesThatAreNone(t *testing.T) {
	k := start(t, t.TempDir()).connect()
	k.send("__ping__")
	if got := k.receive(); got != `"__pong__"` {
		t.Errorf("pong %q", got)
	}
	for _, bad := range []string{"hello", "{", `{"body":"x"}`, `[1]`, `{"request_id":7}`} {
		k.send(bad)
		if f := k.frame(); f.RequestID != "" || f.Status != "error" || f.Msg == "" {
			t.Errorf("%q: %+v", bad, f)
		}
	}
	unknown := question("u", "안녕하세요")
	unknown.ConvType = "karaoke"
	frames := k.ask(unknown)
	if last := frames[len(frames)-1]; last.Status != "error" || !strings.Contains(last.Msg, "karaoke") {
		t.Errorf("an unknown mode: %+v", frames)
	}
	k.send("__ping__")
	if got := k.receive(); got != `"__pong__"` {
		t.Errorf("the connection did not stay: %q", got)
	}
}

func TestAnswersOutliveTheServer(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	s.upload("a.txt", "text/plain", boiler)
	frames := s.connect().ask(question("kept", "A205가 뭐예요?"))
	if err := s.stop(syscall.SIGKILL); err == nil {
		t.Error("the server survived SIGKILL")
	}
	s = start(t, data)
	var log struct{ Msg string }
	s.post("/query", map[string]string{"request_id": "kept"}, &log)
	if log.Msg != frames[len(frames)-1].Msg {
		t.Errorf("after a crash: %q", log.Msg)
	}
	frames = s.connect().ask(question("later", "A396은 뭐예요?"))
	if last := frames[len(frames)-1]; !strings.Contains(last.Msg, "배기 온도") {
		t.Errorf("the documents are lost: %+v", last)
	}
}

func TestTheServerStopsCleanly(t *testing.T) {
	s := start(t, t.TempDir())
	if err := s.stop(syscall.SIGTERM); err != nil {
		t.Errorf("stopped with %v\n%s", err, s.log)
	}
}

func TestOtherSitesAndOtherNamesAreTurnedAway(t *testing.T) {
	s := start(t, t.TempDir())
	for name, change := range map[string]func(*http.Request){
		"another site":       func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"DNS rebinding":      func(r *http.Request) { r.Host = "evil.example" },
		"rebinding a socket": func(r *http.Request) { r.Host, r.URL.Path = "evil.example:80", "/provisioning" },
	} {
		req, err := http.NewRequest(http.MethodPost, s.url+"/delete", strings.NewReader(`{"userId":"u1"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		change(req)
		resp, err := s.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
}
