package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fileblob"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/pace"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wiring"
)

// Options are what the configuration does not say.
type Options struct {
	Version string
	Log     *slog.Logger
	// Ready is called with the server's URL as soon as it takes requests; may be nil.
	Ready func(url string)
	// Waiting is called with the process id of a command that holds the data
	// folder and is about to hand it over to this server. It may be nil.
	Waiting func(pid int)
	// Executable is this program, started again to read files; if "", it is found automatically.
	Executable string
}

const (
	ingestQueue = "ingest"
	// ingestVisibility is how long a task may take without a sign of life.
	// Workers extend it while they read.
	ingestVisibility = 5 * time.Minute
	// turnGrace is how long answers may continue when the server stops.
	turnGrace = 5 * time.Second
	// expireEvery is how often old turns are forgotten.
	expireEvery = time.Hour
)

// Parts is a running Mundap without its doors: stores, worker, chat. Make it with Start.
type Parts struct {
	config  config.Config
	options Options

	dir        *datadir.Dir
	db         *localstore.DB
	blobs      *fileblob.Store
	tasks      *localstore.Queue
	base       wiring.Base
	analyzer   *morph.Analyzer
	background *pace.Slots
	index      *localindex.Index
	asked      []retrieve.Retriever // by questions, in the configuration's order
	asker      retrieve.Asker       // of the commands' searches
	services   []retrieve.Index     // those of the others that documents go into
	loader     *load.Loader
	ingest     *ingest.Service
	worker     *ingest.Worker
	turns      *turn.Log
	chat       *chat.Service
	citations  *citation.Resolver
	signIn     *signin.Service
	model      models
	// the models' embedder, for what goes into the stores too; if nil, there is none
	vectors *ingest.Vectors

	connector *connector
	encoders  *encoders
	door      atomic.Pointer[front] // what people reach; if nil, nobody does yet
	addr      string                // where HTTP is served; "" if it is not
	opened    chan struct{}         // closed when everything is there
	copying   sync.Mutex            // held while a backup is made
	again     chan struct{}         // gets a value when a restored backup waits for a start
	// givenUp is set once a restored backup will replace the data at the next
	// start. Anything stored after that would be lost.
	givenUp atomic.Bool
	stop    context.CancelFunc
	running sync.WaitGroup
	closers []func() error // in the order of opening
}

// Start opens the data folder and everything in it, and begins to process the
// queued tasks. If another process holds the folder, the error is a
// *datadir.HeldError.
func Start(ctx context.Context, c config.Config, o Options) (*Parts, error) {
	p := &Parts{config: c, options: o, analyzer: &morph.Analyzer{}, background: pace.NewSlots(),
		opened: make(chan struct{}), again: make(chan struct{}, 1)}
	if err := p.open(ctx); err != nil {
		return nil, errors.Join(err, p.closeAll())
	}
	close(p.opened)
	words, err := p.loadDictionary()
	if err != nil { // it is no reason not to start
		o.Log.Error("the dictionary is left out", "error", err)
	}
	left, err := unfinished(ctx, p.db)
	if err != nil {
		o.Log.Warn("looking for unfinished backups", "error", err)
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = cancel
	p.running.Go(func() { p.clearUnfinished(work, left) })
	p.running.Go(func() { p.recover(work) })
	p.running.Go(func() { p.fill(work) })
	p.running.Go(func() { p.rereadOutdated(work) })
	p.running.Go(func() { p.expire(work) })
	p.running.Go(func() { p.prepare(work) })
	p.running.Go(func() { p.watchDictionary(work, words) })
	return p, nil
}

func (p *Parts) onClose(f func() error) { p.closers = append(p.closers, f) }

func (p *Parts) closeAll() error {
	var err error
	for i := len(p.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, p.closers[i]())
	}
	p.closers = nil
	return err
}

// Close stops everything and waits for it. Running answers get turnGrace to finish.
func (p *Parts) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), turnGrace)
	defer cancel()
	if err := p.chat.Close(ctx); err != nil {
		p.options.Log.Warn("answers were broken off", "error", err)
	}
	p.turns.Close()
	p.stop()
	p.running.Wait()
	return p.closeAll()
}

