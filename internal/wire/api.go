package wire

import "time"

// Session answers GET /api/session: who is asking and what this server can do.
type Session struct {
	Accounts bool     `json:"accounts"`       // this server has accounts
	SignedIn bool     `json:"signed_in"`      // always true without accounts
	User     string   `json:"user,omitempty"` // the user_id to send
	Name     string   `json:"name,omitempty"`
	Admin    bool     `json:"admin"`
	Version  string   `json:"version"`
	Model    string   `json:"model,omitempty"` // name of the model; "" if none is configured, so that answers are extractive
	Stores   []string `json:"stores"`          // configured, "local" first
	Formats  []string `json:"formats"`         // extensions without the dot
	MaxBytes int64    `json:"max_bytes"`       // of an upload
	Speech   bool     `json:"speech"`          // answers can be read aloud
	Web      bool     `json:"web"`             // web search is configured
	Samples  int      `json:"samples"`         // number of sample documents that can be added; 0: there are none
	Password bool     `json:"password"`        // the user has a password here, and can change it

	// How to sign in: told to whoever has not yet.
	Passwords bool      `json:"passwords,omitempty"` // by POST /api/session
	Provider  *Provider `json:"provider,omitempty"`  // by GET /api/session/oidc
}

// Provider is the identity provider that people can sign in through.
type Provider struct {
	Name string `json:"name,omitempty"` // to show on the button; "" if none is set
}

// SignIn is the body of POST /api/session.
type SignIn struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

// PasswordChange is the body of PUT /api/session/password.
type PasswordChange struct {
	Current string `json:"current"`
	New     string `json:"new"`
}

// SignedOut answers DELETE /api/session where the provider has a session of its
// own that can be ended too.
type SignedOut struct {
	EndSession string `json:"end_session"` // address to go to for that; it leads back here
}

// OpenSessions answers GET /api/sessions: where the asker is signed in, used last
// first.
type OpenSessions struct {
	Sessions []OpenSession `json:"sessions"`
}

// OpenSession is one sign-in that has not ended.
type OpenSession struct {
	ID      string    `json:"id"`    // for DELETE /api/sessions/{id}
	Agent   string    `json:"agent"` // how the browser describes itself; may be empty
	Began   time.Time `json:"began"`
	Used    time.Time `json:"used"`    // last, to within an hour
	Expires time.Time `json:"expires"` // at the latest
	Here    bool      `json:"here"`    // it is the asker's own
}

// DocumentState is where a document is on its way in or out.
type DocumentState string

const (
	DocumentStateQueued   DocumentState = "queued"
	DocumentStateReading  DocumentState = "reading"
	DocumentStateIndexing DocumentState = "indexing"
	DocumentStateReady    DocumentState = "ready"
	DocumentStateFailed   DocumentState = "failed"
	DocumentStateDeleting DocumentState = "deleting"
)

// Document is an entry of GET /api/documents.
type Document struct {
	Key         string        `json:"key"`
	Name        string        `json:"name"`
	Title       string        `json:"title,omitempty"`
	Owner       string        `json:"owner"`
	OwnerName   string        `json:"owner_name,omitempty"` // that people know the owner by, if it is another than Owner
	Private     bool          `json:"private"`
	Mine        bool          `json:"mine"`   // the asker owns it
	Manage      bool          `json:"manage"` // the asker may change and delete it, as its owner or as an administrator
	State       DocumentState `json:"state"`
	Error       *Error        `json:"error,omitempty"`    // state "failed": why, and what to do
	Warnings    []string      `json:"warnings,omitempty"` // sentences
	Progress    *Progress     `json:"progress,omitempty"`
	Format      string        `json:"format,omitempty"`
	Size        int64         `json:"size"`
	Pages       int           `json:"pages,omitempty"`
	Chunks      int           `json:"chunks,omitempty"`
	Kind        string        `json:"kind,omitempty"`  // "faq" for a list of questions and answers, "sample" for one of the server's examples; otherwise ""
	Guide       *Guide        `json:"guide,omitempty"` // state "ready"
	Version     string        `json:"version"`
	URL         string        `json:"url"` // opens the file
	Uploaded    time.Time     `json:"uploaded"`
	DeleteAfter time.Time     `json:"delete_after,omitzero"` // state "deleting": until when "restore" works
}

// Guide helps readers find their way into a document. Its texts are in the
// document's language.
type Guide struct {
	Summary    string   `json:"summary,omitempty"`    // three sentences
	Terms      []string `json:"terms,omitempty"`      // at most 6
	Questions  []string `json:"questions,omitempty"`  // at most 4, which the document answers
	Extractive bool     `json:"extractive,omitempty"` // taken from the document, not written by a model
}

