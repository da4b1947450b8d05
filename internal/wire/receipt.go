package wire

import "time"

// Receipt answers GET /api/receipts/{id}: the proof that a document was
// deleted, for its owner, for whoever deleted it, and for administrators.
type Receipt struct {
	Document    string         `json:"document"` // its id; a digest where that was a file's name
	Asked       time.Time      `json:"asked,omitzero"`
	Begun       time.Time      `json:"begun"`         // when the time for "restore" was over
	Done        time.Time      `json:"done,omitzero"` // absent: it is under way
	WithAnswers bool           `json:"with_answers"`  // the answers that rest on it were removed, too
	Clean       bool           `json:"clean"`         // it is done, and no probe found anything
	Places      []ReceiptPlace `json:"places"`
	Copies      []ReceiptCopy  `json:"copies"` // that the deletion does not reach
}

// ReceiptPlace is one place that forgot the document.
type ReceiptPlace struct {
	Place  string    `json:"place"`
	Forgot time.Time `json:"forgot"`
	Asked  string    `json:"asked"` // what the probe looked at
	Found  int       `json:"found"` // what it found of the document; 0 means nothing
}

// ReceiptCopy is a copy that may hold the document still.
type ReceiptCopy struct {
	Where string    `json:"where"`
	Made  time.Time `json:"made,omitzero"`
	Until time.Time `json:"until,omitzero"` // when it expires; absent: see days
	Days  int       `json:"days,omitempty"` // it expires so many days after the deletion; absent, too: when somebody removes it
	Again bool      `json:"again"`          // a restore of it carries the deletion out again
}
