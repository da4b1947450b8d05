package wiring

import (
	"log/slog"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/pace"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/split"
	"github.com/mundap/mundap/internal/summary"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/websearch"
	"github.com/mundap/mundap/internal/wire"
)

// IngestAttempts is how often a task is tried before it is put aside.
const IngestAttempts = 5

// Base is what the other parts are made from. Log may be nil.
type Base struct {
	Settings  schema.Settings
	Documents document.Store
	Blobs     blob.Store
	Tasks     queue.Sender
	Sessions  ingest.Sessions // with which uploads end; if nil, they end with their time
	UserBytes int64           // most that an account's documents take; 0 means no bound
	Storage   ingest.Storage  // counts them for many processes; if nil, there is one
	// further places that deletions erase, apart from documents, blobs and indexes; may be nil
	Receipts forgetting.Receipts
	Answers  forgetting.Answers
	Places   []forgetting.Place
	TempDir  string // for files being read; "" means the system's
	Log      *slog.Logger
}

// Ingest makes the service that takes documents in.
func (b Base) Ingest() *ingest.Service { return ingest.NewService(b.ingestOptions()) }

func (b Base) ingestOptions() ingest.Options {
	return ingest.Options{
		Documents: b.Documents, Blobs: b.Blobs, Tasks: b.Tasks,
		MaxBytes: b.Settings.Ingest.MaxObjectSize, UserBytes: b.UserBytes, Storage: b.Storage,
		Readers:  load.Version,
		Sessions: b.Sessions, Log: b.Log,
	}
}

// Loader makes what reads files, in processes that command starts. Its owner
// closes it.
func (b Base) Loader(command []string, cache string, workers int) *load.Loader {
	return load.New(b.loadOptions(command, cache, workers))
}

func (b Base) loadOptions(command []string, cache string, workers int) load.Options {
	return load.Options{
		Worker: command, Workers: workers, Cache: cache,
		Limits: format.Limits{Memory: int64(b.Settings.Ingest.MemoryMB) << 20},
	}
}

// Working is what the worker needs to read documents.
type Working struct {
	Loader  ingest.Loader
	Indexes []retrieve.Index
	Vectors *ingest.Vectors // the embedder of the indexes; if nil, they have none
	// Background is what the indexes share with the worker; nil: nothing.
	Background *pace.Slots
	// Model explains code and writes guides; if nil, code is found by its names and
	// comments, and guides consist of sentences of the documents
	Model llm.Model
}

// Worker makes what works on documents.
func (b Base) Worker(w Working) *ingest.Worker { return ingest.NewWorker(b.workerOptions(w)) }

func (b Base) workerOptions(w Working) ingest.WorkerOptions {
	i := b.Settings.Ingest
	explainer, guides := b.writers(w.Model)
	return ingest.WorkerOptions{
		Documents: b.Documents, Blobs: b.Blobs, Indexes: w.Indexes, Loader: w.Loader,
		Tasks: b.Tasks, Vectors: w.Vectors, Explainer: explainer,
		Extract: summary.Extract, Background: w.Background, Guides: guides,
		Splitter: split.Splitter{Size: i.ChunkSize, Overlap: i.ChunkOverlap},
		MaxBytes: i.MaxObjectSize, Formats: i.Formats, Readers: load.Version,
		MaxAttempts: IngestAttempts,
		Receipts:    b.Receipts, Answers: b.Answers, Places: b.Places,
		Storage: b.Storage, UserBytes: b.UserBytes,
		SpeechBlobs: chat.SpeechBlobs,
		TempDir:     b.TempDir, Log: b.Log,
	}
}

// writers are what a model does for documents; nil without one.
func (b Base) writers(model llm.Model) (ingest.Explainer, ingest.Guider) {
	if model == nil {
		return nil, nil
	}
	s := summary.Summariser{Model: model, Serial: !b.Settings.RAG.ParallelSummary}
	return s, s
}

