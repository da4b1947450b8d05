package localstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite", without cgo

	"github.com/mundap/mundap/internal/fault"
)

// Readers is how many reads run at once; more wait.
const readers = 4

// Options of a DB. The zero value works.
type Options struct {
	// Log gets failures of queues, whose Run has nobody to return them to. Nil means nowhere.
	Log *slog.Logger
}

// DB is an open database file. Its methods and those of its views may be called
// concurrently. Make it with Open.
type DB struct {
	path string
	log  *slog.Logger
	read *sql.DB // connections that can't write

	statements sync.Map // SQL text to its *sql.Stmt on read

	writes  chan *write
	wipes   chan chan<- wipeResult
	closing chan struct{}
	stopped chan struct{} // closed when the writer has ended
	close   func() error

	probe probe

	mu     sync.Mutex
	queues map[string]*signal // by name: something may have become deliverable
}

// Open opens the database file at path, makes it if it is missing, and brings
// its tables up to date. Its folder must exist and be held by this process
// alone. A file of a newer Mundap is fault.Unsupported, a broken one
// fault.Damaged.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w, err := openWriter(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", filepath.Base(path), classify(ctx, err))
	}
	read, err := sql.Open("sqlite", dsn(path, "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", filepath.Base(path),
			classify(ctx, err)), w.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	d := &DB{
		path: path, log: o.Log, read: read, writes: make(chan *write, maxBatch),
		wipes:   make(chan chan<- wipeResult),
		closing: make(chan struct{}), stopped: make(chan struct{}),
		queues: make(map[string]*signal),
	}
	d.close = sync.OnceValue(func() error {
		close(d.closing)
		<-d.stopped
		return errors.Join(d.read.Close(), w.Close())
	})
	go func() {
		defer close(d.stopped)
		d.writeLoop(w)
	}()
	return d, nil
}

// dsn names the file with the pragmas that each connection needs.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)", // another program may look into the file
		"journal_mode(WAL)",
		"synchronous(FULL)",
		"secure_delete(1)", // what a user deleted is overwritten
		"temp_store(MEMORY)",
		"cache_size(-16384)", // KiB a connection
	}, pragmas...)}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}).String()
}

// Close waits for the writes that were accepted and closes the file. Later
// calls of any view fail with fault.Unavailable.
func (d *DB) Close() error { return d.close() }

var errClosed = fault.Newf(fault.Unavailable, "the database is closed")

// prepared gives the statement for a query on the reading connections.
func (d *DB) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := d.statements.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := d.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("preparing %.60q: %w", query, err)
	}
	if other, loaded := d.statements.LoadOrStore(query, s); loaded {
		return other.(*sql.Stmt), s.Close()
	}
	return s, nil
}

// scanner is a row of a result.
type scanner interface{ Scan(dest ...any) error }

// all reads every row of a query.
func all[T any](ctx context.Context, d *DB, scan func(scanner) (T, error), query string,
	args ...any) (found []T, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer func() { err = classify(ctx, err) }()
	s, err := d.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

// one reads the first row of a query. It returns false if there is none.
func one[T any](ctx context.Context, d *DB, scan func(scanner) (T, error), query string,
	args ...any) (v T, found bool, err error) {
	if err := ctx.Err(); err != nil {
		return v, false, err
	}
	s, err := d.prepared(ctx, query)
	if err != nil {
		return v, false, classify(ctx, err)
	}
	v, err = scan(s.QueryRowContext(ctx, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, classify(ctx, err)
}
