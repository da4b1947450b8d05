package wire

import "time"

// Subprotocol is what Mundap's own client asks for when it opens the socket.
const Subprotocol = "mundap.v2"

// Op is what a v2 client frame asks for.
type Op string

const (
	OpAsk    Op = "ask"    // Ask is set: begin a turn, or follow it if it was begun before
	OpFollow Op = "follow" // RequestID and After are set: send the events of a turn after that one
	OpStop   Op = "stop"   // RequestID is set: stop the turn and keep what is there
	OpPing   Op = "ping"   // answered by a frame whose Event is "pong"
)

// ClientFrame is what a v2 client sends.
type ClientFrame struct {
	Op        Op     `json:"op"`
	RequestID string `json:"request_id,omitempty"`
	After     int64  `json:"after,omitempty"`   // the last seq seen; 0 if there is none
	Attempt   int    `json:"attempt,omitempty"` // of the event that had it; 0: 1
	Ask       *Ask   `json:"ask,omitempty"`
}

// Ask is a question in v2: a base Request with more to it.
type Ask struct {
	Request      `tstype:",extends"`
	Conversation string   `json:"conversation,omitempty"` // id of the conversation, chosen by the client (a UUID)
	Parent       string   `json:"parent,omitempty"`       // id of the request that this one follows; "" means the latest one
	Replaces     string   `json:"replaces,omitempty"`     // request id of the turn that this one takes the place of
	Documents    []string `json:"documents,omitempty"`    // ask these documents only
	Language     string   `json:"language,omitempty"`     // of the client: "ko", "en"
	NoWeb        bool     `json:"no_web,omitempty"`       // don't search the web for this question
}

// ServerFrame is what a v2 client receives. Event is a turn event's kind, or
// "pong", or "changed", or "documents" when documents of the user's have
// changed, or "rejected" for a frame that began no turn (Error is set; RequestID
// where it could be read).
type ServerFrame struct {
	Event     string    `json:"event"`
	RequestID string    `json:"request_id,omitempty"`
	Seq       int64     `json:"seq,omitempty"`      // per request, 1, 2, …; the client names the last one in "follow"
	Attempt   int       `json:"attempt,omitempty"`  // left out while it is 1; more: the server died in between
	Stage     *Stage    `json:"stage,omitempty"`    // event "stage"
	Label     string    `json:"label,omitempty"`    // "label": heads the answer; "" takes the one before back
	Text      string    `json:"text,omitempty"`     // "delta", "replace", "translation", "debug"
	From      int       `json:"from,omitempty"`     // "replace": UTF-16 offset in the answer from which Text takes over
	Sources   []Source  `json:"sources,omitempty"`  // "sources"
	Verdicts  []Verdict `json:"verdicts,omitempty"` // "verdicts": each list replaces the one before
	Notice    *Notice   `json:"notice,omitempty"`   // "notice"
	Speech    string    `json:"speech,omitempty"`   // "speech": path of the recording of the answer; "speech_part": of one sentence
	// Number of the sentence, from 1, for the event "speech_part". Sentences with
	// this number or a higher one that came before are void. Without Speech, nothing
	// takes their place.
	Number int    `json:"number,omitempty"`
	Error  *Error `json:"error,omitempty"` // "error", "rejected"
	Turn   *Turn  `json:"turn,omitempty"`  // "done": the whole turn as it stands in the log
	Part   *Part  `json:"part,omitempty"`  // event "part": see Part
	// Conversation is the one that has changed, for the event "changed", which
	// all of a user's windows get; "" stands for several. RequestID is set if a
	// turn has begun in it.
	Conversation string `json:"conversation,omitempty"`
}

// Part is a piece of a frame that is too long for one message of the transport
// (on AWS they end at 32 KB). The texts of all parts with an ID, in the
// order of their numbers, are the JSON of the frame that they stand for. They
// arrive in that order, other frames perhaps between them.
type Part struct {
	ID     string `json:"id"`
	Number int    `json:"number"` // 1, 2, … Of
	Of     int    `json:"of"`
	Text   string `json:"text"`
}

// Stage names a step of the pipeline: "revise", "translate", "retrieve",
// "select", "web", "read", "answer", "speech".
type Stage struct {
	Name     string `json:"name"`
	Stores   int    `json:"stores,omitempty"`
	Passages int    `json:"passages,omitempty"`
	Detail   string `json:"detail,omitempty"`
	Done     int    `json:"done,omitempty"`  // parts of a long document that are summed up
	Total    int    `json:"total,omitempty"` // of so many so far
}

