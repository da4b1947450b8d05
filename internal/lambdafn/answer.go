package lambdafn

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
)

const (
	// maxAttempts bounds how often a job begins a turn again whose writer died.
	maxAttempts = 3
	// lookEvery is how often the run that answers looks for a wish to stop.
	lookEvery = time.Second
)

// starter starts and stops turns; *chat.Service is one.
type starter interface {
	Start(ctx context.Context, r chat.Request) (turn.Status, error)
	Stop(id turn.ID) bool
	Settle(ctx context.Context, id turn.ID)
}

// answers does jobs.
type answers struct {
	clients  *clients
	chat     starter
	turns    *turn.Log
	windows  *announcer // nil: nobody is told of changes
	renderer session.Renderer
	log      *slog.Logger
}

// do carries out a job. It returns when the turn has ended, even if the client
// has left: the turn runs in this process, which is frozen after a run.
func (a *answers) do(ctx context.Context, j Job) error {
	to := recipient{clients: a.clients, id: j.Connection}
	var err error
	if _, to.client, err = a.clients.get(ctx, j.Connection); fault.Is(err, fault.NotFound) {
		to.id = "" // its answer goes into the log
	} else if err != nil {
		return err
	}
	watching, cancel := context.WithCancel(ctx)
	if a.windows != nil {
		defer a.windows.wait()
	}
	var watch sync.WaitGroup
	watch.Go(func() { a.watch(watching, j.Turn) })
	defer watch.Wait()
	defer cancel()
	if err := a.answer(ctx, &to, j.Delivery); err != nil {
		return err
	}
	a.chat.Settle(ctx, j.Turn)
	if to.id == "" {
		return nil
	}
	if err := a.clients.connections.Unfollow(ctx, to.id, j.Turn); err != nil {
		a.log.Warn("a connection goes on following", "connection", to.id, "error", err)
	}
	return nil
}

// answer starts a turn, if the job says so, and sends it to its end.
func (a *answers) answer(ctx context.Context, to *recipient, d session.Delivery) error {
	for range maxAttempts {
		if d.Request != nil {
			if _, err := a.chat.Start(ctx, *d.Request); err != nil {
				return to.refuse(ctx, d, err)
			}
		}
		interrupted, err := a.deliver(ctx, to, d)
		if fault.Is(err, fault.NotFound) { // or it was deleted meanwhile
			return to.refuse(ctx, d, err)
		}
		if err != nil || !interrupted {
			return err
		}
	}
	return nil
}

// deliver sends a turn to its end. interrupted says that its writer died and
// that d.Request can start it again.
func (a *answers) deliver(ctx context.Context, to *recipient, d session.Delivery) (interrupted bool,
	err error) {
	events := func(yield func(turn.Event, error) bool) {
		for e, err := range a.turns.Follow(ctx, d.Turn, 0) {
			if e.Kind == turn.Broken && d.Request != nil {
				interrupted = true
				return
			}
			if !yield(e, err) {
				return
			}
		}
	}
	if err := to.client.Deliver(ctx, a.renderer, d, events, to.send); err != nil {
		a.await(ctx, d.Turn)
		return false, err
	}
	return interrupted, to.failed
}

// await returns when a turn has ended.
func (a *answers) await(ctx context.Context, id turn.ID) {
	for _, err := range a.turns.Follow(ctx, id, 0) {
		if err != nil {
			return
		}
	}
}

// watch stops the turn, if it runs here, when a follower requests it.
func (a *answers) watch(ctx context.Context, id turn.ID) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		followers, err := a.clients.connections.Followers(ctx, id, a.clients.now())
		if err != nil {
			continue // the next look may work
		}
		for _, f := range followers {
			if f.Stop {
				a.chat.Stop(id)
			}
		}
	}
}

// recipient is the client to which a job sends a turn.
type recipient struct {
	clients *clients
	client  session.Client
	id      string // of the connection; "" once the client is gone or can't be sent to
	failed  error  // why it can't be
}

// send sends a frame. It never fails, because the turn continues without the
// client; failed returns what went wrong.
func (r *recipient) send(ctx context.Context, frame []byte) error {
	if r.id == "" {
		return nil
	}
	if err := r.clients.post(ctx, r.id, frame); err != nil {
		r.id = ""
		if !fault.Is(err, fault.NotFound) {
			r.failed = err
		}
	}
	return nil
}

// refuse tells the client why a turn is not sent. Errors that are worth another
// try, or that can't be told to anybody, are left to Lambda, which repeats the
// run.
func (r *recipient) refuse(ctx context.Context, d session.Delivery, cause error) error {
	if fault.Retryable(cause) || r.id == "" {
		return cause
	}
	_ = r.send(ctx, r.client.Refuse(d, cause))
	return r.failed
}
