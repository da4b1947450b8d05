//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wiring"
)

// A rebuild of OpenSearch's index is started by hand after its shards, its
// analyzer or the embedding model have changed in the settings:
//
//	aws lambda invoke --function-name mundap-document-manager:live --payload '{"mundapRebuild":"opensearch"}' out.json
//
// A run works as long as a function may run. The next run, or the daily upkeep,
// continues. Searches use the old index until the new one is complete.

// rebuilt is the answer to a request for a rebuild.
type rebuilt struct {
	Indexed int  `json:"indexed"` // documents that this run has added to the new index
	Done    bool `json:"done"`    // the new index has replaced the old one
}

// rebuildOf returns the store whose index an event asks to rebuild; "" for any
// other event.
func rebuildOf(raw json.RawMessage) string {
	var e struct {
		Rebuild string `json:"mundapRebuild"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return ""
	}
	return e.Rebuild
}

// rebuild works on a rebuild as long as the function's time allows.
func (u upkeep) rebuild(ctx context.Context, store string) (rebuilt, error) {
	ctx, cancel := withSlack(ctx)
	defer cancel()
	for _, x := range u.indexes {
		if s, ok := x.(*opensearch.Store); ok && store == wiring.OpenSearch {
			return u.refill(ctx, s)
		}
	}
	return rebuilt{}, fault.Newf(fault.NotConfigured,
		"%q is no store of this deployment that can be rebuilt; there is opensearch, if rag.capabilities names it", store)
}

// refill is one run. It is no error if its time runs out.
func (u upkeep) refill(ctx context.Context, s *opensearch.Store) (rebuilt, error) {
	var r rebuilt
	fill := wiring.Refill(u.worker, s)
	err := s.Rebuild(ctx, func(ctx context.Context, next *opensearch.Store) (int, error) {
		n, err := fill(ctx, next)
		r.Indexed += n
		return n, err
	})
	r.Done = err == nil
	u.parts.log.Info("rebuilding OpenSearch's index", "indexed", r.Indexed, "done", r.Done, "error", err)
	if fault.KindOf(err) == fault.Timeout && ctx.Err() != nil {
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("filling the new index: %w", err)
	}
	return r, nil
}

// goOn continues a rebuild that was begun.
func (u upkeep) goOn(ctx context.Context, s *opensearch.Store) error {
	going, err := s.Rebuilding(ctx)
	if err != nil || !going {
		return err
	}
	_, err = u.refill(ctx, s)
	return err
}
