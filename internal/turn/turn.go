// Package turn is the contract of answers that are being written. A turn
// belongs to the server and not to a connection. Its events are numbered and
// stored, so any connection can follow it from any event on. If the same
// request is sent twice, only one turn works on it.
//
// A [Store] keeps events (in SQLite or DynamoDB). A [Log] is built on a Store.
// It gives a turn its only [Writer], which pushes events to followers within
// SendWithin and stores them in batches within StoreWithin; and it gives
// followers the events that they have not seen yet.
package turn

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

const (
	// SendWithin is the longest that a delta waits to be joined with the next
	// ones before it is sent to followers.
	SendWithin = 50 * time.Millisecond
	// StoreWithin is the longest that an event waits before it is stored.
	StoreWithin = 250 * time.Millisecond
	// Keep is how long the events of a turn are kept after its last one.
	Keep = 24 * time.Hour
	// Lease is how long a writer holds its turn without renewing; a turn whose
	// lease ran out was interrupted.
	Lease = 30 * time.Second
)

// ID identifies a turn. Clients choose the request ids, so they are unique only
// per user.
type ID struct {
	User    history.User
	Request string
}

// Kind is an event's kind.
type Kind string

const (
	Stage       Kind = "stage"       // a step of the pipeline began
	Label       Kind = "label"       // what heads the answer, in place of the label before
	Delta       Kind = "delta"       // text goes to the answer's end
	Replace     Kind = "replace"     // the answer from byte From on is void; Text takes its place
	Translation Kind = "translation" // Text is the answer in the reader's language
	// the answer's sources, as far as known; each list replaces the one before
	Sources Kind = "sources"
	// what the sources do for the answer's sentences; each list replaces the one before
	Verdicts Kind = "verdicts"
	// something the reader should know: a store that failed, memory cleared
	Notice Kind = "notice"
	// a sentence of the answer can be heard, while the answer may still be written
	SpeechPart Kind = "speech_part"
	Speech     Kind = "speech" // the whole answer can be heard
	Debug      Kind = "debug"  // debug statistics, only while the user has them on
	// the answer is complete and in the log; the last event of a turn
	Done   Kind = "done"
	Failed Kind = "error" // the turn ended without an answer; the last event of a turn
	// Broken is the end of a turn whose writer died, made for each reader and
	// never stored. It has no Seq, because the next attempt will use the number.
	// Failure is set.
	Broken Kind = "broken"
)

// Final reports whether an event of this kind ends its turn.
func (k Kind) Final() bool { return k == Done || k == Failed || k == Broken }

// Event is something that happened in a turn. Kind determines which fields are
// set.
type Event struct {
	Seq     int64     `json:"seq"`     // 1, 2, 3 … without gaps, over all attempts of a turn
	Attempt int       `json:"attempt"` // 1, 2, …: which attempt wrote it
	Kind    Kind      `json:"kind"`
	Time    time.Time `json:"time"`

	Stage    *StageEvent         `json:"stage,omitempty"`
	Label    *LabelEvent         `json:"label,omitempty"`
	Text     string              `json:"text,omitempty"`     // Delta, Replace, Translation, Debug
	From     int                 `json:"from,omitempty"`     // Replace: byte offset in the answer's UTF-8, at a character's start
	Sources  []history.SourceRef `json:"sources,omitempty"`  // Sources
	Verdicts []history.Verdict   `json:"verdicts,omitempty"` // Verdicts
	Notice   *history.Note       `json:"notice,omitempty"`   // Notice
	Speech   *SpeechEvent        `json:"speech,omitempty"`   // SpeechPart, Speech
	Failure  *history.Failure    `json:"failure,omitempty"`  // Failed, Broken
	Outcome  history.Outcome     `json:"outcome,omitempty"`  // Done: completed or stopped
}

