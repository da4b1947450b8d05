// Package blob is the contract of the object store, which holds uploaded
// documents, the text read from them, index segments and spoken answers. On one
// machine it is a folder (package fileblob), on AWS it is S3 (package
// aws/s3blob), and in tests it is blobtest.Memory.
//
// A key is UTF-8 in NFC. It consists of segments separated by "/". Each segment
// has at most 255 bytes and is not "", "." or "..".
package blob

import (
	"context"
	"io"
	"time"
)

// Info describes a stored object.
type Info struct {
	Key         string
	Size        int64  // bytes
	ContentType string // as it was put; "" when none was given
	ETag        string // changes whenever the content is put again; opaque
	// order of this write among the key's events: S3's sequencer, a counter; ""
	// where the store can't tell
	Version  string
	Modified time.Time // when it was put
}

// PutOptions refine a Put. The zero value overwrites whatever is there.
type PutOptions struct {
	ContentType string
	IfAbsent    bool // fail with fault.Conflict if the key exists
	// fail with fault.Conflict unless the stored ETag is this one; excludes IfAbsent
	IfMatch string
}

// Range selects bytes of an object. The zero Range is the whole object.
type Range struct {
	Offset int64
	Length int64 // 0: to the end
}

// Upload is what a presigned upload URL is bound to.
type Upload struct {
	Key         string
	ContentType string // the PUT must carry exactly this Content-Type; if "", it must carry none
	SizeLimit   int64  // bytes; enforced where the store can (S3 can't): check again at the event
	Expires     time.Duration
}

// Download refines a presigned download URL.
type Download struct {
	Filename string // offered to the browser as the file's name; "" if there is none
	Inline   bool   // show in the browser rather than save
	// what the browser is told that it is, such as "text/plain; charset=utf-8"; "" means the type with which it was put
	ContentType string
	Expires     time.Duration
}

// EventKind says what happened to an object.
type EventKind string

const (
	Created EventKind = "created" // put, by whatever way
	Removed EventKind = "removed"
)

// Event tells of a change under a prefix. Events may come twice, late, and in
// another order than they happened; Version orders the events of one key
// (compare with document.Version).
type Event struct {
	Kind    EventKind `json:"kind"`
	Key     string    `json:"key"`
	Version string    `json:"version"`
	Size    int64     `json:"size"`
	ETag    string    `json:"etag,omitempty"`
	Time    time.Time `json:"time"`
}

// Listener receives events after the change is durable and before the call that
// made it returns. If it returns an error, the call fails with it, although the
// change stays. The caller then repeats the call, and a repeated Delete sends
// the event again. Stores that deliver events in another way, such as S3, have
// no Listener.
type Listener func(ctx context.Context, e Event) error

// Store keeps objects. All methods may be called concurrently and honour the
// context. Once a Put has returned nil, the object is durable and every later
// Get sees all of it. A Put that fails or is cancelled leaves the earlier
// object as it was, so nobody ever reads half an object. Errors:
// fault.NotFound, fault.Conflict (a condition did not hold), fault.Invalid (a
// malformed key), fault.TooLarge, fault.Unavailable.
type Store interface {
	// Put stores what r gives until io.EOF. An error of r fails the Put and is returned wrapped.
	Put(ctx context.Context, key string, r io.Reader, o PutOptions) (Info, error)
	// Get opens an object or a part of it; the caller closes it. A Range that
	// begins at or after the end gives no bytes. The reader keeps giving the
	// object as it was when it was opened, or fails; it never mixes two.
	Get(ctx context.Context, key string, r Range) (io.ReadCloser, Info, error)
	// Stat describes an object.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes an object. Deleting what is not there is no error (a
	// Listener is told anyway).
	Delete(ctx context.Context, key string) error
	// List gives at most limit (1–1000) objects whose key begins with prefix
	// and is greater than after, in ascending byte order of keys. Fewer than
	// limit: there are no more.
	List(ctx context.Context, prefix, after string, limit int) ([]Info, error)
	// PresignPut makes an absolute URL (or, for a store that is served by
	// Mundap itself, a path with a query) to which one HTTP PUT may send the
	// object, if whoever serves the URL has no reason to refuse it (see
	// Gate.Allow). Another key, content type or a time after Expires is refused
	// with status 403.
	PresignPut(ctx context.Context, u Upload) (string, error)
	// Seal puts an uploaded object out of reach of its upload URL, and gives
	// the key under which it lies from now on. A store that serves its own URLs
	// refuses a second PUT instead and gives the same key. etag is what the
	// object must have: otherwise it was put again, and Seal is fault.Conflict.
	// An object that is gone is fault.NotFound.
	Seal(ctx context.Context, key, sealed, etag string) (string, error)
	// PresignGet makes a URL from which the object may be read until it expires.
	PresignGet(ctx context.Context, key string, d Download) (string, error)
}
