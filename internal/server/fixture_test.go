package server_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/turn/turntest"
	"github.com/mundap/mundap/test/process"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// world is a whole server on stores in memory. Only the answers are scripted.
type world struct {
	*testing.T
	url       string
	server    *server.Server
	models    fakeModels
	encoder   fakeModels
	documents documenttest.Memory
	blobs     *blobtest.Memory
	receipts  forgettingtest.Memory
	history   historytest.Memory
	settings  settingstest.Memory
	turns     *turn.Log
	store     *turntest.Memory
	chat      *sessiontest.Chat
	ingest    *ingest.Service
	signIn    *signin.Service
	log       *process.Output
	browser   *http.Client // of nobody who is signed in
}

// dropped takes tasks and does nothing with them: no document is read here.
type dropped struct{}

func (dropped) Send(context.Context, queue.Message) error { return nil }

type option func(*server.Parts, *server.Options)

func withAccounts(p *server.Parts, _ *server.Options) {
	p.SignIn = signin.New(&authtest.Memory{},
		signin.Options{Cost: signin.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}})
}

const password = "correct horse"

func newWorld(t *testing.T, options ...option) *world {
	t.Helper()
	w := &world{T: t, store: &turntest.Memory{}, log: &process.Output{}}
	w.blobs = blobtest.NewMemory(func(ctx context.Context,
		e blob.Event) error {
		return w.ingest.Event(ctx, e)
	}, nil)
	w.ingest = ingest.NewService(ingest.Options{Documents: &w.documents, Blobs: w.blobs,
		Tasks: dropped{}, MaxBytes: 1000})
	logger := slog.New(slog.NewTextHandler(w.log,
		&slog.HandlerOptions{Level: slog.LevelDebug}))
	w.turns = turn.NewLog(w.store, turn.LogOptions{Logger: logger})
	w.chat = &sessiontest.Chat{Turns: w.turns, History: &w.history}
	p := server.Parts{
		Documents: &w.documents, Blobs: w.blobs, History: &w.history, Settings: &w.settings,
		Turns: w.turns, Chat: w.chat,
		Ingest: w.ingest, Citations: citation.New(&w.documents, w.blobs,
			citation.Options{Logger: logger}),
		Models:   &w.models,
		Encoder:  &w.encoder,
		Receipts: &w.receipts, Uploads: w.blobs, Log: logger,
		Client: fstest.MapFS{
			"index.html":            {Data: []byte("<!doctype html><title>문답</title>")},
			"assets/app-1234.js":    {Data: []byte(strings.Repeat("console.log(1);\n", 200))},
			"assets/app-1234.js.br": {Data: []byte("as the build left it")},
			"assets/.hidden":        {Data: []byte("x")},
			"placeholder.html":      {Data: []byte("placeholder")},
			"assets/font-1.woff2":   {Data: []byte("font")},
		},
		Samples: fstest.MapFS{"예시/규정.txt": {Data: []byte("연차는 15일이에요.")}},
	}
	o := server.Options{Loopback: true, Features: wire.Session{Version: "test",
		Stores: []string{"local"}}, Switches: settings.Switches{References: true}}
	for _, option := range options {
		option(&p, &o)
	}
	w.signIn = p.SignIn
	s, err := server.New(p, o)
	if err != nil {
		t.Fatal(err)
	}
	w.server = s
	h := httptest.NewServer(s)
	w.url, w.browser = h.URL, &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
		h.Close()
		w.chat.Close()
		w.turns.Close()
		w.browser.CloseIdleConnections()
	})
	return w
}

// reply is an answer of HTTP.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request. Headers come in pairs.
func (w *world) do(client *http.Client, method, path, body string, headers ...string) reply {
	w.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = w.url + path
	}
	r, err := http.NewRequestWithContext(w.Context(), method, address, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(b)}
}

// post sends JSON as nobody in particular and wants a status.
func (w *world) post(path, body string, status int) reply {
	w.Helper()
	r := w.do(w.browser, "POST", path, body, "Content-Type", "application/json")
	if r.status != status {
		w.Fatalf("POST %s %s: status %d, want %d: %s", path, body, r.status, status, r.body)
	}
	return r
}

