package lambdafn

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/connections/connectionstest"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

func TestTheProtocols(t *testing.T) {
	sessiontest.Run(t, func(t *testing.T, accounts bool) sessiontest.World {
		g := newGateway(t, !accounts)
		return sessiontest.World{Chat: g.chat, Open: g.dial, Request: g.request}
	})
}

// gateway is API Gateway and Lambda in one: it holds sockets, and runs jobs.
type gateway struct {
	t        *testing.T
	messages *socket
	jobs     *answers
	chat     *sessiontest.Chat
	site     *rest

	runs sync.WaitGroup
	mu   sync.Mutex
	open map[string]chan string
}

func newGateway(t *testing.T, open bool) *gateway {
	t.Helper()
	turns, calls := turn.NewLog(&turntest.Memory{}, turn.LogOptions{}), &historytest.Memory{}
	g := &gateway{t: t, chat: &sessiontest.Chat{Turns: turns, History: calls},
		open: map[string]chan string{}}
	all := &clients{connections: &connectionstest.Memory{}, sockets: g, open: open, now: time.Now}
	g.messages = &socket{clients: all, invoker: g, turns: turns}
	g.jobs = &answers{
		clients: all, chat: g.chat, turns: turns, log: slog.New(slog.DiscardHandler),
		renderer: session.Renderer{
			Calls: calls, Citations: citation.New(&documenttest.Memory{}, blobtest.NewMemory(nil, nil),
				citation.Options{}),
		},
	}
	g.site = newSite(t, g.chat, &announcer{clients: all, log: g.jobs.log})
	t.Cleanup(func() {
		g.chat.Close()
		g.runs.Wait()
		turns.Close()
	})
	return g
}

func (g *gateway) Post(_ context.Context, id string, message []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	to, ok := g.open[id]
	if !ok {
		return fault.Newf(fault.NotFound, "no socket %s", id)
	}
	to <- string(message)
	return nil
}

// Invoke runs a job as Lambda does: its caller does not wait for it.
func (g *gateway) Invoke(_ context.Context, j Job) error {
	g.runs.Go(func() {
		if err := g.jobs.do(context.Background(), j); err != nil {
			g.t.Errorf("the job of %s: %v", j.Turn.Request, err)
		}
	})
	return nil
}

// newSite is the function that answers over HTTP, on stores in memory.
func newSite(t *testing.T, chat *sessiontest.Chat, windows *announcer) *rest {
	t.Helper()
	documents, blobs := &documenttest.Memory{}, blobtest.NewMemory(nil, nil)
	s, err := server.New(server.Parts{
		Documents: documents, Blobs: blobs, History: chat.History, Settings: &settingstest.Memory{},
		Turns: chat.Turns, Chat: chat, Ingest: ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs}),
		Citations: citation.New(documents, blobs, citation.Options{}), Tell: windows.now,
		Log: slog.New(slog.DiscardHandler),
	}, server.Options{TrustProxy: true})
	if err != nil {
		t.Fatal(err)
	}
	site, err := newREST(s, "https://site.example")
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func (g *gateway) request(method, path, body string) int {
	g.t.Helper()
	out, err := g.site.handle(g.t.Context(), events.APIGatewayProxyRequest{HTTPMethod: method,
		Path: path, Body: body})
	if err != nil {
		g.t.Fatal(err)
	}
	return out.StatusCode
}

func (g *gateway) event(id, route string) events.APIGatewayWebsocketProxyRequest {
	return events.APIGatewayWebsocketProxyRequest{RequestContext: events.APIGatewayWebsocketProxyRequestContext{
		RouteKey: route, ConnectionID: id,
		Authorizer: map[string]any{contextUser: "kim", contextAdmin: "false",
			contextExpires: "99999999999", contextSession: "s1"},
	}}
}

func (g *gateway) dial(protocol connections.Protocol, language string) sessiontest.Socket {
	g.t.Helper()
	g.mu.Lock()
	id, received := fmt.Sprint("c", len(g.open)), make(chan string, 1000)
	g.open[id] = received
	g.mu.Unlock()
	e := g.event(id, "$connect")
	e.MultiValueHeaders = map[string][]string{"Accept-Language": {language},
		"Sec-WebSocket-Protocol": {string(protocol)}}
	if out, err := g.messages.handle(g.t.Context(), e); err != nil ||
		out.StatusCode != http.StatusOK {
		g.t.Fatalf("%+v, %v", out, err)
	}
	return gatewaySocket{g, id, received}
}

type gatewaySocket struct {
	g        *gateway
	id       string
	received chan string
}

func (k gatewaySocket) Send(message string) {
	k.g.t.Helper()
	e := k.g.event(k.id, "$default")
	e.Body = message
	if out, err := k.g.messages.handle(k.g.t.Context(), e); err != nil ||
		out.StatusCode != http.StatusOK {
		k.g.t.Fatalf("%+v, %v", out, err)
	}
}

func (k gatewaySocket) Receive() string {
	k.g.t.Helper()
	select {
	case message := <-k.received:
		return message
	case <-time.After(20 * time.Second):
		k.g.t.Fatal("no message came")
		return ""
	}
}

func TestABinaryMessageIsNoRequest(t *testing.T) {
	g := newGateway(t, true)
	k := g.dial(connections.Base, "").(gatewaySocket)
	e := g.event(k.id, "$default")
	e.Body, e.IsBase64Encoded = ask, true
	if out, err := g.messages.handle(t.Context(), e); err != nil ||
		out.StatusCode != http.StatusOK {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := k.Receive(); got != `{"request_id":"","msg":"메시지를 읽지 못했어요. request_id가 있는 JSON으로 보내 주세요.","status":"error"}` {
		t.Errorf("got %s", got)
	}
}
