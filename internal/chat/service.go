package chat

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
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

// Documents is the part of document.Store that chat uses.
type Documents interface {
	retrieve.Records
	document.Records
	LatestGrant(
		ctx context.Context, owner auth.Principal, c document.Collection, name string,
		now time.Time,
	) (document.Grant, error)
	document.Lister
}

// Method is how questions about documents are answered. It is the setting
// rag_method.
type Method string

const (
	// RetrievalPrompt is the whole pipeline: revise, search, prioritise, answer.
	RetrievalPrompt Method = "RetrievalPrompt"
	// RetrievalQA revises the question and puts the passages into the prompt
	// without judging them.
	RetrievalQA Method = "RetrievalQA"
	// ConversationalRetrievalChain condenses the conversation into a question,
	// retrieves passages, and answers with the conversation in the prompt.
	ConversationalRetrievalChain Method = "ConversationalRetrievalChain"
)

// Config is what a Service needs. History, Settings and Documents are required;
// Turns is required for Start. Everything else is optional, and the pipeline
// works without it.
type Config struct {
	History   history.Store
	Settings  settings.Store
	Documents Documents
	Turns     *turn.Log

	Stores []retrieve.Retriever // "local" first
	Model  llm.Model            // if nil, answers consist of the documents' own sentences
	// Judge, if set, is asked once per answer which of its sentences the
	// passages support, in addition to the checks of package verify.
	Judge llm.Model
	// Embedder judges passages by meaning; if it is nil, they are judged by the
	// words they share with the question.
	Embedder embed.Embedder
	// Encoder helps to choose the sentences of answers without a model. It should be in
	// this process; if it is nil, they are chosen by their words.
	Encoder embed.Embedder
	// Learning reports whether many passages of the local store can be found by words
	// only, because their vectors are still being made. If it is nil, none ever are.
	Learning func() bool
	Web      websearch.Searcher
	Speech   speech.Synthesizer
	Blobs    blob.Store // contents of documents, spoken answers
	Reader   Reader     // reads an uploaded file before it has been ingested

	Defaults settings.Switches // the settings of users who changed none
	Method   Method            // "" means RetrievalPrompt
	Passages int               // numberOfRelevantDocs; 0 means 4
	// ContextTokens limits the tokens of passages in a prompt; 0 means as many
	// as fit into the model's window.
	ContextTokens int
	Serial        bool // useParallelRAG is false, so the stores are asked one after the other
	// Titles makes the model name new conversations, and renames those that began
	// with a remark such as a greeting. Without it, they are named after the
	// subject of whatever was said first.
	Titles bool
	// Changed is called for each conversation in which a turn has begun or
	// ended. It must not block. It may be nil.
	Changed func(connections.Change)
	// SerialSummaries summarises the parts of a long file one after the other
	// (parallel_summary is off).
	SerialSummaries bool

	StoreLimit time.Duration // how long a store may take; 0 means 10 s
	JudgeLimit time.Duration // how long the judge may take; 0 means 8 s
	TurnLimit  time.Duration // how long a turn may take in all; 0 means 15 min
	MaxTurns   int           // most turns at the same time; 0 means 1024. Further ones wait
	// Share limits how many of the turns one account may have. Users of the
	// local owner's account are only names, so each of them may have half.
	// AddressTurns limits the turns of one network address, including those
	// that wait. Zero values mean no limit.
	Share        limit.Share
	AddressTurns int

	Now    func() time.Time // nil means time.Now
	Logger *slog.Logger     // nil means slog's default
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

// Service answers requests. It is safe for concurrent use. If Start was called,
// the owner must call Close.
type Service struct {
	Config
	judge     atomic.Pointer[relevance.Judge]
	sentences relevance.Extractor

	models atomic.Pointer[models] // that turns begin with from now on

	mu      sync.Mutex
	running map[turn.ID]run
	closed  bool
	turns   sync.WaitGroup
	asker   retrieve.Asker // of the stores; closed after the last turn

	queue     limit.Queue
	addresses limit.Places
	closing   context.Context // ends when Close is called: nobody waits in line any more
	shut      context.CancelFunc
}

// models are those that a turn is answered with.
type models struct{ answer, judge llm.Model }

// UseModels replaces the models of Config for turns that begin from now on.
// Running turns keep theirs. As in Config, nil means that there is none.
func (s *Service) UseModels(answer, judge llm.Model) { s.models.Store(&models{answer, judge}) }

// UseEmbedder replaces the embedder of Config, which helps to judge passages,
// from now on. As in Config, nil means that there is none.
func (s *Service) UseEmbedder(e embed.Embedder) { s.judge.Store(&relevance.Judge{Embedder: e}) }

// New returns a Service for the configuration.
func New(c Config) (*Service, error) {
	switch {
	case c.History == nil, c.Settings == nil, c.Documents == nil:
		return nil, errors.New("chat: History, Settings and Documents are needed")
	case c.Method != "" && c.Method != RetrievalPrompt && c.Method != RetrievalQA &&
		c.Method != ConversationalRetrievalChain:
		return nil, fmt.Errorf("chat: unknown method %q", c.Method)
	}
	s := &Service{Config: c.withDefaults(),
		sentences: relevance.Extractor{Embedder: c.Encoder},
		running:   map[turn.ID]run{}}
	s.UseModels(c.Model, c.Judge)
	s.UseEmbedder(c.Embedder)
	s.queue.Places, s.queue.Waiting = s.MaxTurns, 10*s.MaxTurns
	s.addresses.Most = s.AddressTurns
	s.closing, s.shut = context.WithCancel(context.Background())
	return s, nil
}

// Start begins the turn of r and returns its status. The turn continues after
// ctx has ended, until it is complete or Stop or Close is called. If the turn
// of this request already exists, nothing is started: the status says where it
// is, and turn.Log has its events. If too many turns are running, the turn has
// begun but waits.
//
// Errors: fault.Invalid or fault.TooLarge if the request can't start a turn;
// fault.Throttled if too many turns of the user or the address are waiting;
// fault.Overloaded if too many are waiting altogether; fault.Unavailable.
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
		if err := s.run(work, r, w, true); err != nil {
			s.Logger.Warn("a turn did not end", "request", r.RequestID, "error", err)
		}
	}()
	return status, nil
}

// status returns the status of a turn of this Service, which may be about to
// begin.
func (s *Service) status(ctx context.Context, id turn.ID) (turn.Status, error) {
	status, err := s.Turns.Status(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return turn.Status{ID: id, State: turn.Running}, nil
	}
	return status, err
}

// Stop ends a running turn of this Service at the user's request. The text so
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

// Settle returns when this Service has nothing left to do for a turn. This may
// be a little after the end of the turn, because the conversation may get its
// title then. If ctx ends earlier, Settle returns.
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

// Close rejects further turns and waits for the running ones until ctx ends. It
// then breaks off the turns that are still running and returns the error of
// ctx. Such turns count as interrupted, and the same request starts them again.
// Close returns only when no goroutine of the Service is left, which includes
// calls of stores that are late with their answers.
func (s *Service) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.shut()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.turns.Wait()
		_ = s.asker.Close() // it always returns nil
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
