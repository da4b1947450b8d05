package forgetting

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
)

// Probe is what a place says when it is asked for a document that it forgot.
type Probe struct {
	Asked string `json:"asked"` // what was looked at, in English: "entries in 3 segments"
	Found int    `json:"found"` // what is left of the document; 0 means nothing
}

// Place is where text of documents lies. All methods may be called concurrently
// and may be repeated: forgetting twice changes nothing.
type Place interface {
	// Place is a short name for receipts, such as "blobs".
	Place() string
	// Forget makes the place give nothing of the document any more.
	Forget(ctx context.Context, d document.Document) error
	// Probe looks for what is left of a document.
	Probe(ctx context.Context, id document.ID) (Probe, error)
}

// Eraser is a Place that keeps the bytes of what it forgot for a while.
type Eraser interface {
	// Erase returns when nothing that was forgotten before the call is left in
	// the place's files. Calls at the same time share the work.
	Erase(ctx context.Context) error
}

// Keeper is a Place that knows of copies which a deletion does not reach.
type Keeper interface {
	// Kept names the copies that may hold a document which is forgotten now.
	Kept(ctx context.Context) ([]Copy, error)
}

// Answer is a call of the log that has to do with a document.
type Answer struct {
	User      history.User
	RequestID string
	Summary   bool // of the document: it goes with it; others rest on it and stay
}

// Answers is what the log of calls does for forgetting.
type Answers interface {
	// Of gives the calls that summarise a document or rest on it.
	Of(ctx context.Context, d document.Document) ([]Answer, error)
	// Drop removes what the log and the turns have of calls, and a conversation
	// with its last one. A conversation whose title was a call's question gets
	// that of its first call that is left. Calls that are gone are no error.
	Drop(ctx context.Context, d document.Document, calls []Answer) error
	// Unname takes the document's id out of the calls that stay if it is a
	// file's name. Their references then lead nowhere, as those to every deleted
	// document do.
	Unname(ctx context.Context, d document.Document, calls []Answer) error
}
