package fileblob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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

// Options of a Store. The zero value works.
type Options struct {
	// told of every change; nil means nobody. See blob.Listener and Store.Recover
	Listen blob.Listener
	// Wanted reports whether Listen wants events of a key; nil means of all keys.
	// Changes without an event need fewer syncs.
	Wanted func(key string) bool
	Now    func() time.Time // nil: time.Now
}

// Store is a blob.Store in a folder; as an http.Handler its Gate serves the
// presigned URLs. Safe for concurrent use.
type Store struct {
	*blob.Gate
	dir     string
	listen  blob.Listener
	wanted  func(key string) bool
	now     func() time.Time
	counter counter
	notes   notes
	keys    keyIndex
	locks   keyLocks

	changing sync.RWMutex // held for reading while objects are put or deleted

	mu         sync.Mutex
	snapshots  []*Snapshot
	unfinished []note // that an earlier process left
}

var _ blob.Store = (*Store)(nil)

// Open opens the store in dir, which it makes if it is missing.
func Open(dir string, o Options) (*Store, error) {
	s := &Store{dir: dir, listen: o.Listen, wanted: o.Wanted, now: o.Now,
		notes: notes{path: filepath.Join(dir, "notes")}}
	if s.now == nil {
		s.now = time.Now
	}
	for _, sub := range []string{s.objects(), s.tmp()} {
		if err := os.MkdirAll(sub, 0o700); err != nil {
			return nil, fmt.Errorf("making the blob folder: %w", classify(err))
		}
	}
	if err := s.clearTmp(); err != nil {
		return nil, err
	}
	key, err := secret(filepath.Join(dir, "url-key"))
	if err != nil {
		return nil, fmt.Errorf("reading the key of upload URLs: %w", err)
	}
	if err := s.notes.load(filepath.Join(dir, "pending")); err != nil {
		return nil, fmt.Errorf("reading unconfirmed events: %w", classify(err))
	}
	s.unfinished = s.notes.all()
	s.counter.path = filepath.Join(dir, "counter")
	if err := s.counter.load(s.highestVersion); err != nil {
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

// clearTmp removes what a process that was killed left unfinished: blobs, and
// files such as the notes, which name documents.
func (s *Store) clearTmp() error {
	return errors.Join(removeMatching(s.tmp(), "*"), removeMatching(s.dir, unplaced))
}

// removeMatching removes the files in a folder whose names match a pattern.
func removeMatching(dir, pattern string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("looking for unfinished files: %w", err)
	}
	for _, e := range entries {
		if match, err := filepath.Match(pattern, e.Name()); err != nil || !match {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("removing an unfinished file: %w", err)
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

// Put stores an object; see blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, o blob.PutOptions) (blob.Info,
	error) {
	if err := o.Check(key); err != nil {
		return blob.Info{}, err
	}
	if len(o.ContentType) > maxType {
		return blob.Info{}, fault.Newf(fault.Invalid, "a content type of %d bytes, at most %d",
			len(o.ContentType), maxType)
	}
	info, err := s.put(ctx, key, r, o)
	if err != nil {
		return blob.Info{}, fmt.Errorf("storing blob %s: %w", key, classify(err))
	}
	return info, s.tell(ctx, created(info))
}

func created(i blob.Info) blob.Event {
	return blob.Event{Kind: blob.Created, Key: i.Key, Version: i.Version, Size: i.Size,
		ETag: i.ETag, Time: i.Modified}
}

// put stores the object and notes its event.
func (s *Store) put(ctx context.Context, key string, r io.Reader,
	o blob.PutOptions) (info blob.Info, err error) {
	f, err := os.CreateTemp(s.tmp(), "put-*")
	if err != nil {
		return info, err
	}
	defer func() {
		f.Close()           // the second time where it went well
		os.Remove(f.Name()) // gone by then where it went well
	}()
	sums := newSummer()
	size, err := io.Copy(io.MultiWriter(f, sums), &contextReader{ctx, r})
	if err != nil {
		return info, err
	}
	s.changing.RLock()
	defer s.changing.RUnlock()
	defer s.locks.lock(key)()
	old, err := s.Stat(ctx, key)
	if err != nil && !fault.Is(err, fault.NotFound) &&
		!fault.Is(err, fault.Damaged) { // a damaged one is put anew
		return info, err
	}
	if err := o.Allows(old, err == nil); err != nil {
		return info, err
	}
	version, err := s.counter.next()
	if err != nil {
		return info, err
	}
	foot := footer{Key: key, ContentType: o.ContentType, Version: version, Modified: s.now().UTC(),
		Sums: sums.all()}
	if err := s.commit(f, foot); err != nil {
		return info, err
	}
	s.keys.add(key)
	return foot.info(size), nil
}

// commit makes a written file the object: all on disk, its event noted, then in place.
func (s *Store) commit(f *os.File, foot footer) error {
	if err := foot.writeTo(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := s.note(blob.Created, foot); err != nil {
		return err
	}
	if err := s.place(f.Name(), s.file(foot.Key)); err != nil {
		return errors.Join(err, s.notes.confirm(foot.Version))
	}
	return nil
}

// place gives a file its name, durably.
func (s *Store) place(from, name string) error {
	dir := filepath.Dir(name)
	if err := os.Mkdir(dir, 0o700); err == nil {
		err = syncDir(s.objects())
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(from, name); err != nil {
		return err
	}
	return syncDir(dir)
}

func (s *Store) open(ctx context.Context, key string) (*os.File, blob.Info, []byte,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, blob.Info{}, nil, err
	}
	if err := blob.CheckKey(key); err != nil {
		return nil, blob.Info{}, nil, err
	}
	f, err := os.Open(s.file(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, blob.Info{}, nil, fault.Newf(fault.NotFound, "no blob %s", key)
	}
	if err != nil {
		return nil, blob.Info{}, nil, fmt.Errorf("opening blob %s: %w", key, classify(err))
	}
	info, sums, err := readSums(f)
	if err == nil && info.Key != key {
		err = damaged(f)
	}
	if err != nil {
		f.Close()
		return nil, blob.Info{}, nil, fmt.Errorf("opening blob %s: %w", key, err)
	}
	return f, info, sums, nil
}

// Get opens an object; see blob.Store.
func (s *Store) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info,
	error) {
	f, info, sums, err := s.open(ctx, key)
	if err != nil {
		return nil, blob.Info{}, err
	}
	offset, length := r.Within(info.Size)
	part := &checked{file: f, info: info, sums: sums, at: offset, end: offset + length}
	if part.fill(); part.err != nil && part.err != io.EOF { // before anything is passed on
		return nil, blob.Info{}, errors.Join(part.err, f.Close())
	}
	return section{part, f}, info, nil
}

// section is a part of an object's file. The file stays as it was even if its
// name goes to another object.
type section struct {
	*checked
	io.Closer
}

// Stat describes an object; see blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	f, info, _, err := s.open(ctx, key)
	if err != nil {
		return blob.Info{}, err
	}
	return info, f.Close()
}

// Delete removes an object; see blob.Store. If there is no such object, the
// listener gets the event nevertheless: the caller may be repeating a Delete
// whose event was lost.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	version, err := s.remove(key)
	if err != nil {
		return fmt.Errorf("deleting blob %s: %w", key, classify(err))
	}
	return s.tell(ctx, blob.Event{Kind: blob.Removed, Key: key, Version: version,
		Time: s.now().UTC()})
}

func (s *Store) remove(key string) (version string, err error) {
	s.changing.RLock()
	defer s.changing.RUnlock()
	defer s.locks.lock(key)()
	if version, err = s.counter.next(); err != nil {
		return "", err
	}
	if err := s.note(blob.Removed, footer{Key: key, Version: version,
		Modified: s.now().UTC()}); err != nil {
		return "", err
	}
	return version, s.unlink(key)
}

// unlink removes an object's file if it is there. The key is locked.
func (s *Store) unlink(key string) error {
	name := s.file(key)
	err := os.Remove(name)
	if err == nil {
		err = syncDir(filepath.Dir(name))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.keys.remove(key)
	return nil
}

// List lists objects; see blob.Store. The first call reads every object's footer.
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]blob.Info, error) {
	if err := s.keys.load(ctx, s.objects()); err != nil {
		return nil, fmt.Errorf("listing blobs: %w", classify(err))
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

// Seal implements blob.Store: the Gate refuses a second upload.
func (s *Store) Seal(ctx context.Context, key, _, etag string) (string, error) {
	info, err := s.Stat(ctx, key)
	if err == nil && info.ETag != etag {
		err = fault.Newf(fault.Conflict, "blob %s was put again", key)
	}
	return key, err
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
