package e2e

import (
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestTheFirstUserOfARunningServerHasToSignInAtOnce(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	s.upload("수수료.txt", "text/plain", "이체 수수료는 500원입니다.")
	open := s.connect()
	out, errs, status := mundap(t, data, "correct horse battery\n", "user", "add", "kim", "--admin")
	if status != 0 || !strings.Contains(out, "이제부터 로그인") {
		t.Fatalf("user add: %d %q %q", status, out, errs)
	}
	if status, body := browse(t, s.http, s.url+"/api/documents"); status != 401 {
		t.Errorf("without signing in: %d %s", status, body)
	}
	if _, body := browse(t, s.http, s.url+"/api/session"); !strings.Contains(body, `"passwords":true`) || strings.Contains(body, `"signed_in":true`) {
		t.Errorf("the page for signing in learns %s", body)
	}
	if status := open.Closed(); status != websocket.StatusGoingAway {
		t.Errorf("a socket of before closed with %v", status)
	}
	var answer struct{ User string }
	if status := s.post("/api/session", map[string]string{"user": "kim",
		"password": "correct horse battery"}, &answer); status != 200 || answer.User != "kim" {
		t.Errorf("signing in: %d %+v", status, answer)
	}
	if _, errs, status := mundap(t, data, "", "user", "remove", "kim"); status != 0 {
		t.Fatalf("user remove: %d %q", status, errs)
	}
	if status, _ := browse(t, s.http, s.url+"/api/documents"); status != 401 {
		t.Errorf("removing the last user opened the server: %d", status)
	}
}

func TestAnAdministratorSignsSomebodyOut(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	if _, errs, status := mundap(t, data, "correct horse battery\n", "user", "add", "kim"); status != 0 {
		t.Fatalf("user add: %d %q", status, errs)
	}
	for _, sessions := range []int{1, 0} {
		var answer struct{ User string }
		if status := s.post("/api/session", map[string]string{"user": "kim",
			"password": "correct horse battery"}, &answer); status != 200 {
			t.Fatalf("signing in: %d", status)
		}
		out, errs, status := mundap(t, data, "", "user", "sessions", "kim")
		id, agent, _ := strings.Cut(out, " ")
		if status != 0 || strings.Count(out, "\n") != 1 || !strings.Contains(agent, "Go-http-client") {
			t.Fatalf("user sessions: %d %q %q", status, out, errs)
		}
		command := []string{"user", "sign-out", "kim"}
		if sessions == 1 {
			command = append(command, id)
		}
		if _, errs, status := mundap(t, data, "", command...); status != 0 {
			t.Errorf("%v: %d %q", command, status, errs)
		}
		if status, _ := browse(t, s.http, s.url+"/api/documents"); status != 401 {
			t.Errorf("after %v: %d", command, status)
		}
	}
	if _, _, status := mundap(t, data, "", "user", "sign-out", "kim", "nothing"); status != 1 {
		t.Errorf("a session that is none: %d", status)
	}
}
