package forgetting

import (
	"context"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// Receipt is the proof of a deletion.
type Receipt struct {
	Document    string           `json:"document"` // see Ref
	Version     document.Version `json:"version"`
	Generation  int64            `json:"generation"` // the record's, raised by the deletion
	Owner       auth.Principal   `json:"owner"`
	By          auth.Principal   `json:"by,omitempty"` // who deleted it; "" means the object vanished
	WithAnswers bool             `json:"with_answers"` // the answers that rest on it were removed, too
	Asked       time.Time        `json:"asked,omitzero"`
	Begun       time.Time        `json:"begun"` // when the time for an undo was over
	Done        time.Time        `json:"done,omitzero"`
	Places      []Entry          `json:"places"`
	Copies      []Copy           `json:"copies,omitempty"` // that the deletion does not reach
}

// Entry is one place's part in a receipt.
type Entry struct {
	Place  string    `json:"place"`
	Forgot time.Time `json:"forgot"` // when nothing was left in its files
	Probe  Probe     `json:"probe"`
}

// Copy is something outside Mundap's reach that may hold a deleted document.
type Copy struct {
	Where string    `json:"where"`          // "backup /backups/monday.mundap", "object versions of bucket b"
	Made  time.Time `json:"made,omitzero"`  // zero: all the time
	Until time.Time `json:"until,omitzero"` // when it expires; zero if it stays until somebody removes it
	Days  int       `json:"days,omitempty"` // instead of Until: how long after the deletion
	// Again says that a restore of the copy carries the deletion out again.
	Again bool `json:"again,omitempty"`
}

// Complete reports whether every place has forgotten the document.
func (r Receipt) Complete() bool { return !r.Done.IsZero() }

// Clean reports whether no probe found anything.
func (r Receipt) Clean() bool {
	for _, e := range r.Places {
		if e.Probe.Found > 0 {
			return false
		}
	}
	return r.Complete()
}

// Ref is what receipts call a document: its id, or a digest of one that is a
// file's name.
func Ref(id document.ID) string {
	return strings.TrimSuffix(document.GrantPrefix(id), ".")
}

// Receipts keeps receipts. All methods may be called concurrently; what Put has
// written is durable. Errors: fault.NotFound, fault.Unavailable.
type Receipts interface {
	// PutReceipt writes the receipt of a document over an earlier one.
	PutReceipt(ctx context.Context, r Receipt) error
	// Receipt reads one by Ref.
	Receipt(ctx context.Context, ref string) (Receipt, error)
	// EachReceipt calls f with every receipt, in any order, until it fails.
	EachReceipt(ctx context.Context, f func(Receipt) error) error
}
