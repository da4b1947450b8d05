// Package storage keeps the files of a search index: immutable ones, such as
// segments, and the manifest, which is replaced in one atomic step. [Folder]
// keeps them in a folder of this machine, [Bucket] in a blob store. Package
// localindex decides what the files contain.
package storage

import (
	"context"
	"io"
)

// Store keeps the files of an index: immutable ones, and one manifest that
// is replaced atomically. One process writes at a time; any number may read.
type Store interface {
	// Manifest returns the manifest and the tag of its present state, or nil
	// and "" if there is none yet.
	Manifest(ctx context.Context) (data []byte, tag string, err error)
	// Swap replaces the manifest if tag is still its tag ("" if there is none)
	// and returns the new tag. Otherwise the error is fault.Conflict. When it
	// returns nil, the manifest and every file committed before survive a
	// crash.
	Swap(ctx context.Context, data []byte, tag string) (string, error)
	// Create creates a file. Others can see it once it is committed.
	Create(ctx context.Context, name string) (Writer, error)
	// Open returns a file's bytes. If the file is missing or has another size,
	// the error is fault.Damaged.
	Open(ctx context.Context, name string, size int64) (File, error)
	// Remove deletes a file that no manifest names. Processes that have it open
	// may continue to read it. It is not an error if there is no such file.
	Remove(ctx context.Context, name string) error
	// List returns the names of all files, committed or not, except the
	// manifest.
	List(ctx context.Context) ([]string, error)
}

// Writer writes a file. Exactly one of Commit and Abort ends it.
type Writer interface {
	io.Writer
	Commit() error
	Abort()
}

// File is an open file: mapped into memory, or read into it.
type File interface {
	Bytes() []byte // valid until Close
	Close() error
}

// Dropper is a File that can be read again from its source. Drop releases the
// memory of its bytes, which stay valid.
type Dropper interface {
	Drop()
}
