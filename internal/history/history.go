// Package history is the contract of the call log, and of the conversations
// into which its calls are grouped.
//
// The log is append-only. A [Call] contains Markdown and references to
// documents, but no excerpts: an excerpt is read from its document when it is
// shown, so it disappears together with the document. What the model remembers
// of a conversation is read from the log (Recent), and is therefore the same on
// every server and in every Lambda function.
package history

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// User partitions the log: an account's name with accounts, otherwise the
// userId that a client names itself.
type User string

// BaseConversation is the one conversation that the base protocol's calls of a user live in.
const BaseConversation = "base"

// Call is one request with its answer.
type Call struct {
	User        User   `json:"user"`
	RequestID   string `json:"request_id"`   // any string a client chose; unique per user
	RequestTime string `json:"request_time"` // the client's, opaque: it orders /history as text and nothing else
	Type        string `json:"type"`         // "text", "document", "code"
	Body        string `json:"body"`         // what the user sent
	// ConvType, RAGType and Function are the request's, so that it can be asked again.
	ConvType string `json:"conv_type"`
	RAGType  string `json:"rag_type,omitempty"`
	Function string `json:"function_type,omitempty"`

	Conversation string    `json:"conversation"` // conversation id; BaseConversation for the base protocol
	Memory       Memory    `json:"memory"`
	Parent       string    `json:"parent,omitempty"`   // request id of the call that this one branches from; if "", it follows the one before it
	Replaces     string    `json:"replaces,omitempty"` // request id of the call that this one was asked instead of
	Replaced     bool      `json:"replaced,omitempty"` // another call replaces this one: it left the memory, not the log
	ServerTime   time.Time `json:"server_time"`        // when the answer was complete: orders memory and lists

	// Share is the secret of the link that opens the call for colleagues; "" means there
	// is none.
	Share string `json:"share,omitempty"`

	// Summarised is the document that the answer is a summary of, with which it
	// goes; if "", it is none.
	Summarised document.ID `json:"summarised,omitempty"`

	Scope []document.ID `json:"scope,omitempty"` // the documents that were chosen for the question; if nil, all that the asker can read

	// Language is that of Mundap's own sentences beside the answer in the base
	// protocol: "ko" or "en". Calls of earlier versions have none: their answers
	// hold those sentences themselves.
	Language string `json:"language,omitempty"`
	// Topic says in a few words what the question is about. It titles the
	// conversation that the call begins; "" means the question's first line does.
	Topic       string      `json:"topic,omitempty"`
	Label       fault.Text  `json:"label,omitzero"` // heads an answer that is not the model's own from the documents
	Answer      string      `json:"answer"`         // Markdown, with [n] for citations; as far as it came
	Translation string      `json:"translation,omitempty"`
	Notes       []Note      `json:"notes,omitempty"`   // what the reader should know beside the answer
	Failure     *Failure    `json:"failure,omitempty"` // why the call has no complete answer; Outcome is Failed
	Sources     []SourceRef `json:"sources,omitempty"`
	Verdicts    []Verdict   `json:"verdicts,omitempty"` // per sentence of Answer, in its order; if nil, it was not verified
	Outcome     Outcome     `json:"outcome"`
	Extractive  bool        `json:"extractive,omitempty"` // no model answered: the documents' own sentences
	Trace       Trace       `json:"trace"`                // "why this answer?": steps without text of documents
}

// Memory says which memory of its conversation a call belongs to.
type Memory string

const (
	NoMemory   Memory = ""     // single turns, control messages, code, documents
	ChatMemory Memory = "chat" // normal and funny share one
	RAGMemory  Memory = "rag"
)

// Outcome says how a call ended.
type Outcome string

const (
	Completed Outcome = "completed"
	Stopped   Outcome = "stopped" // by the user: the partial answer is kept
	Failed    Outcome = "failed"  // Failure says why
)

