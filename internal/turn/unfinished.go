package turn

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// Lister is an optional part of a Store: it finds a user's turns that have no
// end yet. Without it, turns of another process, including one that has died,
// can only be found by their request.
type Lister interface {
	// Unfinished gives the running and the interrupted turns of a user whose
	// events are still kept, the oldest first, at most limit (1–1000) of the
	// newest ones.
	Unfinished(ctx context.Context, user history.User, limit int, now time.Time) ([]ID, error)
}

// Open is a turn that has not ended.
type Open struct {
	Status
	Text    string              // of the answer so far
	Sources []history.SourceRef // of the answer so far

	attempt int // of the events that were applied
}

// maxOpen is the most turns that Log.Open reads.
const maxOpen = 100

// Open returns the turns of a user that are being answered or were interrupted,
// oldest first, with their text and sources so far.
func (l *Log) Open(ctx context.Context, user history.User) ([]Open, error) {
	var open []Open
	live := map[ID]bool{}
	for _, w := range l.writers(user) {
		live[w.grip.ID] = true
		if o, ok := w.open(); ok {
			open = append(open, o)
		}
	}
	if lister, ok := l.store.(Lister); ok {
		ids, err := lister.Unfinished(ctx, user, maxOpen, time.Now())
		if err != nil {
			return nil, fmt.Errorf("listing the unfinished turns of %s: %w", user, err)
		}
		for _, id := range ids {
			if live[id] {
				continue
			}
			o, err := l.stored(ctx, id)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if o.State != Finished {
				open = append(open, o)
			}
		}
	}
	slices.SortStableFunc(open, func(a, b Open) int { return a.Started.Compare(b.Started) })
	return open, nil
}

// stored reads a turn of another process.
func (l *Log) stored(ctx context.Context, id ID) (Open, error) {
	s, err := l.Status(ctx, id)
	if err != nil {
		return Open{}, err
	}
	o := Open{Status: s}
	var after int64
	for {
		events, err := l.store.Events(ctx, id, after, pageSize)
		if err != nil {
			return Open{}, fmt.Errorf("reading turn %s: %w", id.Request, err)
		}
		for _, e := range events {
			o.apply(e)
			after = e.Seq
		}
		if len(events) < pageSize {
			return o, nil
		}
	}
}

// apply adds an event. A later attempt begins with a Replace, and without
// sources.
func (o *Open) apply(e Event) {
	o.Text = e.Apply(o.Text)
	if e.Attempt > o.attempt {
		o.attempt, o.Sources = e.Attempt, nil
	}
	if e.Kind == Sources {
		o.Sources = e.Sources
	}
}

// Apply returns the answer after e, where text is the answer before it.
func (e Event) Apply(text string) string {
	switch e.Kind {
	case Delta:
		return text + e.Text
	case Replace:
		return text[:min(e.From, len(text))] + e.Text
	}
	return text
}

// open returns the writer's turn unless its end is stored: followers see the
// end before the writer has released the turn.
func (w *Writer) open() (o Open, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.events); n > 0 && w.events[n-1].Kind.Final() {
		return Open{}, false
	}
	o = Open{Text: string(w.text), Status: Status{
		ID: w.grip.ID, State: Running, Attempt: w.grip.Attempt, Fence: w.grip.Fence,
		Request: w.request, Started: w.started,
	}}
	for _, e := range w.events {
		if e.Kind == Sources {
			o.Sources = e.Sources
		}
	}
	return o, true
}
