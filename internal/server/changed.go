package server

import (
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
)

// DocumentChanged tells the open sockets of everybody who owns a document or
// may read it that it has changed. It does not wait for them.
func (s *Server) DocumentChanged(d document.Document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.live {
		scope := c.asker.Scope
		if c.asker.Protocol != connections.V2 ||
			scope.User != d.Owner && !scope.CanRead(d.Readers) {
			continue
		}
		c.news.document()
	}
}