// inner decodes an envelope's value, which is a JSON string.
func inner[T any](t *testing.T, body, field string) T {
	t.Helper()
	envelope := map[string]json.RawMessage{}
	var text string
	var v T
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if string(envelope["statusCode"]) != "200" {
		t.Fatalf("statusCode in %s", body)
	}
	if err := json.Unmarshal(envelope[field], &text); err != nil {
		t.Fatalf("%s is no string in %s", field, body)
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func parse[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// account adds a user and gives a browser in which they are signed in.
func (w *world) account(user string) *http.Client {
	w.Helper()
	return w.accountOf(user, "")
}

// accountOf is account for somebody whose name people know.
func (w *world) accountOf(user, name string) *http.Client {
	w.Helper()
	if _, err := w.signIn.Add(w.Context(),
		signin.NewAccount{User: user, Name: name, Password: password}); err != nil {
		w.Fatal(err)
	}
	return w.signedIn(user)
}

// signedIn gives a browser in which a user is signed in.
func (w *world) signedIn(user string) *http.Client {
	w.Helper()
	return w.signedInWith(user, password)
}

// signedInWith is signedIn with a password of the user's own.
func (w *world) signedInWith(user, password string) *http.Client {
	w.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.Fatal(err)
	}
	client := &http.Client{Jar: jar, Transport: w.browser.Transport}
	r := w.do(client, "POST", "/api/session", `{"user":"`+user+`","password":"`+password+`"}`)
	if r.status != 200 {
		w.Fatalf("signing in: %d %s", r.status, r.body)
	}
	return client
}

// id is the id of an account.
func (w *world) id(user string) auth.Principal {
	w.Helper()
	account, err := w.signIn.Named(w.Context(), user)
	if err != nil {
		w.Fatal(err)
	}
	return account.ID
}

// socketURL is where a browser's sockets go.
func (w *world) socketURL(client *http.Client) string {
	w.Helper()
	r := w.do(client, "POST", "/provisioning", `{"userId":null}`)
	if r.status != 200 {
		w.Fatalf("provisioning: %d %s", r.status, r.body)
	}
	return inner[wire.ProvisioningInfo](w.T, r.body, "info").WSSURL
}

// tab is a socket of a client.
type tab struct {
	*testing.T
	ws *websocket.Conn
}

func (w *world) dial(address string, o *websocket.DialOptions) (*websocket.Conn, *http.Response,
	error) {
	if o == nil {
		o = &websocket.DialOptions{}
	}
	o.HTTPClient = w.browser
	return websocket.Dial(w.Context(), address, o)
}

// open opens a socket of the base protocol, or of v2.
func (w *world) open(client *http.Client, subprotocols ...string) *tab {
	w.Helper()
	ws, _, err := w.dial(w.socketURL(client), &websocket.DialOptions{Subprotocols: subprotocols})
	if err != nil {
		w.Fatal(err)
	}
	ws.SetReadLimit(1 << 24)
	w.Cleanup(func() { _ = ws.CloseNow() })
	return &tab{w.T, ws}
}

func (t *tab) send(v any) {
	t.Helper()
	b, is := v.(string)
	if !is {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		b = string(raw)
	}
	if err := t.ws.Write(t.Context(), websocket.MessageText, []byte(b)); err != nil {
		t.Fatal(err)
	}
}

func (t *tab) receive() string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, b, err := t.ws.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (t *tab) frame() wire.Response {
	t.Helper()
	return parse[wire.Response](t.T, t.receive())
}

func (t *tab) event() wire.ServerFrame {
	t.Helper()
	return parse[wire.ServerFrame](t.T, t.receive())
}

// answer reads base frames of a request until its end.
func (t *tab) answer(requestID string) []wire.Response {
	t.Helper()
	var all []wire.Response
	for {
		f := t.frame()
		if f.RequestID != requestID {
			t.Fatalf("a frame of %q: %+v", f.RequestID, f)
		}
		all = append(all, f)
		if f.Status == wire.StatusCompleted || f.Status == wire.StatusError {
			return all
		}
	}
}

// question is a base client's.
func question(user, id, body string) wire.Request {
	return wire.Request{UserID: user, RequestID: id, RequestTime: "2024-03-10 10:20:30",
		Type: "text", Body: body, ConvType: "normal"}
}

func ask(id, body, conversation string) wire.ClientFrame {
	return wire.ClientFrame{Op: wire.OpAsk, Ask: &wire.Ask{Request: question("", id, body),
		Conversation: conversation}}
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

var localScope = auth.LocalScope()