func (p *Parts) open(ctx context.Context) (err error) {
	if p.dir, err = datadir.Hold(p.config.Data); err != nil {
		return err
	}
	p.onClose(p.dir.Close)
	if err := completeRestore(ctx, p.dir, p.options.Log); err != nil {
		return err
	}
	if err := checkDatabase(p.dir); err != nil {
		return err
	}
	if p.db, err = localstore.Open(ctx, p.dir.Path(databaseFile),
		localstore.Options{Log: p.options.Log}); err != nil {
		return err
	}
	p.onClose(p.db.Close)
	if err := p.db.Turns().Interrupt(ctx); err != nil { // the folder's lock: nobody else writes
		return fmt.Errorf("ending the turns of an earlier run: %w", err)
	}
	if p.model, err = newModels(ctx, p.config, p.options.Log); err != nil {
		return err
	}
	p.onClose(p.model.close)
	if p.connector, err = newConnector(ctx, p); err != nil {
		return err
	}
	if p.encoders, err = newEncoders(ctx, p); err != nil {
		return err
	}
	p.onClose(p.encoders.close)
	if p.embedsFirst() {
		p.vectors = ingest.NewVectors(p.model.embedder)
		p.model.embedder = p.vectors
	}
	if err := p.openIngest(ctx); err != nil {
		return err
	}
	return p.openChat(ctx)
}

// openChat makes what answers questions from the parts that are open already.
func (p *Parts) openChat(ctx context.Context) error {
	p.citations = citation.New(p.db.Documents(), p.blobs, citation.Options{})
	p.signIn = signin.New(p.db.Accounts(), p.signInOptions())
	p.turns = turn.NewLog(p.db.Turns(), turn.LogOptions{Logger: p.options.Log})
	web, err := p.base.Web(p.loader)
	if err != nil {
		return err
	}
	speaker, err := p.speaker(ctx)
	if err != nil {
		return err
	}
	latest, err := p.db.History().Latest(ctx)
	if err != nil {
		return fmt.Errorf("reading the newest answer: %w", err)
	}
	p.chat, err = p.base.Chat(wiring.Answering{
		Now:     ascending(latest, time.Now),
		Changed: p.announce,
		History: p.db.History(), Settings: p.db.Settings(), Turns: p.turns, Stores: p.asked,
		Model:    p.model.llm,
		Embedder: p.model.embedder, Loader: p.loader, Web: web, Speech: speaker,
		Encoder: p.model.inProcess(), Learning: p.learning(),
		MaxTurns: p.config.MaxTurns, Limits: p.config.Limits,
	})
	return err
}

func (p *Parts) signInOptions() signin.Options {
	return signin.Options{Lifetime: p.config.Session.Lifetime, Idle: p.config.Session.Idle,
		Log: p.options.Log}
}

// openIngest makes the service through which documents are added. The blob
// store reports changes to the service, and the service needs the blob store;
// the listener connects the two.
func (p *Parts) openIngest(ctx context.Context) (err error) {
	listen := func(ctx context.Context, e blob.Event) error { return p.ingest.Event(ctx, e) }
	if p.blobs, err = fileblob.Open(p.dir.Path("blobs"),
		fileblob.Options{Listen: listen, Wanted: ingest.Wanted}); err != nil {
		return err
	}
	if err := p.openIndex(ctx); err != nil {
		return err
	}
	if err := p.openServices(ctx); err != nil {
		return err
	}
	p.onClose(p.asker.Close) // before the stores
	tmp := p.dir.Path("tmp")
	if err := errors.Join(os.RemoveAll(tmp), os.MkdirAll(tmp, 0o700)); err != nil {
		return fmt.Errorf("clearing the folder for files being read: %w", err)
	}
	exe := p.options.Executable
	if exe == "" {
		if exe, err = os.Executable(); err != nil {
			return fmt.Errorf("finding this program: %w", err)
		}
	}
	p.tasks = p.db.Queue(ingestQueue, queue.Policy{Visibility: ingestVisibility,
		MaxAttempts: wiring.IngestAttempts, MaxBig: p.config.Ingest.Workers})
	p.base = wiring.Base{
		Settings: p.config.Settings(), Blobs: p.blobs, Tasks: p.tasks,
		Documents: wiring.Announced{Store: p.db.Documents(), Tell: p.tell},
		Sessions:  p.db.Accounts(), UserBytes: p.config.Limits.UserBytes,
		Receipts: p.db.Receipts(), Answers: p.db.Answers(),
		Places:  []forgetting.Place{p.db.Records()},
		TempDir: tmp, Log: p.options.Log,
	}
	p.loader = p.base.Loader([]string{exe, load.WorkerCommand}, p.dir.Path("cache"),
		p.config.Ingest.Workers+1)
	p.onClose(p.loader.Close)
	p.ingest = p.base.Ingest()
	p.blobs.Allow, p.blobs.Reserve = p.ingest.Uploadable, p.ingest.Reserve
	p.worker = p.base.Worker(wiring.Working{Loader: p.loader, Indexes: p.indexes(),
		Vectors: p.vectors, Background: p.background, Model: p.model.llm})
	return nil
}

