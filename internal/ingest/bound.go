package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/document"
)

// settle does what is due after an upload became a version of a document. The
// next event of the object repeats what fails of it, except for the count of
// storage.
func (s *Service) settle(ctx context.Context, g document.Grant, d, replaced document.Document) error {
	return errors.Join(s.quota.give(ctx, replaced), s.bind(ctx, g, d),
		endBound(ctx, s.documents, replaced), s.deleteObject(ctx, replaced.Object, d.Object))
}

// bind binds a grant to the document that it was used for, if that is not the new
// document for which it was issued. The document's object names the grant, so a
// repeated event of the object finds the document through it.
func (s *Service) bind(ctx context.Context, g document.Grant, used document.Document) error {
	if used.ID == g.Document {
		return nil
	}
	g.Document, g.Replaces, g.Generation = used.ID, true, used.Generation
	if err := s.documents.PutGrant(ctx, g); err != nil {
		return fmt.Errorf("binding the grant %s to %s: %w", g.ID, used.ID, err)
	}
	return nil
}

// endBound ends the grant that a document's upload has bound to it, if there is
// one. Ending the document's own grants does not end this one.
func endBound(ctx context.Context, documents document.Store, d document.Document) error {
	if d.Upload == "" || d.Upload.Document() == d.ID {
		return nil
	}
	if err := documents.EndGrants(ctx, d.Upload.Document()); err != nil {
		return fmt.Errorf("ending the grant %s: %w", d.Upload, err)
	}
	return nil
}
