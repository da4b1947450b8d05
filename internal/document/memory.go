package document

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Memory is a Store in memory, for tests. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	writes int64 // the last revision given
	docs   map[ID]Document
	grants map[ID]Grant
}

var _ Store = (*Memory)(nil)

// Get implements Store.
func (m *Memory) Get(ctx context.Context, key ID) (Document, error) {
	if err := ctx.Err(); err != nil {
		return Document{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.docs[key]
	if !ok {
		return Document{}, fault.Newf(fault.NotFound, "no document %s", key)
	}
	return d.Clone(), nil
}

// GetBatch implements Store.
func (m *Memory) GetBatch(ctx context.Context, keys []ID) (map[ID]Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[ID]Document, len(keys))
	for _, k := range keys {
		if d, ok := m.docs[k]; ok {
			found[k] = d.Clone()
		}
	}
	return found, nil
}

// Put implements Store.
func (m *Memory) Put(ctx context.Context, d Document) (Document, error) {
	if err := ctx.Err(); err != nil {
		return Document{}, err
	}
	if err := d.ID.Check(); err != nil {
		return Document{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if stored := m.docs[d.ID].Revision; stored != d.Revision {
		return Document{}, fault.Newf(fault.Conflict, "document %s is at revision %d, not %d", d.ID, stored, d.Revision)
	}
	d = d.Clone()
	m.writes++
	d.Revision = m.writes
	if m.docs == nil {
		m.docs = make(map[ID]Document)
	}
	m.docs[d.ID] = d
	return d.Clone(), nil
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, key ID, revision int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.docs[key]
	if !ok {
		return fault.Newf(fault.NotFound, "no document %s", key)
	}
	if d.Revision != revision {
		return fault.Newf(fault.Conflict, "document %s is at revision %d, not %d", key, d.Revision, revision)
	}
	delete(m.docs, key)
	return nil
}

// List implements Store.
func (m *Memory) List(ctx context.Context, scope auth.Scope, f Filter) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var p Page
	for _, k := range slices.Sorted(maps.Keys(m.docs)) {
		d := m.docs[k]
		if k <= f.After || !scope.CanRead(d.Readers) || !f.Matches(d) {
			continue
		}
		if n := len(p.Documents); n == f.PageSize() {
			p.Next = p.Documents[n-1].ID
			break
		}
		p.Documents = append(p.Documents, d.Clone())
	}
	return p, nil
}

// Count implements Store.
func (m *Memory) Count(ctx context.Context, scope auth.Scope) (Counts, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := Counts{}
	for _, d := range m.docs {
		if scope.CanRead(d.Readers) {
			counts[d.State]++
		}
	}
	return counts, nil
}

// Each implements Store.
func (m *Memory) Each(ctx context.Context, f func(Document) error) error {
	m.mu.Lock()
	all := slices.Collect(maps.Values(m.docs))
	m.mu.Unlock()
	for _, d := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(d.Clone()); err != nil {
			return err
		}
	}
	return nil
}

// PutGrant implements Store.
func (m *Memory) PutGrant(ctx context.Context, g Grant) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := g.Key.Check(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if d, ok := m.docs[g.Key]; ok && d.Owner != g.Owner {
		return fault.Newf(fault.Conflict, "document %s is another owner's", g.Key)
	}
	if old, ok := m.grants[g.Key]; ok && old.Owner != g.Owner && time.Now().Before(old.Expires) {
		return fault.Newf(fault.Conflict, "%s is granted to another owner", g.Key)
	}
	if m.grants == nil {
		m.grants = make(map[ID]Grant)
	}
	g.Readers = slices.Clone(g.Readers)
	m.grants[g.Key] = g
	return nil
}

// GrantFor implements Store.
func (m *Memory) GrantFor(ctx context.Context, key ID, now time.Time) (Grant, error) {
	if err := ctx.Err(); err != nil {
		return Grant{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	g, ok := m.grants[key]
	if !ok || now.After(g.Expires.Add(GrantSlack)) {
		return Grant{}, fault.Newf(fault.NotFound, "no grant for %s", key)
	}
	g.Readers = slices.Clone(g.Readers)
	return g, nil
}

// DeleteGrant implements Store.
func (m *Memory) DeleteGrant(ctx context.Context, key ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.grants, key)
	return nil
}
