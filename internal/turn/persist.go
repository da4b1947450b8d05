package turn

import (
	"context"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

const (
	// closeTimeout bounds how long Close tries to store what is left.
	closeTimeout = 5 * time.Second
	// finalTimeout bounds how long Done and Fail try again when the store is out of reach.
	finalTimeout = 15 * time.Second
	// tellAfter is how long the store must be out of reach before followers are
	// told that the answer is not stored.
	tellAfter = time.Second
	// batch is the most events of one Append: far more than StoreWithin brings,
	// little enough for a store's item limits.
	batch = 200
)

// sendLoop makes an event of waiting text when SendWithin has passed since the one before.
func (w *Writer) sendLoop() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-w.pending:
		case <-w.ctx.Done():
			return
		}
		w.mu.Lock()
		rest := w.log.options.SendWithin - time.Since(w.lastSent)
		w.mu.Unlock()
		timer.Reset(rest)
		select {
		case <-timer.C:
		case <-w.ctx.Done():
			return
		}
		w.mu.Lock()
		w.sealDueLocked()
		w.mu.Unlock()
	}
}

// storeLoop stores events in batches and renews the lease. A batch waits a
// little less than StoreWithin, so that it is stored by then.
func (w *Writer) storeLoop() {
	o := w.log.options
	renew := time.NewTicker(o.Lease / 3)
	defer renew.Stop()
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	waiting := false
	held := time.Now() // when the store last confirmed the lease
	var away outage
	for {
		var err error
		select {
		case <-w.ctx.Done():
			return
		case <-w.dirty:
			if !waiting {
				waiting = true
				timer.Reset(o.StoreWithin - o.SendWithin)
			}
			continue
		case <-timer.C:
			waiting = false
			if err = w.store(w.ctx); err != nil && w.ctx.Err() == nil {
				wake(w.dirty)
			}
			if away.lasts(err, time.Now()) {
				w.Notice(history.Note{Code: history.NoteNotStored, Message: fault.MessageOf(err)})
			}
		case <-renew.C:
			if err = w.log.store.Renew(w.ctx, w.grip, o.Lease, time.Now()); err == nil {
				held = time.Now()
			}
		}
		if w.ctx.Err() != nil {
			return
		}
		if lost(err) || err != nil && time.Since(held) >= o.Lease {
			if w.end() {
				w.lose(err)
			}
			return
		}
	}
}

// outage is a period in which the store accepts no writes.
type outage struct {
	since time.Time // zero: there is none
	told  bool
}

// lasts records how a write ended, and reports, once per outage, that the
// outage is to be announced.
func (o *outage) lasts(err error, now time.Time) bool {
	switch {
	case err == nil:
		*o = outage{}
	case o.since.IsZero():
		o.since = now
	case !o.told && now.Sub(o.since) >= tellAfter:
		o.told = true
		return true
	}
	return false
}

// lost reports whether a store's error means that this writer can't continue,
// because waiting will not help.
func lost(err error) bool { return err != nil && !fault.Retryable(err) }

// store writes the events that are not stored yet.
func (w *Writer) store(ctx context.Context) error {
	w.storing.Lock()
	defer w.storing.Unlock()
	for {
		w.mu.Lock()
		events := w.events[w.stored:]
		w.mu.Unlock()
		if len(events) == 0 {
			return nil
		}
		events = events[:min(len(events), batch)]
		if err := w.append(ctx, events); err != nil {
			return err
		}
		w.stored += len(events)
	}
}

// append writes one batch. If a write failed and the store may have accepted it
// nevertheless, append asks the store first. The caller holds storing.
func (w *Writer) append(ctx context.Context, events []Event) error {
	if w.unsure {
		n, err := w.taken(ctx, events)
		if err != nil {
			return err
		}
		if events = events[n:]; len(events) == 0 {
			return nil
		}
	}
	err := w.log.store.Append(ctx, w.grip, events, time.Now())
	w.unsure = err != nil
	return err
}

// taken returns how many of the events, counted from the first, the store has
// as events of this attempt.
func (w *Writer) taken(ctx context.Context, events []Event) (int, error) {
	there, err := w.log.store.Events(ctx, w.grip.ID, events[0].Seq-1, len(events))
	if err != nil {
		return 0, err
	}
	n := 0
	for n < len(there) && there[n].Seq == events[n].Seq && there[n].Attempt == w.grip.Attempt {
		n++
	}
	return n, nil
}

// storeFinal stores everything up to and including last, and then lets
// followers see it. While the store can't be reached, it tries again until ctx
// ends or finalTimeout has passed.
func (w *Writer) storeFinal(ctx context.Context, last Event) error {
	ctx, cancel := context.WithTimeout(ctx, finalTimeout)
	defer cancel()
	for {
		err := w.tryFinal(ctx, last)
		if err == nil || !fault.Retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(w.log.options.StoreWithin):
		}
	}
}

func (w *Writer) tryFinal(ctx context.Context, last Event) error {
	w.storing.Lock()
	defer w.storing.Unlock()
	w.mu.Lock()
	events := append(w.events[w.stored:len(w.events):len(w.events)], w.number(last, len(w.events)))
	w.mu.Unlock()
	for some := range slices.Chunk(events, batch) {
		if err := w.append(ctx, some); err != nil {
			return err
		}
		w.stored += len(some) // the last one too: storeLoop may be about to store
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, events[len(events)-1])
	w.notifyLocked()
	return nil
}
