package server

import (
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/session"
)

// Announce tells all windows that a user has open here, in any browser, that a
// conversation has changed. It does not wait: a window that can't take the
// message now is told of the next change.
func (s *Server) Announce(change connections.Change) {
	frame, err := session.Changed(change)
	if err != nil {
		s.Log.Warn("a change of a conversation is not told", "error", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.live {
		if c.asker.Protocol != connections.V2 || c.asker.User != change.User {
			continue
		}
		select {
		case c.out <- frame:
		default:
		}
	}
}
