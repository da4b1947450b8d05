package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// Documents is the document.Store of a Store. The records are spread over
// several hash keys, so that reading all of them, as a list of names must, is
// not bound by what one partition of DynamoDB gives. How many there are, and
// which of them are not ready, is stored with them: see counted.
type Documents struct{ s *Store }

var _ document.Store = Documents{}

// Documents returns the store of document records and grants.
func (s *Store) Documents() Documents { return Documents{s} }

// Hash keys of the documents' table. The range key is the id of the document or
// the grant, and the digest of owner, collection and name.
const (
	// documentKey is that of the records of version 0.1. The others have a digit
	// behind it: see recordKey.
	documentKey = "document"
	grantKey    = "grant"
	nameKey     = "name"   // which document holds a name
	latestKey   = "latest" // the latest grant of a name
)

// partitions are the digits that follow documentKey.
const partitions = "0123456789abcdef"

// recordKey returns the key of a document's record.
func recordKey(id document.ID) item {
	if id.Early() {
		return pair(documentKey, string(id))
	}
	return pair(documentKey+"#"+partitionOf(id), string(id))
}

func partitionOf(id document.ID) string { return digest(string(id))[:1] }

func nameOf(owner auth.Principal, c document.Collection, name string) string {
	return digest(string(owner), string(c), name)
}

func (d Documents) table() string { return d.s.tables.Documents }

func documentOf(it item) (d document.Document, err error) {
	err = decode(it["record"], &d)
	d.Revision = numberOf(it["revision"])
	return d, err
}

// Get implements document.Store.
func (d Documents) Get(ctx context.Context, id document.ID) (document.Document, error) {
	if id.Check() != nil {
		return document.Document{}, notFound("no document %q", id)
	}
	it, err := d.s.get(ctx, d.table(), recordKey(id))
	if err != nil {
		return document.Document{}, err
	}
	if it["record"] == nil {
		return document.Document{}, notFound("no document %s", id)
	}
	return documentOf(it)
}

