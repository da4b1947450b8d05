package document

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
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
	names  map[name]ID
	grants map[GrantID]Grant
}

var _ Store = (*Memory)(nil)

// name is what a document claims.
type name struct {
	owner      auth.Principal
	collection Collection
	name       string
}

func (d Document) claim() name { return name{d.Owner, d.Collection, d.Name} }

// Get implements Store.
func (m *Memory) Get(ctx context.Context, id ID) (Document, error) {
	if err := ctx.Err(); err != nil {
		return Document{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.docs[id]
	if !ok {
		return Document{}, fault.Newf(fault.NotFound, "no document %s", id)
	}
	return d.Clone(), nil
}

// GetBatch implements Store.
func (m *Memory) GetBatch(ctx context.Context, ids []ID) (map[ID]Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[ID]Document, len(ids))
	for _, k := range ids {
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
	isNew := d.Revision == 0
	if holder, ok := m.docs[m.names[d.claim()]]; isNew && ok && holder.State != Deleting {
		return Document{}, fault.Newf(fault.Conflict, "document %s has the name already", holder.ID)
	}
	d = d.Clone()
	m.writes++
	d.Revision = m.writes
	if m.docs == nil {
		m.docs, m.names = make(map[ID]Document), make(map[name]ID)
	}
	m.docs[d.ID] = d
	if isNew {
		m.names[d.claim()] = d.ID
	}
	return d.Clone(), nil
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, id ID, revision int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.docs[id]
	if !ok {
		return fault.Newf(fault.NotFound, "no document %s", id)
	}
	if d.Revision != revision {
		return fault.Newf(fault.Conflict, "document %s is at revision %d, not %d", id, d.Revision, revision)
	}
	delete(m.docs, id)
	if m.names[d.claim()] == id {
		delete(m.names, d.claim())
	}
	return nil
}

// List implements Store.
func (m *Memory) List(ctx context.Context, scope auth.Scope, f Filter) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []Document
	for _, d := range m.docs {
		if scope.CanRead(d.Readers) && f.Matches(d) && d.Place() > f.After {
			found = append(found, d.Clone())
		}
	}
	return PageOf(found, f), nil
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

// Named implements Store.
func (m *Memory) Named(ctx context.Context, owner auth.Principal, c Collection, n string) (Document, error) {
	m.mu.Lock()
	id := m.names[name{owner, c, n}]
	m.mu.Unlock()
	return m.Get(ctx, id)
}

// PutGrant implements Store.
func (m *Memory) PutGrant(ctx context.Context, g Grant) error {
	if err := errors.Join(ctx.Err(), g.ID.Check()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.grants == nil {
		m.grants = make(map[GrantID]Grant)
	}
	g.Readers = slices.Clone(g.Readers)
	m.grants[g.ID] = g
	return nil
}

// Grant implements Store.
func (m *Memory) Grant(ctx context.Context, id GrantID, now time.Time) (Grant, error) {
	return m.grant(ctx, now, func(g Grant) bool { return g.ID == id })
}

// LatestGrant implements Store.
func (m *Memory) LatestGrant(ctx context.Context, owner auth.Principal, c Collection, n string, now time.Time) (Grant, error) {
	return m.grant(ctx, now, func(g Grant) bool { return g.Owner == owner && g.Collection == c && g.Name == n })
}

// grant is the latest one that is wanted.
func (m *Memory) grant(ctx context.Context, now time.Time, wanted func(Grant) bool) (Grant, error) {
	if err := ctx.Err(); err != nil {
		return Grant{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var latest Grant
	for _, g := range m.grants {
		if wanted(g) && !now.After(g.Expires.Add(GrantSlack)) && (latest.ID == "" || g.Issued.After(latest.Issued)) {
			latest = g
		}
	}
	if latest.ID == "" {
		return Grant{}, fault.Newf(fault.NotFound, "no such grant")
	}
	latest.Readers = slices.Clone(latest.Readers)
	return latest, nil
}

// EndGrants implements Store.
func (m *Memory) EndGrants(ctx context.Context, id ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.grants, func(g GrantID, _ Grant) bool { return strings.HasPrefix(string(g), GrantPrefix(id)) })
	return nil
}