// StageEvent names a step of the pipeline. Counts are 0 until they are known;
// the stage may then be sent again with them.
type StageEvent struct {
	Name     string `json:"name"`               // "revise", "retrieve", "translate", "select", "web", "answer", "read", "summarise", "speech"
	Stores   int    `json:"stores,omitempty"`   // asked
	Passages int    `json:"passages,omitempty"` // found, or kept
	Detail   string `json:"detail,omitempty"`   // such as the revised question
	// Done and Total count the parts of a long document that is summed up.
	Done  int `json:"done,omitempty"`
	Total int `json:"total,omitempty"`
}

// LabelEvent is a sentence above the answer that says what kind of answer it
// is. The zero Text withdraws an earlier label.
type LabelEvent struct {
	Text     fault.Text `json:"text"`
	Language string     `json:"language"` // of the answer in the base protocol: "ko", "en"
}

// SpeechEvent says where the answer, or one sentence of it, can be heard.
type SpeechEvent struct {
	Path string `json:"path"` // of a page of Mundap that asks for the same sign-in
	// Part is the sentence's number, from 1. Sentences with this number or a higher
	// one that were sent before are void; without a Path, nothing takes their place.
	// 0: the whole answer.
	Part int `json:"part,omitempty"`
}

// State is where a turn is.
type State string

const (
	Running State = "running" // a writer holds its lease
	// the lease ran out before the last event: partial text is kept
	Interrupted State = "interrupted"
	Finished    State = "finished" // the last event is there
)

// Status describes a turn.
type Status struct {
	ID      ID
	State   State
	Attempt int   // the latest
	LastSeq int64 // of the latest stored event; 0 if there is none
	Fence   int64 // of the latest lease
	Request []byte
	Started time.Time
	Expires time.Time // of the lease while Running; of the events otherwise
}

// Grip is a writer's hold on a turn. Every write carries it, and a write with
// an older fence is refused. Of two writers, such as a slow invocation and its
// retry, only the later one can therefore write.
type Grip struct {
	ID      ID
	Attempt int
	Fence   int64
	LastSeq int64 // events of earlier attempts: the writer goes on from here
}

// Store keeps turns and their events. All methods may be called concurrently
// and honour the context; a write that returned nil is durable and every later
// read sees it. now is the caller's clock, so that expiry can be tested; clocks
// of several servers may differ by seconds, which the fence makes harmless.
type Store interface {
	// Begin takes hold of a turn for lease. A new one begins with attempt 1;
	// one whose lease ran out before its last event begins the next attempt,
	// with a higher fence. begun is false, and nothing changed, when the turn
	// is Running or Finished. request is kept with the turn from the first
	// attempt on (at most 64 KiB).
	Begin(ctx context.Context, id ID, request []byte, lease time.Duration, now time.Time) (g Grip,
		s Status, begun bool, err error)
	// Renew lengthens the lease to lease from now. fault.Conflict: another
	// attempt began; the writer stops.
	Renew(ctx context.Context, g Grip, lease time.Duration, now time.Time) error
	// Append stores events in one step. Their Seq continue the stored ones
	// without a gap. fault.Conflict: another attempt began, or the turn is
	// finished. A final event finishes the turn.
	Append(ctx context.Context, g Grip, events []Event, now time.Time) error
	// Status describes a turn; fault.NotFound if there is none or its events' time is over.
	Status(ctx context.Context, id ID, now time.Time) (Status, error)
	// Events reads stored events with Seq greater than after, in order, at most limit (1–1000).
	Events(ctx context.Context, id ID, after int64, limit int) ([]Event, error)
	// DeleteUser forgets all turns of a user. A running one loses its hold.
	DeleteUser(ctx context.Context, user history.User) error
	// Delete forgets a turn. A running one loses its hold. Idempotent.
	Delete(ctx context.Context, id ID) error
	// Expire forgets the turns whose last event is older than Keep; stores with
	// their own expiry do nothing.
	Expire(ctx context.Context, now time.Time) error
}
