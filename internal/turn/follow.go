package turn

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// Cursor is how far a follower has read.
type Cursor struct {
	Seq     int64 // of the last event it saw; 0 if there is none
	Attempt int   // of that event; if 0, it doesn't say
}

// pageSize is how many stored events are read in one call.
const pageSize = 500

// Follow returns the events of a turn with Seq greater than after: first the
// stored ones, then new ones as they arrive, without gaps or duplicates. The
// sequence ends after the final event; for an interrupted turn that is an event
// of Kind Broken. It ends early with an error: fault.NotFound for an unknown
// turn, or ctx's error if ctx ends.
func (l *Log) Follow(ctx context.Context, id ID, after int64) iter.Seq2[Event, error] {
	return l.Resume(ctx, id, Cursor{Seq: after})
}

// Resume is Follow for a reader that knows the attempt of the last event that
// it saw. Because events are pushed before they are stored, the last events
// that a reader saw may have been lost with their server, and the next attempt
// then uses the same numbers for other events. Knowing the attempt, Resume
// returns all events of the next one, whatever their Seq.
func (l *Log) Resume(ctx context.Context, id ID, seen Cursor) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		f := follower{log: l, id: id, seen: seen, read: seen.Seq, yield: yield}
		if err := f.run(ctx); err != nil {
			yield(Event{}, fmt.Errorf("following turn %s: %w", id.Request, err))
		}
	}
}

type follower struct {
	log   *Log
	id    ID
	seen  Cursor
	read  int64 // place in the store; less than seen.Seq when a next attempt took numbers again
	yield func(Event, error) bool
	ended bool // the final event was given, or the reader wants no more
}

func (f *follower) run(ctx context.Context) error {
	for !f.ended {
		w, started := f.log.writer(f.id)
		if w != nil {
			if err := f.live(ctx, w); err != nil {
				return err
			}
			continue
		}
		running, err := f.stored(ctx)
		if err != nil {
			return err
		}
		if f.ended || !running {
			continue
		}
		if err := f.wait(ctx, started); err != nil {
			return err
		}
	}
	return nil
}

// live returns the events of a writer in this process until it has ended.
func (f *follower) live(ctx context.Context, w *Writer) error {
	f.attempt(w.grip.Attempt)
	if err := f.page(ctx, w.grip.LastSeq); err != nil {
		return err
	}
	at := w.grip.LastSeq
	for !f.ended {
		events, changed, over := w.read(at)
		for _, e := range events {
			if !f.give(e) {
				return nil
			}
			at = e.Seq
		}
		if over {
			return nil
		}
		if len(events) > 0 {
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// stored returns the stored events and reports whether the turn is running. For
// an interrupted turn it adds the final event.
func (f *follower) stored(ctx context.Context) (running bool, err error) {
	s, err := f.log.Status(ctx, f.id)
	if err != nil {
		return false, err
	}
	f.attempt(s.Attempt)
	// The status was read before the events: what it says is there, is there.
	if err := f.page(ctx, 0); err != nil || f.ended {
		return false, err
	}
	switch s.State {
	case Running:
		return true, nil
	case Interrupted:
		f.yield(interrupted(s), nil)
	}
	f.ended = true
	return false, nil
}

// page returns stored events, up to and including upTo, or all of them if upTo
// is 0.
func (f *follower) page(ctx context.Context, upTo int64) error {
	for upTo == 0 || f.read < upTo {
		events, err := f.log.store.Events(ctx, f.id, f.read, pageSize)
		if err != nil {
			return err
		}
		for _, e := range events {
			if upTo > 0 && e.Seq > upTo || !f.give(e) {
				return nil
			}
		}
		if len(events) < pageSize {
			return nil
		}
	}
	return nil
}

// attempt records the turn's attempt. If it has changed, numbers that were seen
// may mean other events.
func (f *follower) attempt(current int) {
	if f.seen.Attempt == 0 {
		f.seen.Attempt = current
	}
	if current > f.seen.Attempt {
		f.read = 0
	}
}

// give yields an event unless it was seen before, and reports whether the
// reader wants more.
func (f *follower) give(e Event) bool {
	f.read = max(f.read, e.Seq)
	if e.Attempt <= f.seen.Attempt && e.Seq <= f.seen.Seq {
		return true
	}
	f.seen = Cursor{Seq: e.Seq, Attempt: max(e.Attempt, f.seen.Attempt)}
	f.ended = !f.yield(e, nil) || e.Kind.Final()
	return !f.ended
}

func (f *follower) wait(ctx context.Context, started <-chan struct{}) error {
	timer := time.NewTimer(f.log.options.Poll)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-started:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// interrupted returns the final event that readers of an interrupted turn get.
func interrupted(s Status) Event {
	return Event{Kind: Broken, Attempt: s.Attempt, Time: time.Now(), Failure: &history.Failure{
		Kind: fault.Unavailable.String(),
		Message: fault.Text{
			Ko: "서버가 답하다가 멈췄어요. 여기까지는 남아 있어요. 다시 물어보면 처음부터 답해 드릴게요.",
			En: "The server stopped in the middle of this answer. What came so far is kept; ask again to get a new answer.",
		},
		Retry: true,
	}}
}
