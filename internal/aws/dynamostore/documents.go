package dynamostore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// Documents is the document.Store of a Store. All records lie under one hash key in the order of their keys, which
// DynamoDB splits by load; lists read all that lies between, since readers can be anybody.
type Documents struct{ s *Store }

var _ document.Store = Documents{}

// Documents gives the store of document records and grants.
func (s *Store) Documents() Documents { return Documents{s} }

// Hash keys of the documents' table; the range key is the document's.
const (
	documentKey = "document"
	grantKey    = "grant"
)

func (d Documents) table() string { return d.s.tables.Documents }

func documentOf(it item) (d document.Document, err error) {
	err = decode(it["record"], &d)
	d.Revision = numberOf(it["revision"])
	return d, err
}

// Get implements document.Store.
func (d Documents) Get(ctx context.Context, key document.ID) (document.Document, error) {
	if key.Check() != nil {
		return document.Document{}, notFound("no document %q", key)
	}
	it, err := d.s.get(ctx, d.table(), pair(documentKey, string(key)))
	if err != nil {
		return document.Document{}, err
	}
	if it["record"] == nil {
		return document.Document{}, notFound("no document %s", key)
	}
	return documentOf(it)
}

// GetBatch implements document.Store.
func (d Documents) GetBatch(ctx context.Context, keys []document.ID) (map[document.ID]document.Document, error) {
	wanted := make([]item, 0, len(keys))
	seen := make(map[document.ID]bool, len(keys))
	for _, k := range keys {
		if !seen[k] && k.Check() == nil {
			wanted = append(wanted, pair(documentKey, string(k)))
		}
		seen[k] = true
	}
	items, err := d.s.getAll(ctx, d.table(), wanted)
	if err != nil {
		return nil, err
	}
	found := make(map[document.ID]document.Document, len(items))
	for _, it := range items {
		if it["record"] == nil {
			continue
		}
		doc, err := documentOf(it)
		if err != nil {
			return nil, err
		}
		found[doc.ID] = doc
	}
	return found, nil
}

func (d Documents) versioned(doc document.Document) versioned {
	v := versioned{table: d.table(), key: pair(documentKey, string(doc.ID)), extra: item{
		"owner": str(doc.Owner), "state": str(doc.State), "readers": nil,
	}}
	if len(doc.Readers) > 0 {
		readers := &types.AttributeValueMemberSS{}
		seen := map[auth.Principal]bool{}
		for _, r := range doc.Readers {
			if !seen[r] {
				readers.Value = append(readers.Value, string(r))
			}
			seen[r] = true
		}
		v.extra["readers"] = readers
	}
	return v
}

// Put implements document.Store.
func (d Documents) Put(ctx context.Context, doc document.Document) (document.Document, error) {
	if err := doc.ID.Check(); err != nil {
		return document.Document{}, err
	}
	doc = doc.Clone()
	revision, ok, err := d.s.swap(ctx, d.versioned(doc), doc, doc.Revision)
	if err != nil {
		return document.Document{}, err
	}
	if !ok {
		return document.Document{}, conflict("document %s is not at revision %d", doc.ID, doc.Revision)
	}
	doc.Revision = revision
	return doc, nil
}

// Delete implements document.Store.
func (d Documents) Delete(ctx context.Context, key document.ID, revision int64) error {
	old, ok, err := d.s.erase(ctx, d.versioned(document.Document{ID: key}), revision)
	switch {
	case err != nil || ok:
		return err
	case old["record"] == nil:
		return notFound("no document %s", key)
	}
	return conflict("document %s is at revision %d, not %d", key, numberOf(old["revision"]), revision)
}

// readable queries the documents that one of the scope's principals may read.
func (d Documents) readable(scope auth.Scope) query {
	q := below(d.table(), documentKey)
	q.names = map[string]string{"#record": "record"}
	may := make([]string, len(scope.Principals))
	for i, p := range scope.Principals {
		may[i] = fmt.Sprintf("contains(readers, :p%d)", i)
		q.values[fmt.Sprintf(":p%d", i)] = str(p)
	}
	q.filter = "attribute_exists(#record) AND (" + strings.Join(may, " OR ") + ")"
	return q
}

