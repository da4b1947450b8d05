package e2e

import (
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/mundap/mundap/test/protocol"
)

const boiler = protocol.Boiler

func TestTheProtocol(t *testing.T) {
	protocol.Test(t, func(t *testing.T) protocol.Client { return start(t, t.TempDir()).client() })
}

func TestAnswersOutliveTheServer(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	s.upload("a.txt", "text/plain", boiler)
	frames := s.connect().Ask(question("kept", "A205가 뭐예요?"))
	if err := s.stop(syscall.SIGKILL); err == nil {
		t.Error("the server survived SIGKILL")
	}
	s = start(t, data)
	var log struct{ Msg string }
	s.post("/query", map[string]string{"request_id": "kept"}, &log)
	if log.Msg != frames[len(frames)-1].Msg {
		t.Errorf("after a crash: %q", log.Msg)
	}
	frames = s.connect().Ask(question("later", "A396은 뭐예요?"))
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
		"another site": func(r *http.Request) {
			r.Header.Set("Origin",
				"https://evil.example")
		},
		"DNS rebinding": func(r *http.Request) { r.Host = "evil.example" },
		"rebinding a socket": func(r *http.Request) {
			r.Host, r.URL.Path = "evil.example:80",
				"/provisioning"
		},
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
