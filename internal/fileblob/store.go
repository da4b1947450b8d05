package fileblob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// Path is where presigned URLs lie on Mundap's own server.
const Path = "/blobs/"

// locks is how many keys can be changed at once.
const locks = 64

// Options of a Store. The zero value works.
type Options struct {
	Listen blob.Listener    // told of every change; nil: nobody
	Now    func() time.Time // nil: time.Now
}

// Store is a blob.Store in a folder; as an http.Handler its Gate serves the presigned URLs. Safe for concurrent use.
type Store struct {
	*blob.Gate
	dir     string
	listen  blob.Listener
	now     func() time.Time
	counter counter
	keys    keyIndex

	seed    maphash.Seed
	stripes [locks]sync.Mutex // by key: one change at a time, its event included
}

var _ blob.Store = (*Store)(nil)

// Open opens the store in dir, which it makes if it is missing.
func Open(dir string, o Options) (*Store, error) {
	s := &Store{dir: dir, listen: o.Listen, now: o.Now, seed: maphash.MakeSeed()}
	if s.now == nil {
		s.now = time.Now
	}
	for _, sub := range []string{s.objects(), s.tmp()} {
		if err := os.MkdirAll(sub, 0o700); err != nil {
			return nil, fmt.Errorf("making the blob folder: %w", err)
		}
	}
	if err := s.clearTmp(); err != nil {
		return nil, err
	}
	key, err := secret(filepath.Join(dir, "url-key"))
	if err != nil {
		return nil, fmt.Errorf("reading the key of upload URLs: %w", err)
	}
	s.counter.path = filepath.Join(dir, "counter")
	if err := s.counter.load(); err != nil {
		return nil, fmt.Errorf("reading the version counter: %w", err)
	}
	s.Gate = &blob.Gate{Store: s, Path: Path, Key: key, Now: s.now}
	return s, nil
}

func (s *Store) objects() string { return filepath.Join(s.dir, "objects") }
func (s *Store) tmp() string     { return filepath.Join(s.dir, "tmp") }

// file is where an object lies.
func (s *Store) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:])
	return filepath.Join(s.objects(), name[:2], name[2:])
}

func (s *Store) clearTmp() error {
	left, err := os.ReadDir(s.tmp())
	if err != nil {
		return fmt.Errorf("reading the folder of unfinished blobs: %w", err)
	}
	for _, e := range left {
		if err := os.Remove(filepath.Join(s.tmp(), e.Name())); err != nil {
			return fmt.Errorf("removing an unfinished blob: %w", err)
		}
	}
	return nil
}

// secret reads a key of 32 random bytes, made at the first time.
func secret(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil && len(key) == 32 {
		return key, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key = make([]byte, 32)
	rand.Read(key) // never fails, see crypto/rand
	return key, writeFile(path, key)
}

func (s *Store) lock(key string) func() {
	m := &s.stripes[maphash.String(s.seed, key)%locks]
	m.Lock()
	return m.Unlock
}

// Put stores an object; see blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, o blob.PutOptions) (blob.Info, error) {
	if err := o.Check(key); err != nil {
		return blob.Info{}, err
	}
	f, err := os.CreateTemp(s.tmp(), "put-*")
	if err != nil {
		return blob.Info{}, full(err)
	}
	defer func() {
		f.Close()           // the second time where it went well
		os.Remove(f.Name()) // gone by then where it went well
	}()
	size, err := io.Copy(f, &contextReader{ctx, r})
	if err != nil {
		return blob.Info{}, fmt.Errorf("writing blob %s: %w", key, full(err))
	}
	defer s.lock(key)()
	old, err := s.Stat(ctx, key)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return blob.Info{}, err
	}
	if err := o.Allows(old, err == nil); err != nil {
		return blob.Info{}, err
	}
	version, err := s.counter.next()
	if err != nil {
		return blob.Info{}, fmt.Errorf("numbering blob %s: %w", key, full(err))
	}
	foot := footer{Key: key, ContentType: o.ContentType, Version: version, Modified: s.now().UTC()}
	if err := s.commit(f, foot); err != nil {
		return blob.Info{}, fmt.Errorf("storing blob %s: %w", key, full(err))
	}
	s.keys.add(key)
	info := foot.info(size)
	return info, s.tell(ctx, blob.Event{Kind: blob.Created, Key: key, Version: version, Size: size, ETag: info.ETag, Time: foot.Modified})
}

