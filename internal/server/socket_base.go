package server

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mundap/mundap/internal/server/frames"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// handleBase takes one message of a base client.
func (c *connection) handleBase(message []byte) {
	if string(message) == wire.Ping {
		c.sendRaw([]byte(wire.Pong))
		return
	}
	requestID := frames.RequestID(message)
	var r wire.Request
	switch {
	case len(message) > frames.MaxRequest:
		c.failBase(requestID, frames.ErrRequestTooLarge)
	case requestID == "" || json.Unmarshal(message, &r) != nil:
		c.failBase(requestID, frames.ErrNoRequest)
	default:
		if err := c.askBase(r); err != nil {
			c.failBase(requestID, err)
		}
	}
}

func (c *connection) failBase(requestID string, err error) {
	c.send(frames.Failed(requestID, err, c.asker.Language))
}

// askBase begins the turn of a request, or finds it, and follows it.
func (c *connection) askBase(r wire.Request) error {
	a, err := c.asker.as(r.UserID)
	if err != nil {
		return err
	}
	req, err := a.Request(wire.Ask{Request: r})
	if err != nil {
		return err
	}
	c.send(frames.Typing(r.RequestID))
	if _, err := c.server.Chat.Start(c.ctx, req); err != nil {
		return err
	}
	return c.follow(r.RequestID, false, func(ctx context.Context) { c.followBase(ctx, a, r.RequestID) })
}

// followBase sends a turn's answer as it grows. One goroutine gathers the turn's events while this one renders and
// sends, so that a slow client gets fewer frames, not older ones.
func (c *connection) followBase(ctx context.Context, a asker, requestID string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g := gathering{
		base:  frames.NewBase(c.server.renderer, a.view(), requestID),
		fresh: make(chan struct{}, 1),
		over:  make(chan struct{}),
	}
	c.work.Go(func() { g.run(ctx, c.server.Turns, turn.ID{User: a.User, Request: requestID}) })
	for {
		over := g.wait(ctx)
		if ctx.Err() != nil {
			return
		}
		end, err := c.sendBase(ctx, g.base)
		if err == nil && over {
			err = g.err
		}
		switch {
		case err != nil && ctx.Err() == nil:
			c.failBase(requestID, err)
			return
		case end || over:
			return
		}
		g.pause(ctx)
	}
}

// gathering is a turn whose events are being gathered.
type gathering struct {
	base  *frames.Base
	fresh chan struct{} // cap 1: there is something to send
	over  chan struct{} // closed after the last event
	err   error         // why it was the last; to be read after over is closed
}

// run applies the turn's events until its end.
func (g *gathering) run(ctx context.Context, turns *turn.Log, id turn.ID) {
	defer close(g.over)
	for e, err := range turns.Follow(ctx, id, 0) {
		if err != nil {
			g.err = err
			return
		}
		if g.base.Apply(e) {
			select {
			case g.fresh <- struct{}{}:
			default:
			}
		}
	}
}

// wait waits until there is something to send; over: nothing will come after it.
func (g *gathering) wait(ctx context.Context) (over bool) {
	select {
	case <-g.over:
		return true
	case <-g.fresh:
	case <-ctx.Done():
	}
	return false
}

// pause lets the answer grow, but not longer than until the turn has ended.
func (g *gathering) pause(ctx context.Context) {
	timer := time.NewTimer(g.base.Pause())
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-g.over:
	case <-ctx.Done():
	}
}

func (c *connection) sendBase(ctx context.Context, base *frames.Base) (end bool, err error) {
	list, end, err := base.Frames(ctx)
	if err != nil {
		return false, err
	}
	for _, f := range list {
		if !c.send(f) {
			return true, nil
		}
	}
	return end, nil
}