// UseModel has answers and documents that are begun from now on made with another
// model; nil means with none.
func (b Base) UseModel(c *chat.Service, w *ingest.Worker, model llm.Model) {
	c.UseModels(model, b.judge(model))
	w.UseWriters(b.writers(model))
}

// judge is the second witness, if one is wanted.
func (b Base) judge(model llm.Model) llm.Model {
	if !b.Settings.RAG.Judge {
		return nil
	}
	return model
}

// Answering is what the chat needs in addition. Model and Embedder may be
// nil; limits of 0 are the chat's defaults.
type Answering struct {
	History  history.Store
	Settings settings.Store
	Turns    *turn.Log
	Stores   []retrieve.Retriever
	Model    llm.Model
	Embedder embed.Embedder
	Encoder  embed.Embedder // see chat.Config
	Learning func() bool    // see chat.Config
	Loader   ingest.Loader
	Web      websearch.Searcher // nil: the web is not searched
	Speech   speech.Synthesizer // nil: answers are not read aloud
	Now      func() time.Time   // nil: time.Now
	// Changed is called for conversations that have changed; if nil, nothing is
	Changed   func(connections.Change)
	TurnLimit time.Duration
	MaxTurns  int
	Limits    schema.Limits // of answers; the zero value bounds nothing
}

// Chat makes the service that answers.
func (b Base) Chat(a Answering) (*chat.Service, error) { return chat.New(b.chatConfig(a)) }

func (b Base) chatConfig(a Answering) chat.Config {
	rag := b.Settings.RAG
	return chat.Config{
		History: a.History, Settings: a.Settings, Documents: b.Documents, Turns: a.Turns,
		Stores: a.Stores, Model: a.Model, Judge: b.judge(a.Model), Embedder: a.Embedder, Blobs: b.Blobs, Web: a.Web,
		Encoder: a.Encoder, Learning: a.Learning, Speech: a.Speech,
		Reader: ingest.Reader{
			Loader: a.Loader, Blobs: b.Blobs, MaxBytes: b.Settings.Ingest.MaxObjectSize,
			TempDir: b.TempDir,
		},
		Defaults: Switches(rag), Method: chat.Method(rag.Method), Passages: rag.RelevantDocs,
		Serial: !rag.Parallel, SerialSummaries: !rag.ParallelSummary,
		StoreLimit: rag.StoreTimeout, JudgeLimit: rag.JudgeTimeout, ContextTokens: rag.ContextTokens,
		Now: a.Now, Titles: true, Changed: a.Changed,
		TurnLimit: a.TurnLimit, MaxTurns: a.MaxTurns, Logger: b.Log,
		Share:        limit.Share{Places: a.Limits.UserTurns, Waiting: a.Limits.UserWaiting},
		AddressTurns: a.Limits.AddressTurns,
	}
}

// Switches are what users have who switched nothing.
func Switches(rag schema.RAG) settings.Switches {
	return settings.Switches{
		References: rag.References, DualSearch: rag.DualSearch, Debug: rag.Debug,
		Speech: rag.SpeakAnswers,
	}
}

// Features are what clients are told of this Mundap. model is the language
// model's name, "" if there is none.
func (b Base) Features(version, model string, stores []string) wire.Session {
	i := b.Settings.Ingest
	return wire.Session{
		Version: version, Model: model, Stores: stores, Formats: extensions(i.Formats),
		MaxBytes: i.MaxObjectSize,
		Web:      b.Settings.Web.Provider != "",
		Speech:   b.Settings.Speech.Provider != "",
	}
}

// extensions are those of the files that are read: of the named formats, or of
// all if none is named.
func extensions(named []string) []string {
	var all []string
	for _, f := range load.Formats() {
		if len(named) == 0 || slices.Contains(named, f.Name) {
			all = append(all, f.Extensions...)
		}
	}
	return all
}
