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

// hangUp closes the sockets of a session that has ended. They are forgotten first, so that nothing more is sent to them and
// taken from them even if API Gateway can't be reached.
func (s switchboard) hangUp(ctx context.Context, ended auth.Session) error {
	list, err := s.connections.Of(ctx, ended.User, s.now())
	if err != nil {
		return fmt.Errorf("listing the connections of a session: %w", err)
	}
	for _, c := range list {
		if c.Session == ended.ID {
			err = errors.Join(err, s.connections.Close(ctx, c.ID), s.sockets.Close(ctx, c.ID))
		}
	}
	return err
}
