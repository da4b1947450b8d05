package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

const (
	// maxMessage is the longest message that is read at all; a longer one ends the connection.
	maxMessage = 1 << 20
	// idle is how long a socket may be silent: clients ping every 40 s. It is
	// API Gateway's limit too.
	idle = 10 * time.Minute
	// slow is how long a client may take to receive one frame.
	slow = 30 * time.Second
	// queued is how many frames may wait for a client; producers of more have to wait, too.
	queued = 64
	// maxFollowed bounds the turns that one socket follows at once, maxSockets
	// the sockets of a server.
	maxFollowed = 64
	maxSockets  = 10_000
	// changesEvery is the shortest time between two messages to a client about
	// changes. When a folder is uploaded, hundreds of documents change in a second.
	changesEvery = 300 * time.Millisecond
)

var (
	errTooManySockets = fault.New(fault.Throttled,
		"연결이 너무 많아요. 잠시 뒤에 다시 접속해 주세요.", "There are too many connections. Try again in a moment.")
	errTooManyFollowed = fault.New(fault.Throttled,
		"한꺼번에 너무 많이 물어봤어요. 앞의 답이 끝난 뒤에 다시 보내 주세요.",
		"Too many questions at once. Send this one again when the earlier ones have been answered.")
)

// socket upgrades a request and serves the connection until it ends.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	a, again, err := s.admit(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	places, err := s.takeSocket(a)
	if err == nil {
		defer places.free()
		err = s.enter()
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer s.leave()
	// The Origin was checked by guard, which knows the allowed ones.
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{wire.Subprotocol}, InsecureSkipVerify: true})
	if err != nil {
		s.Log.Debug("a socket was not opened", "id", requestID(r), "error", err)
		return
	}
	if ws.Subprotocol() == wire.Subprotocol {
		a.Protocol = connections.V2
	}
	c := newConnection(s, ws, a, again)
	defer c.end()
	defer s.attend(c)()
	stop := context.AfterFunc(s.closing, func() { c.cancel(errGoingAway) })
	defer stop()
	c.read()
}

func (s *Server) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Err() != nil {
		return fault.New(fault.Unavailable, "서버가 멈추는 중이에요. 잠시 뒤에 다시 해 보세요.",
			"The server is shutting down. Try again in a moment.")
	}
	if s.open >= maxSockets {
		return errTooManySockets
	}
	s.open++
	s.sockets.Add(1)
	return nil
}

// attend makes sure that a connection is closed when its session ends, until
// the returned function is called.
func (s *Server) attend(c *connection) (leave func()) {
	s.mu.Lock()
	s.live[c] = true
	s.mu.Unlock()
	if err := c.again(c.ctx); fault.Is(err,
		fault.Unauthenticated) { // it ended while the socket was opened
		c.cancel(err)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.live, c)
	}
}

var errSignedOut = fault.Newf(fault.Unauthenticated, "signed out")

// hangUp closes the sockets of a session that has ended. A session belongs to
// one browser; what the user has open elsewhere stays open.
func (s *Server) hangUp(ctx context.Context, ended auth.Session) {
	s.mu.Lock()
	for c := range s.live {
		if ended.ID != "" && c.asker.signIn == ended.ID {
			c.cancel(errSignedOut)
		}
	}
	s.mu.Unlock()
	if s.HangUp == nil || ended.ID == "" {
		return
	}
	if err := s.HangUp(ctx, ended); err != nil {
		s.Log.Warn("sockets of a session that has ended stay open", "error", err)
	}
}

// ended closes the sockets of an account after all of its sessions have ended,
// and stops the answers that are being written for it.
func (s *Server) ended(ctx context.Context, account auth.Principal) {
	s.mu.Lock()
	for c := range s.live {
		if c.asker.Scope.User == account {
			c.cancel(errSignedOut)
		}
	}
	s.mu.Unlock()
	open, err := s.Turns.Open(ctx, history.User(account))
	if err != nil {
		s.Log.Warn("answers for an account that was ended go on", "error", err)
	}
	for _, o := range open {
		s.Chat.Stop(o.ID)
	}
}

func (s *Server) leave() {
	s.mu.Lock()
	s.open--
	s.mu.Unlock()
	s.sockets.Done()
}

var (
	errGoingAway = errors.New("the server is closing")
	errLeft      = errors.New("the connection has ended")
	errSlow      = errors.New("the client takes nothing")
)

// connection is one open socket, and the session.Host of its client. The
// handler's goroutine reads, one goroutine writes, and each followed turn has its
// own.
type connection struct {
	server *Server
	ws     *websocket.Conn
	asker  asker
	again  func(context.Context) error // whether the sign-in still stands
	ctx    context.Context
	cancel context.CancelCauseFunc
	out    chan []byte
	news   *news // of changed documents and conversations

	work     sync.WaitGroup
	mu       sync.Mutex
	followed map[turn.ID]*follow
}

var _ session.Host = (*connection)(nil)

// follow is a turn that is being sent over a connection.
type follow struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func newConnection(s *Server, ws *websocket.Conn, a asker,
	again func(context.Context) error) *connection {
	ws.SetReadLimit(maxMessage)
	c := &connection{server: s, ws: ws, asker: a, again: again, out: make(chan []byte, queued),
		news: newNews(), followed: map[turn.ID]*follow{}}
	c.ctx, c.cancel = context.WithCancelCause(context.Background())
	c.work.Go(c.write)
	c.work.Go(c.hangUp)
	return c
}

