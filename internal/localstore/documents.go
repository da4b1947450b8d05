package localstore

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// Documents is the document.Store of a DB.
type Documents struct{ db *DB }

var _ document.Store = Documents{}

// Documents gives the store of document records and grants.
func (d *DB) Documents() Documents { return Documents{d} }

func scanDocument(s scanner) (d document.Document, err error) {
	var record []byte
	if err := s.Scan(&record); err != nil {
		return d, err
	}
	return d, decode(record, &d)
}

// Get implements document.Store.
func (s Documents) Get(ctx context.Context, key document.ID) (document.Document, error) {
	d, found, err := one(ctx, s.db, scanDocument, "SELECT record FROM document WHERE key = ?", string(key))
	if err == nil && !found {
		err = notFound("no document %s", key)
	}
	return d, err
}

// GetBatch implements document.Store.
func (s Documents) GetBatch(ctx context.Context, keys []document.ID) (map[document.ID]document.Document, error) {
	wanted, err := list(keys)
	if err != nil {
		return nil, err
	}
	docs, err := all(ctx, s.db, scanDocument, "SELECT record FROM document WHERE key IN (SELECT value FROM json_each(?))", wanted)
	found := make(map[document.ID]document.Document, len(docs))
	for _, d := range docs {
		found[d.ID] = d
	}
	return found, err
}

// Put implements document.Store.
func (s Documents) Put(ctx context.Context, d document.Document) (document.Document, error) {
	if err := d.ID.Check(); err != nil {
		return document.Document{}, err
	}
	err := s.db.write(ctx, func(t *tx) error {
		var stored int64
		if _, err := t.get([]any{&stored}, "SELECT revision FROM document WHERE key = ?", string(d.ID)); err != nil {
			return err
		}
		if stored != d.Revision {
			return conflict("document %s is at revision %d, not %d", d.ID, stored, d.Revision)
		}
		return putDocument(t, &d)
	})
	if err != nil {
		return document.Document{}, err
	}
	return d.Clone(), nil
}

func putDocument(t *tx, d *document.Document) (err error) {
	isNew := d.Revision == 0
	if d.Revision, err = t.next("document"); err != nil {
		return err
	}
	record, err := encode(*d)
	if err != nil {
		return err
	}
	if err := t.run(`INSERT INTO document (key, revision, owner, state, name, title, record) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, owner = excluded.owner, state = excluded.state,
			title = excluded.title, record = excluded.record`,
		string(d.ID), d.Revision, string(d.Owner), string(d.State), document.Fold(d.ID.Name()), document.Fold(d.Title), record,
	); err != nil {
		return err
	}
	readers, err := list(d.Readers)
	if err != nil {
		return err
	}
	if !isNew { // progress is written often, readers seldom change: this touches no page unless they do
		if err := t.run(`DELETE FROM reader WHERE key = ? AND principal NOT IN (SELECT value FROM json_each(?))`,
			string(d.ID), readers); err != nil {
			return err
		}
	}
	return t.run(`INSERT OR IGNORE INTO reader (key, principal) SELECT ?, value FROM json_each(?)`, string(d.ID), readers)
}

// Delete implements document.Store.
func (s Documents) Delete(ctx context.Context, key document.ID, revision int64) error {
	return s.db.write(ctx, func(t *tx) error {
		var stored int64
		switch found, err := t.get([]any{&stored}, "SELECT revision FROM document WHERE key = ?", string(key)); {
		case err != nil:
			return err
		case !found:
			return notFound("no document %s", key)
		case stored != revision:
			return conflict("document %s is at revision %d, not %d", key, stored, revision)
		}
		if err := t.run("DELETE FROM reader WHERE key = ?", string(key)); err != nil {
			return err
		}
		return t.run("DELETE FROM document WHERE key = ?", string(key))
	})
}

// readable selects the documents that one of the principals in ?1 (JSON) may read.
const readable = ` EXISTS (SELECT 1 FROM reader AS r WHERE r.key = d.key AND r.principal IN (SELECT value FROM json_each(?1)))`

