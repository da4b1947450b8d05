//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/wiring"
)

// `mundap doctor --deployment` asks how large the index is:
//
//	aws lambda invoke --function-name mundap-document-manager:live --payload '{"mundapIndexSize":true}' out.json

// asksForSize reports whether an event does so.
func asksForSize(raw json.RawMessage) bool {
	var e struct {
		Size bool `json:"mundapIndexSize"`
	}
	return json.Unmarshal(raw, &e) == nil && e.Size
}

// indexSize reads the manifests of all shards. No segment is fetched.
func (p *parts) indexSize(ctx context.Context) (wiring.IndexSize, error) {
	limit := room{limit: p.indexLimit()}
	size := wiring.IndexSize{Version: p.config.Version, Limit: limit.limit, Full: limit.most(),
		Readers: len(p.config.SearchReaders)}
	size.Used = slices.ContainsFunc(wiring.StoreNames(p.config.Settings),
		func(name string) bool { return name == wiring.Local || name == wiring.Faiss })
	if !size.Used {
		return size, nil
	}
	for shard := range p.shards() {
		if err := addSize(ctx, &size, p.storage(shard)); err != nil {
			return size, fmt.Errorf("measuring shard %d of the index: %w", shard, err)
		}
	}
	return size, nil
}

// addSize adds a shard.
func addSize(ctx context.Context, size *wiring.IndexSize, shard storage.Store) error {
	s, err := localindex.Measure(ctx, shard)
	size.Passages, size.Bytes = size.Passages+s.Passages, size.Bytes+s.Bytes
	return err
}
