package server

import "github.com/mundap/mundap/internal/connections"

// Announce tells all windows that a user has open here, in any browser, that a
// conversation has changed. It does not wait for them.
func (s *Server) Announce(change connections.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.live {
		if c.asker.Protocol == connections.V2 && c.asker.User == change.User {
			c.news.conversation(change)
		}
	}
}
