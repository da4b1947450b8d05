package document

import (
	"context"
	"errors"
	"time"

	"github.com/mundap/mundap/internal/auth"
)

// Filter selects documents of a list. The zero Filter selects everything that the scope may read.
type Filter struct {
	Contains string         // part of the name or title, in NFC, case-insensitive; "" means any
	State    State          // "" means any
	Owner    auth.Principal // "" means any
	Name     string         // the whole name; "" means any
	Order    Order          // what the list is sorted by; "" means the name
	After    string         // the Next of the previous page, which must have had the same Order
	Limit    int            // the most documents on the page, up to 1000; 0 means 100
}

// Page is a part of a list, in the filter's order.
type Page struct {
	Documents []Document
	Next      string // pass it as Filter.After; "" after the last page
}

// Counts is the number of documents that a scope can read, by state.
type Counts map[State]int

// ErrNameTaken says that another document has the name of one that is put.
var ErrNameTaken = errors.New("the name is taken")

// Store keeps the records and the grants of uploads.
//
// All methods may be called concurrently and honour the context. A write that
// returned nil is durable, and every later read sees it (strongly consistent
// reads). Records that Put rejects are unchanged. Errors: fault.NotFound for
// what is not there, fault.Conflict for a lost compare-and-swap, fault.Invalid
// for a malformed id, fault.Unavailable (retryable) when the store is out of
// reach.
type Store interface {
	// Get reads a record regardless of the scope. It is for workers; handlers
	// must check Document.Readers.
	Get(ctx context.Context, id ID) (Document, error)
	// GetBatch reads many records at once; missing ones are left out. Any
	// number of ids, duplicates allowed.
	GetBatch(ctx context.Context, ids []ID) (map[ID]Document, error)
	// Put writes d if the stored revision equals d.Revision; 0 means that the
	// record must not exist yet. It returns d with its new revision, which is
	// greater than any that the id ever had, even before a deletion. The store
	// sets no other field.
	//
	// A new document claims its name among the documents of its owner in its
	// collection, and so does one whose deletion is undone. As long as another
	// document with that name exists that is not being deleted, Put returns
	// ErrNameTaken as a fault.Conflict. Owner, Collection and Name never change.
	Put(ctx context.Context, d Document) (Document, error)
	// Named reads the document that has claimed a name.
	Named(ctx context.Context, owner auth.Principal, c Collection, name string) (Document, error)
	// Delete removes a record whose stored revision equals revision, and its claim on its name.
	Delete(ctx context.Context, id ID, revision int64) error
	// List returns a page of the documents that scope may read, whatever their
	// state. Read on until Next is "". A document that exists all the time
	// appears exactly once.
	List(ctx context.Context, scope auth.Scope, f Filter) (Page, error)
	// Count counts the documents that List returns, on all pages. Only Contains
	// and Owner of the filter restrict them.
	Count(ctx context.Context, scope auth.Scope, f Filter) (Counts, error)
	// Formats counts, by format, the documents that scope may read and that have
	// been read. Failed documents and those that are being deleted don't count.
	Formats(ctx context.Context, scope auth.Scope) (map[string]int, error)
	// Used returns the size of an owner's documents in bytes, without those
	// that are being deleted.
	Used(ctx context.Context, owner auth.Principal) (int64, error)
	// Each calls f with every record, in any order and regardless of the scope.
	// If f returns an error, Each stops and returns it. It is for rebuilding a
	// search index and for recovery at start.
	Each(ctx context.Context, f func(Document) error) error

	// PutGrant records a new grant.
	PutGrant(ctx context.Context, g Grant) error
	// Grant reads a grant. It also finds an expired one until GrantSlack has
	// passed.
	Grant(ctx context.Context, id GrantID, now time.Time) (Grant, error)
	// LatestGrant reads the last grant that was made for a name of an owner.
	LatestGrant(ctx context.Context, owner auth.Principal, c Collection, name string,
		now time.Time) (Grant, error)
	// EndGrants removes all grants for a document. It may be repeated.
	EndGrants(ctx context.Context, id ID) error
}
