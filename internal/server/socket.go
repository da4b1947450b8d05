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
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/server/frames"
	"github.com/mundap/mundap/internal/wire"
)

const (
	// maxMessage is the longest message that is read at all; a longer one ends the connection.
	maxMessage = 1 << 20
	// idle is how long a socket may be silent: clients ping every 40 s. It is API Gateway's limit too.
	idle = 10 * time.Minute
	// slow is how long a client may take to receive one frame.
	slow = 30 * time.Second
	// queued bounds the frames that wait for a client; whoever makes more of them waits too.
	queued = 64
	// maxFollowed bounds the turns that one socket follows at once, maxSockets the sockets of a server.
	maxFollowed = 64
	maxSockets  = 10_000
)

var (
	errTooManySockets = fault.New(fault.Throttled,
		"연결이 너무 많아요. 잠시 뒤에 다시 접속해 주세요.", "There are too many connections. Try again in a moment.")
	errTooManyFollowed = fault.New(fault.Throttled,
		"한꺼번에 너무 많이 물어봤어요. 앞의 답이 끝난 뒤에 다시 보내 주세요.",
		"Too many questions at once. Send it again when earlier ones are answered.")
)

// socket upgrades a request and serves the connection until it ends.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	a, again, err := s.admit(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.enter(); err != nil {
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
	c := newConnection(s, ws, a, again)
	defer c.end()
	defer s.attend(c)()
	stop := context.AfterFunc(s.closing, func() { c.cancel(errGoingAway) })
	defer stop()
	if ws.Subprotocol() == wire.Subprotocol {
		c.read(c.handleV2)
	} else {
		c.read(c.handleBase)
	}
}

func (s *Server) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Err() != nil {
		return fault.New(fault.Unavailable, "서버가 멈추는 중이에요. 잠시 뒤에 다시 해 보세요.", "The server is shutting down. Try again in a moment.")
	}
	if s.open >= maxSockets {
		return errTooManySockets
	}
	s.open++
	s.sockets.Add(1)
	return nil
}

// attend has a connection closed when its session ends, until the returned function is called.
func (s *Server) attend(c *connection) (leave func()) {
	s.mu.Lock()
	s.live[c] = true
	s.mu.Unlock()
	if err := c.again(c.ctx); fault.Is(err, fault.Unauthenticated) { // it ended while the socket was opened
		c.cancel(err)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.live, c)
	}
}

var errSignedOut = fault.Newf(fault.Unauthenticated, "signed out")

// hangUp closes the sockets of a session that has ended. Sessions are one browser's; what the user has open elsewhere stays.
func (s *Server) hangUp(ctx context.Context, ended auth.Session) {
	s.mu.Lock()
	for c := range s.live {
		if ended.ID != "" && c.asker.session == ended.ID {
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

// connection is one open socket. The handler's goroutine reads, one goroutine writes, and each followed turn has its
// own.
type connection struct {
	server *Server
	ws     *websocket.Conn
	asker  asker
	again  func(context.Context) error // whether the session still stands
	ctx    context.Context
	cancel context.CancelCauseFunc
	out    chan []byte

	work     sync.WaitGroup
	mu       sync.Mutex
	followed map[string]*follow // by request id
}

// follow is a turn that a connection follows.
type follow struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func newConnection(s *Server, ws *websocket.Conn, a asker, again func(context.Context) error) *connection {
	ws.SetReadLimit(maxMessage)
	c := &connection{server: s, ws: ws, asker: a, again: again, out: make(chan []byte, queued), followed: map[string]*follow{}}
	c.ctx, c.cancel = context.WithCancelCause(context.Background())
	c.work.Go(c.write)
	c.work.Go(c.hangUp)
	return c
}

// read handles messages one after the other until the connection ends. It is hangUp that ends it, by closing the
// socket: a context that ends in the middle of a frame would cut the connection instead.
func (c *connection) read(handle func(message []byte)) {
	for {
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
		handle(message)
	}
}

// hangUp closes the socket when the connection has ended, and says why.
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

// end stops everything that belongs to the connection and waits for it. The turns go on.
func (c *connection) end() {
	c.cancel(errLeft)
	c.work.Wait()
}

// write sends frames in the order in which they were queued. A client that takes none for too long is let go; it can
// come back and go on where it was.
func (c *connection) write() {
	for {
		select {
		case frame := <-c.out:
			ctx, cancel := context.WithTimeout(context.Background(), slow)
			err := c.ws.Write(ctx, websocket.MessageText, frame)
			cancel()
			if err != nil {
				c.cancel(errSlow)
				return
			}
		case <-c.ctx.Done():
			return
		}
	}
}

// send queues a frame; it waits while the queue is full. It reports whether the connection still stands.
func (c *connection) send(v any) bool {
	frame, err := frames.Encode(v)
	if err != nil {
		c.server.Log.Error("encoding a frame", "error", err)
		return true
	}
	return c.sendRaw(frame)
}

func (c *connection) sendRaw(frame []byte) bool {
	select {
	case c.out <- frame:
		return true
	case <-c.ctx.Done():
		return false
	}
}

// follow runs f for a turn in a goroutine of the connection. If the turn is followed already, again says whether to
// begin anew; otherwise the earlier one goes on.
func (c *connection) follow(requestID string, again bool, f func(ctx context.Context)) error {
	c.mu.Lock()
	earlier := c.followed[requestID]
	full := earlier == nil && len(c.followed) >= maxFollowed
	c.mu.Unlock()
	switch {
	case full:
		return errTooManyFollowed
	case earlier != nil && !again:
		return nil
	case earlier != nil:
		earlier.cancel()
		<-earlier.done
	}
	ctx, cancel := context.WithCancel(c.ctx)
	this := &follow{cancel: cancel, done: make(chan struct{})}
	c.mu.Lock()
	c.followed[requestID] = this
	c.mu.Unlock()
	c.work.Go(func() {
		defer close(this.done)
		defer cancel()
		f(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.followed[requestID] == this {
			delete(c.followed, requestID)
		}
	})
	return nil
}
