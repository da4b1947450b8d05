// Package document defines what Mundap knows about each document: its record
// ([Document]), what was read from it ([Contents], divided into [Chunk]s), and
// the [Store] of the records.
//
// The record decides whether a document may be shown. Search stores only hold
// copies: their passages carry the id and version of the document, and after
// every search, retrieve.Current reads the records of the passages in one batch
// and drops those whose document is not current, not ready, or not readable by
// the asker. Changes of readers, deletions and replacements therefore take
// effect at once, no matter how far a search store lags behind.
package document

import (
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Collection is a set of documents. Each document is in exactly one.
type Collection string

// Default is the collection of documents that name none. Everybody may read the
// shared documents in it.
const Default Collection = "default"

// Kind says how a document is read and used.
type Kind string

const (
	Ordinary Kind = ""
	// FAQList is a csv of questions, answers and links, written by an
	// administrator. Its answers count for more than the passages of other
	// documents.
	FAQList Kind = "faq"
	// Sample is a document to try Mundap with, which a server adds on request. It
	// is read like an ordinary one. Clients mark it, and an upload of the owner's
	// that takes its place makes it an ordinary document.
	Sample Kind = "sample"
)

// FAQPrefix begins the keys and the names of lists of questions and answers in
// the blob store.
const FAQPrefix = "faq/"

// Version is the number of a reading of a document. Each accepted upload gets a
// new version, and so does each later reading of the same upload. A store also
// uses it to number the events of one object (S3's sequencer, or a local
// counter). It is a string of hexadecimal digits; compare it only with Compare.
// The zero Version is older than every other.
type Version string

// Next returns a version that is newer than v.
func (v Version) Next() Version {
	if v == "" {
		v = "0000000000000000"
	}
	digits := []byte(strings.ToLower(string(v)))
	for i := len(digits) - 1; i >= 0; i-- {
		switch digits[i] {
		case 'f':
			digits[i] = '0'
			continue
		case '9':
			digits[i] = 'a'
		default:
			digits[i]++
		}
		return Version(digits)
	}
	return v + "1" // all digits were f: a longer version is newer
}

// Compare returns -1, 0 or 1 for two versions of the same key. As S3 documents
// for its sequencer, the shorter one is padded with zeros on the right and both
// are compared as text.
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

// State is the stage that a document has reached.
type State string

const (
	Queued   State = "queued"   // its event is in the queue
	Reading  State = "reading"  // a worker reads and splits it
	Indexing State = "indexing" // its chunks go into the stores
	Ready    State = "ready"    // its passages may be found
	Failed   State = "failed"   // Failure says why and what to do
	Deleting State = "deleting" // hidden; its removal is due at DeleteAfter
)

// Working reports whether a worker is processing the document or will do so.
func (s State) Working() bool { return s == Queued || s == Reading || s == Indexing }

// RestoredFrom reports whether a record that was stored in state before comes
// back from its deletion.
func (d Document) RestoredFrom(before State) bool {
	return before == Deleting && d.State != Deleting
}

// Progress says how much of the work on a document is done, in units of its
// format.
type Progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total"` // 0 if unknown
	Unit  string `json:"unit"`  // "page", "row", "function", "chunk", "byte", ReaderUnit
}

// ReaderUnit is the unit of a document that is waiting for the reader of its
// format to be initialised, which happens once and takes a few seconds.
const ReaderUnit = "reader"

// Failure says why a document did not become ready.
type Failure struct {
	Kind    string     `json:"kind"` // fault.Kind's name
	Message fault.Text `json:"message"`
}

// Act is who did something, and when.
type Act struct {
	By auth.Principal `json:"by"`
	At time.Time      `json:"at"`
}

// Content refers to the blob with a version's pages and chunks (see Contents).
type Content struct {
	Blob   string `json:"blob"` // blob key; "" until the version has been read
	Pages  int    `json:"pages"`
	Chunks int    `json:"chunks"`
	Bytes  int64  `json:"bytes"` // length of the version's text in UTF-8
	// Edition identifies the readers that made the contents. It is zero if the
	// program did not record it.
	Edition Edition `json:"edition,omitzero"`
	Cited   bool    `json:"cited,omitempty"` // a logged answer cites it; see Cite
	// Newer is the number of uploads since then. It is 0 in Document.Content,
	// and for an earlier reading of the current upload.
	Newer int `json:"newer,omitempty"`
}

