package lambdafn

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
)

// Poster sends a message to an open socket. The error is fault.NotFound if its
// client is gone.
type Poster interface {
	Post(ctx context.Context, connection string, message []byte) error
}

// maxMessage is the longest message in bytes that is posted to a socket: API
// Gateway bills by 32 KB, and its quota for frames has the same size.
const maxMessage = 32 << 10

// clients are the clients whose sockets API Gateway holds. It is safe for
// concurrent use.
type clients struct {
	connections connections.Store
	sockets     Poster
	open        bool   // there are no accounts
	site        string // see session.Client
	now         func() time.Time
}

// get returns a connection and its client. The error is fault.NotFound if the
// connection has ended.
func (s *clients) get(ctx context.Context, id string) (connections.Connection, session.Client,
	error) {
	c, err := s.connections.Get(ctx, id, s.now())
	if err != nil {
		return c, session.Client{}, fmt.Errorf("reading a connection: %w", err)
	}
	asker := session.Asker{Scope: c.Scope, User: history.User(c.Scope.User), Accounts: !s.open,
		Language: c.Language}
	return c, session.Client{Asker: asker, Protocol: c.Protocol, Site: s.site,
		MaxMessage: maxMessage}, nil
}

// post sends a message and removes a connection whose client is gone.
func (s *clients) post(ctx context.Context, id string, message []byte) error {
	err := s.sockets.Post(ctx, id, message)
	if fault.Is(err, fault.NotFound) {
		return errors.Join(err, s.connections.Close(ctx, id))
	}
	return err
}
