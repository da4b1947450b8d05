package lambdafn

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Closer closes open sockets. Closing one that is already closed is not an
// error.
type Closer interface {
	Close(ctx context.Context, connection string) error
}

// switchboard closes sockets for functions that don't hold any themselves.
type switchboard struct {
	connections connections.Store
	sockets     Closer
	turns       *turn.Log
	now         func() time.Time
}

// hangUp closes the sockets of a session that has ended.
func (s switchboard) hangUp(ctx context.Context, ended auth.Session) error {
	return s.close(ctx, ended.User, func(c connections.Connection) bool { return c.Session == ended.ID })
}

// hangUpAll closes all sockets of a user, and stops the answers that are being written for them.
func (s switchboard) hangUpAll(ctx context.Context, user auth.Principal) error {
	return errors.Join(s.close(ctx, user, func(connections.Connection) bool { return true }),
		s.stopAll(ctx, user))
}

// stopTime is how long the request to stop an answer is kept: longer than a
// function lives.
const stopTime = time.Hour

// stopAll has every run that answers a user look for the wish to stop, which a
// connection of nobody's brings.
func (s switchboard) stopAll(ctx context.Context, user auth.Principal) error {
	open, err := s.turns.Open(ctx, history.User(user))
	if err != nil || len(open) == 0 {
		return err
	}
	nobody := connections.Connection{ID: "ended-" + rand.Text(), Scope: auth.UserScope(user),
		Opened: s.now(), Expires: s.now().Add(stopTime)}
	if err := s.connections.Open(ctx, nobody); err != nil {
		return fmt.Errorf("ending the answers of %s: %w", user, err)
	}
	for _, o := range open {
		if err := s.connections.Follow(ctx, nobody.ID, connections.Follow{Turn: o.ID,
			Stop: true}); err != nil {
			return fmt.Errorf("ending the answers of %s: %w", user, err)
		}
	}
	return nil
}

// close closes the selected sockets of a user. It removes their records first,
// so that nothing more is sent to them or accepted from them even if API
// Gateway can't be reached.
func (s switchboard) close(ctx context.Context, user auth.Principal,
	meant func(connections.Connection) bool) error {
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
