package aws_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
)

// throttling has services refuse requests that come too fast: of each kind of
// request of each function the first ones, and then one in so many. More would
// only make a test long, because the SDK waits up to seconds between attempts.
type throttling struct {
	first, every int
	seen         map[string]int // requests by kind, such as "chat s3:GetObject"
	refused      map[string]int
}

// throttles reports whether a request is refused.
func (e *emulator) throttles(handler, action string) bool {
	t := e.options.throttling
	if t == nil {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if t.seen == nil {
		t.seen, t.refused = map[string]int{}, map[string]int{}
	}
	kind := handler + " " + action
	t.seen[kind]++
	n := t.seen[kind]
	if n > t.first && n%t.every != 0 {
		return false
	}
	t.refused[kind]++
	return true
}

// slower answers as each service does.
func slower(w http.ResponseWriter, service string) {
	switch service {
	case "s3":
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>`))
	case "sqs":
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"__type":"com.amazonaws.sqs#RequestThrottled","message":"slower"}`))
	default: // API Gateway
		w.Header().Set("X-Amzn-Errortype", "LimitExceededException")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"message":"Too Many Requests"}`))
	}
}

// TestThrottledServicesLoseNothing: S3, SQS and the sockets' API throttle. The
// functions ask again, so that no run fails, no event and no frame is lost, and
// frames stay in order. With AWS_MAX_ATTEMPTS=1 in the functions' environment this
// test fails.
func TestThrottledServicesLoseNothing(t *testing.T) {
	t.Parallel()
	e := deploy(t, readTemplate(t, "default"), options{calm: true,
		throttling: &throttling{first: 1, every: 20}})
	p := e.signIn()
	window := p.window(t) // is told of documents
	defer window.CloseNow()
	for n := range 3 {
		name, contents, _, _ := memo("창고", n)
		p.upload(name, "text/plain", contents)
	}
	p.ready(3)
	name, _, question, fact := memo("창고", 2)
	if answer := p.inOrder(t, question); !strings.Contains(answer, fact) {
		t.Errorf("an answer without its fact: %s", answer)
	}
	conn := p.dial()
	defer conn.CloseNow()
	p.ask(conn, "base", question)
	if answer := p.completed(conn, "base"); !strings.Contains(answer, fact) || p.answerOf("base") != answer {
		t.Errorf("the base client's answer is %s, the log's %s", answer, p.answerOf("base"))
	}
	gone := p.document(name).Key
	if resp, body := e.call(p.cookie, "POST", "/api/documents", wire.DocumentAction{Action: "delete",
		Keys: []string{gone}, Answers: true}); resp.StatusCode != http.StatusOK {
		t.Fatalf("deleting: %d %s", resp.StatusCode, body)
	}
	p.forgot(t, gone)
	p.ready(2)
	if left := p.answerOf("base"); left != "" || p.calls() != 0 {
		t.Errorf("%d answers that rest on the document are left: %s", p.calls(), left)
	}
	e.checkThrottles(t)
}

// window opens a socket of version 2.
func (p *person) window(t *testing.T) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(p.ctx, p.socket, &websocket.DialOptions{HTTPClient: p.client,
		Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// inOrder asks by version 2 and gives the answer. The events must come without a
// gap.
func (p *person) inOrder(t *testing.T, question string) string {
	t.Helper()
	conn := p.window(t)
	defer conn.CloseNow()
	frame := wire.ClientFrame{Op: wire.OpAsk, RequestID: "v2", Ask: &wire.Ask{Request: wire.Request{
		RequestID: "v2", RequestTime: "2026-03-10 10:20:30", Type: "text", Body: question,
		ConvType: "qa", RAGType: "all", FunctionType: "rag"}}}
	if err := conn.Write(p.ctx, websocket.MessageText, mustJSON(t, frame)); err != nil {
		t.Fatal(err)
	}
	for seq := int64(1); ; seq++ {
		_, message, err := conn.Read(p.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var f wire.ServerFrame
		switch err := json.Unmarshal(message, &f); {
		case err != nil:
			t.Fatal(err)
		case f.Seq == 0: // a change of a list
			seq--
			continue
		case f.Seq != seq:
			t.Errorf("event %d comes as number %d", f.Seq, seq)
		}
		if f.Event == "done" {
			return f.Turn.Answer
		}
	}
}

// checkThrottles fails the test if something was not throttled, or a run failed
// of it.
func (e *emulator) checkThrottles(t *testing.T) {
	t.Helper()
	e.mu.Lock()
	refused := fmt.Sprint(e.options.throttling.refused)
	for _, kind := range []string{"chat s3:GetObject", "chat execute-api:ManageConnections",
		"event-manager sqs:SendMessage", "event-manager execute-api:ManageConnections",
		"document-manager s3:GetObject", "document-manager s3:PutObject",
		"document-manager s3:DeleteObject", "document-manager sqs:ChangeMessageVisibility",
		"site sqs:SendMessage"} {
		if e.options.throttling.refused[kind] == 0 {
			t.Errorf("%s was not throttled", kind)
		}
	}
	e.mu.Unlock()
	for _, h := range handlers {
		f := e.functions[h]
		f.mu.Lock()
		if f.failed > 0 {
			t.Errorf("%d runs of %s failed", f.failed, h)
		}
		f.mu.Unlock()
	}
	t.Logf("throttled: %s", refused)
}
