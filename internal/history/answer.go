package history

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/fault"
)

// UnmarshalJSON reads a call of any version. Version 0.1 wrote the reason of a
// failure and the translation into the answer; they are put where they belong.
func (c *Call) UnmarshalJSON(b []byte) error {
	type plain Call
	if err := json.Unmarshal(b, (*plain)(c)); err != nil {
		return err
	}
	if c.Language != "" {
		return nil
	}
	if c.Outcome == Failed && c.Failure == nil {
		reason := fault.Text{Ko: c.Answer, En: c.Answer}
		c.Failure, c.Answer = &Failure{Kind: fault.Internal.String(), Message: reason, Retry: true},
			""
	}
	if before, after, found := strings.Cut(c.Answer, "\n\n"+c.Translation); found &&
		c.Translation != "" {
		c.Answer = before + after // notes
	}
	return nil
}

// NoteCode says what a Note is about. Codes are stable: clients choose how to
// show a note by them.
type NoteCode string

const (
	// why the answer consists of the documents' own sentences
	NoteExtractive       NoteCode = "extractive"
	NoteModelUnreachable NoteCode = "model_unreachable" // answered without the model
	NoteModelBusy        NoteCode = "model_busy"        // answered without the model
	// the store that was asked for is not configured
	NoteStoreMissing     NoteCode = "store_missing"
	NoteByWords          NoteCode = "by_words"          // the vector store had no vectors to go by
	NoteLearning         NoteCode = "learning"          // some passages could not be found by meaning yet
	NoteStoreUnavailable NoteCode = "store_unavailable" // a store was left out
	NoteWebUnavailable   NoteCode = "web_unavailable"   // web search was left out
	NoteDualUnavailable  NoteCode = "dual_unavailable"  // English was not searched
	// the model's longest answer ended this one
	NoteCut               NoteCode = "cut"
	NoteBeginningOnly     NoteCode = "beginning_only"     // the file's beginning alone was read
	NotePartsLeftOut      NoteCode = "parts_left_out"     // some parts of the file are not in its summary
	NoteSpeechUnavailable NoteCode = "speech_unavailable" // the answer could not be read aloud
	NoteNotStored         NoteCode = "not_stored"         // the answer can't be stored just now: the disk is full
)

// Note is a remark on an answer, shown below it.
type Note struct {
	Code    NoteCode   `json:"code"`
	Message fault.Text `json:"message"`
}

// WithNote adds a note to a list, unless it is there. The list itself stays as it
// is.
func WithNote(list []Note, n Note) []Note {
	if slices.Contains(list, n) {
		return list
	}
	return append(slices.Clip(list), n)
}

// Amendment is what changes in a call when a second witness judges its answer
// after the turn has ended. Each field takes the place of the call's.
type Amendment struct {
	Answer   string      `json:"answer"` // with other citations
	Label    fault.Text  `json:"label,omitzero"`
	Sources  []SourceRef `json:"sources,omitempty"`
	Verdicts []Verdict   `json:"verdicts,omitempty"`
	Trace    Trace       `json:"trace"`
}

// Amended is the call with the amendment's fields in place of its own.
func (c Call) Amended(a Amendment) Call {
	c.Answer, c.Label, c.Sources, c.Verdicts, c.Trace = a.Answer, a.Label, a.Sources, a.Verdicts,
		a.Trace
	return c
}

// Failure says why a request has no answer.
type Failure struct {
	Kind    string     `json:"kind"` // fault.Kind's name
	Message fault.Text `json:"message"`
	Retry   bool       `json:"retry"` // asking again may help
}

// Support says what the sources do for a sentence.
type Support string

const (
	Supported   Support = "supported"   // the evidence says the same
	Unsupported Support = "unsupported" // it claims something that no source bears out
	NoClaim     Support = "no_claim"    // it claims nothing that a source could bear out
)

// Reason is a stable code of why a sentence is not supported, such as "number"
// for a figure that no source has.
type Reason string

// Verdict is what became of one sentence of an answer when it was verified.
type Verdict struct {
	Start     int        `json:"start"` // bytes of the call's Answer
	End       int        `json:"end"`
	Support   Support    `json:"verdict"`
	Citations []int      `json:"citations,omitempty"` // numbers of the sources that the sentence cites
	Evidence  []Evidence `json:"evidence,omitempty"`  // what bears it out, the strongest first
	Reason    Reason     `json:"reason,omitempty"`    // "": it is supported, or nothing more is known
}

// Evidence is a range of a source's text.
type Evidence struct {
	Source int `json:"source"` // SourceRef.Number
	Start  int `json:"start"`  // bytes of the version's text, as SourceRef has them
	End    int `json:"end"`
}
