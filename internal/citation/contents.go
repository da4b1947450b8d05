package citation

import (
	"container/list"
	"context"
	"fmt"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
)

// contents keeps what was read from versions lately: the indexes of contents,
// and blocks of them. A version's contents never change, so an entry is never
// wrong; a new version has another key.
type contents struct {
	blobs    blob.Store
	maxBytes int64

	mu      sync.Mutex
	bytes   int64
	entries map[string]*list.Element // of *entry
	recent  list.List                // most recently used first
	loading singleflight.Group
}

type entry struct {
	key   string
	value any // *document.ContentsReader or *document.Block
	bytes int64
}

func newContents(blobs blob.Store, maxBytes int64) *contents {
	return &contents{blobs: blobs, maxBytes: maxBytes, entries: map[string]*list.Element{}}
}

// open opens the contents at a blob key. The result is shared.
func (c *contents) open(ctx context.Context, key string) (*document.ContentsReader, error) {
	return kept(ctx, c, key, func() (*document.ContentsReader, int64, error) {
		r, err := document.OpenContents(ctx, c.blobs, key)
		if err != nil {
			return nil, 0, fmt.Errorf("reading contents: %w", err)
		}
		r.Cache = func(ctx context.Context, n int, read func() (*document.Block, int64,
			error)) (*document.Block, error) {
			return kept(ctx, c, key+"#"+strconv.Itoa(n), read)
		}
		return r, r.Held(), nil
	})
}

// kept gives what is in memory for a key, or reads it. Callers that want the
// same at the same time share one read. The result is shared too: it must not
// be changed.
func kept[T any](ctx context.Context, c *contents, key string, read func() (T, int64, error)) (T,
	error) {
	if value, ok := c.cached(key); ok {
		return value.(T), nil
	}
	load := func() (any, error) {
		value, size, err := read()
		if err == nil {
			c.keep(&entry{key: key, value: value, bytes: size})
		}
		return value, err
	}
	value, err, shared := c.loading.Do(key, load)
	if err != nil && shared && ctx.Err() == nil { // the caller whose read it was may have given up
		value, err = load()
	}
	if err != nil {
		var none T
		return none, err
	}
	return value.(T), nil
}

// cached is what is in memory.
func (c *contents) cached(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return nil, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*entry).value, true
}

func (c *contents) keep(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.entries[e.key]; !known && e.bytes <= c.maxBytes {
		c.add(e)
	}
}

func (c *contents) add(e *entry) {
	c.entries[e.key] = c.recent.PushFront(e)
	c.bytes += e.bytes
	for c.bytes > c.maxBytes {
		oldest := c.recent.Remove(c.recent.Back()).(*entry)
		delete(c.entries, oldest.key)
		c.bytes -= oldest.bytes
	}
}
