package s3blob

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// inMemory is the most of an object that is held in memory while it is stored;
// what is longer goes through a file. S3 must be told the length and a checksum
// before the first byte.
const inMemory = 8 << 20

// spool reads r whole. The result can be read again and again, until done.
func spool(r io.Reader) (body io.ReadSeeker, size int64, done func() error, err error) {
	var head bytes.Buffer
	size, err = io.Copy(&head, io.LimitReader(r, inMemory+1))
	if err != nil {
		return nil, 0, nil, err
	}
	if size <= inMemory {
		return bytes.NewReader(head.Bytes()), size, func() error { return nil }, nil
	}
	f, err := os.CreateTemp("", "mundap-blob-*")
	if err != nil {
		return nil, 0, nil, fmt.Errorf("a file for a large object: %w", err)
	}
	// A file without a name is gone when the process ends, even if it is killed.
	if err := os.Remove(f.Name()); err != nil {
		return nil, 0, nil, errors.Join(err, f.Close())
	}
	done = f.Close
	if size, err = io.Copy(f, io.MultiReader(&head, r)); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, nil, errors.Join(err, done())
	}
	return f, size, done, nil
}