// read handles messages one after the other until the connection ends. hangUp
// ends it by closing the socket: if a context ended in the middle of a frame,
// the connection would be cut instead.
func (c *connection) read() {
	for {
		c.server.pace(c.ctx, c.asker)
		ctx, cancel := context.WithTimeout(context.Background(), idle)
		kind, r, err := c.ws.Reader(ctx)
		var message []byte
		if err == nil {
			message, err = io.ReadAll(r)
		}
		cancel()
		if err != nil {
			return
		}
		if err := c.again(c.ctx); fault.Is(err, fault.Unauthenticated) {
			c.cancel(err)
			return
		}
		if kind != websocket.MessageText {
			message = nil // no request
		}
		_ = c.asker.Receive(c.ctx, message, c) // a client that has left hears nothing
	}
}

// hangUp closes the socket when the connection has ended, with the reason.
func (c *connection) hangUp() {
	<-c.ctx.Done()
	status, reason := websocket.StatusNormalClosure, ""
	switch cause := context.Cause(c.ctx); {
	case errors.Is(cause, errGoingAway):
		status, reason = websocket.StatusGoingAway, "restart"
	case errors.Is(cause, errSlow):
		status, reason = websocket.StatusPolicyViolation, "too slow"
	case fault.Is(cause, fault.Unauthenticated):
		status, reason = websocket.StatusPolicyViolation, "the session has ended"
	}
	_ = c.ws.Close(status, reason) // the other side may be gone
}

// end stops everything that belongs to the connection and waits for it. The
// turns continue.
func (c *connection) end() {
	c.cancel(errLeft)
	c.work.Wait()
}

// write sends frames in the order in which they were queued. A client that
// accepts none for too long is disconnected; it can reconnect and continue
// where it was.
func (c *connection) write() {
	due, rest := c.news.due, (<-chan time.Time)(nil)
	for {
		select {
		case frame := <-c.out:
			c.put(frame)
		case <-due:
			c.tell()
			due, rest = nil, time.After(changesEvery)
		case <-rest:
			due, rest = c.news.due, nil
		case <-c.ctx.Done():
			return
		}
	}
}

// put sends one frame.
func (c *connection) put(frame []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), slow)
	defer cancel()
	if err := c.ws.Write(ctx, websocket.MessageText, frame); err != nil {
		c.cancel(errSlow)
	}
}

// tell sends what the client has not been told about changes.
func (c *connection) tell() {
	documents, conversations := c.news.take()
	if documents {
		c.put(session.DocumentsChanged())
	}
	for _, change := range conversations {
		frame, err := session.Changed(change)
		if err != nil {
			c.server.Log.Warn("a change of a conversation is not told", "error", err)
			continue
		}
		c.put(frame)
	}
}

// Send implements session.Host. It queues a frame and waits while the queue is
// full.
func (c *connection) Send(ctx context.Context, frame []byte) error {
	select {
	case c.out <- frame:
		return nil
	case <-c.ctx.Done():
		return fault.Wrap(context.Cause(c.ctx), fault.NotFound, "", "")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop implements session.Host. The turns of a Server run in its own process.
func (c *connection) Stop(ctx context.Context, id turn.ID) error {
	if c.server.Chat.Stop(id) {
		return nil
	}
	_, err := c.server.Turns.Status(ctx, id)
	return err
}

// Deliver implements session.Host.
func (c *connection) Deliver(ctx context.Context, d session.Delivery) error {
	if d.Request != nil {
		if err := c.use(ctx); err != nil {
			return err
		}
		if err := c.server.question(c.asker); err != nil {
			return err
		}
		d.Request.Address = c.asker.address
		if _, err := c.server.Chat.Start(ctx, *d.Request); err != nil {
			return err
		}
	}
	return c.follow(d, func(ctx context.Context) {
		events := c.server.Turns.Follow(ctx, d.Turn, 0)
		err := c.asker.Client.Deliver(ctx, c.server.renderer, d, events, c.Send)
		if err != nil && ctx.Err() == nil {
			_ = c.Send(ctx, c.asker.Refuse(d, err)) // a client that has left hears nothing
		}
	})
}

// use notes that the session of the connection is in use. Pings are no use:
// pages send them without their users.
func (c *connection) use(ctx context.Context) error {
	if c.asker.signIn == "" {
		return nil
	}
	return c.server.SignIn.Use(ctx, c.asker.signIn)
}

// follow runs f for a turn in a goroutine of the connection. If the turn is
// already being followed, d decides which of the two continues.
func (c *connection) follow(d session.Delivery, f func(ctx context.Context)) error {
	c.mu.Lock()
	earlier := c.followed[d.Turn]
	full := earlier == nil && len(c.followed) >= maxFollowed
	c.mu.Unlock()
	switch {
	case full:
		return errTooManyFollowed
	case earlier != nil && !d.Restart:
		return nil
	case earlier != nil:
		earlier.cancel()
		<-earlier.done
	}
	ctx, cancel := context.WithCancel(c.ctx)
	this := &follow{cancel: cancel, done: make(chan struct{})}
	c.mu.Lock()
	c.followed[d.Turn] = this
	c.mu.Unlock()
	c.work.Go(func() {
		defer close(this.done)
		defer cancel()
		f(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.followed[d.Turn] == this {
			delete(c.followed, d.Turn)
		}
	})
	return nil
}
