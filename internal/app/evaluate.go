package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

// embeddingCallers is how many requests for embeddings may wait at the same
// time: many embedding servers process one request after another, and requests
// that wait too long fail.
const embeddingCallers = 4

// Evaluate measures the search engine on a temporary index, with the same
// ranking as real searches. It sets e's store.
func Evaluate(ctx context.Context, c config.Config, e evaluate.Config) (report evaluate.Report,
	err error) {
	models, err := newModels(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return evaluate.Report{}, err
	}
	defer models.close()
	dir, err := os.MkdirTemp("", "mundap-eval-*")
	if err != nil {
		return evaluate.Report{}, fmt.Errorf("making room for the index: %w", err)
	}
	defer os.RemoveAll(dir)
	folder, err := storage.NewFolder(dir)
	if err != nil {
		return evaluate.Report{}, fmt.Errorf("opening the index folder: %w", err)
	}
	index, err := localindex.Open(ctx, localindex.Options{Storage: folder,
		Analyzer: &morph.Analyzer{}, Embedder: models.forIndex(), Store: wiring.Local})
	if err != nil {
		return evaluate.Report{}, fmt.Errorf("opening the index: %w", err)
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	e.Store = struct {
		retrieve.Retriever
		retrieve.Index
	}{models.reranked(index, c, slog.New(slog.DiscardHandler)), index}
	e.IndexBytes = func() int64 { return index.Stats().Bytes }
	e.Settled = index.Settle
	if models.forIndex() != nil {
		e.Callers = cmp.Or(e.Callers, embeddingCallers)
	}
	return evaluate.Run(ctx, e)
}
