package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections/connectionstest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
	"github.com/mundap/mundap/internal/wire"
)

func TestConfigNamesTheVariableThatIsWrong(t *testing.T) {
	for name, value := range map[string]string{
		"MUNDAP_SIGN_IN": "maybe", "MUNDAP_SESSION_LIFETIME": "soon",
		"MUNDAP_INGEST_MAX_OBJECT_SIZE": "many", "MUNDAP_RAG_DEBUG": "so so",
	} {
		_, err := FromEnv(func(n string) string { return map[string]string{name: value}[n] })
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	c, err := FromEnv(func(n string) string { return map[string]string{"MUNDAP_QUEUE_URL": "https://q/1/a.fifo"}[n] })
	if err != nil || c.DeadQueueURL != "https://q/1/a-dead.fifo" || c.open() ||
		!c.Settings.RAG.References {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestRequestsOfAPIGateway(t *testing.T) {
	var got *http.Request
	var body string
	r, err := newREST(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		got, body = r, string(data)
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte{0xff, 0xfe})
	}), "https://site.example")
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.handle(t.Context(), events.APIGatewayProxyRequest{
		HTTPMethod: "POST", Path: "/documents/%ED%9C%B4%EA%B0%80%20100%25.txt", Body: "aGVsbG8=",
		IsBase64Encoded: true,
		MultiValueHeaders: map[string][]string{"Host": {"x.execute-api"},
			"Cookie": {"c=d"}, "Accept-Encoding": {"gzip"},
			"X-Forwarded-For": {"9.9.9.9, 1.2.3.4, 5.6.7.8"}},
		MultiValueQueryStringParameters: map[string][]string{"q": {"가 나", "b"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.URL.Path != "/documents/휴가 100%.txt" || body != "hello" || got.Host != "site.example" ||
		got.RemoteAddr != "1.2.3.4" ||
		len(got.URL.Query()["q"]) != 2 || got.Header.Get("Accept-Encoding") != "" ||
		got.Header.Get("X-Forwarded-Proto") != "https" {
		t.Errorf("%v %q %v %v", got.URL, body, got.Host, got.Header)
	}
	if out.StatusCode != http.StatusTeapot || len(out.MultiValueHeaders["Set-Cookie"]) != 2 ||
		!out.IsBase64Encoded || out.Body != "//4=" {
		t.Errorf("%+v", out)
	}
}

func TestTheAuthorizerKnowsSessionsAndTickets(t *testing.T) {
	store := &authtest.Memory{}
	sessions := signin.New(store, signin.Options{Cost: signin.Cost{MemoryKiB: 8, Passes: 1,
		Threads: 1}})
	if _, err := sessions.Add(t.Context(), signin.NewAccount{User: "김철수",
		Password: "a long password", Admin: true}); err != nil {
		t.Fatal(err)
	}
	c, err := sessions.SignIn(t.Context(), "김철수", "a long password", signin.From{})
	if err != nil {
		t.Fatal(err)
	}
	a := &authorizer{sessions: sessions, secure: true}
	byCookie := authorization{MethodArn: "arn:x",
		Headers: map[string]string{"cookie": signin.CookieName(true) + "=" + c.Token}}
	byTicket := authorization{MethodArn: "arn:x",
		QueryStringParameters: map[string]string{"ticket": signin.Ticket(c.Token)}}
	byTicket.RequestContext.EventType = "CONNECT"
	for _, e := range []authorization{byCookie, byTicket} {
		out, err := a.handle(t.Context(), e)
		if err != nil || out.Context[contextName] != "김철수" ||
			out.Context[contextUser] != string(c.Account.ID) ||
			out.Context[contextAdmin] != "true" ||
			out.PolicyDocument.Statement[0].Resource[0] != "arn:x" {
			t.Errorf("%+v, %v", out, err)
		}
	}
	onRest := byTicket
	onRest.RequestContext.EventType = ""
	for _, e := range []authorization{{}, onRest} {
		if _, err := a.handle(t.Context(), e); !errors.Is(err, errUnauthorized) {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

// client is a socket and the Lambda service in one: jobs wait in it, and what was posted.
type client struct {
	posted []string
	to     []string // connections
	queued []Job
	gone   bool
	missed int // posts after it was gone
}

func (c *client) Post(_ context.Context, id string, message []byte) error {
	if c.gone {
		c.missed++
		return fault.Newf(fault.NotFound, "gone")
	}
	c.posted, c.to = append(c.posted, string(message)), append(c.to, id)
	return nil
}

func (c *client) Invoke(_ context.Context, j Job) error {
	c.queued = append(c.queued, j)
	return nil
}

// echo answers every request with its own words.
type echo struct {
	turns *turn.Log
	begun int
}

func (e *echo) Stop(turn.ID) bool { return false }

func (e *echo) Settle(context.Context, turn.ID) {}

func (e *echo) Start(ctx context.Context, r chat.Request) (turn.Status, error) {
	w, s, begun, err := e.turns.Start(ctx, turn.ID{User: r.User, Request: r.RequestID}, nil)
	if err != nil || !begun {
		return s, err
	}
	e.begun++
	w.Delta(r.Body)
	return s, w.Done(ctx, history.Completed)
}

type harness struct {
	*client
	messages *socket
	jobs     *answers
	turns    *turn.Log
	echo     *echo
	user     string // who opens sockets
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	turns := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	t.Cleanup(turns.Close)
	c, e := &client{}, &echo{turns: turns}
	all := &clients{connections: &connectionstest.Memory{}, sockets: c, now: time.Now}
	return &harness{
		client: c, turns: turns, echo: e, user: "kim", messages: &socket{clients: all, invoker: c,
			turns: turns},
		jobs: &answers{
			clients: all, chat: e, turns: turns, log: slog.New(slog.DiscardHandler),
			renderer: session.Renderer{Calls: &historytest.Memory{}, Citations: noSources{}},
		},
	}
}

type noSources struct{}

func (noSources) Resolve(context.Context, auth.Scope, []history.SourceRef) ([]wire.Source, error) {
	return nil, nil
}

// connected opens a socket of a user.
func (h *harness) connected(t *testing.T, protocol string) events.APIGatewayWebsocketProxyRequest {
	t.Helper()
	return h.dial(t, protocol, "c1", "s1")
}

// connectedBy opens a base socket of a session.
func (h *harness) connectedBy(t *testing.T, id,
	session string) events.APIGatewayWebsocketProxyRequest {
	t.Helper()
	return h.dial(t, "", id, session)
}

func (h *harness) dial(t *testing.T, protocol, id,
	session string) events.APIGatewayWebsocketProxyRequest {
	t.Helper()
	e := events.APIGatewayWebsocketProxyRequest{
		MultiValueHeaders: map[string][]string{"Sec-WebSocket-Protocol": {"other, " + protocol}},
		RequestContext: events.APIGatewayWebsocketProxyRequestContext{
			RouteKey: "$connect", ConnectionID: id,
			Authorizer: map[string]any{contextUser: h.user, contextAdmin: "false",
				contextExpires: "99999999999", contextSession: session},
		},
	}
	out, err := h.messages.handle(t.Context(), e)
	if err != nil || out.StatusCode != http.StatusOK ||
		out.Headers["Sec-WebSocket-Protocol"] != protocol {
		t.Fatalf("%+v, %v", out, err)
	}
	return e
}

// says sends a message by the socket.
func (h *harness) says(t *testing.T, e events.APIGatewayWebsocketProxyRequest, message string) {
	t.Helper()
	e.RequestContext.RouteKey, e.Body = "$default", message
	if out, err := h.messages.handle(t.Context(), e); err != nil ||
		out.StatusCode != http.StatusOK {
		t.Fatalf("%+v, %v", out, err)
	}
}

const ask = `{"user_id":"kim","request_id":"r1","request_time":"2026-03-10 10:20:30","type":"text","body":"안녕?","conv_type":"normal"}`

func TestAQuestionIsAcknowledgedAndAnsweredInAnotherRun(t *testing.T) {
	h := newHarness(t)
	e := h.connected(t, "")
	h.says(t, e, ask)
	if len(h.posted) != 1 || !strings.Contains(h.posted[0], string(wire.StatusTyping)) ||
		len(h.queued) != 1 || h.echo.begun != 0 {
		t.Fatalf("%v, %d jobs", h.posted, len(h.queued))
	}
	for range 2 { // Lambda may repeat the run
		if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
			t.Fatal(err)
		}
		if last := h.posted[len(h.posted)-1]; !strings.Contains(last,
			string(wire.StatusCompleted)) || !strings.Contains(last, "안녕?") {
			t.Errorf("%s", last)
		}
	}
	if h.echo.begun != 1 {
		t.Errorf("answered %d times", h.echo.begun)
	}
}

func TestV2FramesAreNumberedAndFollowGoesOnAfterWhatWasSeen(t *testing.T) {
	h := newHarness(t)
	e := h.connected(t, wire.Subprotocol)
	h.says(t, e, `{"op":"ask","request_id":"r1","ask":`+ask+`}`)
	if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
		t.Fatal(err)
	}
	all := len(h.posted)
	h.says(t, e, `{"op":"follow","request_id":"r1","after":1}`)
	if err := h.jobs.do(t.Context(), h.queued[1]); err != nil {
		t.Fatal(err)
	}
	var first wire.ServerFrame
	if err := json.Unmarshal([]byte(h.posted[all]), &first); err != nil || first.Seq != 2 {
		t.Errorf("%v, %v", h.posted[all:], err)
	}
}

func TestTheTurnGoesOnWhenTheClientIsGone(t *testing.T) {
	h := newHarness(t)
	e := h.connected(t, "")
	h.says(t, e, ask)
	h.gone = true
	if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
		t.Fatal(err)
	}
	if s, err := h.turns.Status(t.Context(), h.queued[0].Turn); err != nil ||
		s.State != turn.Finished {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := h.jobs.clients.connections.Get(t.Context(), "c1", time.Now()); !fault.Is(err,
		fault.NotFound) {
		t.Errorf("the connection is still known: %v", err)
	}
	if h.missed != 1 { // API Gateway is paid and throttled by the post
		t.Errorf("%d frames were sent to nobody", h.missed)
	}
}

func TestFramesThatCantBeUsed(t *testing.T) {
	for name, c := range map[string]struct{ message, want string }{
		"no JSON":          {"hello", `"request_id":""`},
		"no request id":    {`{"body":"x"}`, `"request_id":""`},
		"an empty body":    {`{"request_id":"r","body":" ","conv_type":"normal"}`, `"request_id":"r"`},
		"another's user":   {`{"request_id":"r","user_id":"lee","body":"x","conv_type":"normal"}`, "로그인한 사용자와 요청한 사용자가 달라요"},
		"more than 24 KB":  {`{"request_id":"r","body":"` + strings.Repeat("x", session.MaxRequest) + `"}`, "24KB까지"},
		"the ping of base": {wire.Ping, wire.Pong},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			h.says(t, h.connected(t, ""), c.message)
			if len(h.posted) != 1 || !strings.Contains(h.posted[0], c.want) || len(h.queued) != 0 {
				t.Errorf("%v, %d jobs", h.posted, len(h.queued))
			}
		})
	}
}

// lines remembers which sockets were closed.
type lines []string

func (l *lines) Close(_ context.Context, connection string) error {
	*l = append(*l, connection)
	return nil
}

func TestSigningOutClosesTheSocketsOfThatSessionAlone(t *testing.T) {
	h := newHarness(t)
	h.connected(t, wire.Subprotocol)
	elsewhere := h.connectedBy(t, "c2", "s2")
	var closed lines
	board := switchboard{h.jobs.clients.connections, &closed, h.jobs.turns, time.Now}
	for range 2 { // the second finds nothing to do
		if err := board.hangUp(t.Context(), auth.Session{ID: "s1", User: "kim"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(closed) != 1 || closed[0] != "c1" {
		t.Errorf("closed %q", closed)
	}
	if _, err := h.jobs.clients.connections.Get(t.Context(), "c1", time.Now()); !fault.Is(err,
		fault.NotFound) {
		t.Errorf("the connection is still known: %v", err)
	}
	h.says(t, elsewhere, wire.Ping)
	if len(h.posted) != 1 || h.posted[0] != wire.Pong {
		t.Errorf("another session's socket is answered %q", h.posted)
	}
}

func TestNobodyConnectsWithoutTheAuthorizer(t *testing.T) {
	h := newHarness(t)
	out, err := h.messages.handle(t.Context(), events.APIGatewayWebsocketProxyRequest{
		RequestContext: events.APIGatewayWebsocketProxyRequestContext{RouteKey: "$connect",
			ConnectionID: "c1"},
	})
	if err != nil || out.StatusCode != http.StatusForbidden {
		t.Errorf("%+v, %v", out, err)
	}
}
