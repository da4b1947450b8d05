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
	After    ID             // list keys greater than this one: the Next of the page before
	Limit    int            // at most this many; 0: 100; at most 1000
}

// Page is a part of a list, in ascending order of keys.
type Page struct {
	Documents []Document
	Next      ID // pass as Filter.After; "": that was the last page
}

// Counts says how many documents a scope can read, by state.
type Counts map[State]int

// Store keeps the records and the grants of uploads.
//
// All methods may be called concurrently and honour the context. A write that returned nil is durable, and every later
// read sees it (strongly consistent reads). Records that Put rejects are unchanged. Errors: fault.NotFound for what is
// not there, fault.Conflict for a lost compare-and-swap, fault.Invalid for a malformed key, fault.Unavailable (retryable)
// when the store is out of reach.
type Store interface {
	// Get reads a record whatever the scope: it is for workers. Handlers check Document.Readers.
	Get(ctx context.Context, key ID) (Document, error)
	// GetBatch reads many records at once; missing ones are left out. Any number of keys, duplicates allowed.
	GetBatch(ctx context.Context, keys []ID) (map[ID]Document, error)
	// Put writes d if the stored revision equals d.Revision (0: it must not exist yet) and returns it with its new
	// revision, which is greater than any that the key ever had, also before a deletion. The store sets no other field.
	Put(ctx context.Context, d Document) (Document, error)
	// Delete removes a record whose stored revision equals revision.
	Delete(ctx context.Context, key ID, revision int64) error
	// List pages through the documents that scope may read, whatever their state. A reader pages until Next is "";
	// a document that exists all the while appears exactly once.
	List(ctx context.Context, scope auth.Scope, f Filter) (Page, error)
	// Count counts what List would give for the zero Filter.
	Count(ctx context.Context, scope auth.Scope) (Counts, error)
	// Each calls f with every record, in any order, whatever the scope, until f returns an error, which it returns. It is
	// for rebuilding a search index and for recovery at start.
	Each(ctx context.Context, f func(Document) error) error

	// PutGrant records g. While a grant of another owner for the key is unexpired, or a document of another owner has
	// the key (one in state Deleting counts), it is fault.Conflict. It replaces the same owner's older grant.
	PutGrant(ctx context.Context, g Grant) error
	// GrantFor reads the grant for a key, also past its expiry, until GrantSlack has passed.
	GrantFor(ctx context.Context, key ID, now time.Time) (Grant, error)
	// DeleteGrant forgets the grant for a key. Idempotent.
	DeleteGrant(ctx context.Context, key ID) error
}
