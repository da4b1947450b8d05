package retrieve

import (
	"cmp"
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// Records is the part of document.Store that Current uses.
type Records interface {
	GetBatch(ctx context.Context, keys []document.ID) (map[document.ID]document.Document, error)
}

// Current drops passages whose document is not ready, has another version than
// the passage, or is not readable by scope. It reads the records in one batch.
// Passages without a document, such as those from the web, are kept, unless
// they link to a document that scope may not read. Current sets the name and
// title of each passage from the record. It keeps the order.
func Current(ctx context.Context, records Records, scope auth.Scope, passages []Passage) ([]Passage,
	error) {
	keys := make([]document.ID, 0, len(passages))
	for _, p := range passages {
		if id := cmp.Or(p.Document, p.Linked); id != "" {
			keys = append(keys, id)
		}
	}
	if len(keys) == 0 {
		return passages, nil
	}
	found, err := records.GetBatch(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("checking the documents of %d passages: %w", len(passages), err)
	}
	kept := make([]Passage, 0, len(passages))
	for _, p := range passages {
		d, ok := found[cmp.Or(p.Document, p.Linked)]
		switch {
		case p.Document == "":
			if p.Linked == "" || ok && d.VisibleTo(scope) {
				kept = append(kept, p)
			}
		case ok && d.Current(p.Version, scope):
			p.Name, p.Title = d.Name, d.Title
			kept = append(kept, p)
		}
	}
	return kept, nil
}
