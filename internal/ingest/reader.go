package ingest

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/load/format"
)

// Reader reads an uploaded file immediately, independently of its ingestion. It
// is safe for concurrent use.
type Reader struct {
	Loader   Loader
	Blobs    blob.Store
	MaxBytes int64
	TempDir  string // for the file being read; "" means the system's
}

// Read gives the beginning of the text of the file at a blob key: at least
// limit bytes, if there are as many. Errors: as Fetch has them, and as the
// file's ingestion would have them.
func (r Reader) Read(ctx context.Context, key, name string, limit int) (format.Excerpt, error) {
	original, err := Fetch(ctx, r.Blobs, key, r.MaxBytes, r.TempDir)
	if err != nil {
		return format.Excerpt{}, err
	}
	defer original.Close()
	file, err := r.Loader.Open(ctx, format.Source{Name: name, Data: original, Size: original.Size})
	if err != nil {
		return format.Excerpt{}, fmt.Errorf("opening %s: %w", key, err)
	}
	defer file.Close()
	return file.Beginning(ctx, limit)
}
