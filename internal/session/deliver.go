package session

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/turn"
)

// Deliver sends a turn as frames. events must begin with the first event of the
// turn, whatever the client has already seen. Deliver returns nil after the
// last frame of the turn or when there are no more events. Otherwise it returns
// an error of events, send, the renderer or ctx, of which the client has not
// been told.
func (c Client) Deliver(
	ctx context.Context, r Renderer, d Delivery, events iter.Seq2[turn.Event, error],
	send func(ctx context.Context, frame []byte) error,
) error {
	c = c.speaking(d.Language)
	if c.Protocol == connections.V2 {
		return c.deliverV2(ctx, r, d, events, send)
	}
	return c.deliverBase(ctx, r, d, events, send)
}

func (c Client) deliverV2(
	ctx context.Context, r Renderer, d Delivery, events iter.Seq2[turn.Event, error],
	send func(context.Context, []byte) error,
) error {
	frames := newV2Frames(r, c.viewOf(d.Turn), d.Turn.Request, d.Seen)
	for e, err := range events {
		if err != nil {
			return err
		}
		frame, unseen, err := frames.next(ctx, e)
		if err != nil {
			return err
		}
		if !unseen {
			continue
		}
		message, err := Encode(frame)
		if err != nil {
			return err
		}
		parts, err := inParts(message, d.Turn.Request, c.MaxMessage)
		if err != nil {
			return err
		}
		if err := sendAll(ctx, parts, send); err != nil {
			return err
		}
	}
	return nil
}

func sendAll(ctx context.Context, messages [][]byte,
	send func(context.Context, []byte) error) error {
	for _, m := range messages {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// deliverBase sends a turn's answer as it grows. One goroutine gathers the
// turn's events while this one renders and sends, so that a slow client gets
// fewer frames, not older ones.
func (c Client) deliverBase(
	ctx context.Context, r Renderer, d Delivery, events iter.Seq2[turn.Event, error],
	send func(context.Context, []byte) error,
) error {
	ctx, cancel := context.WithCancel(ctx)
	g := gathering{
		frames: newBaseFrames(r, c.viewOf(d.Turn), d.Turn.Request),
		fresh:  make(chan struct{}, 1),
		over:   make(chan struct{}),
	}
	var gatherer sync.WaitGroup
	gatherer.Go(func() { g.run(ctx, events) })
	defer gatherer.Wait()
	defer cancel()
	for {
		over := g.wait(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		messages, end, err := g.frames.take(ctx)
		if err != nil {
			return err
		}
		if err := sendAll(ctx, messages, send); err != nil {
			return err
		}
		if end {
			return nil
		}
		if over {
			return g.err
		}
		g.pause(ctx)
	}
}

// gathering is a turn whose events are being gathered.
type gathering struct {
	frames *baseFrames
	fresh  chan struct{} // cap 1: there is something to send
	over   chan struct{} // closed after the last event
	err    error         // why it was the last; read after over is closed
}

// run applies the turn's events until its end, or until ctx ends.
func (g *gathering) run(ctx context.Context, events iter.Seq2[turn.Event, error]) {
	defer close(g.over)
	for e, err := range events {
		if err != nil {
			g.err = err
			return
		}
		if ctx.Err() != nil {
			return
		}
		if g.frames.apply(e) {
			select {
			case g.fresh <- struct{}{}:
			default:
			}
		}
	}
}

// wait waits until there is something to send; over: nothing comes after it.
func (g *gathering) wait(ctx context.Context) (over bool) {
	select {
	case <-g.over:
		return true
	case <-g.fresh:
	case <-ctx.Done():
	}
	return false
}

// pause waits for the answer to grow, at most until the turn has ended.
func (g *gathering) pause(ctx context.Context) {
	timer := time.NewTimer(g.frames.pause())
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-g.over:
	case <-ctx.Done():
	}
}
