package server

import (
	"context"
	"encoding/json"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/server/frames"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// handleV2 takes one message of a mundap.v2 client.
func (c *connection) handleV2(message []byte) {
	if string(message) == wire.Ping {
		c.sendRaw([]byte(wire.Pong))
		return
	}
	var f wire.ClientFrame
	requestID := frames.RequestID(message)
	var err error
	switch {
	case len(message) > frames.MaxRequest:
		err = frames.ErrRequestTooLarge
	case len(message) == 0 || json.Unmarshal(message, &f) != nil:
		err = frames.ErrNoRequest
	default:
		err = c.operate(f, requestID)
	}
	if err != nil {
		c.send(frames.Rejected(requestID, err, c.asker.Language))
	}
}

func (c *connection) operate(f wire.ClientFrame, requestID string) error {
	switch {
	case f.Op == wire.OpPing:
		c.send(wire.ServerFrame{Event: "pong"})
		return nil
	case requestID == "":
		return frames.ErrNoRequest
	case f.Op == wire.OpAsk && f.Ask != nil:
		f.Ask.RequestID = requestID
		return c.askV2(*f.Ask)
	case f.Op == wire.OpFollow:
		return c.beginV2(c.asker, requestID, turn.Cursor{Seq: f.After, Attempt: f.Attempt})
	case f.Op == wire.OpStop:
		return c.stop(requestID)
	}
	return frames.ErrNoRequest
}

// askV2 begins the turn of a request, or finds it, and follows it. Without accounts everything is the local owner's,
// whatever user the client names: it follows and stops turns by their request id alone.
func (c *connection) askV2(ask wire.Ask) error {
	if _, err := c.asker.as(ask.UserID); err != nil {
		return err
	}
	a := c.asker
	if ask.Language != "" {
		a.Language = frames.Language(ask.Language)
	}
	req, err := a.Request(ask)
	if err != nil {
		return err
	}
	if _, err := c.server.Chat.Start(c.ctx, req); err != nil {
		return err
	}
	return c.beginV2(a, ask.RequestID, turn.Cursor{})
}

// stop ends a turn that runs here. One that has ended already needs no stopping.
func (c *connection) stop(requestID string) error {
	id := turn.ID{User: c.asker.User, Request: requestID}
	if c.server.Chat.Stop(id) {
		return nil
	}
	_, err := c.server.Turns.Status(c.ctx, id)
	if fault.Is(err, fault.NotFound) {
		return frames.ErrNothingToStop.WithCause(err)
	}
	return err
}

// beginV2 follows a turn from after what the client has seen.
func (c *connection) beginV2(a asker, requestID string, seen turn.Cursor) error {
	return c.follow(requestID, true, func(ctx context.Context) {
		v2 := frames.NewV2(c.server.renderer, a.view(), requestID, seen)
		if err := c.followV2(ctx, v2, turn.ID{User: a.User, Request: requestID}); err != nil && ctx.Err() == nil {
			c.send(frames.Rejected(requestID, err, a.Language))
		}
	})
}

func (c *connection) followV2(ctx context.Context, v2 *frames.V2, id turn.ID) error {
	for e, err := range c.server.Turns.Follow(ctx, id, 0) {
		if err != nil {
			return err
		}
		frame, send, err := v2.Frame(ctx, e)
		if err != nil {
			return err
		}
		if send && (ctx.Err() != nil || !c.send(frame)) {
			return nil
		}
	}
	return nil
}
