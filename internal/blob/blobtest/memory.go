package blobtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// Memory is a Store in memory, for tests; as an http.Handler it serves its
// presigned URLs, which begin with [MemoryPath]. Make it with NewMemory.
type Memory struct {
	gate   *blob.Gate
	listen blob.Listener
	now    func() time.Time

	mu      sync.Mutex
	writes  int64 // counts puts and deletions: the versions
	objects map[string]object
}

type object struct {
	info blob.Info
	data []byte // never changed once stored
}

var _ blob.Store = (*Memory)(nil)

// MemoryPath is where Memory's presigned URLs lie.
const MemoryPath = "/blobs/"

// NewMemory makes an empty store that tells listen of changes; nil means nobody. now
// is its clock; nil means time.Now.
func NewMemory(listen blob.Listener, now func() time.Time) *Memory {
	key := make([]byte, 32)
	rand.Read(key) // never fails
	if listen == nil {
		listen = func(context.Context, blob.Event) error { return nil }
	}
	if now == nil {
		now = time.Now
	}
	m := &Memory{listen: listen, now: now, objects: make(map[string]object)}
	m.gate = &blob.Gate{Store: m, Path: MemoryPath, Key: key, Now: now}
	return m
}

// ServeHTTP serves presigned URLs.
func (m *Memory) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.gate.ServeHTTP(w, r) }

// Put implements Store.
func (m *Memory) Put(ctx context.Context, key string, r io.Reader, o blob.PutOptions) (blob.Info, error) {
	if err := o.Check(key); err != nil {
		return blob.Info{}, err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return blob.Info{}, fmt.Errorf("putting %s: %w", key, err)
	}
	if err := ctx.Err(); err != nil {
		return blob.Info{}, err
	}
	info, err := m.store(key, data, o)
	if err != nil {
		return blob.Info{}, err
	}
	return info, m.listen(ctx, blob.Event{
		Kind: blob.Created, Key: key, Version: info.Version, Size: info.Size, ETag: info.ETag,
		Time: info.Modified,
	})
}

func (m *Memory) store(key string, data []byte, o blob.PutOptions) (blob.Info, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, exists := m.objects[key]
	if err := o.Allows(old.info, exists); err != nil {
		return blob.Info{}, err
	}
	version := m.nextVersion()
	info := blob.Info{
		Key: key, Size: int64(len(data)), ContentType: o.ContentType, ETag: "m" + version,
		Version:  version,
		Modified: m.now().UTC(),
	}
	m.objects[key] = object{info, data}
	return info, nil
}

func (m *Memory) nextVersion() string {
	m.writes++
	return fmt.Sprintf("%016x", m.writes)
}

func (m *Memory) find(ctx context.Context, key string) (object, error) {
	if err := ctx.Err(); err != nil {
		return object{}, err
	}
	if err := blob.CheckKey(key); err != nil {
		return object{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.objects[key]
	if !ok {
		return object{}, fault.Newf(fault.NotFound, "no blob %s", key)
	}
	return o, nil
}

// Get implements Store.
func (m *Memory) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info, error) {
	o, err := m.find(ctx, key)
	if err != nil {
		return nil, blob.Info{}, err
	}
	offset, length := r.Within(o.info.Size)
	return io.NopCloser(bytes.NewReader(o.data[offset : offset+length])), o.info, nil
}

// Stat implements Store.
func (m *Memory) Stat(ctx context.Context, key string) (blob.Info, error) {
	o, err := m.find(ctx, key)
	return o.info, err
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	m.mu.Lock()
	delete(m.objects, key)
	e := blob.Event{Kind: blob.Removed, Key: key, Version: m.nextVersion(), Time: m.now().UTC()}
	m.mu.Unlock()
	return m.listen(ctx, e)
}

// List implements Store.
func (m *Memory) List(ctx context.Context, prefix, after string, limit int) ([]blob.Info, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []blob.Info
	for _, key := range slices.Sorted(maps.Keys(m.objects)) {
		if len(found) == limit {
			break
		}
		if strings.HasPrefix(key, prefix) && key > after {
			found = append(found, m.objects[key].info)
		}
	}
	return found, nil
}

// PresignPut implements Store.
func (m *Memory) PresignPut(_ context.Context, u blob.Upload) (string,
	error) {
	return m.gate.PresignPut(u)
}

// Seal implements Store: the Gate refuses a second upload.
func (m *Memory) Seal(ctx context.Context, key, _, etag string) (string, error) {
	o, err := m.find(ctx, key)
	if err == nil && o.info.ETag != etag {
		err = fault.Newf(fault.Conflict, "blob %s was put again", key)
	}
	return key, err
}

// ReserveUploads sets Gate.Reserve. Call it before any URL is used.
func (m *Memory) ReserveUploads(reserve func(ctx context.Context, key string,
	bytes int64) (ended func(stored bool), err error)) {
	m.gate.Reserve = reserve
}

// AllowUploads sets Gate.Allow. Call it before any URL is used.
func (m *Memory) AllowUploads(allow func(ctx context.Context, key string) error) {
	m.gate.Allow = allow
}

// PresignGet implements Store.
func (m *Memory) PresignGet(_ context.Context, key string, d blob.Download) (string, error) {
	return m.gate.PresignGet(key, d)
}
