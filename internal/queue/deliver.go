package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Delivery is a message on its way to a handler.
type Delivery struct {
	Message
	Receipt string // names this delivery of the message
}

// Verdict says what becomes of a delivered message.
type Verdict struct {
	Outcome Outcome
	Wait    time.Duration // of Retry and Release: until the next delivery
	Reason  string        // of Bury
}

// Outcome is the kind of a Verdict.
type Outcome uint8

const (
	Remove Outcome = iota // handled: delete it
	Retry                 // failed: hide it for Wait, its group waits
	Bury                  // failed for good: dead letter with Reason
	// not tried to the end: deliver it again after Wait, this attempt not counted
	Release
)

// Source is what Deliver takes messages from: a queue whose messages must be fetched.
type Source interface {
	// Receive waits for the next message that may be delivered and hides it for
	// the policy's visibility. A message whose attempts were used up by
	// deliveries that nobody settled is put aside, not given.
	Receive(ctx context.Context) (Delivery, error)
	// Extend hides d for at least t from now; fault.Conflict if it is no longer this delivery's.
	Extend(ctx context.Context, d Delivery, t time.Duration) error
	// Settle carries out a verdict; fault.Conflict if d was delivered again meanwhile.
	Settle(ctx context.Context, d Delivery, v Verdict) error
}

// Laned is a Source that knows which messages are Big.
type Laned interface {
	Source
	// ReceiveSmall is Receive for messages that are not Big.
	ReceiveSmall(ctx context.Context) (Delivery, error)
}

const (
	receivePause   = time.Second      // after a failed Receive
	settlePatience = 10 * time.Second // a verdict is still written when the queue stops
)

// Deliver is Queue.Run over a Source: it pushes messages to h, at most parallel
// at once, until ctx ends, waits for the running handlers and returns nil.
// Failures of the source go to log (nil means nowhere); it goes on after a second. If
// src is Laned and parallel is 2 or more, at most p.MaxBig messages at once are
// Big, and never as many as parallel.
func Deliver(ctx context.Context, src Source, p Policy, parallel int, log *slog.Logger,
	h Handler) error {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	w := worker{src: src, policy: p.WithDefaults(), log: log, handle: h,
		big: bigOnes{limit: p.bigOf(parallel)}}
	slots := make(chan struct{}, max(parallel, 1))
	var running sync.WaitGroup
	defer running.Wait()
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		d, err := w.receive(ctx)
		if err != nil {
			<-slots
			if !w.pause(ctx, err) {
				return nil
			}
			continue
		}
		if d.Big {
			w.big.begin()
		}
		running.Go(func() {
			defer func() { <-slots }()
			w.deliver(ctx, d)
			if d.Big {
				w.big.end()
			}
		})
	}
}

// bigOf is how many of so many handlers may be busy with Big messages.
func (p Policy) bigOf(parallel int) int {
	if p.MaxBig == 0 {
		return parallel - 1
	}
	return min(p.MaxBig, parallel-1)
}

type worker struct {
	src    Source
	policy Policy
	log    *slog.Logger
	handle Handler
	big    bigOnes
}

// receive gets the next message: a small one while enough big ones are handled.
func (w *worker) receive(ctx context.Context) (Delivery, error) {
	src, ok := w.src.(Laned)
	if !ok || w.big.limit < 1 {
		return w.src.Receive(ctx)
	}
	for {
		fewer, full := w.big.full()
		if !full {
			return src.Receive(ctx)
		}
		small, cancel := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			select {
			case <-fewer:
				cancel()
			case <-small.Done():
			}
		}()
		d, err := src.ReceiveSmall(small)
		again := err != nil && small.Err() != nil && ctx.Err() == nil
		cancel()
		<-ended
		if !again {
			return d, err
		}
	}
}

// bigOnes counts the big messages that are being handled.
type bigOnes struct {
	limit int

	mu    sync.Mutex
	count int
	fewer chan struct{} // closed when the count falls
}