// commit makes a written file the object: all on disk, then in place.
func (s *Store) commit(f *os.File, foot footer) error {
	if err := foot.writeTo(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	name := s.file(foot.Key)
	dir := filepath.Dir(name)
	if err := os.Mkdir(dir, 0o700); err == nil {
		err = syncDir(s.objects())
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return syncDir(dir)
}

func (s *Store) tell(ctx context.Context, e blob.Event) error {
	if s.listen == nil {
		return nil
	}
	if err := s.listen(ctx, e); err != nil {
		return fmt.Errorf("telling of %s: %w", e.Key, err)
	}
	return nil
}

func (s *Store) open(ctx context.Context, key string) (*os.File, blob.Info, error) {
	if err := ctx.Err(); err != nil {
		return nil, blob.Info{}, err
	}
	if err := blob.CheckKey(key); err != nil {
		return nil, blob.Info{}, err
	}
	f, err := os.Open(s.file(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, blob.Info{}, fault.Newf(fault.NotFound, "no blob %s", key)
	}
	if err != nil {
		return nil, blob.Info{}, fmt.Errorf("opening blob %s: %w", key, err)
	}
	info, err := readFooter(f)
	if err != nil {
		f.Close()
		return nil, blob.Info{}, fmt.Errorf("opening blob %s: %w", key, err)
	}
	return f, info, nil
}

// Get opens an object; see blob.Store.
func (s *Store) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info, error) {
	f, info, err := s.open(ctx, key)
	if err != nil {
		return nil, blob.Info{}, err
	}
	offset, length := r.Within(info.Size)
	return section{io.NewSectionReader(f, offset, length), f}, info, nil
}

// section is a part of an object's file. The file stays as it was even if its name goes to another object.
type section struct {
	*io.SectionReader
	io.Closer
}

// Stat describes an object; see blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	f, info, err := s.open(ctx, key)
	if err != nil {
		return blob.Info{}, err
	}
	return info, f.Close()
}

// Delete removes an object; see blob.Store. Where there is none the event is told all the same: the caller may be
// repeating a Delete whose event was not taken.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	defer s.lock(key)()
	name := s.file(key)
	err := os.Remove(name)
	if err == nil {
		err = syncDir(filepath.Dir(name))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("deleting blob %s: %w", key, err)
	}
	s.keys.remove(key)
	version, err := s.counter.next()
	if err != nil {
		return fmt.Errorf("numbering the removal of %s: %w", key, err)
	}
	return s.tell(ctx, blob.Event{Kind: blob.Removed, Key: key, Version: version, Time: s.now().UTC()})
}

// List lists objects; see blob.Store. The first call reads every object's footer.
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]blob.Info, error) {
	if err := s.keys.load(ctx, s.objects()); err != nil {
		return nil, fmt.Errorf("listing blobs: %w", err)
	}
	var infos []blob.Info
	for len(infos) < limit {
		keys := s.keys.page(prefix, after, limit-len(infos))
		if len(keys) == 0 {
			break
		}
		for _, key := range keys {
			info, err := s.Stat(ctx, key)
			if err == nil {
				infos = append(infos, info)
			} else if !fault.Is(err, fault.NotFound) { // deleted meanwhile
				return nil, err
			}
		}
		after = keys[len(keys)-1]
	}
	return infos, nil
}

// PresignPut makes a path to PUT to; see blob.Store.
func (s *Store) PresignPut(_ context.Context, u blob.Upload) (string, error) {
	return s.Gate.PresignPut(u)
}

// PresignGet makes a path to GET; see blob.Store.
func (s *Store) PresignGet(_ context.Context, key string, d blob.Download) (string, error) {
	return s.Gate.PresignGet(key, d)
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