// Progress of a document. Unit is "page", "row", "function", "chunk" or "byte"; Total 0 is unknown.
// Unit "reader": the document waits until the reader of its format has been made ready.
type Progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Unit  string `json:"unit"`
}

// Documents answers GET /api/documents?contains=&state=&owner=&sort=&after=&limit=.
// The sort is name (also if absent; numbers in names by value), newest, size or kind.
type Documents struct {
	Documents []Document            `json:"documents"`
	Next      string                `json:"next,omitempty"`                                        // pass as after
	Counts    map[DocumentState]int `json:"counts" tstype:"{ [state in DocumentState]?: number }"` // of everything the asker can read
	// Matching are the counts of what contains and owner select, only on the first
	// page; absent if they select everything.
	Matching  map[DocumentState]int `json:"matching,omitempty" tstype:"{ [state in DocumentState]?: number }"`
	Rereading int                   `json:"rereading,omitempty"` // documents that wait to be read again after an update; they can be found as before
	Vectors   *Vectors              `json:"vectors,omitempty"`   // absent: the search is by words alone
}

// Vectors tells how far vectors of meaning are behind the text that is found by
// words. Passages count whoever may read them.
type Vectors struct {
	Model    string `json:"model"`
	Passages int    `json:"passages"`
	Missing  int    `json:"missing"` // passages that have no vector yet
	Stalled  bool   `json:"stalled"` // no vectors can be made just now; that is tried again
	// Replacing: passages without a vector of the model are found by those that
	// the former model made.
	Replacing bool `json:"replacing,omitempty"`
}

// DocumentVerb is what can be done to documents.
type DocumentVerb string

const (
	DocumentVerbDelete  DocumentVerb = "delete"
	DocumentVerbRestore DocumentVerb = "restore" // undoes a deletion that has not been carried out
	DocumentVerbRetry   DocumentVerb = "retry"
	DocumentVerbPrivate DocumentVerb = "private"
	DocumentVerbShare   DocumentVerb = "share"
)

// DocumentAction is the body of POST /api/documents.
type DocumentAction struct {
	Action DocumentVerb `json:"action"`
	Keys   []string     `json:"keys"`
	// Answers has "delete" remove the answers that rest on the documents, too.
	Answers bool `json:"answers,omitempty"`
	// Undo is for how many seconds the deletion can be undone: 8 if absent, at most 600.
	Undo int `json:"undo,omitempty"`
}

// DocumentResult answers it, an entry per key.
type DocumentResult struct {
	Results []KeyResult `json:"results"`
}

// KeyResult is what became of one key.
type KeyResult struct {
	Key      string    `json:"key"`
	Document *Document `json:"document,omitempty"`
	Error    *Error    `json:"error,omitempty"`
}

// Passage answers GET /api/passage?document=&version=&start=&end=: a passage of
// that version's text with what stands around it.
type Passage struct {
	Document string `json:"document"`
	Version  string `json:"version"`
	// Outdated: the document was uploaded anew since. The text is that of the
	// version that was asked for, and the document's URL opens the new file.
	Outdated bool     `json:"outdated,omitempty"`
	Name     string   `json:"name"`
	Title    string   `json:"title,omitempty"`
	Headings []string `json:"headings,omitempty"`
	Page     int      `json:"page,omitempty"`
	Pages    int      `json:"pages,omitempty"`
	Before   string   `json:"before"` // up to 1,500 characters of the same version
	Text     string   `json:"text"`
	After    string   `json:"after"`
}

// Conversation is an entry of GET /api/conversations?contains=&after=&limit=
// (after: how many to pass over).
type Conversation struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Cut     bool      `json:"cut,omitempty"`    // Title is the beginning of a longer question
	Pinned  bool      `json:"pinned,omitempty"` // it stands before the others
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Turns   int       `json:"turns"`
}

// Conversations is the list.
type Conversations struct {
	Conversations []Conversation `json:"conversations"`
	More          bool           `json:"more"`
}

// ConversationChange is the body of PATCH /api/conversations/{id}; what is
// missing stays as it is.
type ConversationChange struct {
	Title  *string `json:"title,omitempty"`
	Pinned *bool   `json:"pinned,omitempty"`
}

// Turns answers GET /api/conversations/{id}: oldest first, a running turn last.
type Turns struct {
	Turns  []Turn `json:"turns"`
	Before string `json:"before,omitempty"` // pass as ?before= for older ones
}

