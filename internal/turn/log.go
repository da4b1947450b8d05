package turn

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/history"
)

// LogOptions tune a [Log]. The zero value means the package's constants and slog's default logger.
type LogOptions struct {
	SendWithin  time.Duration // 0: SendWithin
	StoreWithin time.Duration // 0: StoreWithin
	// VerdictsWithin joins lists of verdicts: each one replaces the list before it,
	// so that one in so long is enough. If 0, every list is sent.
	VerdictsWithin time.Duration
	Lease          time.Duration // 0: Lease
	// Poll is how often a follower looks into the store for events of a turn
	// that another process works on; 0: 250 ms, as often as that process stores
	// them.
	Poll   time.Duration
	Logger *slog.Logger
}

func (o LogOptions) withDefaults() LogOptions {
	o.SendWithin = cmp.Or(o.SendWithin, SendWithin)
	o.StoreWithin = cmp.Or(o.StoreWithin, StoreWithin)
	o.Lease = cmp.Or(o.Lease, Lease)
	o.Poll = cmp.Or(o.Poll, StoreWithin)
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}

// Log runs turns on a [Store]: one [Writer] each, any number of followers. Safe for concurrent use.
//
// Followers in the writer's process get its events pushed, before they are
// stored; a final event alone waits until everything is stored. Followers
// elsewhere poll the store.
type Log struct {
	store   Store
	options LogOptions

	mu      sync.Mutex
	live    map[ID]*Writer
	started chan struct{} // closed and renewed when a writer joins live
	closed  bool
}

// NewLog makes a Log. The owner calls Close once no more turns are to run.
func NewLog(store Store, options LogOptions) *Log {
	return &Log{
		store:   store,
		options: options.withDefaults(),
		live:    make(map[ID]*Writer),
		started: make(chan struct{}),
	}
}

// Start begins a turn. If it was begun before and is running or finished, begun
// is false, the Writer is nil, and Status describes the turn. An interrupted
// turn begins its next attempt, whose first event voids the text of the
// previous one. The Writer outlives ctx (it keeps ctx's values but not its
// cancellation); its owner must end it with Done, Fail or Close.
func (l *Log) Start(ctx context.Context, id ID, request []byte) (w *Writer, s Status, begun bool,
	err error) {
	grip, s, begun, err := l.store.Begin(ctx, id, request, l.options.Lease, time.Now())
	if err != nil {
		return nil, s, false, fmt.Errorf("beginning turn %s: %w", id.Request, err)
	}
	if !begun {
		return nil, s, false, nil
	}
	w = newWriter(ctx, l, grip, request)
	if !l.join(w) {
		w.Close()
		return nil, s, false, errClosed
	}
	return w, s, true, nil
}

// Status describes a turn. It returns fault.NotFound if there is none.
func (l *Log) Status(ctx context.Context, id ID) (Status, error) {
	return l.store.Status(ctx, id, time.Now())
}

// Close ends all writers without a final event, so that their turns count as
// interrupted, and waits until everything written so far is stored.
func (l *Log) Close() {
	l.mu.Lock()
	l.closed = true
	writers := make([]*Writer, 0, len(l.live))
	for _, w := range l.live {
		writers = append(writers, w)
	}
	l.mu.Unlock()
	var all sync.WaitGroup
	for _, w := range writers {
		all.Go(w.Close)
	}
	all.Wait()
}

// DeleteUser deletes all turns of a user and stops those that are running.
func (l *Log) DeleteUser(ctx context.Context, user history.User) error {
	if err := l.store.DeleteUser(ctx, user); err != nil {
		return fmt.Errorf("deleting the turns of %s: %w", user, err)
	}
	for _, w := range l.writers(user) {
		if w.end() {
			w.lose(errDeleted)
		}
	}
	return nil
}

// Delete deletes a turn and stops it if it is running.
func (l *Log) Delete(ctx context.Context, id ID) error {
	if err := l.store.Delete(ctx, id); err != nil {
		return fmt.Errorf("deleting the turn %q: %w", id.Request, err)
	}
	l.mu.Lock()
	w := l.live[id]
	l.mu.Unlock()
	if w != nil && w.end() {
		w.lose(errDeleted)
	}
	return nil
}

func (l *Log) writers(user history.User) []*Writer {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []*Writer
	for id, w := range l.live {
		if id.User == user {
			all = append(all, w)
		}
	}
	return all
}

func (l *Log) join(w *Writer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.live[w.grip.ID] = w
	close(l.started)
	l.started = make(chan struct{})
	return true
}

func (l *Log) leave(w *Writer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.live[w.grip.ID] == w {
		delete(l.live, w.grip.ID)
	}
}

// writer returns the turn's writer in this process, or nil if there is none.
// started is closed when another writer is added.
func (l *Log) writer(id ID) (w *Writer, started <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.live[id], l.started
}
