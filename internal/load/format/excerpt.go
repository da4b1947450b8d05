package format

import (
	"context"
	"strings"
)

// Excerpt is a file's text from its beginning.
type Excerpt struct {
	Title  string // the document's own
	Format string // the reader that read it: "pdf", "csv", …
	Text   string // NFC; an empty line between pages
	Cut    bool   // there is more than Text
}

// Beginning reads pages until there are at least limit bytes of text or the
// file ends. Errors as Pages has them.
func (f *File) Beginning(ctx context.Context, limit int) (Excerpt, error) {
	var text strings.Builder
	cut := false
	for page, err := range f.Pages(ctx, 0) {
		if err != nil {
			return Excerpt{}, err
		}
		if cut = text.Len() >= limit; cut {
			break
		}
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		text.WriteString(page.Text)
	}
	info := f.Info()
	return Excerpt{Title: info.Title, Format: info.Format, Text: text.String(), Cut: cut}, nil
}
