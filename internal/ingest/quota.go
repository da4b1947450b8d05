package ingest

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// quota limits how much storage an account's documents may use, including
// uploads in progress. The limit does not apply to the local owner of a server
// without accounts or to the system.
type quota struct {
	documents document.Store
	most      int64   // 0: no bound
	shared    Storage // where many processes count; nil means this one counts alone

	mu       sync.Mutex
	used     map[auth.Principal]measured
	reserved map[document.GrantID]reservation
}

// measured is the storage that an owner's documents used at some time, plus
// what was added since.
type measured struct {
	bytes int64
	at    time.Time
}

// reservation is what an upload takes until its document counts.
type reservation struct {
	owner auth.Principal
	bytes int64
	until time.Time // when it is forgotten, should nobody end it
}

// measuredFor is how long a measurement is used, so that many uploads in a row
// need only one.
const measuredFor = 2 * time.Second

// reservedFor is how long an upload is assumed to be in progress. Its URL and
// the longest time that a body may take (limits.body_rate) both end before.
const reservedFor = 6 * time.Hour

func (q *quota) bounds(owner auth.Principal) bool {
	return q.most > 0 && owner != auth.Local && owner != auth.System
}

// check reports fault.Throttled for an owner who has used up the quota without
// what the upload of a grant takes; id "": without anything.
func (q *quota) check(ctx context.Context, owner auth.Principal, id document.GrantID,
	now time.Time) error {
	if !q.bounds(owner) {
		return nil
	}
	if q.shared != nil {
		return q.room(ctx, owner, 1)
	}
	if err := q.measure(ctx, owner, now); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.taken(owner, id, now) >= q.most {
		return q.full()
	}
	return nil
}

// reserve counts an upload of the given size until it has ended. The error is
// fault.Throttled if the owner has no room for it.
func (q *quota) reserve(ctx context.Context, owner auth.Principal, id document.GrantID, bytes int64,
	now time.Time) error {
	if !q.bounds(owner) {
		return nil
	}
	if q.shared != nil { // what comes is counted when it has come
		return q.room(ctx, owner, bytes)
	}
	if err := q.measure(ctx, owner, now); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.taken(owner, id, now)+bytes > q.most {
		return q.full()
	}
	if q.reserved == nil {
		q.reserved = map[document.GrantID]reservation{}
	}
	q.reserved[id] = reservation{owner, bytes, now.Add(reservedFor)}
	return nil
}

// taken returns what an owner's documents and uploads use, without the upload
// of a grant. The caller holds mu.
func (q *quota) taken(owner auth.Principal, but document.GrantID, now time.Time) int64 {
	bytes := q.used[owner].bytes
	for id, r := range q.reserved {
		switch {
		case !now.Before(r.until):
			delete(q.reserved, id)
		case id != but && r.owner == owner:
			bytes += r.bytes
		}
	}
	return bytes
}

// end removes the reservation of an upload and counts the stored bytes until
// the next measurement.
func (q *quota) end(owner auth.Principal, id document.GrantID, bytes int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.reserved, id)
	if m, known := q.used[owner]; known {
		m.bytes += bytes
		q.used[owner] = m
	}
}

// measure measures how much an owner's documents use, unless a recent
// measurement is known.
func (q *quota) measure(ctx context.Context, owner auth.Principal, now time.Time) error {
	q.mu.Lock()
	m, known := q.used[owner]
	q.mu.Unlock()
	if age := now.Sub(m.at); known && age >= 0 && age <= measuredFor {
		return nil
	}
	bytes, err := q.documents.Used(ctx, owner)
	if err != nil {
		return fmt.Errorf("measuring the documents of %s: %w", owner, err)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.used == nil || len(q.used) > 10_000 {
		q.used = map[auth.Principal]measured{}
	}
	q.used[owner] = measured{bytes, now}
	return nil
}

func (q *quota) full() *fault.Error {
	size := fmt.Sprintf("%.1f GB", float64(q.most)/1e9)
	return fault.New(fault.Throttled,
		"저장 공간("+size+")이 모자라요. 안 쓰는 문서를 지우고 다시 올려 주세요.",
		"Your storage ("+size+") has no room for this. Delete documents that you no longer need and upload it again.")
}

// Reserve counts an upload to a key, of so many bytes, as its owner's until its
// document counts. It is the Gate's Reserve: ended is called when the upload is
// over, and tells whether it was stored. fault.Throttled: the owner has no room.
func (s *Service) Reserve(ctx context.Context, key string, bytes int64) (ended func(stored bool),
	err error) {
	o, err := document.ParseObject(key)
	if err != nil {
		return nil, err
	}
	g, err := s.documents.Grant(ctx, o.Grant, s.now())
	if err != nil {
		return nil, fmt.Errorf("reading the grant %s: %w", o.Grant, err)
	}
	if bytes < 0 {
		bytes = g.SizeLimit
	}
	if err := s.quota.reserve(ctx, g.Owner, g.ID, bytes, s.now()); err != nil {
		return nil, err
	}
	return func(stored bool) {
		if !stored {
			s.quota.end(g.Owner, g.ID, 0)
		}
	}, nil
}

// reservingReader reserves what is read through it, in steps.
type reservingReader struct {
	r        io.Reader
	reserve  func(bytes int64) error
	read     int64
	reserved int64
}

// reserveStep is how much an upload of unknown size reserves at once, in bytes.
const reserveStep = 1 << 20

func (r *reservingReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.read += int64(n)
	for r.read > r.reserved {
		more := min(reserveStep, r.read-r.reserved)
		if err := r.reserve(r.reserved + more); err != nil {
			return 0, err
		}
		r.reserved += more
	}
	return n, err
}
