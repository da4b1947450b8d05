package localstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/mundap/mundap/internal/fault"
)

// maxBatch bounds the writes of one transaction, so that the first of them does
// not wait long for the last.
const maxBatch = 256

// write is a function that waits to be run inside a transaction.
type write struct {
	ctx  context.Context
	do   func(t *tx) error
	err  error
	done chan struct{}
}

// write runs do in a transaction and returns when that is on disk. do runs on
// the writer's goroutine: it must not block, and what it wrote is undone if it
// returns an error. A context that ends after do began changes nothing any
// more.
func (d *DB) write(ctx context.Context, do func(t *tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &write{ctx: ctx, do: do, done: make(chan struct{})}
	select {
	case d.writes <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.closing:
		return errClosed
	}
	select {
	case <-w.done:
		return w.err
	case <-d.stopped:
	}
	// The writer drained the channel before it stopped; a write that came too
	// late for that was not run.
	select {
	case <-w.done:
		return w.err
	default:
		return errClosed
	}
}

func (d *DB) writeLoop(conn *writer) {
	for {
		select {
		case w := <-d.writes:
			conn.commit(d.gather(w))
			conn.wipeDue()
		case <-conn.wiping.due():
			conn.wipe()
		case asked := <-d.wipes:
			conn.wiping.ask(asked)
		case <-d.closing:
			d.drain(conn)
			conn.wipeLast()
			return
		}
	}
}

// drain commits what was accepted before the database closes.
func (d *DB) drain(conn *writer) {
	for {
		select {
		case w := <-d.writes:
			conn.commit(d.gather(w))
		default:
			return
		}
	}
}

// gather gives first and what waits behind it.
func (d *DB) gather(first *write) []*write {
	batch := []*write{first}
	for len(batch) < maxBatch {
		select {
		case w := <-d.writes:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// writer is the one connection that writes. It belongs to writeLoop.
type writer struct {
	path   string
	pool   *sql.DB
	tx     tx
	wiping wiping
}

// own makes the database file its owner's alone, before anything is in it.
// SQLite gives the files beside it the same mode.
func own(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil // SQLite will meet the same, and its error gets a kind
	}
	if err := f.Close(); err != nil {
		return err
	}
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Chmod(file, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func openWriter(ctx context.Context, path string) (w *writer, err error) {
	if err := own(path); err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	w = &writer{path: path, pool: pool, tx: tx{statements: make(map[string]*sql.Stmt)}}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	if w.tx.conn, err = pool.Conn(ctx); err != nil {
		return w, err
	}
	if err := migrate(&w.tx); err != nil {
		return w, err
	}
	if err := w.resumeWipe(); err != nil {
		return w, err
	}
	return w, w.transaction(abandon)
}

func (w *writer) Close() error {
	var errs []error
	for _, s := range w.tx.statements {
		errs = append(errs, s.Close())
	}
	if w.tx.conn != nil {
		// The file alone then holds everything, so that it can be copied.
		_, err := w.tx.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
		errs = append(errs, err, w.tx.conn.Close())
	}
	return errors.Join(append(errs, w.pool.Close())...)
}

// transaction runs do alone in a transaction.
func (w *writer) transaction(do func(t *tx) error) error {
	one := &write{ctx: context.Background(), do: do, done: make(chan struct{})}
	w.commit([]*write{one})
	return one.err
}

// commit runs a batch in one transaction and tells each write how it ended.
func (w *writer) commit(batch []*write) {
	err := w.tx.run("BEGIN IMMEDIATE")
	if err == nil {
		for _, one := range batch {
			w.attempt(one)
		}
		if err = w.tx.run("COMMIT"); err != nil {
			err = errors.Join(err, w.tx.run("ROLLBACK"))
		}
	}
	for _, one := range batch {
		if err != nil && one.err == nil {
			one.err = classify(context.Background(), fmt.Errorf("committing: %w", err))
		}
		close(one.done)
	}
}

// attempt runs one write in a savepoint.
func (w *writer) attempt(one *write) {
	if one.err = one.ctx.Err(); one.err != nil {
		return
	}
	if one.err = w.tx.run("SAVEPOINT write"); one.err != nil {
		return
	}
	if err := one.do(&w.tx); err != nil {
		one.err = errors.Join(classify(context.Background(), err), w.tx.run("ROLLBACK TO write"))
	}
	if err := w.tx.run("RELEASE write"); err != nil && one.err == nil {
		one.err = err
	}
}

// tx is the transaction that a write runs in. Its context is the background's:
// a write that began is finished.
type tx struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	dirty      bool // something was deleted whose bytes must leave the files
}

func (t *tx) prepared(query string) (*sql.Stmt, error) {
	if s, ok := t.statements[query]; ok {
		return s, nil
	}
	s, err := t.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("preparing %.60q: %w", query, err)
	}
	t.statements[query] = s
	return s, nil
}

// exec runs a statement and gives the number of rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	s, err := t.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, fmt.Errorf("running %.60q: %w", query, err)
	}
	return r.RowsAffected()
}

// run is exec for statements whose count does not matter.
func (t *tx) run(query string, args ...any) error {
	_, err := t.exec(query, args...)
	return err
}

// get reads the first row of a query. It returns false if there is none.
func (t *tx) get(dest []any, query string, args ...any) (bool, error) {
	s, err := t.prepared(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(context.Background(), args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("running %.60q: %w", query, err)
	}
	return true, nil
}

// script runs statements that are not worth keeping prepared.
func (t *tx) script(sql string) error {
	_, err := t.conn.ExecContext(context.Background(), sql)
	return err
}

// next counts up a counter that never gives a number twice: revisions, fences, receipts.
func (t *tx) next(name string) (n int64, err error) {
	_, err = t.get([]any{&n}, `INSERT INTO counter (name, value) VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`, name)
	return n, err
}

func conflict(format string, args ...any) error {
	return fault.Newf(fault.Conflict, format,
		args...)
}
func notFound(format string, args ...any) error {
	return fault.Newf(fault.NotFound, format,
		args...)
}
