package sessiontest

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Died is the error that followers of a turn receive if its script has failed.
var Died = fault.Text{Ko: "모델이 답하다가 <끊겼어요>.", En: "The model died."}

// Script writes the answer to a request. ctx ends when the turn is stopped.
type Script func(ctx context.Context, r chat.Request, w *turn.Writer) error

// Chat answers with a script where a server expects a *chat.Service. It begins
// each turn once, logs the answer and ends the turn. The owner must call Close.
type Chat struct {
	Turns   *turn.Log
	History history.Store
	Script  Script // set it before the first request; if nil, every answer is "안녕하세요"

	mu    sync.Mutex
	begun []chat.Request
	stops map[turn.ID]context.CancelFunc
	work  sync.WaitGroup
}

// Start begins the turn of r, unless it has begun.
func (c *Chat) Start(ctx context.Context, r chat.Request) (turn.Status, error) {
	if err := r.Check(); err != nil {
		return turn.Status{}, err
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return turn.Status{}, err
	}
	id := turn.ID{User: r.User, Request: r.RequestID}
	w, status, begun, err := c.Turns.Start(ctx, id, raw)
	if err != nil || !begun {
		return status, err
	}
	run, stop := context.WithCancel(w.Context())
	c.mu.Lock()
	c.begun = append(c.begun, r)
	if c.stops == nil {
		c.stops = map[turn.ID]context.CancelFunc{}
	}
	c.stops[id] = stop
	c.mu.Unlock()
	c.work.Go(func() {
		defer stop()
		defer w.Close()
		c.run(run, r, w)
	})
	return status, nil
}

func (c *Chat) run(ctx context.Context, r chat.Request, w *turn.Writer) {
	script := c.Script
	if script == nil {
		script = func(_ context.Context, _ chat.Request, w *turn.Writer) error {
			w.Delta("안녕하세요")
			return nil
		}
	}
	err := script(ctx, r, w)
	if w.Context().Err() != nil {
		return
	}
	outcome := history.Completed
	if ctx.Err() != nil {
		outcome = history.Stopped
	} else if err != nil {
		_ = w.Fail(context.Background(), history.Failure{Kind: "unavailable", Message: Died,
			Retry: true})
		return
	}
	_, _ = c.History.Append(context.Background(), CallOf(r, w.Text(), outcome))
	_ = w.Done(context.Background(), outcome)
}

// CallOf returns the logged call of a request that was answered.
func CallOf(r chat.Request, answer string, outcome history.Outcome) history.Call {
	conversation := r.Conversation
	if conversation == "" {
		conversation = history.BaseConversation
	}
	return history.Call{
		User: r.User, RequestID: r.RequestID, RequestTime: r.RequestTime, Type: r.Type,
		Body: r.Body, ConvType: r.ConvType,
		Conversation: conversation, Answer: answer, Outcome: outcome, ServerTime: time.Now(),
		Replaces: r.Replaces,
	}
}

// Stop ends a turn that runs here, and reports whether there was one.
func (c *Chat) Stop(id turn.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	stop, ok := c.stops[id]
	if ok {
		stop()
	}
	return ok
}

// Settle returns at once: a script does nothing more after its turn's end.
func (c *Chat) Settle(context.Context, turn.ID) {}

// Begun returns the requests whose turns were begun, in order.
func (c *Chat) Begun() []chat.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]chat.Request(nil), c.begun...)
}

// Wait returns when no script runs.
func (c *Chat) Wait() { c.work.Wait() }

// Close stops all turns and waits for them.
func (c *Chat) Close() {
	c.mu.Lock()
	for _, stop := range c.stops {
		stop()
	}
	c.mu.Unlock()
	c.work.Wait()
}
