// Package document holds what Mundap knows about each document: its record, its chunks, and the store of records.
//
// The record is the authority. Search stores hold passages that carry (document, version), and after every search one
// batch read of the records drops the passages whose document is not current, not ready, or not readable by the asker
// (see retrieve.Current). Scope, deletion and replacement therefore hold at once, whatever a search store's lag.
package document

import (
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// ID identifies a document. Callers treat it as opaque text: what a person
// calls the document is its name. For now it is the object's key, "docs/" and
// the name in NFC, or "docs/~OWNER/" and the name. See NewKey.
type ID string

// Prefix is where documents lie in the blob store.
const Prefix = "docs/"

// Name is the key below the prefix, without the private owner's folder: what a person calls the document.
func (k ID) Name() string {
	name := strings.TrimPrefix(string(k), Prefix)
	if strings.HasPrefix(name, "~") {
		if _, rest, ok := strings.Cut(name, "/"); ok {
			return rest
		}
	}
	return name
}

// Version orders the storage events of one key: S3's sequencer, or a counter in the local store. It is a string of
// hexadecimal digits; compare it with Compare only. The zero Version is older than every other.
type Version string

// Compare orders two versions of the same key: -1, 0 or 1. As S3 documents its sequencer, the shorter one is padded
// with zeros on the right and both are compared as text.
func (v Version) Compare(w Version) int {
	a, b := strings.ToLower(string(v)), strings.ToLower(string(w))
	for len(a) < len(b) {
		a += strings.Repeat("0", len(b)-len(a))
	}
	for len(b) < len(a) {
		b += strings.Repeat("0", len(a)-len(b))
	}
	return strings.Compare(a, b)
}

// State is where a document is in its life.
type State string

const (
	Queued   State = "queued"   // its event is in the queue
	Reading  State = "reading"  // a worker reads and splits it
	Indexing State = "indexing" // its chunks go into the stores
	Ready    State = "ready"    // its passages may be found
	Failed   State = "failed"   // Failure says why and what to do
	Deleting State = "deleting" // hidden; its removal is due at DeleteAfter
)

// Working reports whether a worker has it or will have it.
func (s State) Working() bool { return s == Queued || s == Reading || s == Indexing }

// Progress counts the work on a document in units of its format.
type Progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total"` // 0: unknown
	Unit  string `json:"unit"`  // "page", "row", "chunk", "byte"
}

// Failure says why a document could not be made ready.
type Failure struct {
	Kind    string     `json:"kind"` // fault.Kind's name
	Message fault.Text `json:"message"`
}

// Content points to the blob that holds a version's pages and chunks (see Contents).
type Content struct {
	Blob   string `json:"blob"` // blob key; "" before it was read
	Pages  int    `json:"pages"`
	Chunks int    `json:"chunks"`
	Bytes  int64  `json:"bytes"` // length of the version's text in UTF-8
}

// Document is the record of one document. It is a value; a Store gives and takes copies.
type Document struct {
	ID      ID               `json:"key"`
	Owner   auth.Principal   `json:"owner"`
	Readers []auth.Principal `json:"readers"`
	Title   string           `json:"title"`  // the document's own title; "" when it names none
	Format  string           `json:"format"` // the reader that read it: "pdf", "docx", …; "" before that

	Version Version `json:"version"` // newest storage event recorded; older events are ignored
	// Generation counts deletions. It is raised when a DELETE is enqueued; a worker that holds an older one stops.
	Generation int64 `json:"generation"`

	State    State     `json:"state"`
	Previous State     `json:"previous,omitempty"` // the state that an undone deletion returns to
	Failure  *Failure  `json:"failure,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"` // what was left out of a document that was read
	Progress Progress  `json:"progress"`
	Attempts int       `json:"attempts"` // of this version

	Size        int64     `json:"size"` // bytes of the original
	ContentType string    `json:"content_type"`
	Content     Content   `json:"content"`
	Uploaded    time.Time `json:"uploaded"`
	Updated     time.Time `json:"updated"`
	DeleteAfter time.Time `json:"delete_after,omitzero"` // when a deletion is carried out

	Revision int64 `json:"revision"` // for compare-and-swap: 0 before the first Put
}

// Current reports whether passages of version v may be shown to scope: the document is ready, v is its version, and
// one of its readers is the asker.
func (d Document) Current(v Version, scope auth.Scope) bool {
	return d.State == Ready && d.Version.Compare(v) == 0 && scope.CanRead(d.Readers)
}

// Grant is the permission that an upload URL was made for. The storage event that follows is matched with it by key:
// it says who owns the new object and who may read it.
type Grant struct {
	Key         ID               `json:"key"`
	Owner       auth.Principal   `json:"owner"`
	Readers     []auth.Principal `json:"readers"`
	ContentType string           `json:"content_type"`
	SizeLimit   int64            `json:"size_limit"` // bytes
	Expires     time.Time        `json:"expires"`    // of the upload URL
}

// GrantSlack is how long after its URL's expiry a grant is still matched with an event: an upload that began in time
// may end late, and events may be late (S3: usually seconds, sometimes minutes).
const GrantSlack = 24 * time.Hour