// GetBatch implements document.Store.
func (d Documents) GetBatch(ctx context.Context,
	ids []document.ID) (map[document.ID]document.Document, error) {
	wanted := make([]item, 0, len(ids))
	seen := make(map[document.ID]bool, len(ids))
	for _, k := range ids {
		if !seen[k] && k.Check() == nil {
			wanted = append(wanted, recordKey(k))
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
	v := versioned{table: d.table(), key: recordKey(doc.ID), extra: item{
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
	if doc.Revision == 0 {
		return d.create(ctx, doc)
	}
	return d.change(ctx, doc)
}

// change writes the next revision of a record and updates the counters
// accordingly.
func (d Documents) change(ctx context.Context, doc document.Document) (document.Document, error) {
	lost := conflict("document %s is not at revision %d", doc.ID, doc.Revision)
	v := d.versioned(doc)
	before, err := d.s.get(ctx, d.table(), v.key)
	if err != nil {
		return document.Document{}, err
	}
	if before["record"] == nil || numberOf(before["revision"]) != doc.Revision {
		return document.Document{}, lost
	}
	moves := d.moves(doc.ID, countedOf(before), countedOf(v.extra))
	if doc.RestoredFrom(document.State(textOf(before["state"]))) {
		claim, err := d.claim(ctx, doc)
		if err != nil {
			return document.Document{}, err
		}
		moves = append(moves, claim...)
	}
	if len(moves) == 0 {
		revision, ok, err := d.s.swap(ctx, v, doc, doc.Revision)
		if err == nil && !ok {
			err = lost
		}
		if err != nil {
			return document.Document{}, err
		}
		doc.Revision = revision
		return doc, nil
	}
	record, err := d.s.swapping(v, doc, doc.Revision, token())
	if err != nil {
		return document.Document{}, err
	}
	err = d.s.transact(ctx, append(moves, record.update())...)
	if _, failed := refusedLast(err); failed {
		return document.Document{}, lost
	}
	if err != nil {
		return document.Document{}, err
	}
	doc.Revision++
	return doc, nil
}

// create writes a new record together with its claim on its name.
func (d Documents) create(ctx context.Context, doc document.Document) (document.Document, error) {
	claim, err := d.claim(ctx, doc)
	if err != nil {
		return document.Document{}, err
	}
	v := d.versioned(doc)
	before, err := d.s.get(ctx, d.table(), v.key)
	if err != nil {
		return document.Document{}, err
	}
	record, err := d.s.swapping(v, doc, 0, token())
	if err != nil {
		return document.Document{}, err
	}
	base := numberOf(before["revision"])
	record.when += " AND (attribute_not_exists(revision) OR revision = :base)"
	record.values[":base"] = num(base)
	writes := append([]types.TransactWriteItem{record.update()}, claim...)
	err = d.s.transact(ctx,
		append(writes, d.moves(doc.ID, counted{}, countedOf(v.extra))...)...)
	if err != nil { // fault.Conflict: somebody else has written the document or taken its name
		return document.Document{}, fmt.Errorf("writing document %s: %w", doc.ID, err)
	}
	doc.Revision = base + 1
	return doc, nil
}

// claim makes the writes by which a document gets its name, unless another one
// that stays has it. They fail if that changes before they are carried out.
func (d Documents) claim(ctx context.Context, doc document.Document) ([]types.TransactWriteItem,
	error) {
	holder, seen, err := d.holder(ctx, doc.Owner, doc.Collection, doc.Name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err == nil && holder.State != document.Deleting {
		return nil, conflict("%w: document %s has it", document.ErrNameTaken, holder.ID)
	}
	claim := writing{
		table: d.table(), item: pair(nameKey, nameOf(doc.Owner, doc.Collection, doc.Name)),
		when: "attribute_not_exists(pk)",
	}
	claim.item["id"] = str(doc.ID)
	if seen != "" {
		claim.when += " OR id = :seen"
		claim.values = item{":seen": str(seen)}
	}
	writes := []types.TransactWriteItem{claim.put()}
	if err == nil && holder.ID != doc.ID { // it may be restored at the same time
		writes = append(writes, writing{
			table: d.table(), key: recordKey(holder.ID),
			when:   "attribute_not_exists(#record) OR revision = :revision",
			names:  map[string]string{"#record": "record"},
			values: item{":revision": num(holder.Revision)},
		}.check())
	}
	return writes, nil
}

// holder reads the document that holds a name, and the id in the name's claim,
// or "" if there is no claim. A document of version 0.1 has no claim and is
// found by its id. If nobody holds the name, the error is fault.NotFound.
func (d Documents) holder(
	ctx context.Context, owner auth.Principal, c document.Collection, name string,
) (doc document.Document, claimed document.ID, err error) {
	it, err := d.s.get(ctx, d.table(), pair(nameKey, nameOf(owner, c, name)))
	if err != nil {
		return doc, "", err
	}
	claimed = document.ID(textOf(it["id"]))
	ids := []document.ID{claimed}
	if c == document.Default {
		legacy := document.LegacyIDs(owner, name)
		ids = append(ids, legacy[:]...)
	}
	found, err := d.GetBatch(ctx, ids)
	if err != nil {
		return doc, claimed, err
	}
	for _, id := range ids {
		if doc, ok := found[id]; ok && doc.Owner == owner && doc.Name == name {
			return doc, claimed, nil
		}
	}
	return doc, claimed, notFound("no document is called that")
}

// Named implements document.Store.
func (d Documents) Named(ctx context.Context, owner auth.Principal, c document.Collection,
	name string) (document.Document, error) {
	doc, _, err := d.holder(ctx, owner, c, name)
	return doc, err
}

// Delete implements document.Store.
func (d Documents) Delete(ctx context.Context, id document.ID, revision int64) error {
	doc, err := d.Get(ctx, id)
	if err != nil {
		return err
	}
	v := d.versioned(doc)
	record := erasing(v, revision, token())
	err = d.s.transact(ctx, append(d.moves(id, countedOf(v.extra), counted{}), record.update())...)
	old, failed := refusedLast(err)
	switch {
	case !failed && err == nil:
		return d.unclaim(ctx, doc)
	case !failed:
		return err
	case old["record"] == nil:
		return notFound("no document %s", id)
	}
	return conflict("document %s is at revision %d, not %d", id, numberOf(old["revision"]),
		revision)
}

// unclaim releases the name of a deleted document. A claim that a crash leaves
// behind points to no document and blocks nobody.
func (d Documents) unclaim(ctx context.Context, doc document.Document) error {
	err := d.s.deleteOne(ctx, writing{
		table: d.table(), key: pair(nameKey, nameOf(doc.Owner, doc.Collection, doc.Name)),
		when: "id = :id", values: item{":id": str(doc.ID)},
	})
	if _, failed := refusedOne(err); failed {
		return nil
	}
	return err
}

// PutGrant implements document.Store.
func (d Documents) PutGrant(ctx context.Context, g document.Grant) error {
	if err := g.ID.Check(); err != nil {
		return err
	}
	record, err := encode(g)
	if err != nil {
		return err
	}
	expires := unix(g.Expires.Add(document.GrantSlack))
	it := pair(grantKey, string(g.ID))
	it["record"], it["expires"] = record, expires
	if err := d.s.putOne(ctx, d.table(), it); err != nil {
		return err
	}
	latest := pair(latestKey, nameOf(g.Owner, g.Collection, g.Name))
	latest["id"], latest["issued"], latest["expires"] = str(g.ID), num(nanos(g.Issued)), expires
	err = d.s.transact(ctx, writing{
		table: d.table(), item: latest, when: "attribute_not_exists(pk) OR issued <= :issued",
		values: item{":issued": num(nanos(g.Issued))},
	}.put())
	if _, failed := refused(err, 0); failed { // a later one is there
		return nil
	}
	return err
}

// Grant implements document.Store.
func (d Documents) Grant(ctx context.Context, id document.GrantID, now time.Time) (g document.Grant,
	err error) {
	if id.Check() != nil {
		return g, notFound("no grant %q", id)
	}
	it, err := d.s.get(ctx, d.table(), pair(grantKey, string(id)))
	if err != nil {
		return g, err
	}
	if it == nil {
		return g, notFound("no grant %s", id)
	}
	if err := decode(it["record"], &g); err != nil {
		return g, err
	}
	if now.After(g.Expires.Add(document.GrantSlack)) {
		return document.Grant{}, notFound("the grant %s is over", id)
	}
	return g, nil
}

// LatestGrant implements document.Store.
func (d Documents) LatestGrant(
	ctx context.Context, owner auth.Principal, c document.Collection, name string, now time.Time,
) (document.Grant, error) {
	it, err := d.s.get(ctx, d.table(), pair(latestKey, nameOf(owner, c, name)))
	if err != nil {
		return document.Grant{}, err
	}
	return d.Grant(ctx, document.GrantID(textOf(it["id"])), now)
}

// EndGrants implements document.Store.
func (d Documents) EndGrants(ctx context.Context, id document.ID) error {
	grants, err := d.s.collect(ctx, below(d.table(), grantKey).beginning(document.GrantPrefix(id)))
	if err != nil {
		return err
	}
	return d.s.deleteAll(ctx, d.table(), pairs(grants))
}
