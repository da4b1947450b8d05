package main

import (
	"context"
	"fmt"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// site is a server with accounts on loopback: the real one, on a database in a
// folder, with a model that says ten words within 100 ms and the default limits.
type site struct {
	db      *localstore.DB
	turns   *turn.Log
	chat    *chat.Service
	server  *server.Server
	http    *httptest.Server
	browser *http.Client
	signIn  *signin.Service
	chats   []*client
	asked   int
	pause   time.Duration // how long a user thinks, at most, before each question

	flooder string // the address of the flood's sockets
	sockets int    // how many it may have
}

type words struct{}

func (words) Info() llm.Info { return llm.Info{Name: "words", ContextTokens: 8192, MaxOutput: 100} }

func (words) Stream(ctx context.Context, _ llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for range 10 {
			select {
			case <-tick.C:
			case <-ctx.Done():
				yield(llm.Chunk{}, ctx.Err())
				return
			}
			if !yield(llm.Chunk{Text: "한 낱말 "}, nil) {
				return
			}
		}
		yield(llm.Chunk{Finish: &llm.Finish{Reason: llm.Stop}}, nil)
	}
}

func newSite(ctx context.Context, dir string, users int, pause time.Duration) (s *site,
	err error) {
	s = &site{pause: pause}
	quiet := slog.New(slog.DiscardHandler)
	if s.db, err = localstore.Open(ctx, filepath.Join(dir, "mundap.db"),
		localstore.Options{}); err != nil {
		return nil, err
	}
	l := schema.DefaultLimits()
	s.turns = turn.NewLog(s.db.Turns(), turn.LogOptions{Logger: quiet})
	if s.chat, err = chat.New(chat.Config{History: s.db.History(), Settings: s.db.Settings(),
		Documents: s.db.Documents(), Turns: s.turns, Model: words{}, Logger: quiet, MaxTurns: 1000,
		Share:        limit.Share{Places: l.UserTurns, Waiting: l.UserWaiting},
		AddressTurns: l.AddressTurns}); err != nil {
		return nil, err
	}
	blobs := blobtest.NewMemory(nil, nil)
	s.signIn = signin.New(s.db.Accounts(), signin.Options{
		Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
	if s.server, err = server.New(server.Parts{
		Documents: s.db.Documents(), Blobs: blobs, History: s.db.History(),
		Settings: s.db.Settings(), Turns: s.turns, Chat: s.chat, SignIn: s.signIn,
		Ingest: ingest.NewService(ingest.Options{Documents: s.db.Documents(), Blobs: blobs,
			Tasks: queuetest.NewMemory(queue.Policy{})}),
		Citations: citation.New(s.db.Documents(), blobs, citation.Options{}), Log: quiet,
	}, server.Options{Limits: server.Limits{
		UserQuestions: l.UserQuestions, AddressQuestions: l.AddressQuestions,
		UserSockets: l.UserSockets, AddressSockets: l.AddressSockets,
		BodyTime: l.BodyTime, BodyRate: l.BodyRate,
	}}); err != nil {
		return nil, err
	}
	s.http = httptest.NewServer(s.server)
	s.browser = &http.Client{Transport: &http.Transport{DialContext: dial}}
	for i := range users {
		name := fmt.Sprint("user", i)
		address, err := s.enter(ctx, name)
		if err != nil {
			return nil, err
		}
		c, err := s.open(ctx, name, address)
		if err != nil {
			return nil, err
		}
		s.chats = append(s.chats, c)
	}
	s.sockets = l.UserSockets
	s.flooder, err = s.enter(ctx, "flood")
	return s, err
}

// client is a socket of a user's.
type client struct {
	user string
	ws   *websocket.Conn
}

// dial opens a connection that keeps little of what it could not send: the load
// shares its processors with the server, and should not fill buffers with them.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if c, ok := conn.(*net.TCPConn); ok {
		err = c.SetWriteBuffer(16 << 10)
	}
	return conn, err
}

// enter adds a user, signs them in, and gives the address of their sockets.
func (s *site) enter(ctx context.Context, user string) (address string, err error) {
	const password = "correct horse battery"
	if _, err := s.signIn.Add(ctx, signin.NewAccount{User: user, Password: password}); err != nil {
		return "", err
	}
	c, err := s.signIn.SignIn(ctx, user, password, signin.From{})
	if err != nil {
		return "", err
	}
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/ws?ticket=" + signin.Ticket(c.Token), nil
}

func (s *site) open(ctx context.Context, user, address string) (*client, error) {
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{
		HTTPClient: s.browser, Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		return nil, fmt.Errorf("opening a socket of %s: %w", user, err)
	}
	ws.SetReadLimit(1 << 20)
	return &client{user, ws}, nil
}

func (s *site) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, c := range s.chats {
		_ = c.ws.CloseNow()
	}
	_ = s.server.Close(ctx)
	s.http.Close()
	_ = s.chat.Close(ctx)
	s.turns.Close()
	_ = s.db.Close()
}