func (b *bigOnes) begin() { b.mu.Lock(); b.count++; b.mu.Unlock() }

func (b *bigOnes) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count--; b.fewer != nil {
		close(b.fewer)
		b.fewer = nil
	}
}

// full reports whether no further big message may be handled, and gives a
// channel that is closed when that may have changed.
func (b *bigOnes) full() (fewer <-chan struct{}, full bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count < b.limit {
		return nil, false
	}
	if b.fewer == nil {
		b.fewer = make(chan struct{})
	}
	return b.fewer, true
}

// pause waits after a failed Receive. It returns false if the queue stops.
func (w *worker) pause(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	w.log.WarnContext(ctx, "receiving a message failed", "error", err)
	timer := time.NewTimer(receivePause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (w *worker) deliver(ctx context.Context, d Delivery) {
	hold := newHold(ctx, w.policy.Visibility)
	err := w.handle(hold.ctx, d.Message, func(ctx context.Context, t time.Duration) error {
		return hold.extend(t, func() error { return w.src.Extend(ctx, d, t) })
	})
	lost := hold.end()
	if lost && err != nil {
		return // it comes again by itself
	}
	verdict := w.judge(ctx, d, err)
	// The verdict is written although the queue stops: what was done is done.
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settlePatience)
	defer cancel()
	if err := w.src.Settle(settling, d, verdict); err != nil && !fault.Is(err, fault.Conflict) {
		w.log.WarnContext(ctx, "settling a message failed; it will come again", "message", d.ID,
			"error", err)
	}
}

func (w *worker) judge(ctx context.Context, d Delivery, err error) Verdict {
	if wait, ok := IsLater(err); ok {
		return Verdict{Outcome: Release, Wait: wait}
	}
	switch {
	case err == nil:
		return Verdict{Outcome: Remove}
	case IsPermanent(err):
		return Verdict{Outcome: Bury, Reason: err.Error()}
	case ctx.Err() != nil:
		return Verdict{Outcome: Release}
	case d.Attempt >= w.policy.MaxAttempts:
		return Verdict{Outcome: Bury, Reason: fmt.Sprintf("attempt %d of %d: %v", d.Attempt,
			w.policy.MaxAttempts, err)}
	}
	return Verdict{Outcome: Retry, Wait: w.policy.Delay(d.Attempt)}
}

// errTimeRanOut is the cause with which a handler's context ends when its message's time is over.
var errTimeRanOut = errors.New("the message's time ran out")

// ExpiredReason is the dead letter's reason when the last delivery was never settled.
func ExpiredReason(attempts int) string {
	return fmt.Sprintf("attempt %d: its time ran out, or the process died", attempts)
}

// hold is a handler's time with its message.
type hold struct {
	ctx    context.Context
	cancel context.CancelCauseFunc

	mu    sync.Mutex // held while the source extends, so that the time can't run out in between
	timer *time.Timer
	until time.Time
	lost  bool
}

func newHold(ctx context.Context, visibility time.Duration) *hold {
	h := &hold{until: time.Now().Add(visibility)}
	h.ctx, h.cancel = context.WithCancelCause(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.timer = time.AfterFunc(visibility, h.expire)
	return h
}

func (h *hold) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if left := time.Until(h.until); left > 0 { // extended after the timer had fired
		h.timer.Reset(left)
		return
	}
	h.lost = true
	h.cancel(errTimeRanOut)
}

func (h *hold) extend(d time.Duration, do func() error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lost {
		return fault.Newf(fault.Conflict, "extending: %w", errTimeRanOut)
	}
	until := time.Now().Add(d)
	if err := do(); err != nil {
		return err
	}
	h.until = until
	h.timer.Reset(d)
	return nil
}

// end releases the hold and reports whether it was lost before.
func (h *hold) end() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.timer.Stop()
	h.cancel(nil)
	return h.lost
}
