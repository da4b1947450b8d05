package chat

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/websearch"
)

// Documents is what chat needs of a document.Store.
type Documents interface {
	retrieve.Records
	document.Records
	LatestGrant(
		ctx context.Context, owner auth.Principal, c document.Collection, name string,
		now time.Time,
	) (document.Grant, error)
	document.Lister
}

// Method is how a question about documents is answered (the setting rag_method).
type Method string

const (
	// RetrievalPrompt is the whole pipeline: revise, search, prioritise, answer.
	RetrievalPrompt Method = "RetrievalPrompt"
	// RetrievalQA revises the question and puts what was found into the prompt as it is.
	RetrievalQA Method = "RetrievalQA"
	// ConversationalRetrievalChain condenses the conversation into a question,
	// retrieves, and answers with the conversation before it.
	ConversationalRetrievalChain Method = "ConversationalRetrievalChain"
)

// Config is what a Service works with. History, Settings and Documents are
// needed, Turns for Start; everything else may be left out, and the pipeline
// does without.
type Config struct {
	History   history.Store
	Settings  settings.Store
	Documents Documents
	Turns     *turn.Log

	Stores []retrieve.Retriever // "local" first
	Model  llm.Model            // nil: answers consist of the documents' own sentences
	// Judge is asked once an answer which of its sentences the passages bear out,
	// as a second witness; nil: the checks of package verify stand alone
	Judge llm.Model
	// nil: passages are judged by the words they share with the question
	Embedder embed.Embedder
	Web      websearch.Searcher
	Speech   speech.Synthesizer
	Blobs    blob.Store // contents of documents, spoken answers
	Reader   Reader     // reads an uploaded file at once

	Defaults settings.Switches // what users who switched nothing have
	Method   Method            // "": RetrievalPrompt
	Passages int               // numberOfRelevantDocs; 0: 4
	// most tokens of passages in a prompt; 0: what the model's window leaves
	ContextTokens int
	Serial        bool // useParallelRAG is false: one store after the other
	// Titles has the model name new conversations; otherwise they are called by
	// what their first question is about.
	Titles bool
	// Changed is told of conversations in which a turn has begun or ended; nil:
	// nobody is. It must not wait.
	Changed func(connections.Change)
	// SerialSummaries is that parallel_summary is off: the parts of a long file are
	// summed up one after the other
	SerialSummaries bool

	StoreLimit time.Duration // how long a store may take; 0: 10 s
	JudgeLimit time.Duration // how long the judge may take; 0: 8 s
	TurnLimit  time.Duration // how long a turn may take altogether; 0: 15 min
	MaxTurns   int           // turns at the same time; 0: 1024. Further ones wait in line
	// Share is what one account may take of them. Of the local owner's, whose
	// users are only names, each may take half. AddressTurns bounds the turns of
	// one network address, those that wait included. Zero values bound nothing.
	Share        limit.Share
	AddressTurns int

	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: slog's default
}

