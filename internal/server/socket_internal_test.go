package server

import (
	"context"
	"testing"

	"github.com/mundap/mundap/internal/fault"
)

// idleServer has no routes and no sockets.
func idleServer(t *testing.T) *Server {
	t.Helper()
	s := &Server{live: map[*connection]bool{}}
	s.closing, s.close = context.WithCancel(t.Context())
	return s
}

func TestSocketsThatEndGiveTheirPlacesBack(t *testing.T) {
	s := idleServer(t)
	for range 3 {
		for range maxSockets {
			if err := s.enter(); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.enter(); !fault.Is(err, fault.Throttled) {
			t.Errorf("one socket too many: %v", err)
		}
		for range maxSockets {
			s.leave()
		}
	}
	s.sockets.Wait()
	s.close()
	if err := s.enter(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while the server closes: %v", err)
	}
}

// A session may end between the check of a handshake and the socket's entry in
// the table, by which sockets are closed.
func TestASocketWhoseSessionEndsWhileItOpensIsClosed(t *testing.T) {
	for again, closed := range map[error]bool{
		nil: false, fault.Newf(fault.Unauthenticated, "signed out"): true,
		fault.Newf(fault.Unavailable, "the database is busy"): false,
	} {
		s := idleServer(t)
		c := &connection{server: s, again: func(context.Context) error { return again }}
		c.ctx, c.cancel = context.WithCancelCause(t.Context())
		leave := s.attend(c)
		if got := c.ctx.Err() != nil; got != closed {
			t.Errorf("%v: closed %v", again, got)
		}
		if !s.live[c] {
			t.Errorf("%v: the socket is not in the table", again)
		}
		leave()
		if len(s.live) != 0 {
			t.Errorf("%v: the socket stays in the table", again)
		}
		c.cancel(nil)
	}
}
