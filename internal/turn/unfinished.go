package turn

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// Lister is what a Store may do besides: it finds the turns of a user that have
// no end yet. With a store that can't, those of another process, and those that
// died with it, are found by whoever knows their request alone.
type Lister interface {
	// Unfinished gives the running and the interrupted turns of a user whose
	// events are still kept, the oldest first, at most limit (1–1000) of the
	// newest ones.
	Unfinished(ctx context.Context, user history.User, limit int, now time.Time) ([]ID, error)
}

// Open is a turn without an end.
type Open struct {
	Status
	Text string // of the answer so far
}

// maxOpen bounds what Open reads.
const maxOpen = 100

// Open gives the turns of a user that are being answered or were interrupted,
// oldest first, with their text so far.
func (l *Log) Open(ctx context.Context, user history.User) ([]Open, error) {
	var open []Open
	live := map[ID]bool{}
	for _, w := range l.writers(user) {
		live[w.grip.ID] = true
		open = append(open, w.open())
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
			o.Text, after = e.Apply(o.Text), e.Seq
		}
		if len(events) < pageSize {
			return o, nil
		}
	}
}

// Apply is the answer after e, if it was text before.
func (e Event) Apply(text string) string {
	switch e.Kind {
	case Delta:
		return text + e.Text
	case Replace:
		return text[:min(e.From, len(text))] + e.Text
	}
	return text
}

func (w *Writer) open() Open {
	return Open{Text: w.Text(), Status: Status{
		ID: w.grip.ID, State: Running, Attempt: w.grip.Attempt, Fence: w.grip.Fence,
		Request: w.request, Started: w.started,
	}}
}