func (c Config) withDefaults() Config {
	c.Method = cmp.Or(c.Method, RetrievalPrompt)
	c.Passages = cmp.Or(c.Passages, retrieve.DefaultK)
	c.StoreLimit = cmp.Or(c.StoreLimit, 10*time.Second)
	c.JudgeLimit = cmp.Or(c.JudgeLimit, 8*time.Second)
	c.TurnLimit = cmp.Or(c.TurnLimit, 15*time.Minute)
	c.MaxTurns = cmp.Or(c.MaxTurns, 1024)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

var (
	errStopped = errors.New("stopped by the user")
	errClosing = errors.New("the service is closing")
	errLost    = errors.New("the turn is somebody else's now")
	errTooLong = fault.New(fault.Timeout,
		"답을 마치는 데 너무 오래 걸려서 멈췄어요. 질문을 나누어서 다시 해 보세요.",
		"The answer took too long and was stopped. Try asking in smaller parts.")
)

// run is a turn that is worked on or waits in line.
type run struct {
	cancel context.CancelCauseFunc
	over   chan struct{} // closed when nothing more is done for it
}

// Service answers requests. Safe for concurrent use. The owner of a Service on
// which Start was called calls Close.
type Service struct {
	Config
	judge relevance.Judge

	mu      sync.Mutex
	running map[turn.ID]run
	closed  bool
	turns   sync.WaitGroup

	queue     limit.Queue
	addresses limit.Places
	closing   context.Context // ends when Close is called: nobody waits in line any more
	shut      context.CancelFunc
}

// New makes a Service.
func New(c Config) (*Service, error) {
	switch {
	case c.History == nil, c.Settings == nil, c.Documents == nil:
		return nil, errors.New("chat: History, Settings and Documents are needed")
	case c.Method != "" && c.Method != RetrievalPrompt && c.Method != RetrievalQA &&
		c.Method != ConversationalRetrievalChain:
		return nil, fmt.Errorf("chat: unknown method %q", c.Method)
	}
	s := &Service{Config: c.withDefaults(), judge: relevance.Judge{Embedder: c.Embedder},
		running: map[turn.ID]run{}}
	s.queue.Places, s.queue.Waiting = s.MaxTurns, 10*s.MaxTurns
	s.addresses.Most = s.AddressTurns
	s.closing, s.shut = context.WithCancel(context.Background())
	return s, nil
}

// Start begins the turn of r and returns where it is; the turn goes on after
// ctx has ended, until it is complete, Stop or Close. A request whose turn is
// there already begins nothing: the status tells where that turn is, and
// turn.Log has its events. A turn that has to wait for others does so after it
// was begun. Errors: fault.Invalid and fault.TooLarge for a request that begins
// no turn, fault.Throttled when as many of the user's or the address's wait as
// may, fault.Overloaded when that holds for all together, fault.Unavailable.
func (s *Service) Start(ctx context.Context, r Request) (turn.Status, error) {
	if err := r.Check(); err != nil {
		return turn.Status{}, err
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return turn.Status{}, fmt.Errorf("keeping the request: %w", err)
	}
	id := turn.ID{User: r.User, Request: r.RequestID}
	work, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	place, known, err := s.enter(r, cancel)
	if err != nil || known {
		cancel(nil)
		if err != nil {
			return turn.Status{}, err
		}
		return s.status(ctx, id)
	}
	w, status, begun, err := s.Turns.Start(work, id, raw)
	if err != nil || !begun {
		place.leave()
		cancel(nil)
		return status, err
	}
	go func() {
		defer cancel(nil)
		defer place.leave()
		defer w.Close()
		if err := place.wait(work, w); err != nil {
			s.Logger.Info("a turn was given up in line", "request", r.RequestID, "cause", err)
			return
		}
		if err := s.Run(work, r, w); err != nil {
			s.Logger.Warn("a turn did not end", "request", r.RequestID, "error", err)
		}
	}()
	return status, nil
}

// status is where a turn of this Service is; it may be about to begin.
func (s *Service) status(ctx context.Context, id turn.ID) (turn.Status, error) {
	status, err := s.Turns.Status(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return turn.Status{ID: id, State: turn.Running}, nil
	}
	return status, err
}

// Stop ends a turn that runs in this Service at the user's wish: its text so
// far becomes the answer, with the outcome stopped. It reports whether there
// was such a turn.
func (s *Service) Stop(id turn.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	this, ok := s.running[id]
	if ok {
		this.cancel(errStopped)
	}
	return ok
}

// Settle returns when this Service does nothing more for a turn, which is a
// little after its end: the conversation may get its title then. It returns
// earlier when ctx ends.
func (s *Service) Settle(ctx context.Context, id turn.ID) {
	s.mu.Lock()
	this, ok := s.running[id]
	s.mu.Unlock()
	if !ok {
		return
	}
	select {
	case <-this.over:
	case <-ctx.Done():
	}
}

// Close takes no more turns and waits for the running ones until ctx ends;
// those that are left then are broken off without an end (they count as
// interrupted, and the same request begins them again). It returns when no
// goroutine of the Service is left, with ctx's error if turns were broken off.
func (s *Service) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.shut()
	done := make(chan struct{})
	go func() {
		s.turns.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for _, this := range s.running {
		this.cancel(errClosing)
	}
	s.mu.Unlock()
	<-done
	return ctx.Err()
}
