package retrieve

import (
	"slices"

	"github.com/mundap/mundap/internal/document"
)

// Selects reports whether a chunk of a document meets the restrictions of the
// query.
func (q Query) Selects(key document.ID, c document.Chunk) bool {
	if q.Kinds == nil && c.Kind == document.Code || q.Kinds != nil &&
		!slices.Contains(q.Kinds, c.Kind) {
		return false
	}
	if q.Languages != nil && !slices.Contains(q.Languages, c.Language) {
		return false
	}
	return q.Documents == nil || slices.Contains(q.Documents, key)
}

// NewPassage returns the passage of a chunk, without a score.
func NewPassage(store string, s Source, c document.Chunk) Passage {
	return Passage{
		Store: store, Document: s.Document, Version: s.Version, Chunk: c.ID, Kind: c.Kind,
		Title: s.Title, Headings: c.Headings, Text: c.Text, Start: c.Start, End: c.End,
		Page: c.Page, Line: c.Line,
		Original: c.Original,
	}
}