// Settings answers GET and is the body of PATCH /api/settings; in a PATCH what
// is missing stays as it is.
type Settings struct {
	References *bool   `json:"references,omitempty"`
	DualSearch *bool   `json:"dual_search,omitempty"`
	Debug      *bool   `json:"debug,omitempty"`
	Speech     *bool   `json:"speech,omitempty"`
	Store      *string `json:"store,omitempty"`
	Language   *string `json:"language,omitempty"`
	Theme      *string `json:"theme,omitempty"`
	TextSize   *int    `json:"text_size,omitempty"`
}

// Formats answer GET /api/formats.
type Formats struct {
	Formats map[string]int `json:"formats"` // how many documents that the asker can search have each format
}

// SearchResults answer GET /api/search.
type SearchResults struct {
	// Documents have words of the query in their name or title.
	Documents []FoundDocument `json:"documents,omitempty"`
	Passages  []FoundPassage  `json:"passages"` // of documents that the asker may read, best first
	Answers   []FoundAnswer   `json:"answers"`  // of the asker's own calls, newest first
}

// FoundDocument is a document whose name or title has words of the query.
type FoundDocument struct {
	Document string    `json:"document"`
	Format   string    `json:"format,omitempty"`
	Name     Snippet   `json:"name"`
	Title    *Snippet  `json:"title,omitempty"`
	Sample   bool      `json:"sample,omitempty"` // it is one of the server's examples
	Owner    string    `json:"owner,omitempty"`  // that people know the owner by
	Mine     bool      `json:"mine,omitempty"`   // the asker owns the document
	Uploaded time.Time `json:"uploaded"`
}

// FoundPassage is a piece of a document in which words of the query stand.
type FoundPassage struct {
	Document string   `json:"document"`
	Version  string   `json:"version"`
	Name     string   `json:"name"`
	Title    string   `json:"title,omitempty"`
	Format   string   `json:"format,omitempty"`
	Headings []string `json:"headings,omitempty"`
	// Above are the headings in one line, if words of the query stand in them and
	// none in the passage.
	Above    *Snippet  `json:"above,omitempty"`
	Page     int       `json:"page,omitempty"` // 1-based; 0 if there is none
	Line     int       `json:"line,omitempty"` // 1-based; 0 if there is none
	Start    int       `json:"start"`          // bytes of the version's text, as Source has them
	End      int       `json:"end"`
	URL      string    `json:"url"`
	Sample   bool      `json:"sample,omitempty"` // the document is one of the server's examples
	Owner    string    `json:"owner,omitempty"`  // that people know the owner by
	Mine     bool      `json:"mine,omitempty"`   // the asker owns the document
	Uploaded time.Time `json:"uploaded"`
	Snippet  Snippet   `json:"snippet"`
	Lit      []Range   `json:"lit,omitempty"` // the matching words; at most 32
	// Meaning: it is about the query, in other words than the query's. Such
	// passages come behind those that have its words.
	Meaning bool `json:"meaning,omitempty"`
	// Near: it shares words with the query, but is about something else. Such
	// passages come last.
	Near bool `json:"near,omitempty"`
}

// Range is a part of a version's text, in bytes.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// FoundAnswer is a question and its answer in which the query stands.
type FoundAnswer struct {
	Conversation string    `json:"conversation"`
	RequestID    string    `json:"request_id"`
	Question     string    `json:"question"`
	Time         time.Time `json:"time"`
	Snippet      Snippet   `json:"snippet"`
}

// Snippet is a part of a text with the matching words marked. Its lines, such as the
// cells of a row, are divided by line breaks.
type Snippet struct {
	Text  string `json:"text"`
	Marks []Mark `json:"marks"` // in ascending order, none overlapping
}

// Mark is a part of a snippet, in UTF-16 units as JavaScript counts them.
type Mark struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// ExportFormat is a format of word processors.
type ExportFormat string

const (
	ExportFormatDOCX ExportFormat = "docx" // Word
	ExportFormatHWPX ExportFormat = "hwpx" // Hangul
)

// Export is the body of POST /api/conversations/{id}/export.
type Export struct {
	Format ExportFormat `json:"format"`
	Turns  []string     `json:"turns,omitempty"` // request ids, in this order; none: all that no other one replaces
}

// Exported answers it: a file.
type Exported struct {
	Name string `json:"name"`
	Type string `json:"type"`                 // media type
	Data []byte `json:"data" tstype:"string"` // base64
}

// Link answers POST /api/answers/{request}/link.
type Link struct {
	Path string `json:"path"` // of the page that opens the answer
	// Restricted are the documents behind the answer that not everyone may read:
	// the link opens for those colleagues who may read all of them.
	Restricted []RestrictedDocument `json:"restricted,omitempty"`
	// Closed: the link opens for no colleague, because something that the answer
	// rests on is gone, is hidden from the asker too, or is not known.
	Closed bool `json:"closed,omitempty"`
}

