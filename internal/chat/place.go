package chat

import (
	"context"
	"errors"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/turn"
)

var (
	errShuttingDown = fault.New(fault.Unavailable,
		"서버가 멈추는 중이에요. 잠시 뒤에 다시 해 보세요.",
		"The server is shutting down. Try again in a moment.")
	errOwnTurns = fault.New(fault.Throttled,
		"답을 기다리는 질문이 너무 많아요. 앞의 답이 끝난 뒤에 다시 보내 주세요.",
		"Too many of your questions are waiting for an answer. Send this one again when they are done.")
	errAddressTurns = fault.New(fault.Throttled,
		"같은 네트워크에서 한꺼번에 너무 많이 물어봤어요. 잠시 뒤에 다시 해 보세요.",
		"Too many questions are being answered for your network. Try again in a moment.")
	errAllTurns = fault.New(fault.Overloaded,
		"지금 답하고 있는 질문이 너무 많아요. 잠시 뒤에 다시 해 보세요.",
		"Too many questions are being answered right now. Try again in a moment.")
)

// place is a turn's place among the running turns, or in the queue for one.
type place struct {
	s      *Service
	id     turn.ID
	ticket *limit.Ticket
	free   func() // the address's place
}

// enter takes a place for the turn of r. known reports that the turn has one
// already: it has begun or is about to.
func (s *Service) enter(r Request, cancel context.CancelCauseFunc) (p *place, known bool,
	err error) {
	id := turn.ID{User: r.User, Request: r.RequestID}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.running[id]; known {
		return nil, true, nil
	}
	if s.closed {
		return nil, false, errShuttingDown
	}
	free := func() {}
	if r.Address != "" {
		var ok bool
		if free, ok = s.addresses.Take(r.Address); !ok {
			return nil, false, errAddressTurns
		}
	}
	ticket, reason := s.queue.Enter(string(r.User), s.shareOf(r.Scope))
	switch reason {
	case limit.Own:
		free()
		return nil, false, errOwnTurns
	case limit.All:
		free()
		return nil, false, errAllTurns
	}
	s.running[id] = run{cancel, make(chan struct{})}
	s.turns.Add(1)
	return &place{s, id, ticket, free}, false, nil
}

// shareOf returns how many of the places one user may take.
func (s *Service) shareOf(scope auth.Scope) limit.Share {
	// Without accounts everybody is the same user, to whom the limits of one person
	// can't apply.
	if scope.User == auth.Local {
		half := max(1, s.MaxTurns/2)
		return limit.Share{Places: half, Waiting: half}
	}
	if s.Share == (limit.Share{}) {
		return limit.Share{Waiting: s.queue.Waiting}
	}
	return s.Share
}

// wait returns when the turn may run. It also returns nil if the turn was
// stopped; running it then ends it. An error means that the turn must not run.
func (p *place) wait(ctx context.Context, w *turn.Writer) error {
	if p.ticket.Ready() {
		return nil
	}
	w.Stage(turn.StageEvent{Name: "wait"})
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(w.Context(), func() { cancel(errLost) })()
	defer context.AfterFunc(p.s.closing, func() { cancel(errClosing) })()
	if err := p.ticket.Wait(ctx); err != nil && !errors.Is(err, errStopped) {
		return err
	}
	return nil
}

// leave gives the place to the next turn. Whoever waits for the end of this one goes on.
func (p *place) leave() {
	p.ticket.Leave()
	p.free()
	p.s.mu.Lock()
	close(p.s.running[p.id].over)
	delete(p.s.running, p.id)
	p.s.mu.Unlock()
	p.s.turns.Done()
}
