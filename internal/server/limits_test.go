package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func withLimits(l server.Limits) option {
	return func(_ *server.Parts, o *server.Options) { o.Limits = l }
}

func TestOneUserCannotOpenAllSockets(t *testing.T) {
	w := newWorld(t, withAccounts, withLimits(server.Limits{UserSockets: 3, AddressSockets: 5}))
	kim, lee := w.account("kim"), w.account("lee")
	tabs := []*tab{w.open(kim), w.open(kim), w.open(kim)}
	_, resp, err := w.dial(w.socketURL(kim), nil)
	if err == nil || resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("a fourth socket of three: %v", err)
	}
	w.open(lee)
	w.open(lee)
	if _, resp, err = w.dial(w.socketURL(lee), nil); err == nil || resp.StatusCode != 429 {
		t.Errorf("a sixth socket of the address: %v", err)
	}
	_ = tabs[0].ws.CloseNow()
	for { // the server notices in its own time
		if ws, _, err := w.dial(w.socketURL(kim), nil); err == nil {
			_ = ws.CloseNow()
			break
		}
	}
}

func TestQuestionsOfAUserAreBounded(t *testing.T) {
	w := newWorld(t, withAccounts, withLimits(server.Limits{UserQuestions: 3}))
	kim, lee := w.open(w.account("kim"), wire.Subprotocol), w.open(w.account("lee"), wire.Subprotocol)
	last := func(tab *tab, id string) wire.ServerFrame {
		tab.send(ask(id, "안녕", "c1"))
		for {
			if f := tab.event(); f.RequestID == id && (f.Event == "done" || f.Event == "rejected") {
				return f
			}
		}
	}
	for i := range 3 {
		if f := last(kim, fmt.Sprint("r", i)); f.Event != "done" {
			t.Errorf("question %d: %+v", i, f)
		}
	}
	if f := last(kim, "r3"); f.Event != "rejected" || f.Error.Kind != "throttled" || !f.Error.Retry {
		t.Errorf("one question too many: %+v", f)
	}
	if f := last(lee, "r0"); f.Event != "done" {
		t.Errorf("lee: %+v", f)
	}
}

// fair puts a real chat behind the server that answers the flood never and
// everybody else at once.
func fair(t *testing.T, c chat.Config) option {
	return func(p *server.Parts, _ *server.Options) {
		c.History, c.Settings, c.Documents = p.History, p.Settings, p.Documents
		c.Turns, c.Logger = p.Turns, slog.New(slog.DiscardHandler)
		c.Model = &llm.Fake{Reply: func(r llm.Request) llm.Reply {
			if strings.Contains(r.Messages[len(r.Messages)-1].Text, "홍수") {
				return llm.Hang("음")
			}
			return llm.Say("네")
		}}
		s, err := chat.New(c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithCancel(context.Background())
			cancel() // the flood never ends by itself
			_ = s.Close(ctx)
		})
		p.Chat = s
	}
}

func TestAThousandFramesOfOneUserLeaveTheOthersTurns(t *testing.T) {
	w := newWorld(t, withAccounts, fair(t, chat.Config{MaxTurns: 20,
		Share: limit.Share{Places: 4, Waiting: 50}}))
	kim := w.account("kim")
	var flood sync.WaitGroup
	for s := range 11 {
		tab := w.open(kim, wire.Subprotocol)
		flood.Go(func() {
			for i := range 100 {
				frame, err := json.Marshal(ask(fmt.Sprintf("f%d-%d", s, i), "홍수", "c1"))
				if err == nil {
					err = tab.ws.Write(t.Context(), websocket.MessageText, frame)
				}
				if err != nil {
					return // the others had their turns before all of the flood was sent
				}
			}
		})
		flood.Go(func() { // it reads what it gets
			for {
				if _, _, err := tab.ws.Read(t.Context()); err != nil {
					return
				}
			}
		})
		t.Cleanup(func() { _ = tab.ws.CloseNow() })
	}
	lee := w.open(w.account("lee"), wire.Subprotocol)
	for i := range 20 {
		id := fmt.Sprint("r", i)
		lee.send(ask(id, "안녕", "c1"))
		for f := lee.event(); f.Event != "done"; f = lee.event() {
			if f.Event == "rejected" || f.Event == "error" {
				t.Fatalf("lee's question: %+v", f)
			}
		}
	}
	w.server.Close(t.Context()) // ends the flood's sockets
	flood.Wait()
}