// tell passes a changed document on.
func (p *Parts) tell(_ context.Context, d document.Document) {
	if f := p.door.Load(); f != nil {
		f.current().DocumentChanged(d)
	}
}

// recover brings the index up to date, queues again the tasks that a crash has
// lost, and then processes tasks until ctx ends.
func (p *Parts) recover(ctx context.Context) {
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"completing the index", p.complete},
		{"recovering tasks", p.ingest.Recover},
		{"recovering storage events", p.blobs.Recover},
		{"completing deletions", p.worker.Finish},
	} {
		if err := step.do(ctx); err != nil && ctx.Err() == nil {
			p.options.Log.Error(step.what, "error", err)
		}
	}
	if err := p.tasks.Run(ctx, p.handlers(), p.worker.Handle); err != nil {
		p.options.Log.Error("the queue stopped", "error", err)
	}
}

// rereadAfter is how long after the start outdated documents are looked for.
const rereadAfter = time.Second

// rereadOutdated queues the documents that an older version of the program has
// read, so that they are read again. They wait in the queue's last lane. Looking
// for them goes through all documents, so it waits until a command that only
// asks something has ended.
func (p *Parts) rereadOutdated(ctx context.Context) {
	if !p.config.Ingest.Reread {
		return
	}
	select {
	case <-time.After(rereadAfter):
	case <-ctx.Done():
		return
	}
	n, err := p.ingest.RereadOutdated(ctx, auth.LocalScope())
	switch {
	case ctx.Err() != nil: // the next start goes on
	case err != nil:
		p.options.Log.Error("having documents read again", "error", err)
	case n > 0:
		p.options.Log.Info("this version reads documents differently: they are read again in the background",
			"documents", n)
	}
}

// smallAtOnce is how many small documents and deletions are processed at once
// beside big documents. Most of their time they wait until something is on
// disk; those that wait together share the writing of database and index. With
// one more, questions wait longer meanwhile, and hardly more files are processed;
// with one less, a slow disk would hold everything up.
const smallAtOnce = 2

// handlers returns how many tasks are processed at once. At most one more than
// ingest.workers are read by a process of their own at the same time.
func (p *Parts) handlers() int { return p.config.Ingest.Workers + smallAtOnce }

// idleBefore is how long the queue has to be empty before work starts for which
// nobody waits.
const idleBefore = time.Minute

// prepare prepares the reader of PDFs while there is nothing else to read, so
// that the first PDF does not have to wait for it.
func (p *Parts) prepare(ctx context.Context) {
	tick := time.NewTicker(idleBefore)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s, err := p.tasks.Stats(ctx); err != nil || s.Waiting+s.InFlight > 0 {
			continue
		}
		if err := p.loader.Prepare(ctx); err != nil && ctx.Err() == nil {
			p.options.Log.Warn("the first PDF will wait for its reader", "error", err)
		}
		return
	}
}

// expire deletes old turns from time to time.
func (p *Parts) expire(ctx context.Context) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		if err := p.db.Turns().Expire(ctx, time.Now()); err != nil && ctx.Err() == nil {
			p.options.Log.Warn("old turns stay", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Admin is the commands' API.
func (p *Parts) Admin() *admin.Handler {
	return admin.NewHandler(admin.Parts{
		Status: p.status, Documents: p.db.Documents(), History: p.db.History(), Stores: p.asked,
		Asker:  &p.asker,
		Ingest: p.ingest, Chat: p.chat, Citations: p.citations, Accounts: p.db.Accounts(),
		SignIn: p.signIn, Receipts: p.db.Receipts(), Keeping: p, Log: p.options.Log,
	})
}
