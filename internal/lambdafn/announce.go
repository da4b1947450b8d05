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

// announceWithin limits the time for telling a user's windows about changes.
const announceWithin = 10 * time.Second

// announcer tells a user's windows about changes while an answer is being
// written. The run that writes the answer waits for it, because the function is
// frozen after the run.
type announcer struct {
	clients *clients
	log     *slog.Logger
	telling sync.WaitGroup
}

// tell starts to tell the windows about a change.
func (a *announcer) tell(change connections.Change) {
	a.telling.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), announceWithin)
		defer cancel()
		if err := a.post(ctx, change); err != nil {
			a.log.Info("windows were not told of a change", "error", err)
		}
	})
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
