package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/mundap/mundap/internal/blob"
)

// Original is a copy of an uploaded file from which any range can be read.
// Close it after use.
type Original struct {
	*os.File
	Size int64 // bytes
}

// Close removes the copy.
func (o Original) Close() error {
	err := o.File.Close()
	return errors.Join(err, os.Remove(o.Name()))
}

// Fetch copies a document's object to a file in dir ("": the system's folder).
// Errors: fault.NotFound, fault.TooLarge for one of more than maxBytes.
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
	f, err := os.CreateTemp(dir, "mundap-*"+strings.ToLower(path.Ext(key)))
	if err != nil {
		return Original{}, fmt.Errorf("making room for %s: %w", key, err)
	}
	o := Original{File: f}
	if o.Size, err = io.Copy(f, r); err != nil {
		return Original{}, errors.Join(fmt.Errorf("copying %s: %w", key, err), o.Close())
	}
	return o, nil
}
