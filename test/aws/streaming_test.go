package aws_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/test/aws/cost"
)

const (
	// piece is what the model says at a time, pause how long it takes for that:
	// 250 pieces in ten seconds, as fast as people are used to.
	pause  = 40 * time.Millisecond
	pieces = 250
	// A thousand questions may cost this much in sockets and tables, and a month
	// of 10,000 open pages that much, in dollars.
	mostOfAQuestion, mostOfPages = 0.13, 150.0
)

// talker is a model with an OpenAI-compatible interface, which streams an answer
// of some 700 Korean characters.
func talker(t *testing.T) string {
	t.Helper()
	answer := []rune(strings.Repeat("여름 휴가는 해마다 7일 쓸 수 있고, 6월부터 9월 사이에 나누어 쓰거나 한꺼번에 쓸 수 있습니다 [1]. "+
		"쓰려는 날의 2주 전까지 팀장에게 신청해야 합니다 [1]. ", 7))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Stream bool }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		if !in.Stream {
			_, _ = io.WriteString(w, `{"choices":[{"message":{"role":"assistant","content":"예"}}]}`)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for i := range pieces {
			from, to := i*len(answer)/pieces, (i+1)*len(answer)/pieces
			text, _ := json.Marshal(string(answer[from:to]))
			fmt.Fprintf(w, `data: {"choices":[{"delta":{"content":%s}}]}`+"\n\n", text)
			w.(http.Flusher).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
		}
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestWhatAStreamedAnswerCosts counts what an answer that takes ten seconds asks
// of sockets and tables, and what an open page does, and prices both.
func TestWhatAStreamedAnswerCosts(t *testing.T) {
	if !*measure {
		t.Parallel()
	}
	e := deploy(t, readTemplate(t, "default"), options{model: talker(t), calm: true})
	p := e.signIn()
	p.upload(name, "text/plain", contents)
	e.eventually("the document's being ready", func() bool { return p.documents()["ready"] == 1 })

	opening, runs := e.counts(), e.runsSoFar()
	var info wire.ProvisioningInfo
	p.inner("/provisioning", map[string]string{"userId": "kim"}, "info", &info)
	if info.PingSeconds != 300 {
		t.Errorf("clients ping every %d s, and are priced as if they did every 300", info.PingSeconds)
	}
	conn, _, err := websocket.Dial(e.ctx, info.WSSURL, &websocket.DialOptions{HTTPClient: e.client,
		Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	e.call(p.cookie, "GET", "/api/documents?state=reading&limit=50", nil)
	_ = conn.CloseNow()
	e.eventually("the socket's end", func() bool { return e.runsSoFar()-runs >= 7 })
	asked := since(opening, e.counts())
	asked["REST"], asked["run"] = 2, e.runsSoFar()-runs
	pages, err := cost.Tab(asked)
	if err != nil {
		t.Fatal(err)
	}
	if month := cost.Month(pages); month > mostOfPages {
		t.Errorf("open pages cost %.2f dollars a month:\n%s", month, cost.TabTable(pages))
	}

	conn, _, err = websocket.Dial(e.ctx, info.WSSURL, &websocket.DialOptions{HTTPClient: e.client,
		Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	defer conn.CloseNow()
	before, began := e.counts(), time.Now()
	frames := p.streamed(t, conn, "streamed")
	question, err := cost.Turn(ofChat(before, e.counts()))
	if err != nil {
		t.Fatal(err)
	}
	if frames < 20 {
		t.Errorf("an answer of ten seconds came in %d frames: the model does not stream", frames)
	}
	// a machine that is too busy to stream in ten seconds posts and stores for longer
	longer := max(1, time.Since(began).Seconds()/(pieces*pause+time.Second).Seconds())
	if got := cost.SocketsAndTables(question); got > mostOfAQuestion*longer {
		t.Errorf("a thousand questions cost %.3f dollars of sockets and tables:\n%s", got,
			cost.TurnTable(question))
	}
	if !*measure {
		return
	}
	tables := cost.TurnTable(question) + "\n" + cost.TabTable(pages)
	if err := cost.Write("../../docs/aws.md", "streamed", tables); err != nil {
		t.Fatal(err)
	}
}

// streamed asks in version 2 and gives how many frames the answer had.
func (p *person) streamed(t *testing.T, conn *websocket.Conn, id string) (frames int) {
	t.Helper()
	r := wire.Request{RequestID: id, RequestTime: "2026-03-10 10:20:30", Type: "text",
		Body: question, ConvType: "qa", RAGType: "all", FunctionType: "rag"}
	ask := wire.ClientFrame{Op: wire.OpAsk, RequestID: id, Ask: &wire.Ask{Request: r}}
	if err := conn.Write(p.ctx, websocket.MessageText, mustJSON(t, ask)); err != nil {
		t.Fatal(err)
	}
	for {
		_, message, err := conn.Read(p.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var f wire.ServerFrame
		if err := json.Unmarshal(message, &f); err != nil {
			t.Fatal(err)
		}
		frames++
		switch f.Event {
		case "done":
			return frames
		case "error", "rejected":
			t.Fatalf("%s", message)
		}
	}
}

// since are the requests of all functions between two counts, by action.
func since(before, after map[string]int) map[string]int {
	requests := map[string]int{}
	for name, n := range after {
		if _, action, _ := strings.Cut(name, " "); n > before[name] {
			requests[action] += n - before[name]
		}
	}
	return requests
}

// runsSoFar is how often functions answered an event.
func (e *emulator) runsSoFar() (n int) {
	for _, f := range e.functions {
		f.mu.Lock()
		n += f.runs
		f.mu.Unlock()
	}
	return n
}
