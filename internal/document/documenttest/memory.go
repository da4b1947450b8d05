package documenttest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// Memory is a document.Store in memory. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	writes int64 // the last revision given
	docs   map[document.ID]document.Document
	names  map[name]document.ID
	grants map[document.GrantID]document.Grant
}

var _ document.Store = (*Memory)(nil)

// name is what a document claims.
type name struct {
	owner      auth.Principal
	collection document.Collection
	name       string
}

func claim(d document.Document) name { return name{d.Owner, d.Collection, d.Name} }

// Get implements document.Store.
func (m *Memory) Get(ctx context.Context, id document.ID) (document.Document, error) {
	if err := ctx.Err(); err != nil {
		return document.Document{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.docs[id]
	if !ok {
		return document.Document{}, fault.Newf(fault.NotFound, "no document %s", id)
	}
	return d.Clone(), nil
}

// GetBatch implements document.Store.
func (m *Memory) GetBatch(ctx context.Context,
	ids []document.ID) (map[document.ID]document.Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[document.ID]document.Document, len(ids))
	for _, k := range ids {
		if d, ok := m.docs[k]; ok {
			found[k] = d.Clone()
		}
	}
	return found, nil
}

// Put implements document.Store.
func (m *Memory) Put(ctx context.Context, d document.Document) (document.Document, error) {
	if err := ctx.Err(); err != nil {
		return document.Document{}, err
	}
	if err := d.ID.Check(); err != nil {
		return document.Document{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	stored := m.docs[d.ID]
	if stored.Revision != d.Revision {
		return document.Document{}, fault.Newf(fault.Conflict,
			"document %s is at revision %d, not %d", d.ID, stored.Revision, d.Revision)
	}
	claims := d.Revision == 0 || d.RestoredFrom(stored.State)
	if holder, ok := m.docs[m.names[claim(d)]]; claims && ok && holder.State != document.Deleting {
		return document.Document{}, fault.Newf(fault.Conflict, "%w: document %s has it",
			document.ErrNameTaken, holder.ID)
	}
	d = d.Clone()
	m.writes++
	d.Revision = m.writes
	if m.docs == nil {
		m.docs, m.names = make(map[document.ID]document.Document), make(map[name]document.ID)
	}
	m.docs[d.ID] = d
	if claims {
		m.names[claim(d)] = d.ID
	}
	return d.Clone(), nil
}

// Delete implements document.Store.
func (m *Memory) Delete(ctx context.Context, id document.ID, revision int64) error {
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
		return fault.Newf(fault.Conflict, "document %s is at revision %d, not %d", id, d.Revision,
			revision)
	}
	delete(m.docs, id)
	if m.names[claim(d)] == id {
		delete(m.names, claim(d))
	}
	return nil
}

// List implements document.Store.
func (m *Memory) List(ctx context.Context, scope auth.Scope, f document.Filter) (document.Page,
	error) {
	if err := ctx.Err(); err != nil {
		return document.Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []document.Document
	for _, d := range m.docs {
		if scope.CanRead(d.Readers) && f.Matches(d) && f.Order.Place(d) > f.After {
			found = append(found, d.Clone())
		}
	}
	return document.PageOf(found, f), nil
}

// Count implements document.Store.
func (m *Memory) Count(ctx context.Context, scope auth.Scope, f document.Filter) (document.Counts,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := document.Counts{}
	f = document.Filter{Contains: f.Contains, Owner: f.Owner}
	for _, d := range m.docs {
		if scope.CanRead(d.Readers) && f.Matches(d) {
			counts[d.State]++
		}
	}
	return counts, nil
}

// Formats implements document.Store.
func (m *Memory) Formats(ctx context.Context, scope auth.Scope) (map[string]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	formats := map[string]int{}
	for _, d := range m.docs {
		if scope.CanRead(d.Readers) && d.WasRead() {
			formats[d.Format]++
		}
	}
	return formats, nil
}

// Used implements document.Store.
func (m *Memory) Used(ctx context.Context, owner auth.Principal) (n int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.docs {
		if d.Owner == owner && d.State != document.Deleting {
			n += d.Size
		}
	}
	return n, nil
}

// Each implements document.Store.
func (m *Memory) Each(ctx context.Context, f func(document.Document) error) error {
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

// Named implements document.Store.
func (m *Memory) Named(ctx context.Context, owner auth.Principal, c document.Collection,
	n string) (document.Document, error) {
	m.mu.Lock()
	id := m.names[name{owner, c, n}]
	m.mu.Unlock()
	return m.Get(ctx, id)
}

// PutGrant implements document.Store.
func (m *Memory) PutGrant(ctx context.Context, g document.Grant) error {
	if err := errors.Join(ctx.Err(), g.ID.Check()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.grants == nil {
		m.grants = make(map[document.GrantID]document.Grant)
	}
	g.Readers = slices.Clone(g.Readers)
	m.grants[g.ID] = g
	return nil
}

// Grant implements document.Store.
func (m *Memory) Grant(ctx context.Context, id document.GrantID, now time.Time) (document.Grant,
	error) {
	return m.grant(ctx, now, func(g document.Grant) bool { return g.ID == id })
}

// LatestGrant implements document.Store.
func (m *Memory) LatestGrant(ctx context.Context, owner auth.Principal, c document.Collection,
	n string, now time.Time) (document.Grant, error) {
	return m.grant(ctx, now, func(g document.Grant) bool {
		return g.Owner == owner &&
			g.Collection == c && g.Name == n
	})
}

// grant is the latest one that is wanted.
func (m *Memory) grant(ctx context.Context, now time.Time,
	wanted func(document.Grant) bool) (document.Grant, error) {
	if err := ctx.Err(); err != nil {
		return document.Grant{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var latest document.Grant
	for _, g := range m.grants {
		if wanted(g) && !now.After(g.Expires.Add(document.GrantSlack)) &&
			(latest.ID == "" || g.Issued.After(latest.Issued)) {
			latest = g
		}
	}
	if latest.ID == "" {
		return document.Grant{}, fault.Newf(fault.NotFound, "no such grant")
	}
	latest.Readers = slices.Clone(latest.Readers)
	return latest, nil
}

// EndGrants implements document.Store.
func (m *Memory) EndGrants(ctx context.Context, id document.ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.grants, func(g document.GrantID, _ document.Grant) bool {
		return strings.HasPrefix(string(g), document.GrantPrefix(id))
	})
	return nil
}
