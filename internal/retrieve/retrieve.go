// Package retrieve is the contract of search: a [Query] finds [Passage]s in one
// store or in many.
//
// A [Retriever] reads and an [Index] writes; a [Store] does both. [Current]
// drops passages that the asker must not see, and every result passes through
// it before it is shown. An [Asker] asks several stores at once, so that a
// store that is slow or fails doesn't affect the others. A [Breaker] skips a
// store that keeps failing.
package retrieve

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// ScoreKind says what a store's scores mean. Scores may be compared only if
// they have the same kind and query.
type ScoreKind string

const (
	BM25   ScoreKind = "bm25"   // 0 and up, unbounded
	Cosine ScoreKind = "cosine" // -1 to 1
	Fused  ScoreKind = "fused"  // BM25 divided by the query's best + weight × min-max-scaled cosine
	Opaque ScoreKind = "opaque" // only the order is meaningful, as in Kendra's confidence
)

// Passage is a piece of a document that a store found.
type Passage struct {
	Store    string // "local", "opensearch", "kendra", "faiss", "web"
	Document document.ID
	Version  document.Version
	Chunk    document.ChunkID
	Kind     document.ChunkKind

	Name     string   // the document's name; see Current
	Title    string   // the document's own title, or a web page's
	Headings []string // path of headings, outermost first
	Text     string   // the whole passage, NFC
	Start    int      // range in the version's text, in bytes
	End      int
	Page     int    // 1-based; 0 if there is none
	Line     int    // 1-based; 0 if there is none
	URL      string // of a web page; "" for documents
	// Linked is a document of Mundap to which a passage without a Document
	// links, such as an entry of a FAQ. It is "" if there is none. A user who
	// may not read it doesn't get the passage either.
	Linked document.ID

	Score     float64 // higher is better
	ScoreKind ScoreKind

	Original    string // the code behind a summary; the English text behind a translation
	Translation string // of Text into the question's language; "" if there is none
	Confidence  string // Kendra's "VERY_HIGH", "HIGH", …; "" if the store gives none

	Match *Match // how the passage answers the query; nil if the store can't tell
}

// Method is the way in which a store searches.
type Method string

const (
	Hybrid  Method = ""        // words and, if there is an embedder, vectors
	Lexical Method = "lexical" // words only
	Vector  Method = "vector"  // vectors only
)

// Query is a question to a store. A field with the zero value restricts
// nothing.
type Query struct {
	Text      string
	K         int                  // at most this many passages; 0 means 4
	Method    Method               // a store that can't use it does the next best
	Kinds     []document.ChunkKind // only chunks of these kinds; nil means every kind except Code
	Languages []string             // for code: only chunks in these languages; nil means all
	Documents []document.ID        // only these documents; nil means all
}

// DefaultK is the number of passages for a query without K.
const DefaultK = 4

// Retriever finds passages. It must be safe for concurrent use.
type Retriever interface {
	// Retrieve returns the best passages that scope may read, best first, and
	// no chunk twice. It never returns a passage whose readers are not in
	// scope, so the zero Scope finds nothing. A store may be behind by its lag:
	// pass the result through Current before it is shown. Finding nothing is
	// not an error.
	//
	// Errors are fault.Unavailable, fault.Timeout, fault.Throttled, and
	// fault.Invalid for an empty text. With an error, there are no passages.
	Retrieve(ctx context.Context, scope auth.Scope, q Query) ([]Passage, error)
	// Store returns the name that this retriever's passages carry.
	Store() string
}

// Source is what an index stores about a document in addition to its chunks.
type Source struct {
	Document document.ID
	Version  document.Version
	Name     string // the name that people see
	Object   string // blob key of the original
	Title    string // the document's own title; "" if it has none
	Readers  []auth.Principal
}

// Index stores chunks. Implementations are safe for concurrent use.
type Index interface {
	// Put indexes a version. In the same step, it removes the chunks of older
	// versions of the document, and also those of the same version, whose
	// readers may have changed. Put can therefore be repeated. If a newer
	// version is already indexed, nothing changes. When Put has returned nil,
	// the chunks survive a crash and are found after at most Lag.
	Put(ctx context.Context, s Source, chunks []document.Chunk) error
	// Forget removes the chunks of all versions up to and including v. Chunks
	// of a newer version stay. A later Put of a version that is not newer than
	// v changes nothing. Forget can be repeated.
	Forget(ctx context.Context, key document.ID, v document.Version) error
	// Lag returns the longest time until Retrieve sees a Put or Forget that has
	// returned; 0 means at once.
	Lag() time.Duration
}

// Store is a search store that can be both read and written.
type Store interface {
	Retriever
	Index
}
