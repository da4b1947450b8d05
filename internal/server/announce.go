package server

import (
	"context"

	"github.com/mundap/mundap/internal/connections"
)

// announce tells all of a user's windows of a change that a request has made.
func (s *Server) announce(ctx context.Context, change connections.Change) {
	if s.Tell != nil {
		s.Tell(ctx, change)
		return
	}
	s.Announce(change)
}

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
