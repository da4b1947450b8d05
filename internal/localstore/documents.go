package localstore

import (
	"context"
	"fmt"
	"math"
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
func (s Documents) Get(ctx context.Context, id document.ID) (document.Document, error) {
	d, found, err := one(ctx, s.db, scanDocument, "SELECT record FROM document WHERE id = ?",
		string(id))
	if err == nil && !found {
		err = notFound("no document %s", id)
	}
	return d, err
}

// GetBatch implements document.Store.
func (s Documents) GetBatch(ctx context.Context,
	ids []document.ID) (map[document.ID]document.Document, error) {
	wanted, err := list(ids)
	if err != nil {
		return nil, err
	}
	docs, err := all(ctx, s.db, scanDocument,
		"SELECT record FROM document WHERE id IN (SELECT value FROM json_each(?))", wanted)
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
		var state document.State
		if _, err := t.get([]any{&stored, &state}, "SELECT revision, state FROM document WHERE id = ?",
			string(d.ID)); err != nil {
			return err
		}
		if stored != d.Revision {
			return conflict("document %s is at revision %d, not %d", d.ID, stored, d.Revision)
		}
		if d.Revision == 0 || d.RestoredFrom(state) {
			if err := claim(t, d); err != nil {
				return err
			}
		}
		return putDocument(t, &d)
	})
	if err != nil {
		return document.Document{}, err
	}
	return d.Clone(), nil
}

// claim makes a new or restored document the holder of its name, unless another one that stays has it.
func claim(t *tx, d document.Document) error {
	var holder string
	found, err := t.get([]any{&holder}, `SELECT d.id FROM document_name AS n JOIN document AS d ON d.id = n.id
		WHERE n.owner = ? AND n.collection = ? AND n.name = ? AND d.state <> ?`,
		string(d.Owner), string(d.Collection), d.Name, string(document.Deleting))
	if err != nil {
		return err
	}
	if found {
		return conflict("%w: document %s has it", document.ErrNameTaken, holder)
	}
	return t.run("INSERT OR REPLACE INTO document_name (owner, collection, name, id) VALUES (?, ?, ?, ?)",
		string(d.Owner), string(d.Collection), d.Name, string(d.ID))
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
	if err := t.run(`INSERT INTO document (id, revision, owner, state, file, name, place, title, record)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, owner = excluded.owner, state = excluded.state,
			title = excluded.title, record = excluded.record`,
		string(d.ID), d.Revision, string(d.Owner), string(d.State), d.Name, document.Fold(d.Name),
		d.Place(), document.Fold(d.Title), record,
	); err != nil {
		return err
	}
	readers, err := list(d.Readers)
	if err != nil {
		return err
	}
	if !isNew { // progress is written often, readers seldom change: this touches no page unless they do
		if err := t.run(`DELETE FROM reader WHERE id = ? AND principal NOT IN (SELECT value FROM json_each(?))`,
			string(d.ID), readers); err != nil {
			return err
		}
	}
	return t.run(`INSERT OR IGNORE INTO reader (id, principal) SELECT ?, value FROM json_each(?)`, string(d.ID), readers)
}

// Delete implements document.Store.
func (s Documents) Delete(ctx context.Context, id document.ID, revision int64) error {
	return s.db.write(ctx, func(t *tx) error {
		var stored int64
		switch found, err := t.get([]any{&stored}, "SELECT revision FROM document WHERE id = ?",
			string(id)); {
		case err != nil:
			return err
		case !found:
			return notFound("no document %s", id)
		case stored != revision:
			return conflict("document %s is at revision %d, not %d", id, stored, revision)
		}
		if err := t.erased(); err != nil {
			return err
		}
		if err := t.run("DELETE FROM reader WHERE id = ?", string(id)); err != nil {
			return err
		}
		if err := t.run("DELETE FROM document_name WHERE id = ?", string(id)); err != nil {
			return err
		}
		if err := t.run(`DELETE FROM dead_letter WHERE json_valid(CAST(body AS TEXT))
			AND json_extract(CAST(body AS TEXT), '$.key') = ?`, string(id)); err != nil {
			return err
		}
		return t.run("DELETE FROM document WHERE id = ?", string(id))
	})
}

// readable selects the documents that one of the principals in ?1 (JSON) may read.
const readable = ` EXISTS (SELECT 1 FROM reader AS r WHERE r.id = d.id AND r.principal IN (SELECT value FROM json_each(?1)))`

// List implements document.Store.
func (s Documents) List(ctx context.Context, scope auth.Scope, f document.Filter) (p document.Page,
	err error) {
	principals, err := list(scope.Principals)
	if err != nil {
		return p, err
	}
	place := placeIn(f.Order)
	// The conditions are those of document.Filter.Matches; one more row than
	// the page tells whether there is a next.
	found, err := all(ctx, s.db, scanDocument, `SELECT record FROM document AS d
		WHERE `+place+` > ?2 AND (?3 = '' OR d.state = ?3) AND (?4 = '' OR d.owner = ?4)
			AND (?5 = '' OR instr(d.name, ?5) > 0 OR instr(d.title, ?5) > 0)
			AND (?7 = '' OR d.file = ?7) AND`+readable+`
		ORDER BY `+place+` LIMIT ?6`,
		principals, f.After, string(f.State), string(f.Owner), document.Fold(f.Contains),
		f.PageSize()+1, f.Name)
	return document.PageOf(found, f), err
}

