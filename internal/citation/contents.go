package citation

import (
	"container/list"
	"context"
	"fmt"
	"sync"

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
	loading map[string]*load
}

type entry struct {
	key   string
	value *document.Contents
	bytes int64
}

// load is a read in progress that several may wait for.
type load struct {
	done  chan struct{}
	value *document.Contents
	err   error
}

func newContents(blobs blob.Store, maxBytes int64) *contents {
	return &contents{blobs: blobs, maxBytes: maxBytes, entries: map[string]*list.Element{}, loading: map[string]*load{}}
}

// get reads contents from the blob key, from memory when they are there. The result is shared: it must not be changed.
func (c *contents) get(ctx context.Context, key string) (*document.Contents, error) {
	c.mu.Lock()
	if e, ok := c.entries[key]; ok {
		c.recent.MoveToFront(e)
		c.mu.Unlock()
		return e.Value.(*entry).value, nil
	}
	l, waits := c.loading[key]
	if !waits {
		l = &load{done: make(chan struct{})}
		c.loading[key] = l
	}
	c.mu.Unlock()
	if !waits {
		c.load(ctx, key, l)
		return l.value, l.err
	}
	select {
	case <-l.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l.err != nil && ctx.Err() == nil { // the reader that we waited for may have given up
		value, _, err := c.read(ctx, key)
		return value, err
	}
	return l.value, l.err
}

func (c *contents) load(ctx context.Context, key string, l *load) {
	var size int64
	l.value, size, l.err = c.read(ctx, key)
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.loading, key)
	close(l.done)
	if l.err == nil && size <= c.maxBytes {
		c.add(&entry{key: key, value: l.value, bytes: size})
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
