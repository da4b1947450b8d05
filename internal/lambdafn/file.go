//go:build !nodict

package lambdafn

import (
	"context"
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
)

// fileReader reads an uploaded file for a summary, while its ingestion goes on beside it.
type fileReader struct {
	loader   *load.Loader
	blobs    blob.Store
	maxBytes int64
	dir      string // for copies
}

// Read gives the beginning of a file's text; see chat.Reader.
func (r *fileReader) Read(ctx context.Context, key document.Key, limit int) (chat.File, error) {
	original, err := ingest.Fetch(ctx, r.blobs, key, r.maxBytes, r.dir)
	if err != nil {
		return chat.File{}, err
	}
	defer original.Close()
	file, err := r.loader.Open(ctx, load.Source{Name: key.Name(), Data: original, Size: original.Size})
	if err != nil {
		return chat.File{}, fmt.Errorf("opening %s: %w", key, err)
	}
	defer file.Close()
	var text strings.Builder
	cut := false
	for page, err := range file.Pages(ctx, 0) {
		if err != nil {
			return chat.File{}, fmt.Errorf("reading %s: %w", key, err)
		}
		if text.Len() >= limit {
			cut = true
			break
		}
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		text.WriteString(page.Text)
	}
	info := file.Info()
	return chat.File{Title: info.Title, Format: info.Format, Text: text.String(), Cut: cut}, nil
}