// SourceRef points to a passage that an answer rests on. Of a document of ours it
// is a range of a version's text, without the text itself, which goes with the
// document. A passage from elsewhere can't be read again, so its beginning is
// kept.
type SourceRef struct {
	Number   int               `json:"number"` // as cited in the answer, from 1
	Store    string            `json:"store"`  // "local", "opensearch", "kendra", "faiss", "web"
	Document document.ID       `json:"document,omitempty"`
	Version  document.Version  `json:"version,omitempty"`
	Chunk    document.ChunkID  `json:"chunk,omitempty"`
	Title    string            `json:"title,omitempty"`   // of a web page; documents' titles are read from their record
	URL      string            `json:"url,omitempty"`     // of a web page
	Excerpt  string            `json:"excerpt,omitempty"` // how the passage begins, if Document is ""
	Start    int               `json:"start,omitempty"`   // bytes of the version's text
	End      int               `json:"end,omitempty"`
	Page     int               `json:"page,omitempty"`
	Line     int               `json:"line,omitempty"`
	Score    float64           `json:"score"`
	Kind     string            `json:"score_kind,omitempty"` // retrieve.ScoreKind
	Extra    map[string]string `json:"extra,omitempty"`      // a store's own, such as Kendra's "confidence"
	Related  bool              `json:"related,omitempty"`    // it does not answer the question; it only comes nearest

	// Translation is the passage in the question's language, if it was translated
	// for the answer. Only those who follow the turn in its process see it. It is
	// never stored, because it would be text of a document.
	Translation string `json:"-"`
}

// Trace tells how an answer came about. It holds no text of documents.
type Trace struct {
	Revised     string        `json:"revised,omitempty"`     // the standalone question
	Translated  string        `json:"translated,omitempty"`  // the question in English (dual search)
	Stores      []StoreTrace  `json:"stores,omitempty"`      // each store that was asked
	Kept        int           `json:"kept"`                  // passages after the priority search
	Dropped     int           `json:"dropped"`               // passages that it dropped
	Stages      []StageTime   `json:"stages,omitempty"`      // seconds per stage, in order
	Region      string        `json:"region,omitempty"`      // that answered
	Model       string        `json:"model,omitempty"`       // that answered
	Why         string        `json:"why,omitempty"`         // why that region
	Tried       []string      `json:"tried,omitempty"`       // what failed before
	Sizes       Sizes         `json:"sizes"`                 // of question, answer, history, context
	Took        time.Duration `json:"took"`                  // question to complete answer
	FirstToken  time.Duration `json:"first_token,omitempty"` // question to first piece of the answer
	Unavailable []string      `json:"unavailable,omitempty"` // what failed and was left out: stores, web, speech
}

// StoreTrace is one store's part in an answer.
type StoreTrace struct {
	Store string        `json:"store"`
	Count int           `json:"count"`
	Took  time.Duration `json:"took"`
	Error string        `json:"error,omitempty"` // kind of fault
}

// StageTime is how long a stage took.
type StageTime struct {
	Stage string        `json:"stage"`
	Took  time.Duration `json:"took"`
}

// Size counts characters (runes) and tokens.
type Size struct {
	Characters int `json:"characters"`
	Tokens     int `json:"tokens"`
}

// Sizes are the debug message's sizes.
type Sizes struct {
	Question Size `json:"question"`
	Answer   Size `json:"answer"`
	History  Size `json:"history"`
	Context  Size `json:"context"`
}

// Conversation is an entry of the list in the client.
type Conversation struct {
	ID      string    `json:"id"`
	User    User      `json:"user"`
	Title   string    `json:"title"`            // what its first question is about, until somebody renames it
	Cut     bool      `json:"cut,omitempty"`    // Title is the beginning of a longer line
	Named   bool      `json:"named,omitempty"`  // somebody chose the title
	Pinned  bool      `json:"pinned,omitempty"` // it stands before the others in the list
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"` // ServerTime of its newest call
	Calls   int       `json:"calls"`
}

// RecentQuery selects calls for a memory.
type RecentQuery struct {
	User         User
	Conversation string
	Memory       Memory
	Since        time.Time // by ServerTime, exclusive
	Limit        int       // the newest so many; 1–1000
	Replaced     bool      // those that another call replaces, too
}

// OpenedBy reports whether a secret is that of the call's link, in a time that
// says nothing about how much of it is right.
func (c Call) OpenedBy(secret string) bool {
	return c.Share != "" && subtle.ConstantTimeCompare([]byte(c.Share), []byte(secret)) == 1
}

