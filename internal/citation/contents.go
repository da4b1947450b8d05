package citation

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
)

// contents keeps what was read from versions lately. A version's contents never change, so an entry is never wrong; a
// new version has another key.
type contents struct {
	blobs    blob.Store
	maxBytes int64

	mu      sync.Mutex
	bytes   int64
	entries map[string]*list.Element // of *entry, by blob key
	recent  list.List                // most recently used first
	loading singleflight.Group       // by blob key
}

type entry struct {
	key   string
	value *document.Contents
	bytes int64
}

func newContents(blobs blob.Store, maxBytes int64) *contents {
	return &contents{blobs: blobs, maxBytes: maxBytes, entries: map[string]*list.Element{}}
}

// get reads contents from the blob key, from memory when they are there. Callers
// that want the same contents at the same time share one read. The result is
// shared too: it must not be changed.
func (c *contents) get(ctx context.Context, key string) (*document.Contents, error) {
	if value := c.cached(key); value != nil {
		return value, nil
	}
	value, err, shared := c.loading.Do(key, func() (any, error) { return c.load(ctx, key) })
	if err != nil && shared && ctx.Err() == nil { // the caller whose read it was may have given up
		return c.load(ctx, key)
	}
	if err != nil {
		return nil, err
	}
	return value.(*document.Contents), nil
}

// cached is what is in memory, nil if nothing is.
func (c *contents) cached(key string) *document.Contents {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return nil
	}
	c.recent.MoveToFront(e)
	return e.Value.(*entry).value
}

func (c *contents) load(ctx context.Context, key string) (*document.Contents, error) {
	value, size, err := c.read(ctx, key)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.entries[key]; !known && size <= c.maxBytes {
		c.add(&entry{key: key, value: value, bytes: size})
	}
	return value, nil
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

func (c *contents) read(ctx context.Context, key string) (*document.Contents, int64, error) {
	r, info, err := c.blobs.Get(ctx, key, blob.Range{})
	if err != nil {
		return nil, 0, fmt.Errorf("reading contents: %w", err)
	}
	defer r.Close()
	value, err := document.DecodeContents(r)
	if err != nil {
		return nil, 0, err
	}
	return &value, info.Size, nil
}
