//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mundap/mundap/internal/aws/sqsqueue"
)

// withDictionary are the functions that need the Korean dictionary, because
// they search or index.
var withDictionary = map[string]opening{"chat": openChat, "document-manager": openDocumentManager}

func openChat(p *parts) (Function, error) {
	messages, jobs, err := p.chat()
	if err != nil {
		return nil, err
	}
	page, err := p.searchPage()
	if err != nil {
		return nil, err
	}
	message, request := typed(messages.handle), typed(page.handle)
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		// at places where API Gateway puts nothing of a client's
		var kind struct {
			Job        *Job   `json:"mundapJob"`
			HTTPMethod string `json:"httpMethod"` // of the REST API's events
		}
		if err := json.Unmarshal(raw, &kind); err != nil {
			return nil, fmt.Errorf("reading an event: %w", err)
		}
		if kind.Job != nil {
			return nil, jobs.do(ctx, *kind.Job)
		}
		if kind.HTTPMethod != "" {
			return request(ctx, raw)
		}
		return message(ctx, raw)
	}, nil
}

func openDocumentManager(p *parts) (Function, error) {
	p.telling()
	w, indexes, err := p.documentWorker()
	if err != nil {
		return nil, err
	}
	tasks := p.tasks
	batch := typed(func(ctx context.Context, b sqsqueue.Batch) (sqsqueue.Failures, error) {
		return documentTasks(ctx, tasks, w.Handle, b)
	})
	daily := upkeep{parts: p, worker: w, service: p.base.Ingest(), indexes: indexes}
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		if isUpkeep(raw) {
			return daily.do(ctx)
		}
		if store := rebuildOf(raw); store != "" {
			return daily.rebuild(ctx, store)
		}
		if asksForSize(raw) {
			return p.indexSize(ctx)
		}
		return batch(ctx, raw)
	}, nil
}
