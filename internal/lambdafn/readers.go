//go:build !nodict

package lambdafn

import (
	"fmt"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/aws/apisign"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/searcher"
	"github.com/mundap/mundap/internal/wiring"
)

// readerKey is the field with the key if the secret is a JSON object.
const readerKey = "key"

// readerPatience is the time limit of one request to a search reader.
const readerPatience = 10 * time.Second

// shards is how many shards the index has: as many as there are readers for.
func (p *parts) shards() int { return max(1, len(p.config.SearchReaders)) }

// readers searches the index through the search readers instead of in this
// function.
func (p *parts) readers(e embed.Embedder) (retrieve.Retriever, error) {
	key := p.secretText(p.config.SearchReaderSecret, readerKey)
	var shards []localindex.Shard
	for i, list := range p.config.SearchReaders {
		addresses, err := searcher.Parse(list)
		if err != nil {
			return nil, fmt.Errorf("search_readers, shard %d: %w", i, err)
		}
		shards = append(shards, &searcher.Client{Addresses: addresses, Key: key,
			HTTP: &http.Client{Timeout: readerPatience, Transport: apisign.New(p.aws, nil)}})
	}
	return localindex.NewShards(localindex.ShardsOptions{Shards: shards,
		Analyzer: &morph.Analyzer{}, Embedder: e, Store: wiring.Local}), nil
}