// placeIn is the expression for document.Order.Place.
func placeIn(o document.Order) string {
	const field = "json_extract(CAST(d.record AS TEXT), '$."
	switch o {
	case document.ByNewest:
		return fmt.Sprintf("(printf('%%012d/', %d - unixepoch(%suploaded'))) || d.place)",
			document.LastSecond, field)
	case document.BySize:
		return fmt.Sprintf("(printf('%%019d/', %d - %ssize')) || d.place)", math.MaxInt64, field)
	case document.ByKind:
		return "(" + field + "format') || '/' || d.place)"
	}
	return "d.place"
}

// Count implements document.Store.
func (s Documents) Count(ctx context.Context, scope auth.Scope, f document.Filter) (document.Counts,
	error) {
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
	}, `SELECT d.state, count(*) FROM document AS d WHERE (?2 = '' OR d.owner = ?2)
			AND (?3 = '' OR instr(d.name, ?3) > 0 OR instr(d.title, ?3) > 0) AND`+readable+`
		GROUP BY d.state`, principals, string(f.Owner), document.Fold(f.Contains))
	return counts, err
}

// Formats implements document.Store.
func (s Documents) Formats(ctx context.Context, scope auth.Scope) (map[string]int, error) {
	principals, err := list(scope.Principals)
	if err != nil {
		return nil, err
	}
	formats := map[string]int{}
	_, err = all(ctx, s.db, func(s scanner) (n int, err error) {
		var format string
		if err = s.Scan(&format, &n); format != "" {
			formats[format] = n
		}
		return n, err
	}, `SELECT coalesce(json_extract(CAST(d.record AS TEXT), '$.format'), ''), count(*)
		FROM document AS d WHERE d.state NOT IN (?2, ?3) AND`+readable+` GROUP BY 1`,
		principals, string(document.Failed), string(document.Deleting))
	return formats, err
}

// Used implements document.Store.
func (s Documents) Used(ctx context.Context, owner auth.Principal) (int64, error) {
	n, _, err := one(ctx, s.db, func(s scanner) (n int64, err error) { return n, s.Scan(&n) },
		`SELECT coalesce(sum(json_extract(CAST(record AS TEXT), '$.size')), 0) FROM document
			WHERE owner = ? AND state <> ?`, string(owner), string(document.Deleting))
	if err != nil {
		return 0, fmt.Errorf("measuring the documents of %s: %w", owner, err)
	}
	return n, nil
}

// eachPage is how many records Each holds at once. It pages, so that a slow
// visitor holds no snapshot of the file.
const eachPage = 500

// Each implements document.Store.
func (s Documents) Each(ctx context.Context, f func(document.Document) error) error {
	after := ""
	for {
		page, err := all(ctx, s.db, scanDocument,
			"SELECT record FROM document WHERE id > ? ORDER BY id LIMIT ?", after, eachPage)
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

// Named implements document.Store.
func (s Documents) Named(ctx context.Context, owner auth.Principal, c document.Collection,
	name string) (document.Document, error) {
	d, found, err := one(ctx, s.db, scanDocument, `SELECT d.record FROM document_name AS n JOIN document AS d ON d.id = n.id
		WHERE n.owner = ? AND n.collection = ? AND n.name = ?`, string(owner), string(c), name)
	if err == nil && !found {
		err = notFound("no document is called that")
	}
	return d, err
}

// PutGrant implements document.Store.
func (s Documents) PutGrant(ctx context.Context, g document.Grant) error {
	if err := g.ID.Check(); err != nil {
		return err
	}
	record, err := encode(g)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(t *tx) error {
		if err := t.run("DELETE FROM upload_grant WHERE expires < ?",
			nanos(time.Now().Add(-document.GrantSlack))); err != nil {
			return err
		}
		return t.run(`INSERT OR REPLACE INTO upload_grant (id, owner, collection, name, issued, expires, record)
			VALUES (?, ?, ?, ?, ?, ?, ?)`,
			string(g.ID), string(g.Owner), string(g.Collection), g.Name, nanos(g.Issued),
			nanos(g.Expires), record)
	})
}

func (s Documents) grant(ctx context.Context, query string, args ...any) (document.Grant, error) {
	g, found, err := one(ctx, s.db, func(s scanner) (g document.Grant, err error) {
		var record []byte
		if err := s.Scan(&record); err != nil {
			return g, err
		}
		return g, decode(record, &g)
	}, "SELECT record FROM upload_grant WHERE "+query, args...)
	if err == nil && !found {
		err = notFound("no such grant")
	}
	return g, err
}

// Grant implements document.Store.
func (s Documents) Grant(ctx context.Context, id document.GrantID, now time.Time) (document.Grant,
	error) {
	return s.grant(ctx, "id = ? AND expires >= ?", string(id), nanos(now.Add(-document.GrantSlack)))
}

// LatestGrant implements document.Store.
func (s Documents) LatestGrant(
	ctx context.Context, owner auth.Principal, c document.Collection, name string, now time.Time,
) (document.Grant, error) {
	return s.grant(ctx, "owner = ? AND collection = ? AND name = ? AND expires >= ? ORDER BY issued DESC LIMIT 1",
		string(owner), string(c), name, nanos(now.Add(-document.GrantSlack)))
}

// EndGrants implements document.Store.
func (s Documents) EndGrants(ctx context.Context, id document.ID) error {
	prefix := document.GrantPrefix(id)
	return s.db.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM upload_grant WHERE id > ? AND id < ?", prefix, prefix+"~")
		if err != nil || n == 0 {
			return err
		}
		return t.erased()
	})
}
