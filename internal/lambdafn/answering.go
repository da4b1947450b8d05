//go:build !nodict

package lambdafn

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wiring"
)

// turnLimit is how long an answer may take, below the function's own 5 minutes
// in the stack's defaults.
const turnLimit = 4 * time.Minute

// models are Bedrock's models in all regions of the profiles. Both are nil
// without profiles.
func (p *parts) models() (llm.Model, embed.Embedder, error) {
	shared := p.ledger()
	all, err := wiring.Pool(p.config.Settings.Profiles, p.aws, shared, p.known(shared), p.log)
	if err != nil || all == nil {
		return nil, nil, err
	}
	return all, all.Embedder(), nil
}

// chat makes the two halves of the chat function: one takes messages, and the
// other carries out the jobs that they ask for.
func (p *parts) chat() (*socket, *answers, error) {
	model, embedder, err := p.models()
	if err != nil {
		return nil, nil, err
	}
	stores, err := p.retrievers(embedder)
	if err != nil {
		return nil, nil, err
	}
	web, err := p.web()
	if err != nil {
		return nil, nil, err
	}
	speaker, err := p.speaker()
	if err != nil {
		return nil, nil, err
	}
	turns, documents, calls := p.turns(), p.store.Documents(), p.store.History()
	all, windows := p.clients(), p.announcer()
	service, err := p.base.Chat(wiring.Answering{
		History: calls, Settings: p.store.Settings(), Turns: turns, Stores: stores, Model: model,
		Embedder: embedder,
		Loader:   p.loader(), Web: web, Speech: speaker, TurnLimit: turnLimit,
		Changed: windows.tell,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("making the chat: %w", err)
	}
	client := lambda.NewFromConfig(p.aws,
		func(o *lambda.Options) {
			o.BaseEndpoint = replaced(o.BaseEndpoint,
				p.config.LambdaEndpoint)
		})
	messages := &socket{
		sessions: p.sessions(), clients: all, turns: turns,
		invoker: selfInvoker{client, p.config.Function, p.config.Alias},
		asking:  p.rate("questions", p.config.UserQuestions),
		from:    p.rate("questions from", p.config.AddressQuestions),
		opening: p.rate("sockets from", p.config.AddressSockets), open: p.config.UserSockets,
		origins: append([]string{p.config.SiteURL}, p.config.Settings.AllowedOrigins...),
	}
	return messages, &answers{
		clients: all, chat: service, turns: turns, windows: windows, log: p.log,
		renderer: session.Renderer{Citations: citation.New(documents, p.blobs,
			citation.Options{Logger: p.log}), Calls: calls},
	}, nil
}

// storage is where a shard of the index lies.
func (p *parts) storage(shard int) *storage.Bucket {
	prefix := shardPrefix(shard, p.shards())
	return &storage.Bucket{Blobs: p.blobs, Prefix: prefix,
		Cache: filepath.Join(os.TempDir(), filepath.FromSlash(prefix))}
}

// indexLimit is the size in bytes up to which functions search the index
// themselves; if 0, there is no limit, because they need not.
func (p *parts) indexLimit() int64 {
	if len(p.config.SearchReaders) > 0 {
		return 0
	}
	return int64(p.config.IndexMB) * megabyte
}

// openReader opens the index for searches. While the function runs, it is at
// most a second behind the writer.
func (p *parts) openReader(embedder embed.Embedder) func(context.Context) (*localindex.Index,
	error) {
	return func(ctx context.Context) (*localindex.Index, error) {
		return localindex.Open(ctx, localindex.Options{
			Storage: p.storage(0), Analyzer: &morph.Analyzer{}, Embedder: embedder,
			Store: wiring.Local, ReadOnly: true, MaxBytes: p.indexLimit(),
		})
	}
}

// searched is the index, opened anew for each search: a frozen function sees no
// newer manifest until it runs again, and its files stay in the cache. An index
// that is not there yet has no passages.
type searched struct {
	open func(context.Context) (*localindex.Index, error)

	mu sync.Mutex // one opening at a time: they share the cache
}

var _ retrieve.Retriever = (*searched)(nil)

// Store implements retrieve.Retriever.
func (s *searched) Store() string { return wiring.Local }

// Retrieve implements retrieve.Retriever.
func (s *searched) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	s.mu.Lock()
	index, err := s.open(ctx)
	s.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	defer index.Close()
	return index.Retrieve(ctx, scope, q)
}

// loader reads files in child processes of this program, one at a time.
func (p *parts) loader() *load.Loader {
	var command []string
	if exe, err := os.Executable(); err == nil {
		command = []string{exe, load.WorkerCommand}
	}
	return p.base.Loader(command, filepath.Join(os.TempDir(), "cache"), 0)
}

// documentWorker makes the worker that processes documents, and the indexes
// that it fills.
func (p *parts) documentWorker() (*ingest.Worker, []retrieve.Index, error) {
	model, embedder, err := p.models()
	if err != nil {
		return nil, nil, err
	}
	var vectors *ingest.Vectors
	if embedder != nil {
		vectors = ingest.NewVectors(embedder)
		embedder = vectors
	}
	indexes, err := p.indexes(embedder)
	if err != nil {
		return nil, nil, err
	}
	receipts := p.store.Receipts().Keeping(dynamostore.Kept{Tables: p.config.Kept.TableDays,
		Objects: p.config.Kept.VersionDays})
	p.base.Receipts, p.base.Places = receipts, []forgetting.Place{receipts}
	p.base.Answers = p.store.Answers()
	return p.base.Worker(wiring.Working{Loader: p.loader(), Indexes: indexes, Vectors: vectors,
		Model: model}), indexes, nil
}
