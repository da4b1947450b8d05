package storage

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// Bucket is a Store in a blob store. Each file is an object below a prefix. The
// manifest is replaced by compare-and-swap on its ETag; if two writers compete,
// one of them gets fault.Conflict. Files are read whole when they are opened.
// With a cache folder, they are kept there and mapped, so that a process fetches
// each only once.
//
// For some time (localindex.Options.KeepRetired), a writer keeps files that its
// manifest no longer names, so that a reader with the previous manifest can still
// open them. A reader that comes even later reads the manifest again.
type Bucket struct {
	Blobs  blob.Store
	Prefix string // of the keys, ending in a slash, such as "index/"
	// a folder for this index alone, from which unused files are removed; if
	// "", files are kept in memory
	Cache string
}

// Manifest returns the manifest; its tag is the ETag of the object.
func (s *Bucket) Manifest(ctx context.Context) ([]byte, string, error) {
	r, info, err := s.Blobs.Get(ctx, s.Prefix+ManifestName, blob.Range{})
	if fault.Is(err, fault.NotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading the index's manifest: %w", err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, "", fmt.Errorf("reading the index's manifest: %w", err)
	}
	return data, info.ETag, nil
}

// Swap replaces the manifest if its tag is still tag.
func (s *Bucket) Swap(ctx context.Context, data []byte, tag string) (string, error) {
	o := blob.PutOptions{ContentType: "application/octet-stream", IfMatch: tag, IfAbsent: tag == ""}
	info, err := s.Blobs.Put(ctx, s.Prefix+ManifestName, bytes.NewReader(data), o)
	if err != nil {
		return "", fmt.Errorf("writing the index's manifest: %w", err)
	}
	return info.ETag, nil
}

// Create starts a new object. Data is streamed to the store, which makes the
// object visible only when it is complete.
func (s *Bucket) Create(ctx context.Context, name string) (Writer, error) {
	ctx, cancel := context.WithCancel(ctx)
	r, w := io.Pipe()
	b := &blobWriter{pipe: w, cancel: cancel, done: make(chan error, 1)}
	go func() {
		_, err := s.Blobs.Put(ctx, s.Prefix+name, r,
			blob.PutOptions{ContentType: "application/octet-stream"})
		r.CloseWithError(cmp.Or(err, io.ErrClosedPipe))
		b.done <- err
	}()
	return b, nil
}

// blobWriter feeds a Put that runs in a goroutine, which Commit and Abort wait for.
type blobWriter struct {
	pipe   *io.PipeWriter
	cancel context.CancelFunc
	done   chan error
}

func (b *blobWriter) Write(p []byte) (int, error) { return b.pipe.Write(p) }

func (b *blobWriter) Commit() error {
	b.pipe.Close()
	err := <-b.done
	b.cancel()
	if err != nil {
		return fmt.Errorf("writing an index file: %w", err)
	}
	return nil
}

func (b *blobWriter) Abort() {
	b.pipe.CloseWithError(errors.New("the index file was given up"))
	b.cancel()
	<-b.done
}

// Open returns an object's bytes, from the cache if they are there.
func (s *Bucket) Open(ctx context.Context, name string, size int64) (File, error) {
	if s.Cache == "" {
		data, err := s.fetch(ctx, name, size)
		return Memory(data), err
	}
	path := filepath.Join(s.Cache, name)
	if f, err := (osFiles{}).Map(path); err == nil {
		if int64(len(f.Bytes())) == size {
			return f, nil
		}
		_ = f.Close()
	}
	r, err := s.get(ctx, name, size)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := s.keep(path, r, size); err == nil {
		if f, err := (osFiles{}).Map(path); err == nil {
			return f, nil
		}
	}
	// a full cache disk is no reason not to search
	data, err := s.fetch(ctx, name, size)
	return Memory(data), err
}

// keep writes a file of the cache while it is read, so that it is never whole in
// memory. A crash may leave a damaged one: its checksums tell.
func (s *Bucket) keep(path string, r io.Reader, size int64) error {
	if err := os.MkdirAll(s.Cache, 0o700); err != nil {
		return err
	}
	part := path + partSuffix
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, r, size)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, path)
}

// KeepOnly removes the cache's copies of other files. Those that are mapped stay readable.
func (s *Bucket) KeepOnly(names map[string]bool) {
	if s.Cache == "" {
		return
	}
	copies, err := (osFiles{}).ReadDir(s.Cache)
	if err != nil {
		return // an empty cache
	}
	for _, name := range copies {
		if !names[name] {
			_ = os.Remove(filepath.Join(s.Cache, name))
		}
	}
}

// get opens an object that must have a size in bytes.
func (s *Bucket) get(ctx context.Context, name string, size int64) (io.ReadCloser, error) {
	r, info, err := s.Blobs.Get(ctx, s.Prefix+name, blob.Range{})
	if fault.Is(err, fault.NotFound) || err == nil && info.Size != size {
		if err == nil {
			_ = r.Close()
		}
		return nil, fault.Newf(fault.Damaged,
			"index file %s is missing or has another size than its manifest says", name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading an index file: %w", err)
	}
	return r, nil
}

func (s *Bucket) fetch(ctx context.Context, name string, size int64) ([]byte, error) {
	r, err := s.get(ctx, name, size)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, size)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("reading an index file: %w", err)
	}
	return data, nil
}

// Remove deletes an object, and its copy in the cache.
func (s *Bucket) Remove(ctx context.Context, name string) error {
	if s.Cache != "" {
		_ = os.Remove(filepath.Join(s.Cache, name))
	}
	if err := s.Blobs.Delete(ctx, s.Prefix+name); err != nil {
		return fmt.Errorf("removing an index file: %w", err)
	}
	return nil
}

// List lists the prefix.
func (s *Bucket) List(ctx context.Context) ([]string, error) {
	const page = 1000
	var names []string
	for after := ""; ; {
		infos, err := s.Blobs.List(ctx, s.Prefix, after, page)
		if err != nil {
			return nil, fmt.Errorf("listing the index's files: %w", err)
		}
		for _, info := range infos {
			if name := strings.TrimPrefix(info.Key, s.Prefix); name != ManifestName {
				names = append(names, name)
			}
			after = info.Key
		}
		if len(infos) < page {
			return names, nil
		}
	}
}