// List implements document.Store.
func (s Documents) List(ctx context.Context, scope auth.Scope, f document.Filter) (p document.Page, err error) {
	principals, err := list(scope.Principals)
	if err != nil {
		return p, err
	}
	// The conditions are those of document.Filter.Matches; one more row than the page tells whether there is a next.
	size := f.PageSize()
	p.Documents, err = all(ctx, s.db, scanDocument, `SELECT record FROM document AS d
		WHERE d.key > ?2 AND (?3 = '' OR d.state = ?3) AND (?4 = '' OR d.owner = ?4)
			AND (?5 = '' OR instr(d.name, ?5) > 0 OR instr(d.title, ?5) > 0) AND`+readable+`
		ORDER BY d.key LIMIT ?6`,
		principals, string(f.After), string(f.State), string(f.Owner), document.Fold(f.Contains), size+1)
	if len(p.Documents) > size {
		p.Documents = p.Documents[:size]
		p.Next = p.Documents[size-1].ID
	}
	return p, err
}

// Count implements document.Store.
func (s Documents) Count(ctx context.Context, scope auth.Scope) (document.Counts, error) {
	principals, err := list(scope.Principals)
	if err != nil {
		return nil, err
	}
	counts := document.Counts{}
	_, err = all(ctx, s.db, func(s scanner) (n int, err error) {
		var state document.State
		err = s.Scan(&state, &n)
		counts[state] = n
		return n, err
	}, "SELECT d.state, count(*) FROM document AS d WHERE"+readable+" GROUP BY d.state", principals)
	return counts, err
}

// eachPage is how many records Each holds at once. It pages, so that a slow visitor holds no snapshot of the file.
const eachPage = 500

// Each implements document.Store.
func (s Documents) Each(ctx context.Context, f func(document.Document) error) error {
	after := ""
	for {
		page, err := all(ctx, s.db, scanDocument, "SELECT record FROM document WHERE key > ? ORDER BY key LIMIT ?", after, eachPage)
		if err != nil {
			return err
		}
		for _, d := range page {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(d); err != nil {
				return err
			}
			after = string(d.ID)
		}
		if len(page) < eachPage {
			return nil
		}
	}
}

// PutGrant implements document.Store.
func (s Documents) PutGrant(ctx context.Context, g document.Grant) error {
	if err := g.Key.Check(); err != nil {
		return err
	}
	record, err := encode(g)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(t *tx) error {
		var owner string
		found, err := t.get([]any{&owner}, `SELECT owner FROM document WHERE key = ?1 AND owner <> ?2
			UNION ALL SELECT owner FROM upload_grant WHERE key = ?1 AND owner <> ?2 AND expires > ?3`,
			string(g.Key), string(g.Owner), nanos(time.Now()))
		if err != nil {
			return err
		}
		if found {
			return conflict("%s belongs to another owner", g.Key)
		}
		return t.run("INSERT OR REPLACE INTO upload_grant (key, owner, expires, record) VALUES (?, ?, ?, ?)",
			string(g.Key), string(g.Owner), nanos(g.Expires), record)
	})
}

// GrantFor implements document.Store.
func (s Documents) GrantFor(ctx context.Context, key document.ID, now time.Time) (document.Grant, error) {
	g, found, err := one(ctx, s.db, func(s scanner) (g document.Grant, err error) {
		var record []byte
		if err := s.Scan(&record); err != nil {
			return g, err
		}
		return g, decode(record, &g)
	}, "SELECT record FROM upload_grant WHERE key = ? AND expires >= ?", string(key), nanos(now.Add(-document.GrantSlack)))
	if err == nil && !found {
		err = notFound("no grant for %s", key)
	}
	return g, err
}

// DeleteGrant implements document.Store.
func (s Documents) DeleteGrant(ctx context.Context, key document.ID) error {
	return s.db.write(ctx, func(t *tx) error { return t.run("DELETE FROM upload_grant WHERE key = ?", string(key)) })
}