// RestrictedDocument is a document that not everyone may read.
type RestrictedDocument struct {
	Key  string `json:"key"`
	Name string `json:"name"` // the file's name
	Mine bool   `json:"mine"` // the asker owns it
}

// LinkedAnswer answers GET /api/answers/{request}?key=, for whoever may
// read all passages that the answer rests on.
type LinkedAnswer struct {
	Turn Turn   `json:"turn"`
	By   string `json:"by,omitempty"` // the name of who asked
}

// ModelSource says where the language model was named.
type ModelSource string

const (
	ModelSourceNone   ModelSource = ""       // there is no model; for embeddings, the one in the program is used
	ModelSourceConfig ModelSource = "config" // in the configuration, which the form can't change
	ModelSourceForm   ModelSource = "form"
)

// ModelService says what kind of service a model is called at.
type ModelService string

const (
	ModelServiceOpenAI  ModelService = "" // a server that speaks OpenAI's protocol
	ModelServiceBedrock ModelService = "bedrock"
)

// ModelSetup answers GET /api/admin/model and GET /api/admin/embedding. Keys are
// never told.
type ModelSetup struct {
	Source  ModelSource   `json:"source"`
	Service ModelService  `json:"service,omitempty"`
	URL     string        `json:"url,omitempty"`
	Region  string        `json:"region,omitempty"`
	Name    string        `json:"name,omitempty"`
	HasKey  bool          `json:"has_key,omitempty"`
	Texts   *EmbedTexts   `json:"texts,omitempty"` // of an embedding model
	Found   []ModelServer `json:"found"`           // model servers on the server's own machine
}

// EmbedTexts says how an embedding model of an OpenAI-compatible server is told
// questions from passages.
type EmbedTexts struct {
	InputType     bool   `json:"input_type,omitempty"`     // by the field input_type: "query" or "passage"
	QueryPrefix   string `json:"query_prefix,omitempty"`   // put before each question, such as "query: "; at most 200 bytes
	PassagePrefix string `json:"passage_prefix,omitempty"` // put before each passage; at most 200 bytes
}

// ModelServer is a model server that was found.
type ModelServer struct {
	Name   string   `json:"name"` // "Ollama"
	URL    string   `json:"url"`
	Models []string `json:"models"`
}

// ModelConnection is the body of POST (a test) and PUT /api/admin/model, and of
// those of /api/admin/embedding.
type ModelConnection struct {
	Service ModelService `json:"service,omitempty"`
	URL     string       `json:"url,omitempty"`    // base URL of an OpenAI-compatible server
	Region  string       `json:"region,omitempty"` // of Bedrock
	Name    string       `json:"name"`             // for Bedrock, the id of a model or an inference profile
	// Key is the API key; "" means the one that is kept for this URL or region, if
	// any. Bedrock without a key uses the credentials of the server's machine.
	Key string `json:"key,omitempty"`
	// Texts, for /api/admin/embedding with an URL.
	Texts *EmbedTexts `json:"texts,omitempty"`
}

// Users answers GET /api/admin/users.
type Users struct {
	Users []User `json:"users"` // by user name
	// Passwords reports whether users can be added here with a password.
	Passwords bool `json:"passwords,omitempty"`
}

// User is an account.
type User struct {
	User     string    `json:"user"`
	Name     string    `json:"name,omitempty"`
	Admin    bool      `json:"admin,omitempty"`
	Locked   bool      `json:"locked,omitempty"`
	Provider bool      `json:"provider,omitempty"` // signs in through the identity provider
	Created  time.Time `json:"created"`
	// Seen is when the latest of the sessions that have not ended was used last, to
	// within an hour. It is absent if there is none, or if it was not looked up.
	Seen   time.Time `json:"seen,omitzero"`
	Unseen bool      `json:"unseen,omitempty"` // looked up, and signed in nowhere
}

// NewUser is the body of POST /api/admin/users. It never makes an administrator.
type NewUser struct {
	User     string `json:"user"`
	Name     string `json:"name,omitempty"`
	Password string `json:"password"`
}

// UserChange is the body of PATCH /api/admin/users/{user}: one of the first three,
// which ends the user's sessions.
type UserChange struct {
	Locked   *bool  `json:"locked,omitempty"`
	Admin    *bool  `json:"admin,omitempty"`
	Password string `json:"password,omitempty"`     // the new one
	Own      string `json:"own_password,omitempty"` // the asker's; not needed to lock or unlock a user who is no administrator
}

// UserRemoval is the body of DELETE /api/admin/users/{user}.
type UserRemoval struct {
	Own string `json:"own_password"` // the asker's
}
