package aws_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
)

const (
	name     = "여름 휴가 규정.txt"
	contents = "여름 휴가 규정\n\n직원은 해마다 여름 휴가를 7일 쓸 수 있습니다. 휴가는 6월부터 9월 사이에 씁니다. 신청은 2주 전에 팀장에게 합니다.\n"
	question = "여름 휴가는 며칠 쓸 수 있나요?"
)

// handbook is a PDF of one page.
func handbook() string {
	text := "BT /F1 14 Tf 50 700 Td (Visitors may park in the garage for forty minutes without a ticket.) Tj ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	var b, table strings.Builder
	b.WriteString("%PDF-1.4\n")
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	fmt.Fprintf(&b, "xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table.String(), b.Len())
	return b.String()
}

// person is somebody with a base client.
type person struct {
	*emulator
	cookie *http.Cookie
	socket string
}

// signIn makes the deployment's first account and signs in with it.
func (e *emulator) signIn() *person {
	e.t.Helper()
	out, err := e.functions["site"].invoke(e.ctx, []byte(`{"addAccount":{"user":"kim","admin":true}}`))
	if err != nil {
		e.t.Fatal(err)
	}
	var made struct{ User, Password string }
	if err := json.Unmarshal(out, &made); err != nil {
		e.t.Fatal(err)
	}
	resp, body := e.call(nil, "POST", "/api/session",
		wire.SignIn{User: made.User, Password: made.Password})
	if resp.StatusCode != http.StatusOK {
		e.t.Fatalf("signing in: %d %s", resp.StatusCode, body)
	}
	p := &person{emulator: e, cookie: sessionCookie(e.t, resp)}
	var info wire.ProvisioningInfo
	p.inner("/provisioning", map[string]string{"userId": "kim"}, "info", &info)
	p.socket = info.WSSURL
	return p
}

// sessionCookie is the one of a sign-in's cookies that opens the session; the
// other one tells the device.
func sessionCookie(t testing.TB, resp *http.Response) *http.Cookie {
	t.Helper()
	for _, c := range resp.Cookies() {
		if strings.HasSuffix(c.Name, "mundap_session") {
			return c
		}
	}
	t.Fatal("signing in gave no session")
	return nil
}

// inner asks a base endpoint and reads the JSON in its envelope's string.
func (p *person) inner(path string, request any, field string, into any) {
	p.t.Helper()
	resp, body := p.call(p.cookie, "POST", path, request)
	var envelope map[string]any
	if err := json.Unmarshal(body, &envelope); err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %d %s", path, resp.StatusCode, body)
	}
	text, _ := envelope[field].(string)
	if s, ok := into.(*string); ok {
		*s = text
	} else if err := json.Unmarshal([]byte(text), into); err != nil {
		p.t.Fatalf("%s: %v in %s", path, err, body)
	}
}

func (p *person) upload(name, kind, contents string) {
	p.t.Helper()
	var grant wire.UploadGrant
	p.inner("/upload", map[string]string{"filename": name, "contentType": kind}, "body", &grant)
	r, err := http.NewRequestWithContext(p.ctx, "PUT", grant.UploadURL, strings.NewReader(contents))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	resp, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
		p.t.Fatalf("the upload: %d %s", resp.StatusCode, text)
	}
}

// document is the entry of the one document that is called name.
func (p *person) document(name string) wire.Document {
	p.t.Helper()
	_, body := p.call(p.cookie, "GET", "/api/documents?contains="+escaped(name), nil)
	var list wire.Documents
	if err := json.Unmarshal(body, &list); err != nil || len(list.Documents) != 1 {
		p.t.Fatalf("%s: %v in %s", name, err, body)
	}
	return list.Documents[0]
}

// documents are those that the person sees, by state.
func (p *person) documents() map[wire.DocumentState]int {
	_, body := p.call(p.cookie, "GET", "/api/documents", nil)
	var list wire.Documents
	if err := json.Unmarshal(body, &list); err != nil {
		p.t.Fatalf("%v in %s", err, body)
	}
	return list.Counts
}