// Source is one numbered source of an answer. The Excerpt of a document is read
// when the source is sent, and goes with the document. That of a web page, an FAQ
// of Kendra's or a knowledge base is how the passage began when it was found.
type Source struct {
	Number   int    `json:"number"`
	Store    string `json:"store"`
	Document string `json:"document,omitempty"` // key
	Version  string `json:"version,omitempty"`
	Name     string `json:"name"`            // the file's name
	Title    string `json:"title,omitempty"` // the document's own
	URL      string `json:"url,omitempty"`   // page of Mundap for documents, else of the web page
	// Page is the page of the evidence that the answer's first sentence citing
	// the source rests on. Without such a sentence, or before it is checked, it
	// is the page on which the passage begins. It is 0 if the format has no pages.
	Page int `json:"page,omitempty"`
	// Pages are the pages of a passage that lies on more than one.
	Pages     []PageStart `json:"pages,omitempty"`
	Line      int         `json:"line,omitempty"`  // 0: none
	Start     int         `json:"start,omitempty"` // bytes of the version's text: pass both to GET /api/passage
	End       int         `json:"end,omitempty"`
	Score     float64     `json:"score"`
	ScoreKind string      `json:"score_kind"`
	Headings  []string    `json:"headings,omitempty"`
	Excerpt   string      `json:"excerpt"`
	// Lead is the length in bytes of what Excerpt repeats from above Start: the
	// header of a table.
	Lead        int       `json:"lead,omitempty"`
	Translation string    `json:"translation,omitempty"` // of Excerpt, while the turn is followed; the log keeps none
	Original    string    `json:"original,omitempty"`    // code, or the text before translation
	Confidence  string    `json:"confidence,omitempty"`
	Uploaded    time.Time `json:"uploaded,omitzero"`
	Owner       string    `json:"owner,omitempty"`
	Sample      bool      `json:"sample,omitempty"`  // the document is one of the server's examples
	Deleted     bool      `json:"deleted,omitempty"` // the document is gone: no excerpt
	Private     bool      `json:"private,omitempty"` // its owner no longer shares it: no excerpt, name or title
	// Outdated: the document was uploaded anew since. The excerpt is still the
	// cited version's; "" if that is no longer kept.
	Outdated bool `json:"outdated,omitempty"`
	Related  bool `json:"related,omitempty"` // it does not answer the question; it only comes nearest
}

// PageStart says where a page begins.
type PageStart struct {
	Number int `json:"number"` // from 1
	Start  int `json:"start"`  // bytes of the version's text
}

// Verdict is what the sources do for a sentence of the answer.
type Verdict struct {
	Start     int        `json:"start"` // UTF-16 offsets in the answer
	End       int        `json:"end"`
	Verdict   string     `json:"verdict"`             // "supported", "unsupported", "no_claim"
	Citations []int      `json:"citations,omitempty"` // numbers of the sources that the sentence cites
	Evidence  []Evidence `json:"evidence,omitempty"`  // what bears it out, the strongest first
	Reason    string     `json:"reason,omitempty"`    // a stable code of why it is not supported
}

// Evidence is a range of a source's text.
type Evidence struct {
	Source int `json:"source"` // Source.Number
	Start  int `json:"start"`  // bytes of the version's text, as Source has them
	End    int `json:"end"`
}

// Notice is a sentence beside the answer.
type Notice struct {
	Code    string `json:"code"`
	Message string `json:"message"` // in the client's language
}

// Error is a failure in the client's language.
type Error struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Retry   bool   `json:"retry"` // the same request may succeed later
	// Interrupted: the server died in the middle of the answer. The same ask
	// begins it again.
	Interrupted bool `json:"interrupted,omitempty"`
}

// Turn is a question with its answer as the log has it.
type Turn struct {
	RequestID    string    `json:"request_id"`
	RequestTime  string    `json:"request_time"`
	Conversation string    `json:"conversation"`
	Type         string    `json:"type"`
	ConvType     string    `json:"conv_type"`
	RAGType      string    `json:"rag_type,omitempty"`
	FunctionType string    `json:"function_type,omitempty"`
	Body         string    `json:"body"`
	Documents    []string  `json:"documents,omitempty"` // that were chosen for the question
	Label        string    `json:"label,omitempty"`     // heads an answer that is not the model's own from the documents
	Answer       string    `json:"answer"`              // Markdown, [n] for citations; as far as it came
	Translation  string    `json:"translation,omitempty"`
	Failure      *Error    `json:"failure,omitempty"` // outcome "failed": why there is no complete answer
	Sources      []Source  `json:"sources,omitempty"`
	Verdicts     []Verdict `json:"verdicts,omitempty"` // per sentence of Answer, in its order
	Speech       string    `json:"speech,omitempty"`   // path of the recording, where the turn's events told it
	Outcome      string    `json:"outcome"`            // "completed", "stopped", "failed", "running", "interrupted"
	Extractive   bool      `json:"extractive,omitempty"`
	Parent       string    `json:"parent,omitempty"`
	Replaces     string    `json:"replaces,omitempty"`
	Replaced     bool      `json:"replaced,omitempty"`
	Notices      []Notice  `json:"notices,omitempty"`
	Time         time.Time `json:"time"`
	Trace        *Trace    `json:"trace,omitempty"`
	Link         string    `json:"link,omitempty"` // path that opens the answer for colleagues; "" if it has no link
}

// Trace answers "why this answer?". Durations are milliseconds.
type Trace struct {
	Revised    string       `json:"revised,omitempty"`
	Translated string       `json:"translated,omitempty"`
	Stores     []StoreTrace `json:"stores,omitempty"`
	Kept       int          `json:"kept"`
	Dropped    int          `json:"dropped"`
	Stages     []StageTime  `json:"stages,omitempty"`
	Region     string       `json:"region,omitempty"`
	Model      string       `json:"model,omitempty"`
	Why        string       `json:"why,omitempty"`
	Tried      []string     `json:"tried,omitempty"`
	TookMS     int64        `json:"took_ms"`
	FirstMS    int64        `json:"first_ms,omitempty"`
}

// StoreTrace is one store's part.
type StoreTrace struct {
	Store  string `json:"store"`
	Count  int    `json:"count"`
	TookMS int64  `json:"took_ms"`
	Error  string `json:"error,omitempty"`
}

// StageTime is how long a stage took.
type StageTime struct {
	Stage  string `json:"stage"`
	TookMS int64  `json:"took_ms"`
}
