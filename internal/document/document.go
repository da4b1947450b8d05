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

// Collection is a set of documents. Each document lies in exactly one.
type Collection string

// Default is the collection of documents that name none. Everybody may read
// what is shared in it.
const Default Collection = "default"

// Kind says how a document is read and used.
type Kind string

const (
	Ordinary Kind = ""
	// FAQList is a csv of questions, answers and links, as administrators write
	// it. Its answers count for more than passages of other documents.
	FAQList Kind = "faq"
)

// FAQPrefix is where lists of questions and answers lie in the blob store, and
// what their names begin with.
const FAQPrefix = "faq/"

// Version numbers the readings of one document: of each upload that was
// accepted, and of later readings of the same upload. It is also the form in
// which a store numbers the events of one object (S3's sequencer, a
// local counter). It is a string of hexadecimal digits; compare it with Compare
// only. The zero Version is older than every other.
type Version string

// Next is a version that is newer than v.
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

// Compare orders two versions of the same key: -1, 0 or 1. As S3 documents its
// sequencer, the shorter one is padded with zeros on the right and both are
// compared as text.
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
	Unit  string `json:"unit"`  // "page", "row", "function", "chunk", "byte", ReaderUnit
}

// ReaderUnit is the unit of a document that waits until the reader of its format
// has been made ready, which happens once and takes some seconds.
const ReaderUnit = "reader"

// Failure says why a document could not be made ready.
type Failure struct {
	Kind    string     `json:"kind"` // fault.Kind's name
	Message fault.Text `json:"message"`
}

// Act is who did something, and when.
type Act struct {
	By auth.Principal `json:"by"`
	At time.Time      `json:"at"`
}

// Content points to the blob that holds a version's pages and chunks (see Contents).
type Content struct {
	Blob   string `json:"blob"` // blob key; "" before it was read
	Pages  int    `json:"pages"`
	Chunks int    `json:"chunks"`
	Bytes  int64  `json:"bytes"` // length of the version's text in UTF-8
	// Edition says which readers made it; zero: those of a program that did not
	// record it.
	Edition Edition `json:"edition,omitzero"`
	Cited   bool    `json:"cited,omitempty"` // a logged answer cites it; see Cite
	// Newer counts the uploads that took its place since. It is 0 in
	// Document.Content, and for an earlier reading of the current upload.
	Newer int `json:"newer,omitempty"`
}

// Document is the record of one document. It is a value; a Store gives and takes copies.
type Document struct {
	ID         ID               `json:"id"`
	Name       string           `json:"name"` // what a person calls it; see NewName
	Owner      auth.Principal   `json:"owner"`
	Readers    []auth.Principal `json:"readers"`
	Collection Collection       `json:"collection"`
	// Kind is set with the first upload and stays.
	Kind Kind `json:"kind,omitempty"`
	// Shared says who changed the readers last, and when; nil: nobody since the upload.
	Shared *Act `json:"shared,omitempty"`

	// Object is the key of the current original in the blob store. Sequence is
	// the store's number of the event that told of it, by which repeated and late
	// events are recognised. Upload is the grant that it was uploaded for, "" for
	// none, and Granted when that was made: of two uploads the one that was
	// granted later counts.
	Object   string    `json:"object"`
	Sequence Version   `json:"sequence"`
	Upload   GrantID   `json:"upload,omitempty"`
	Granted  time.Time `json:"granted,omitzero"`

	Title  string `json:"title"`  // the document's own title; "" when it names none
	Format string `json:"format"` // the reader that read it: "pdf", "docx", …; "" before that

	Version Version `json:"version"` // of the newest reading of the newest upload that was accepted
	// Reread is the version that a new reading of the same upload will be, while
	// one is wanted; "": none is. Until it is done the document stays as it is.
	Reread Version `json:"reread,omitempty"`
	// Generation counts deletions. It is raised when a DELETE is enqueued; a
	// worker that holds an older one stops.
	Generation int64 `json:"generation"`

	State    State     `json:"state"`
	Previous State     `json:"previous,omitempty"` // the state that an undone deletion returns to
	Failure  *Failure  `json:"failure,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"` // what was left out of a document that was read
	// Refused says why the newest upload was not taken in, while the version
	// before stays; nil: it was.
	Refused  *Failure `json:"refused,omitempty"`
	Progress Progress `json:"progress"`
	Attempts int      `json:"attempts"` // of this version

	Size        int64     `json:"size"` // bytes of the original
	ContentType string    `json:"content_type"`
	Content     Content   `json:"content"`
	Earlier     []Content `json:"earlier,omitempty"` // cited contents of older versions, newest first
	Guide       *Guide    `json:"guide,omitempty"`   // to the version that was read last; nil: none yet
	Uploaded    time.Time `json:"uploaded"`
	Updated     time.Time `json:"updated"`
	DeleteAfter time.Time `json:"delete_after,omitzero"` // when a deletion is carried out
	Deleted     *Act      `json:"deleted,omitempty"`     // who asked for the deletion, and when
	// WithAnswers says that the deletion removes the answers that rest on the
	// document, too.
	WithAnswers bool `json:"with_answers,omitempty"`

	Revision int64 `json:"revision"` // for compare-and-swap: 0 before the first Put
}

// Current reports whether passages of version v may be shown to scope: the
// document is ready, v is its version or the new reading of the same upload that
// is on its way into the stores, and one of its readers is the asker.
func (d Document) Current(v Version, scope auth.Scope) bool {
	return d.State == Ready && scope.CanRead(d.Readers) &&
		(d.Version.Compare(v) == 0 || d.Reread != "" && d.Reread.Compare(v) == 0)
}

// VisibleTo reports whether scope may know of the document: it is not being
// deleted, and one of its readers is the asker.
func (d Document) VisibleTo(scope auth.Scope) bool {
	return d.State != Deleting && scope.CanRead(d.Readers)
}

// Grant is the permission to upload one object. The storage event that follows
// carries the grant's id in its key.
type Grant struct {
	ID       GrantID `json:"id"`
	Document ID      `json:"document"` // of which it will be a version
	// Replaces says that the document existed, with this generation, when the
	// grant was made. The grant ends with it.
	Replaces   bool             `json:"replaces,omitempty"`
	Generation int64            `json:"generation,omitempty"`
	Name       string           `json:"name"`
	Owner      auth.Principal   `json:"owner"`
	Readers    []auth.Principal `json:"readers"` // of a new document
	Collection Collection       `json:"collection"`
	Kind       Kind             `json:"kind,omitempty"` // of a new document
	// Session is the id of the session that asked for the grant, with which it
	// ends; "" for a command or where there are no accounts.
	Session     string    `json:"session,omitempty"`
	ContentType string    `json:"content_type"`
	SizeLimit   int64     `json:"size_limit"` // bytes
	Issued      time.Time `json:"issued"`
	Expires     time.Time `json:"expires"` // of the upload URL
}

// Key is the key of the object that may be uploaded.
func (g Grant) Key() string { return ObjectKey(g.ID, g.Name) }

// GrantSlack is how long after its URL's expiry a grant is still matched with
// an event: an upload that began in time may end late, and events may be late
// (S3: usually seconds, sometimes minutes).
const GrantSlack = 24 * time.Hour