// slow sends the head of a request and one byte of its body, and waits until the
// server has had enough.
func (w *world) slow(method, path string) (answer string, err error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{",
		method, path)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(conn)
	return string(b), err
}

func TestSlowBodiesEndOnEveryRoute(t *testing.T) {
	w := newWorld(t, withAccounts, withLimits(server.Limits{BodyTime: 100 * time.Millisecond,
		BodyRate: 1000}))
	paths := []string{"POST /api/session", "PUT /blobs/docs/~x/a.txt", "POST /nowhere"}
	for _, route := range w.server.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if method != "GET" {
			paths = append(paths, method+" "+strings.NewReplacer("{id...}", "x", "{id}", "x").Replace(path))
		}
	}
	began := time.Now()
	var all sync.WaitGroup
	for i := range 300 {
		method, path, _ := strings.Cut(paths[i%len(paths)], " ")
		all.Go(func() {
			if _, err := w.slow(method, path); err != nil && !strings.Contains(err.Error(), "reset") {
				t.Errorf("%s %s: %v", method, path, err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("they stood open for %v", took)
	}
	answer, err := w.slow("POST", "/api/session")
	if err != nil || !strings.Contains(answer, "너무 느리게") {
		t.Errorf("%q, %v", answer, err)
	}
}

// drip is a body that comes bit by bit.
type drip struct{ pieces []string }

func (d *drip) Read(p []byte) (int, error) {
	if len(d.pieces) == 0 {
		return 0, io.EOF
	}
	<-time.After(20 * time.Millisecond)
	n := copy(p, d.pieces[0])
	d.pieces = d.pieces[1:]
	return n, nil
}

func TestABodyThatKeepsComingHasItsTime(t *testing.T) {
	w := newWorld(t, withLimits(server.Limits{BodyTime: 300 * time.Millisecond, BodyRate: 2000}))
	body := &drip{}
	body.pieces = append(body.pieces, `{"userId":"kim","more":"`)
	for range 30 { // 600 ms in all
		body.pieces = append(body.pieces, strings.Repeat("x", 2000))
	}
	body.pieces = append(body.pieces, `"}`)
	r, err := http.NewRequestWithContext(t.Context(), "POST", w.url+"/provisioning", body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := w.browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestUploadsAreBounded(t *testing.T) {
	w := newWorld(t, withAccounts, withLimits(server.Limits{UserUploads: 1, AddressBytes: 900}))
	kim, lee := w.account("kim"), w.account("lee")
	grant := func(client *http.Client, name string) string {
		r := w.do(client, "POST", "/upload", `{"filename":"`+name+`","contentType":"text/plain"}`)
		return inner[wire.UploadGrant](t, r.body, "body").UploadURL
	}
	slow, body := io.Pipe()
	first, err := http.NewRequestWithContext(t.Context(), "PUT", grant(kim, "a.txt"), slow)
	if err != nil {
		t.Fatal(err)
	}
	first.Header.Set("Content-Type", "text/plain")
	first.ContentLength = 10
	done := make(chan int)
	go func() {
		defer close(done)
		resp, err := w.browser.Do(first)
		if err != nil {
			t.Error(err)
			return
		}
		resp.Body.Close()
		done <- resp.StatusCode
	}()
	if _, err := body.Write([]byte("01234")); err != nil {
		t.Fatal(err)
	}
	put := func(address, text string) reply {
		return w.do(w.browser, "PUT", address, text, "Content-Type", "text/plain")
	}
	second := grant(kim, "b.txt")
	r := put(second, "b")
	for r.status == 200 { // the first one had not arrived yet
		second = grant(kim, "b.txt")
		r = put(second, "b")
	}
	if r.status != 429 || !strings.Contains(r.body, "한꺼번에") {
		t.Errorf("two at once: %d %s", r.status, r.body)
	}
	if r := put(grant(lee, "a.txt"), "a"); r.status != 200 {
		t.Errorf("lee: %d %s", r.status, r.body)
	}
	_, _ = body.Write([]byte("56789"))
	_ = body.Close()
	if status := <-done; status != 200 {
		t.Errorf("the first: %d", status)
	}
	if r := put(grant(lee, "big.txt"), strings.Repeat("x", 895)); r.status != 429 ||
		!strings.Contains(r.body, "오늘") {
		t.Errorf("more than a day's bytes: %d %s", r.status, r.body)
	}
}
