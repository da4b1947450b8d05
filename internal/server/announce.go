package server

import (
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/session"
)

// Announce tells the windows that a user has open here, in this browser and in
// others, that a conversation has changed. It does not wait: a window that takes
// nothing just now hears of the next change.
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