func (p *person) dial() *websocket.Conn {
	p.t.Helper()
	conn, _, err := websocket.Dial(p.ctx, p.socket, &websocket.DialOptions{HTTPClient: p.client})
	if err != nil {
		p.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	return conn
}

func (p *person) ask(conn *websocket.Conn, id, body string) {
	p.t.Helper()
	message := mustJSON(p.t, wire.Request{
		UserID: "kim", RequestID: id, RequestTime: "2026-03-10 10:20:30", Type: "text", Body: body,
		ConvType: "qa", RAGType: "all", FunctionType: "rag",
	})
	if err := conn.Write(p.ctx, websocket.MessageText, message); err != nil {
		p.t.Fatal(err)
	}
}

// completed reads frames up to the end of a request.
func (p *person) completed(conn *websocket.Conn, id string) string {
	p.t.Helper()
	typing := false
	for {
		_, message, err := conn.Read(p.ctx)
		if err != nil {
			p.t.Fatal(err)
		}
		var f wire.Response
		if json.Unmarshal(message, &f) != nil || f.RequestID != id {
			continue
		}
		switch f.Status {
		case wire.StatusTyping:
			typing = true
		case wire.StatusError:
			p.t.Fatalf("%s: %s", id, f.Msg)
		case wire.StatusCompleted:
			if !typing {
				p.t.Errorf("%s was completed before istyping", id)
			}
			return f.Msg
		}
	}
}

func (p *person) answerOf(id string) (msg string) {
	p.inner("/query", map[string]string{"request_id": id}, "msg", &msg)
	return msg
}

func (p *person) calls() int {
	var calls []json.RawMessage
	p.inner("/history", map[string]string{"userId": "kim", "allowTime": "2020-01-01 00:00:00"},
		"msg", &calls)
	return len(calls)
}

// TestTheWholeWay goes it once, as an existing client does, with what can go
// wrong on it. Storage events come twice and out of order throughout, and
// DynamoDB throttles every tenth request.
func TestTheWholeWay(t *testing.T) {
	if !*measure {
		t.Parallel() // what waits lets others work
	}
	e := newEmulator(t)
	for _, path := range []string{"/provisioning", "/upload", "/query", "/history", "/delete"} {
		if resp, _ := e.call(nil, "POST", path,
			struct{}{}); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s without a session: %d", path, resp.StatusCode)
		}
	}
	p := e.signIn()
	if _, resp, err := websocket.Dial(e.ctx, strings.Split(p.socket, "?")[0]+"?ticket=wrong",
		&websocket.DialOptions{HTTPClient: e.client}); err == nil ||
		resp.StatusCode != http.StatusUnauthorized {
		t.Error("a wrong ticket opened a socket")
	}

	e.functions["document-manager"].kill(1)
	e.functions["event-manager"].kill(2)
	p.upload(name, "text/plain", contents)
	p.upload("handbook.pdf", "application/pdf", handbook())
	e.eventually("the documents' being ready", func() bool { return p.documents()["ready"] == 2 })

	size, err := e.functions["document-manager"].invoke(e.ctx, []byte(`{"mundapIndexSize":true}`))
	if err != nil || !strings.Contains(string(size), `"used":true,"readers":0,"passages":2,`) ||
		!strings.Contains(string(size), `"limit":400000000,"full":360000000}`) {
		t.Errorf("the size of the index: %s, %v", size, err)
	}

	conn := p.dial()
	if err := conn.Write(e.ctx, websocket.MessageText, []byte(wire.Ping)); err != nil {
		t.Fatal(err)
	}
	if _, pong, err := conn.Read(e.ctx); err != nil || string(pong) != wire.Pong {
		t.Fatalf("a ping was answered by %q, %v", pong, err)
	}
	p.ask(conn, "first", question)
	answer := p.completed(conn, "first")
	if !strings.Contains(answer, "7일") || !strings.Contains(answer, name) {
		t.Errorf("answer without its fact or its source: %s", answer)
	}
	if p.answerOf("first") != answer || p.calls() != 1 {
		t.Errorf("/query says %s; %d calls", p.answerOf("first"), p.calls())
	}

	p.ask(conn, "pdf", "How long may visitors park in the garage?")
	if got := p.completed(conn, "pdf"); !strings.Contains(got, "forty minutes") ||
		!strings.Contains(got, "handbook.pdf") {
		t.Errorf("of the PDF: %s", got)
	}

	p.searches(t)
	_ = conn.CloseNow()
	conn = p.dial()
	p.ask(conn, "first", question)
	if again := p.completed(conn, "first"); again != answer || p.calls() != 2 {
		t.Errorf("sent again after a reconnect: %s; %d calls", again, p.calls())
	}

	e.functions["chat"].kill(2) // the first event is the question, the second the job
	p.ask(conn, "killed", question)
	if got := p.completed(conn, "killed"); !strings.Contains(got, "7일") || p.calls() != 3 {
		t.Errorf("after the function died: %s; %d calls", got, p.calls())
	}

	begun := e.counts()["chat lambda:InvokeFunction"]
	p.ask(conn, "left", question)
	e.eventually("the question's being worked on",
		func() bool { return e.counts()["chat lambda:InvokeFunction"] > begun })
	_ = conn.CloseNow()
	e.eventually("the answer for a client that left",
		func() bool { return strings.Contains(p.answerOf("left"), "7일") })

	resp, _ := e.call(p.cookie, "GET", "/documents/"+escaped(name), nil)
	if resp.StatusCode != http.StatusFound {
		t.Fatalf("the source's page: %d", resp.StatusCode)
	}
	file, err := e.client.Get(resp.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file.Body)
	file.Body.Close()
	if err != nil || string(text) != contents {
		t.Errorf("the source: %q, %v", text, err)
	}

	gone := p.document(name).Key
	if resp, body := e.call(p.cookie, "POST", "/api/documents",
		wire.DocumentAction{Action: "delete",
			Keys: []string{gone}}); resp.StatusCode != http.StatusOK {
		t.Fatalf("deleting: %d %s", resp.StatusCode, body)
	}
	conn = p.dial()
	defer conn.CloseNow()
	p.ask(conn, "deleted", question)
	if got := p.completed(conn, "deleted"); strings.Contains(got, "7일") {
		t.Errorf("a deleted document answered: %s", got)
	}
	if found := p.search("휴가"); len(found.Passages) != 0 {
		t.Errorf("the search page finds a deleted document: %+v", found)
	}
	e.eventually("the document's end", func() bool {
		return p.documents()["deleting"] == 0 &&
			p.documents()["ready"] == 1
	})
	p.forgot(t, gone)
	if answers := e.day(); len(answers) != 1 || answers[0] != `{"deletedAgain":0,"answersDeletedAgain":0,"reread":0}` {
		t.Errorf("a day later: %v", answers)
	}

	p.toldOfConversations(t)
	if resp, body := e.call(p.cookie, "DELETE", "/api/session",
		nil); resp.StatusCode != http.StatusNoContent {
		t.Errorf("signing out: %d %s", resp.StatusCode, body)
	}
	for err == nil { // what was on its way comes first
		_, _, err = conn.Read(e.ctx)
	}
	if websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("the socket outlived its session: %v", err)
	}
	e.tables()
}
