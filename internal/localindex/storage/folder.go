package storage

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/mundap/mundap/internal/fault"
)

// Folder is a Store in a folder. NewFolder makes it. The caller must ensure
// that no other process writes to the folder.
type Folder struct {
	dir string
	fs  FileSystem

	mu    sync.Mutex // serialises Swap
	dirty bool       // files were committed whose names are not durable yet
}

// FileSystem is what a Folder needs of a file system. Tests implement it with one
// that loses in a crash what was not synced.
type FileSystem interface {
	MkdirAll(dir string) error
	Create(path string) (SyncFile, error)
	Rename(from, to string) error
	Remove(path string) error
	SyncDir(dir string) error
	ReadDir(dir string) ([]string, error)
	ReadFile(path string) ([]byte, error)
	Map(path string) (File, error)
}

// SyncFile is a file that is being written. What Sync has returned for survives a
// crash.
type SyncFile interface {
	io.WriteCloser
	Sync() error
}

// ManifestName is the name of the manifest among the files of an index.
const ManifestName = "manifest"

const partSuffix = ".part" // of a file that is not committed yet

// NewFolder opens the folder, and creates it if necessary.
func NewFolder(dir string) (*Folder, error) { return OpenFolder(dir, osFiles{}) }

// OpenFolder is NewFolder in a given file system.
func OpenFolder(dir string, on FileSystem) (*Folder, error) {
	if err := on.MkdirAll(dir); err != nil {
		return nil, classified("making the index's folder", err)
	}
	return &Folder{dir: dir, fs: on}, nil
}

func (f *Folder) path(name string) string { return filepath.Join(f.dir, name) }

// Manifest reads the manifest.
func (f *Folder) Manifest(context.Context) ([]byte, string, error) {
	data, err := f.fs.ReadFile(f.path(ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", classified("reading the index's manifest", err)
	}
	return data, tagOf(data), nil
}

func tagOf(data []byte) string {
	return strconv.FormatUint(uint64(crc32.ChecksumIEEE(data)), 16) + "-" + strconv.Itoa(len(data))
}

// Swap replaces the manifest by renaming a new one over it.
func (f *Folder) Swap(ctx context.Context, data []byte, tag string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, now, err := f.Manifest(ctx); err != nil {
		return "", err
	} else if now != tag {
		return "", fault.Newf(fault.Conflict, "another writer changed the index's manifest")
	}
	if err := f.swap(data); err != nil {
		return "", classified("writing the index's manifest", err)
	}
	return tagOf(data), nil
}

// swap syncs the names of the files that the manifest names, and then the
// manifest's own.
func (f *Folder) swap(data []byte) error {
	if f.dirty {
		if err := f.fs.SyncDir(f.dir); err != nil {
			return err
		}
		f.dirty = false
	}
	part := f.path(ManifestName + partSuffix)
	file, err := f.fs.Create(part)
	if err != nil {
		return err
	}
	if _, err = file.Write(data); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := f.fs.Rename(part, f.path(ManifestName)); err != nil {
		return err
	}
	return f.fs.SyncDir(f.dir)
}

// Create creates a file under a name that ends in ".part" until it is
// committed.
func (f *Folder) Create(_ context.Context, name string) (Writer, error) {
	file, err := f.fs.Create(f.path(name + partSuffix))
	if err != nil {
		return nil, classified("writing an index file", err)
	}
	return &folderWriter{folder: f, name: name, file: file}, nil
}

type folderWriter struct {
	folder *Folder
	name   string
	file   SyncFile
}

func (w *folderWriter) Write(p []byte) (int, error) { return w.file.Write(p) }

func (w *folderWriter) Commit() error {
	err := w.file.Sync()
	if err = errors.Join(err, w.file.Close()); err == nil {
		part := w.folder.path(w.name + partSuffix)
		err = w.folder.fs.Rename(part, w.folder.path(w.name))
	}
	w.folder.mu.Lock()
	w.folder.dirty = true
	w.folder.mu.Unlock()
	return classified("writing an index file", err)
}

func (w *folderWriter) Abort() {
	_ = w.file.Close()
	_ = w.folder.fs.Remove(w.folder.path(w.name + partSuffix))
}

// Open maps a file.
func (f *Folder) Open(_ context.Context, name string, size int64) (File, error) {
	file, err := f.fs.Map(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Newf(fault.Damaged, "index file %s is missing", name)
	}
	if err != nil {
		return nil, classified("opening an index file", err)
	}
	if int64(len(file.Bytes())) != size {
		return nil, errors.Join(fault.Newf(fault.Damaged,
			"index file %s has another size than its manifest says", name), file.Close())
	}
	return file, nil
}

// Remove deletes a file.
func (f *Folder) Remove(_ context.Context, name string) error {
	if err := f.fs.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return classified("removing an index file", err)
	}
	return nil
}

// List lists the folder.
func (f *Folder) List(context.Context) ([]string, error) {
	names, err := f.fs.ReadDir(f.dir)
	if err != nil {
		return nil, classified("listing the index's folder", err)
	}
	kept := names[:0]
	for _, n := range names {
		if n != ManifestName {
			kept = append(kept, n)
		}
	}
	return kept, nil
}

// classified makes a fault of an error of the file system. It returns nil for nil.
func classified(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fmt.Errorf("%s: %w", doing, err), fault.Unavailable,
		"검색 색인 파일을 읽거나 쓰지 못했어요. 디스크에 빈 공간이 있는지, 폴더에 쓸 수 있는지 확인해 주세요.",
		"The search index's files could not be read or written. Check that the disk has room and the folder is writable.")
}
