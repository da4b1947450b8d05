package document

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/auth"
)

// Filter selects documents of a list. The zero Filter selects everything that the scope may read.
type Filter struct {
	Contains string         // part of the name or title, compared without case in NFC; "": any
	State    State          // "": any
	Owner    auth.Principal // "": any
	Name     string         // the whole name; "": any
	Order    Order          // what the list is sorted by; "": the name
	After    string         // the Next of the page before, which had the same Order
	Limit    int            // at most this many; 0: 100; at most 1000
}

// Page is a part of a list, in the filter's order.
type Page struct {
	Documents []Document
	Next      string // pass as Filter.After; "": that was the last page
}

// Counts says how many documents a scope can read, by state.
type Counts map[State]int

// Store keeps the records and the grants of uploads.
//
// All methods may be called concurrently and honour the context. A write that
// returned nil is durable, and every later read sees it (strongly consistent
// reads). Records that Put rejects are unchanged. Errors: fault.NotFound for
// what is not there, fault.Conflict for a lost compare-and-swap, fault.Invalid
// for a malformed id, fault.Unavailable (retryable) when the store is out of
// reach.
type Store interface {
	// Get reads a record whatever the scope: it is for workers. Handlers check Document.Readers.
	Get(ctx context.Context, id ID) (Document, error)
	// GetBatch reads many records at once; missing ones are left out. Any
	// number of ids, duplicates allowed.
	GetBatch(ctx context.Context, ids []ID) (map[ID]Document, error)
	// Put writes d if the stored revision equals d.Revision (0: it must not
	// exist yet) and returns it with its new revision, which is greater than
	// any that the id ever had, also before a deletion. The store sets no other
	// field.
	//
	// A new document claims its name among its owner's in its collection. While
	// another document that is not being deleted holds the name, Put is
	// fault.Conflict. Owner, Collection and Name never change.
	Put(ctx context.Context, d Document) (Document, error)
	// Named reads the document that holds a name.
	Named(ctx context.Context, owner auth.Principal, c Collection, name string) (Document, error)
	// Delete removes a record whose stored revision equals revision, and its claim on its name.
	Delete(ctx context.Context, id ID, revision int64) error
	// List pages through the documents that scope may read, whatever their
	// state. A reader pages until Next is ""; a document that exists all the
	// while appears exactly once.
	List(ctx context.Context, scope auth.Scope, f Filter) (Page, error)
	// Count counts what List would give for the zero Filter.
	Count(ctx context.Context, scope auth.Scope) (Counts, error)
	// Used is how many bytes the documents of an owner have, those that are
	// being deleted left out.
	Used(ctx context.Context, owner auth.Principal) (int64, error)
	// Each calls f with every record, in any order, whatever the scope, until f
	// returns an error, which it returns. It is for rebuilding a search index
	// and for recovery at start.
	Each(ctx context.Context, f func(Document) error) error

	// PutGrant records a new grant.
	PutGrant(ctx context.Context, g Grant) error
	// Grant reads a grant, also past its expiry, until GrantSlack has passed.
	Grant(ctx context.Context, id GrantID, now time.Time) (Grant, error)
	// LatestGrant reads the grant that was issued last for a name of an owner's.
	LatestGrant(ctx context.Context, owner auth.Principal, c Collection, name string,
		now time.Time) (Grant, error)
	// EndGrants forgets all grants for a document. Idempotent.
	EndGrants(ctx context.Context, id ID) error
}
