package lambdafn

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// endless answers until it is stopped.
type endless struct {
	turns  *turn.Log
	writer *turn.Writer
}

func (e *endless) Start(ctx context.Context, r chat.Request) (s turn.Status, err error) {
	e.writer, s, _, err = e.turns.Start(ctx, turn.ID{User: r.User, Request: r.RequestID}, nil)
	e.writer.Delta("…")
	return s, err
}

func (e *endless) Settle(context.Context, turn.ID) {}

func (e *endless) Stop(turn.ID) bool {
	return e.writer.Done(context.Background(), history.Stopped) == nil
}

func TestAStopReachesTheRunThatAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.jobs.chat = &endless{turns: h.turns}
		e := h.connected(t, wire.Subprotocol)
		h.says(t, e, `{"op":"ask","request_id":"r1","ask":`+ask+`}`)
		var run sync.WaitGroup
		run.Go(func() {
			if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		h.says(t, e, `{"op":"stop","request_id":"r1"}`)
		run.Wait()
		if s, err := h.turns.Status(t.Context(), h.queued[0].Turn); err != nil ||
			s.State != turn.Finished {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func TestALockStopsWhatIsBeingAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		h.jobs.chat = &endless{turns: h.turns}
		h.says(t, h.connected(t, wire.Subprotocol), `{"op":"ask","request_id":"r1","ask":`+ask+`}`)
		var run sync.WaitGroup
		run.Go(func() {
			if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		board := switchboard{h.jobs.clients.connections, &lines{}, h.turns, time.Now}
		if err := board.hangUpAll(t.Context(), "kim"); err != nil {
			t.Fatal(err)
		}
		run.Wait()
		if s, err := h.turns.Status(t.Context(), h.queued[0].Turn); err != nil ||
			s.State != turn.Finished {
			t.Errorf("%+v, %v", s, err)
		}
	})
}
