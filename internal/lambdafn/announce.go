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

// announceWithin bounds what telling a user's windows may take.
const announceWithin = 10 * time.Second

// announcer tells a user's windows of changes beside the answer that is being
// written. Whoever runs an answer waits for it: the function stands still after
// the run.
type announcer struct {
	clients *clients
	log     *slog.Logger
	telling sync.WaitGroup
}

// tell begins to tell the windows of a change.
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

// wait returns when everybody was told.
func (a *announcer) wait() { a.telling.Wait() }
