package lambdafn

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
)

// Closer ends open sockets; ending one that has ended already is no error.
type Closer interface {
	Close(ctx context.Context, connection string) error
}

// switchboard closes sockets for functions that hold none.
type switchboard struct {
	connections connections.Store
	sockets     Closer
	now         func() time.Time
}

// hangUp closes the sockets of a session that has ended.
func (s switchboard) hangUp(ctx context.Context, ended auth.Session) error {
	return s.close(ctx, ended.User, func(c connections.Connection) bool { return c.Session == ended.ID })
}

// hangUpAll closes all sockets of a user.
func (s switchboard) hangUpAll(ctx context.Context, user auth.Principal) error {
	return s.close(ctx, user, func(connections.Connection) bool { return true })
}

// close closes those of a user's sockets that are meant. They are forgotten first, so that nothing more is sent to them and
// taken from them even if API Gateway can't be reached.
func (s switchboard) close(ctx context.Context, user auth.Principal, meant func(connections.Connection) bool) error {
	list, err := s.connections.Of(ctx, user, s.now())
	if err != nil {
		return fmt.Errorf("listing the connections of %s: %w", user, err)
	}
	for _, c := range list {
		if meant(c) {
			err = errors.Join(err, s.connections.Close(ctx, c.ID), s.sockets.Close(ctx, c.ID))
		}
	}
	return err
}