// Document is the record of one document. It is a value; a Store takes and
// returns copies.
type Document struct {
	ID         ID               `json:"id"`
	Name       string           `json:"name"` // the name that people see; see NewName
	Owner      auth.Principal   `json:"owner"`
	Readers    []auth.Principal `json:"readers"`
	Collection Collection       `json:"collection"`
	// Kind is set with the first upload. It changes only when an upload of the
	// owner's takes the place of a Sample.
	Kind Kind `json:"kind,omitempty"`
	// Shared says who changed the readers last, and when. It is nil if nobody
	// has since the upload.
	Shared *Act `json:"shared,omitempty"`

	// Object is the key of the current original in the blob store. Sequence is
	// the store's number of the event that reported it; repeated and late
	// events are recognised by it. Upload is the grant for which it was
	// uploaded, or "", and Granted is when that grant was made: of two uploads,
	// the one with the later grant counts.
	Object   string    `json:"object"`
	Sequence Version   `json:"sequence"`
	Upload   GrantID   `json:"upload,omitempty"`
	Granted  time.Time `json:"granted,omitzero"`

	Title  string `json:"title"`  // the document's own title; "" if it has none
	Format string `json:"format"` // the reader that read it: "pdf", "docx", …; "" until it was read

	Version Version `json:"version"` // of the newest reading of the newest upload that was accepted
	// Reread is the version of a requested new reading of the same upload, or
	// "". Until the new reading is done, the document stays as it is.
	Reread Version `json:"reread,omitempty"`
	// Generation increases with every deletion, when its task is queued. A
	// worker with an older generation stops.
	Generation int64 `json:"generation"`

	State    State     `json:"state"`
	Previous State     `json:"previous,omitempty"` // the state to which the document returns if a deletion is undone
	Failure  *Failure  `json:"failure,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"` // what was left out when the document was read
	// Refused says why the newest upload was rejected and the version before
	// was kept. It is nil if it was accepted.
	Refused  *Failure `json:"refused,omitempty"`
	Progress Progress `json:"progress"`
	Attempts int      `json:"attempts"` // attempts to process this version

	Size        int64     `json:"size"` // bytes of the original
	ContentType string    `json:"content_type"`
	Content     Content   `json:"content"`
	Earlier     []Content `json:"earlier,omitempty"` // cited contents of older versions, newest first
	Guide       *Guide    `json:"guide,omitempty"`   // guide to the version that was read last; nil if there is none yet
	Uploaded    time.Time `json:"uploaded"`
	Updated     time.Time `json:"updated"`
	DeleteAfter time.Time `json:"delete_after,omitzero"` // when a deletion is carried out
	Deleted     *Act      `json:"deleted,omitempty"`     // who asked for the deletion, and when
	// WithAnswers reports whether the deletion also removes the answers that
	// rest on the document.
	WithAnswers bool `json:"with_answers,omitempty"`

	Revision int64 `json:"revision"` // for compare-and-swap: 0 before the first Put
}

// Current reports whether passages of version v may be shown to scope: the
// document is ready, one of its readers is the asker, and v is its version or
// the new reading of the same upload that is being written to the stores.
func (d Document) Current(v Version, scope auth.Scope) bool {
	return d.State == Ready && scope.CanRead(d.Readers) &&
		(d.Version.Compare(v) == 0 || d.Reread != "" && d.Reread.Compare(v) == 0)
}

// WasRead reports whether d can be searched: a reader has read it, and it neither
// failed since nor is being deleted.
func (d Document) WasRead() bool {
	return d.Format != "" && d.State != Failed && d.State != Deleting
}

// VisibleTo reports whether scope may know of the document: it is not being
// deleted, and one of its readers is the asker.
func (d Document) VisibleTo(scope auth.Scope) bool {
	return d.State != Deleting && scope.CanRead(d.Readers)
}

// Grant is the permission to upload one object. The key in the storage event
// that follows contains the grant's id.
type Grant struct {
	ID       GrantID `json:"id"`
	Document ID      `json:"document"` // the document of which the object will be a version
	// Replaces reports whether the document existed, with this generation, when
	// the grant was made. The grant ends together with it.
	Replaces   bool             `json:"replaces,omitempty"`
	Generation int64            `json:"generation,omitempty"`
	Name       string           `json:"name"`
	Owner      auth.Principal   `json:"owner"`
	Readers    []auth.Principal `json:"readers"` // of a new document
	Collection Collection       `json:"collection"`
	Kind       Kind             `json:"kind,omitempty"` // of a new document
	// Session is the id of the session that asked for the grant; the grant ends
	// with the session. It is "" for a command, or if there are no accounts.
	Session     string    `json:"session,omitempty"`
	ContentType string    `json:"content_type"`
	SizeLimit   int64     `json:"size_limit"` // bytes
	Issued      time.Time `json:"issued"`
	Expires     time.Time `json:"expires"` // of the upload URL
}

// Key returns the key of the object that may be uploaded.
func (g Grant) Key() string { return ObjectKey(g.ID, g.Name) }

// GrantSlack is how long after the expiry of its URL a grant is still matched
// with an event. An upload that began in time may end late, and events may be
// late (with S3 usually seconds, sometimes minutes).
const GrantSlack = 24 * time.Hour
