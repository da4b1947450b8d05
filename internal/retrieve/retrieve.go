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

// ScoreKind says what a store's scores mean: only scores of the same kind and
// query may be compared.
type ScoreKind string

const (
	BM25   ScoreKind = "bm25"   // 0 and up, unbounded
	Cosine ScoreKind = "cosine" // -1 to 1
	Fused  ScoreKind = "fused"  // BM25 over the query's best + weight × min-max cosine
	Opaque ScoreKind = "opaque" // ordered, nothing else (Kendra's confidence)
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
	Start    int      // range in the version's text, bytes
	End      int
	Page     int    // 1-based; 0: none
	Line     int    // 1-based; 0: none
	URL      string // of a web page; "" for documents
	// Linked is the document of Mundap's that a passage without a Document links to,
	// such as an entry of a FAQ; "": none. Who may not read it gets neither.
	Linked document.ID

	Score     float64 // higher is better
	ScoreKind ScoreKind

	Original    string // the code behind a summary; the English text behind a translation
	Translation string // of Text into the question's language; "": none
	Confidence  string // Kendra's "VERY_HIGH", "HIGH", …; "": the store gives none

	Match *Match // how the passage answers the query; nil: the store can't tell
}

// Method is how a store is asked.
type Method string

const (
	Hybrid  Method = ""        // the store's best: lexical and, where there is an embedder, vectors
	Lexical Method = "lexical" // words alone
	Vector  Method = "vector"  // vectors alone
)

// Query is a question to a store. The zero value of a field means no restriction.
type Query struct {
	Text      string
	K         int                  // at most this many passages; 0: 4
	Method    Method               // stores that can't do it do what they can
	Kinds     []document.ChunkKind // only chunks of these kinds; nil: every kind but Code
	Languages []string             // of code: only chunks of these languages; nil: all
	Documents []document.ID        // only these documents; nil: all
}

// DefaultK is how many passages a query without K asks for.
const DefaultK = 4

// Retriever finds passages. Safe for concurrent use.
type Retriever interface {
	// Retrieve gives the best passages that scope may read, best first, without
	// two of the same chunk. A store may be behind by its lag: pass the result
	// through Current before it is shown. No passage is no error. A passage
	// whose readers are not in the scope is never returned: the zero Scope
	// finds nothing. Errors: fault.Unavailable, fault.Timeout, fault.Throttled,
	// fault.Invalid (an empty text); with an error there are no passages.
	Retrieve(ctx context.Context, scope auth.Scope, q Query) ([]Passage, error)
	// Store is the name that passages of this retriever carry.
	Store() string
}

// Source is what of a document goes into an index beside its chunks.
type Source struct {
	Document document.ID
	Version  document.Version
	Name     string // what people call it
	Object   string // blob key of the original
	Title    string // the document's own title; "" none
	Readers  []auth.Principal
}

// Index stores chunks. Implementations are safe for concurrent use.
type Index interface {
	// Put indexes a version. Chunks of older versions of the document leave
	// with the same step; so do those of the same version (its readers may have
	// changed), so that repeating a Put changes nothing. If a newer version is
	// there already, nothing changes. When it returned nil, the chunks survive
	// a crash and are found after at most Lag.
	Put(ctx context.Context, s Source, chunks []document.Chunk) error
	// Forget removes the chunks of all versions up to and including v. Chunks
	// of a newer version stay, and a later Put of a version that is not newer
	// than v changes nothing. Idempotent.
	Forget(ctx context.Context, key document.ID, v document.Version) error
	// Lag is the longest time until a Put or Forget that returned is seen by Retrieve; 0: at once.
	Lag() time.Duration
}

// Store is both ends of a search store.
type Store interface {
	Retriever
	Index
}
