package admin

import (
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/wire"
)

// Status answers GET /status.
type Status struct {
	Version   string         `json:"version"`
	PID       int            `json:"pid"`
	Addr      string         `json:"addr,omitempty"` // where HTTP is served; "" for a command's own process
	Model     string         `json:"model,omitempty"`
	Stores    []string       `json:"stores"`
	Accounts  int            `json:"accounts"`
	Documents map[string]int `json:"documents"`         // by state
	Waiting   int            `json:"waiting"`           // tasks in the queue
	Rereading int            `json:"rereading"`         // of Waiting: documents to be read again
	Dead      int            `json:"dead"`              // tasks that were put aside
	Vectors   *wire.Vectors  `json:"vectors,omitempty"` // nil: the search is by words alone
}

// SearchRequest is the body of POST /search. The answer is a stream of
// SearchResults, one JSON object a line.
type SearchRequest struct {
	User string `json:"user,omitempty"` // act as this user; "" means the local owner
	Text string `json:"text"`
	K    int    `json:"k,omitempty"` // 0: the default
}

// SearchResult is a passage that was found.
type SearchResult struct {
	Document string  `json:"document"` // id
	Name     string  `json:"name"`     // of the document
	Page     int     `json:"page"`     // 0: none
	Line     int     `json:"line,omitempty"`
	Store    string  `json:"store"`
	Score    float64 `json:"score"`
	Text     string  `json:"text"` // the whole passage
}

// AskRequest is the body of POST /ask. The answer is a stream of AskEvents, one JSON object a line.
type AskRequest struct {
	User     string `json:"user,omitempty"`
	Text     string `json:"text"`
	ConvType string `json:"conv_type,omitempty"` // "": qa
	Language string `json:"language,omitempty"`
}

// AskEvent is one step of an answer: exactly one of its fields is set.
type AskEvent struct {
	Stage       string       `json:"stage,omitempty"`
	Label       string       `json:"label,omitempty"` // heads the answer
	Delta       string       `json:"delta,omitempty"`
	Translation string       `json:"translation,omitempty"` // the whole answer's
	Notice      *wire.Notice `json:"notice,omitempty"`
	// Restart voids the text so far.
	Restart bool        `json:"restart,omitempty"`
	Answer  *Answer     `json:"answer,omitempty"` // the last event of an answer
	Error   *wire.Error `json:"error,omitempty"`  // the last event of a failure
}

// Answer is a complete answer.
type Answer struct {
	Label       string         `json:"label,omitempty"` // heads an answer that is not the model's own from the documents
	Text        string         `json:"answer"`
	Translation string         `json:"translation,omitempty"`
	Extractive  bool           `json:"extractive"`
	Model       string         `json:"model,omitempty"`
	Sources     []AnswerSource `json:"sources"`
	Sentences   []Sentence     `json:"sentences"` // of Text, in its order, that were verified
	Notices     []wire.Notice  `json:"notices,omitempty"`
	TookMS      int64          `json:"took_ms"`
}

// Sentence is what the sources do for a sentence of an answer.
type Sentence struct {
	Text      string     `json:"text"`
	Start     int        `json:"start"` // bytes of the answer's UTF-8
	End       int        `json:"end"`
	Verdict   string     `json:"verdict"`   // "supported", "unsupported", "no_claim"
	Citations []int      `json:"citations"` // numbers of sources
	Evidence  []Evidence `json:"evidence"`
	Reason    string     `json:"reason"` // why it is unsupported; otherwise ""
}

// Evidence is a range of a source's text.
type Evidence struct {
	Source int `json:"source"` // its number
	Start  int `json:"start"`  // bytes of the passage's UTF-8
	End    int `json:"end"`
}

// AnswerSource is a source of an answer, as SearchResult with its number.
type AnswerSource struct {
	Number int `json:"number"`
	SearchResult
}

// Document is the part of a document's record that commands show.
type Document struct {
	ID       string            `json:"document"`
	Name     string            `json:"name"`
	State    string            `json:"state"`
	Owner    string            `json:"owner"`
	Size     int64             `json:"size"`
	Pages    int               `json:"pages,omitempty"`
	Chunks   int               `json:"chunks"`
	Progress wire.Progress     `json:"progress"`
	Failure  *document.Failure `json:"failure,omitempty"`
	Uploaded time.Time         `json:"uploaded"`
}

// Keys is the body of POST /documents/states, /documents/delete and
// /documents/retry. The latter two also take names.
type Keys struct {
	User string   `json:"user,omitempty"`
	Keys []string `json:"keys"`
}

// Uploaded answers PUT /documents.
type Uploaded struct {
	ID string `json:"document"`
}

// Account is an entry of GET /users.
type Account struct {
	User     string    `json:"user"`
	Name     string    `json:"name,omitempty"`
	Admin    bool      `json:"admin"`
	Disabled bool      `json:"disabled,omitempty"`
	Provider bool      `json:"provider,omitempty"` // signs in through the identity provider
	Created  time.Time `json:"created"`
}

// NewAccount is the body of POST /users and, with nothing but the password, of
// POST /users/{user}/password.
type NewAccount struct {
	User     string `json:"user"`
	Name     string `json:"name,omitempty"`
	Password string `json:"password"`
	Admin    bool   `json:"admin"`
}

// Lock is the body of POST /users/{user}/locked.
type Lock struct {
	Locked bool `json:"locked"`
}

// failure is the body of every answer that is no success.
type failure struct {
	Kind string `json:"kind"`
	Ko   string `json:"ko"`
	En   string `json:"en"`
}

// Rereading answers POST /documents/reread.
type Rereading struct {
	Documents int `json:"documents"` // that are read again in the background
}
