package ingest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// quota bounds what an account's documents take. The local owner of a server
// without accounts and the system have no bound.
type quota struct {
	documents document.Store
	most      int64 // 0: no bound

	mu   sync.Mutex
	used map[auth.Principal]measured
}

// measured is what an owner's documents took at a time, with what came since.
type measured struct {
	bytes int64
	at    time.Time
}

// measuredFor is how long a measurement counts: many uploads in a row need one.
const measuredFor = 2 * time.Second

// check reports fault.Throttled for an owner who has used up the quota.
func (q *quota) check(ctx context.Context, owner auth.Principal, now time.Time) error {
	if q.most <= 0 || owner == auth.Local || owner == auth.System {
		return nil
	}
	q.mu.Lock()
	m, known := q.used[owner]
	q.mu.Unlock()
	if age := now.Sub(m.at); !known || age < 0 || age > measuredFor {
		bytes, err := q.documents.Used(ctx, owner)
		if err != nil {
			return fmt.Errorf("measuring the documents of %s: %w", owner, err)
		}
		m = measured{bytes, now}
		q.mu.Lock()
		if q.used == nil || len(q.used) > 10_000 {
			q.used = map[auth.Principal]measured{}
		}
		q.used[owner] = m
		q.mu.Unlock()
	}
	if m.bytes < q.most {
		return nil
	}
	size := fmt.Sprintf("%.1f GB", float64(q.most)/1e9)
	return fault.New(fault.Throttled,
		"저장 공간("+size+")을 다 썼어요. 안 쓰는 문서를 지우고 다시 올려 주세요.",
		"Your storage ("+size+") is full. Delete documents that you no longer need and upload this one again.")
}

// add counts an upload until the next measurement.
func (q *quota) add(owner auth.Principal, bytes int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if m, known := q.used[owner]; known {
		m.bytes += bytes
		q.used[owner] = m
	}
}
