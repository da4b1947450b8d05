package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/mundap/mundap/internal/blob"
)

// heldBytes is the size up to which an original is held in memory instead of a
// file. For most documents, making and deleting a file costs more than reading it.
const heldBytes = 256 << 10

// Original is a copy of an uploaded file from which any range can be read.
// Close it after use.
type Original struct {
	io.ReaderAt
	Size int64    // bytes
	file *os.File // nil: it is held in memory
}

// Close removes the copy.
func (o Original) Close() error {
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}

// Fetch copies a document's object into memory if it is small, otherwise to a file
// in dir ("" means the system's folder for temporary files). Errors: fault.NotFound, and
// fault.TooLarge if the object has more than maxBytes.
func Fetch(ctx context.Context, blobs blob.Store, key string, maxBytes int64, dir string) (Original,
	error) {
	r, info, err := blobs.Get(ctx, key, blob.Range{})
	if err != nil {
		return Original{}, fmt.Errorf("opening %s: %w", key, err)
	}
	defer r.Close()
	if info.Size > maxBytes {
		return Original{}, tooLarge()
	}
	if info.Size <= heldBytes {
		return held(r, key)
	}
	f, err := os.CreateTemp(dir, "mundap-*"+strings.ToLower(path.Ext(key)))
	if err != nil {
		return Original{}, fmt.Errorf("making room for %s: %w", key, err)
	}
	// Without a name, it goes with the process however that ends.
	if err := os.Remove(f.Name()); err != nil {
		return Original{}, errors.Join(fmt.Errorf("making room for %s: %w", key, err), f.Close())
	}
	o := Original{ReaderAt: f, file: f}
	if o.Size, err = io.Copy(f, r); err != nil {
		return Original{}, errors.Join(fmt.Errorf("copying %s: %w", key, err), o.Close())
	}
	return o, nil
}

// held reads an original into memory.
func held(r io.Reader, key string) (Original, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Original{}, fmt.Errorf("copying %s: %w", key, err)
	}
	return Original{ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, nil
}
