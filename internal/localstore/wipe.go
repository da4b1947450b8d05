package localstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

const (
	// wipeDelay lets deletions that follow each other share one wipe.
	wipeDelay = time.Second
	// wipeAgain is how long after a wipe that was asked for another one follows:
	// what its caller deletes last, such as the task in the queue, goes with that.
	wipeAgain = 3 * time.Second
	// wipeRetry is how long to wait when a reader still needs the log.
	wipeRetry = 250 * time.Millisecond
	// unwiped is the counter that tells a restart that a wipe is due.
	unwiped = "unwiped"
)

// Wiped says what a wipe did to the files.
type Wiped struct {
	At    time.Time
	Pages int // of the database file; all were read
	Dirty int // pages with bytes of deleted rows, which were overwritten
}

// Wipe overwrites what was deleted before the call in the database file and
// empties the write-ahead log. When it returns, no deleted text is in either.
// SQLite's secure_delete overwrites rows, but not the copies that it leaves in
// unused parts of pages when it moves rows between pages, nor the log.
//
// Deletions of documents, conversations and accounts are wiped by themselves
// after a second, also if the process ends before.
func (d *DB) Wipe(ctx context.Context) (Wiped, error) {
	asked := make(chan wipeResult, 1)
	select {
	case d.wipes <- asked:
	case <-ctx.Done():
		return Wiped{}, ctx.Err()
	case <-d.closing:
		return Wiped{}, errClosed
	}
	select {
	case r := <-asked:
		return r.wiped, classify(ctx, r.err)
	case <-ctx.Done():
		return Wiped{}, ctx.Err()
	case <-d.stopped:
		return Wiped{}, errClosed
	}
}

type wipeResult struct {
	wiped Wiped
	err   error
}

// wiping is when the writer wipes. It belongs to writeLoop.
type wiping struct {
	timer   *time.Timer
	waiting []chan<- wipeResult
	again   bool // another wipe follows the one that is due
}

// in makes a wipe due, unless one is due earlier.
func (w *wiping) in(after time.Duration) {
	if w.timer == nil {
		w.timer = time.NewTimer(after)
	}
}

// due is nil, which blocks, while there is nothing to wipe.
func (w *wiping) due() <-chan time.Time {
	if w.timer == nil {
		return nil
	}
	return w.timer.C
}

func (w *wiping) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
	w.timer = nil
}

// ask adds a caller of Wipe, which waits for no delay.
func (w *wiping) ask(caller chan<- wipeResult) {
	w.waiting, w.again = append(w.waiting, caller), true
	w.stop()
	w.in(0)
}

func (w *wiping) answer(r wipeResult) {
	for _, caller := range w.waiting {
		caller <- r
	}
	w.waiting = nil
}

// erased notes, together with what the transaction deletes, that a wipe is due.
func (t *tx) erased() error {
	t.dirty = true
	return t.run("INSERT OR IGNORE INTO counter (name, value) VALUES (?, 1)", unwiped)
}

// wipeDue makes a wipe due after a transaction that deleted something.
func (w *writer) wipeDue() {
	if w.tx.dirty {
		w.tx.dirty = false
		w.wiping.in(wipeDelay)
	}
}

// wipe wipes, and tries again later if a reader is in the way.
func (w *writer) wipe() {
	w.wiping.stop()
	if w.wiping.again {
		if err := w.transaction((*tx).erased); err != nil {
			w.wiping.again = false
			w.wiping.answer(wipeResult{err: err})
			return
		}
		w.tx.dirty = false
	}
	done, err := w.wipeFiles()
	switch {
	case err != nil:
		w.wiping.answer(wipeResult{err: err})
		w.wiping.in(wipeAgain)
	case done.At.IsZero(): // a reader is in the way
		w.wiping.in(wipeRetry)
	case w.wiping.again:
		w.wiping.again = false
		w.wiping.answer(wipeResult{wiped: done})
		w.wiping.in(wipeAgain)
	default:
		if err := w.transaction(func(t *tx) error {
			return t.run("DELETE FROM counter WHERE name = ?", unwiped)
		}); err != nil {
			w.wiping.in(wipeAgain)
		}
	}
}

// wipeFiles gives the zero Wiped if a reader still needs the log.
func (w *writer) wipeFiles() (Wiped, error) {
	busy, err := w.truncate()
	if err != nil || busy {
		return Wiped{}, err
	}
	// Pages in this connection's memory hold what is about to be overwritten in
	// the file, and would bring it back.
	if err := w.tx.script("PRAGMA shrink_memory"); err != nil {
		return Wiped{}, err
	}
	f, err := os.OpenFile(w.path, os.O_RDWR, 0)
	if err != nil {
		return Wiped{}, err
	}
	defer f.Close()
	done, err := scrub(f)
	done.At = time.Now()
	return done, err
}

// truncate moves the log into the database file and empties it.
func (w *writer) truncate() (busy bool, err error) {
	ctx := context.Background()
	if err := w.tx.script("PRAGMA busy_timeout = 100"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, w.tx.script("PRAGMA busy_timeout = 10000")) }()
	var log, moved int
	row := w.tx.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := row.Scan(&busy, &log, &moved); err != nil {
		return false, fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	return busy, nil
}

// wipeLast does before the file is closed what is due.
func (w *writer) wipeLast() {
	w.wipeDue()
	if w.wiping.timer == nil {
		return
	}
	w.wiping.again = false
	w.wipe()
	w.wiping.stop()
}

// resumeWipe makes a wipe due that an earlier process did not come to.
func (w *writer) resumeWipe() error {
	var n int64
	found, err := w.tx.get([]any{&n}, "SELECT value FROM counter WHERE name = ?", unwiped)
	if found {
		w.wiping.in(wipeDelay)
	}
	return err
}