// Store keeps the log and the conversations. All methods may be called
// concurrently and honour the context. A write that returned nil is durable and
// every later read sees it, secondary keys included (an adapter whose index
// lags reads by primary key). Errors: fault.NotFound, fault.Conflict,
// fault.Unavailable.
type Store interface {
	// Append writes a call once: if (User, RequestID) is there already, nothing
	// changes and it returns false. It creates the call's conversation if
	// needed (titled by [Call.Title]), raises its Updated, and marks the call that
	// c.Replaces names as Replaced.
	// All of that or nothing.
	Append(ctx context.Context, c Call) (appended bool, err error)
	// ByRequest reads one call of a user. Another user's request id is fault.NotFound.
	ByRequest(ctx context.Context, user User, requestID string) (Call, error)
	// Find reads a call by its request id alone, for a server without accounts,
	// whose /query carries no user. If several users have it, the newest one is
	// given.
	Find(ctx context.Context, requestID string) (Call, error)
	// Linked reads the call of a link, by its request id and the secret that
	// Share gave it. Others may have calls with the same request id.
	Linked(ctx context.Context, requestID, secret string) (Call, error)
	// After gives the calls whose RequestTime is greater than requestTime as
	// text, oldest first by (RequestTime, RequestID); of more than fit maxBytes
	// (JSON of Call, 0 means no bound) the newest ones, and of any at least the
	// newest.
	After(ctx context.Context, user User, requestTime string, maxBytes int) ([]Call, error)
	// Recent gives the newest calls of a memory that are Completed or Stopped,
	// oldest first, and none from before the last ClearMemory. Replaced ones are
	// left out unless the query wants them.
	Recent(ctx context.Context, q RecentQuery) ([]Call, error)
	// Share sets the secret of a call's link, or takes the link back with "".
	Share(ctx context.Context, user User, requestID, secret string) error
	// AddNote adds a note to a call that is in the log already, unless the call has
	// it.
	AddNote(ctx context.Context, user User, requestID string, n Note) error
	// Amend changes what an answer says of its sources in a call that is in the log
	// already. Errors: fault.NotFound, if the call is gone; fault.TooLarge.
	Amend(ctx context.Context, user User, requestID string, a Amendment) error
	// ClearMemory empties every memory of a user as of now; the log stays. What
	// was cleared as of a later time stays cleared, because clocks differ. The
	// store remembers it as a deletion.
	ClearMemory(ctx context.Context, user User, now time.Time) error
	// DeleteUser removes every call and conversation of a user, and its
	// memories. Calls that are appended meanwhile may stay. The store remembers
	// the deletion.
	DeleteUser(ctx context.Context, user User) error

	// Conversations lists a user's conversations whose title or a question
	// contains contains (without case; "" means all), from after on (0 means the first),
	// at most limit (1–1000). Those whose title contains it come first; among
	// both, pinned ones come first and then the latest updated.
	Conversations(ctx context.Context, user User, contains string, after,
		limit int) ([]Conversation, error)
	// Conversation reads one.
	Conversation(ctx context.Context, user User, id string) (Conversation, error)
	// Rename gives a conversation the title that somebody chose for it.
	Rename(ctx context.Context, user User, id, title string) error
	// Entitle gives a conversation a better title than its first question's,
	// unless somebody has renamed it: then, and where there is no such
	// conversation, nothing changes.
	Entitle(ctx context.Context, user User, id, title string) error
	// Pin puts a conversation before the others in the list, or takes it back.
	Pin(ctx context.Context, user User, id string, pinned bool) error
	// DeleteConversation removes a conversation with its calls. The store
	// remembers the deletion. Idempotent.
	DeleteConversation(ctx context.Context, user User, id string) error
	// Calls gives the calls of a conversation, oldest first by ServerTime,
	// replaced ones included: the newest limit (1–1000) before the given one
	// (zero means the newest of all).
	Calls(ctx context.Context, user User, conversation string, before time.Time, limit int) ([]Call,
		error)

	// EachDeletion calls f with every deletion that the store remembers, in any
	// order, until it fails.
	EachDeletion(ctx context.Context, f func(Deletion) error) error
	// DeleteAgain carries out and remembers a deletion of which EachDeletion told,
	// perhaps that of another store of the same kind. Calls after Through stay. It
	// gives the requests of the calls that were there.
	DeleteAgain(ctx context.Context, d Deletion) (requests []string, err error)
}
