package lambdafn

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/session"
)

// announceWithin limits the time for telling a user's windows about a change.
// Whoever has made it waits.
const announceWithin = 5 * time.Second

// announcer tells a user's windows about changes of their conversations. A run
// waits for it before it ends, because the function is frozen after that.
type announcer struct {
	clients *clients
	log     *slog.Logger
	telling sync.WaitGroup
}

// tell starts to tell the windows about a change.
func (a *announcer) tell(change connections.Change) {
	a.telling.Go(func() {
		a.now(context.Background(), change)
	})
}

// now tells the windows about a change and returns when that is done. A failure is
// logged only: the change itself has been made.
func (a *announcer) now(ctx context.Context, change connections.Change) {
	ctx, cancel := context.WithTimeout(ctx, announceWithin)
	defer cancel()
	if err := a.post(ctx, change); err != nil {
		a.log.Info("windows were not told of a change", "error", err)
	}
}

func (a *announcer) post(ctx context.Context, change connections.Change) error {
	frame, err := session.Changed(change)
	if err != nil {
		return err
	}
	open, err := a.clients.connections.Of(ctx, auth.Principal(change.User), a.clients.now())
	if err != nil {
		return err
	}
	for _, c := range open {
		if c.Protocol == connections.V2 {
			_ = a.clients.post(ctx, c.ID, frame) // the others are to hear of it
		}
	}
	return nil
}

// wait returns when everybody has been told.
func (a *announcer) wait() { a.telling.Wait() }
