package localindex

import (
	"context"
	"io"
)

// Storage holds the files of an index: immutable ones, and one manifest that is
// replaced atomically. One process writes at a time; any number read.
type Storage interface {
	// Manifest gives the manifest and the tag of this state of it; nil and ""
	// when there is none yet.
	Manifest(ctx context.Context) (data []byte, tag string, err error)
	// Swap replaces the manifest if tag is still its tag ("": if there is none)
	// and gives the new tag; otherwise fault.Conflict. When it returns nil, the
	// manifest and every file committed before survive a crash.
	Swap(ctx context.Context, data []byte, tag string) (string, error)
	// Create begins a file; it exists for others once it is committed.
	Create(ctx context.Context, name string) (Writer, error)
	// Open gives a file's bytes. A file that is missing or has another size is fault.Damaged.
	Open(ctx context.Context, name string, size int64) (File, error)
	// Remove deletes a file that no manifest names. It may stay open for those
	// that have it. No such file: no error.
	Remove(ctx context.Context, name string) error
	// List gives the names of all files, committed or not, the manifest excepted.
	List(ctx context.Context) ([]string, error)
}

// Writer writes a file. Exactly one of Commit and Abort ends it.
type Writer interface {
	io.Writer
	Commit() error
	Abort()
}

// File is an open file in memory: mapped, or read.
type File interface {
	Bytes() []byte // valid until Close
	Close() error
}

// dropper is a File that can be read again from where it came from: Drop gives
// the memory of its bytes back, which stay valid.
type dropper interface {
	Drop()
}

// drop gives back the memory of a segment's file that was read from its
// beginning to its end: searches need little of it.
func (p part) drop() {
	if d, ok := p.file.(dropper); ok {
		d.Drop()
	}
}
