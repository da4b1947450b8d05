package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/test/protocol"
)

// slowModel is a model that says a word and then nothing more, until it is told
// to go on.
func slowModel(t *testing.T) (url string, goOn func()) {
	t.Helper()
	more := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		say := func(text, finish string) {
			fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%q},\"finish_reason\":%s}]}\n\n",
				text, finish)
			w.(http.Flusher).Flush()
		}
		say("반쪽", "null")
		select {
		case <-more:
			say(" 온전", `"stop"`)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", func() { close(more) }
}

// event reads the next event of a turn.
func event(t *testing.T, k *protocol.Socket) wire.ServerFrame {
	t.Helper()
	var f wire.ServerFrame
	for f.Event == "" || f.Event == "changed" {
		f = wire.ServerFrame{}
		if err := json.Unmarshal([]byte(k.Receive()), &f); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// A server that is killed in the middle of an answer says so as soon as it is
// there again, and the same question begins the answer anew.
func TestAnAnswerThatTheServerDiedInBeginsAgainAtOnce(t *testing.T) {
	data := t.TempDir()
	model, goOn := slowModel(t)
	t.Setenv("MUNDAP_MODEL_URL", model)
	t.Setenv("MUNDAP_MODEL_NAME", "slow")
	s := start(t, data)
	ask := `{"op":"ask","request_id":"r1","ask":{"type":"text","body":"안녕하세요?","conv_type":"normal"}}`
	k := s.connect(wire.Subprotocol)
	k.Send(ask)
	for event(t, k).Event != "delta" {
	}
	_ = s.stop(syscall.SIGKILL)
	k.Close()

	s = start(t, data)
	began := time.Now()
	k = s.connect(wire.Subprotocol)
	k.Send(`{"op":"follow","request_id":"r1","after":0}`)
	f := event(t, k)
	for f.Event != "error" {
		f = event(t, k)
	}
	if !f.Error.Interrupted || !f.Error.Retry || time.Since(began) > time.Second {
		t.Errorf("after %v: %+v", time.Since(began), f.Error)
	}
	k.Send(ask)
	goOn()
	for f.Event != "done" {
		if f = event(t, k); f.Event == "error" && f.Attempt > 1 {
			t.Fatalf("%+v", f.Error)
		}
	}
	if f.Attempt != 2 || !strings.Contains(f.Turn.Answer, "온전") {
		t.Errorf("%+v", f.Turn)
	}
}
