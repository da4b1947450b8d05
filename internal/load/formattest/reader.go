package formattest

import (
	"testing"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// CheckReader reads everything and checks what every reader promises.
func CheckReader(t *testing.T, r format.Reader) {
	t.Helper()
	defer r.Close()
	var pages []content.Page
	for p, err := range r.Pages(t.Context(), 0) {
		if err != nil {
			break
		}
		pages = append(pages, p)
	}
	CheckPages(t, pages)
	if len(pages) > 1 {
		for p, err := range r.Pages(t.Context(), 1) {
			if err == nil && (p.Index != 1 || p.Text != pages[1].Text) {
				t.Fatalf("resumed with page %d", p.Index)
			}
			break
		}
	}
}