// listPage is the fewest records that a list looks at in one call.
const listPage = 100

// List implements document.Store.
func (d Documents) List(ctx context.Context, scope auth.Scope, f document.Filter) (p document.Page, err error) {
	if len(scope.Principals) == 0 {
		return p, ctx.Err()
	}
	size := f.PageSize()
	q := d.readable(scope)
	q.project, q.page = "#record, revision", int32(max(size+1, listPage))
	if f.After != "" {
		q.where += " AND sk > :after"
		q.values[":after"] = str(f.After)
	}
	for it, err := range d.s.each(ctx, q) {
		if err != nil {
			return document.Page{}, err
		}
		doc, err := documentOf(it)
		if err != nil {
			return document.Page{}, err
		}
		if !f.Matches(doc) {
			continue
		}
		if len(p.Documents) == size {
			p.Next = p.Documents[size-1].ID
			break
		}
		p.Documents = append(p.Documents, doc)
	}
	return p, nil
}

// Count implements document.Store.
func (d Documents) Count(ctx context.Context, scope auth.Scope) (document.Counts, error) {
	counts := document.Counts{}
	if len(scope.Principals) == 0 {
		return counts, ctx.Err()
	}
	q := d.readable(scope)
	q.project, q.names["#state"] = "#state", "state"
	for it, err := range d.s.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		counts[document.State(textOf(it["state"]))]++
	}
	return counts, nil
}

// Each implements document.Store.
func (d Documents) Each(ctx context.Context, f func(document.Document) error) error {
	for it, err := range d.s.each(ctx, below(d.table(), documentKey)) {
		if err != nil {
			return err
		}
		if it["record"] == nil {
			continue
		}
		doc, err := documentOf(it)
		if err != nil {
			return err
		}
		if err := f(doc); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// PutGrant implements document.Store.
func (d Documents) PutGrant(ctx context.Context, g document.Grant) error {
	if err := g.Key.Check(); err != nil {
		return err
	}
	record, err := encode(g)
	if err != nil {
		return err
	}
	owned := item{":owner": str(g.Owner)}
	err = d.s.transact(ctx,
		writing{
			table: d.table(), key: pair(documentKey, string(g.Key)), when: "attribute_not_exists(#record) OR #owner = :owner",
			names: map[string]string{"#record": "record", "#owner": "owner"}, values: owned,
		}.check(),
		writing{
			table: d.table(),
			item: item{
				"pk": str(grantKey), "sk": str(g.Key), "owner": str(g.Owner), "until": num(nanos(g.Expires)), "record": record,
				"expires": unix(g.Expires.Add(document.GrantSlack)),
			},
			when:  "attribute_not_exists(pk) OR #owner = :owner OR #until <= :now",
			names: map[string]string{"#owner": "owner", "#until": "until"}, values: item{":owner": str(g.Owner), ":now": num(nanos(time.Now()))},
		}.put(),
	)
	for i := range 2 {
		if _, failed := refused(err, i); failed {
			return conflict("%s belongs to another owner", g.Key)
		}
	}
	return err
}

// GrantFor implements document.Store.
func (d Documents) GrantFor(ctx context.Context, key document.ID, now time.Time) (g document.Grant, err error) {
	if key.Check() != nil {
		return g, notFound("no grant for %q", key)
	}
	it, err := d.s.get(ctx, d.table(), pair(grantKey, string(key)))
	if err != nil {
		return g, err
	}
	if it == nil || now.After(moment(numberOf(it["until"])).Add(document.GrantSlack)) {
		return g, notFound("no grant for %s", key)
	}
	err = decode(it["record"], &g)
	return g, err
}

// DeleteGrant implements document.Store.
func (d Documents) DeleteGrant(ctx context.Context, key document.ID) error {
	if key.Check() != nil {
		return nil
	}
	return d.s.deleteOne(ctx, writing{table: d.table(), key: pair(grantKey, string(key))})
}
