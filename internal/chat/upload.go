package chat

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/format"
)

// upload finds the file that a request names.
type upload struct {
	r         Request
	documents Documents
	blobs     blob.Store // nil: there are records only
	early     bool       // a file whose ingestion has not begun can be read, too
	now       time.Time
}

func (t *work) upload() upload {
	return upload{t.r, t.s.Documents, t.s.Blobs, t.s.Reader != nil && t.s.Blobs != nil, t.s.Now()}
}

// named finds the file by its id or its name. A name means the asker's newest
// upload of that name, or else the newest one that they may read. A file that
// has not begun to be ingested has no record and is returned without an id.
func (u upload) named(ctx context.Context) (document.Document, error) {
	if len(u.r.Documents) > 0 {
		return u.chosen(ctx, u.r.Documents[0])
	}
	body := strings.TrimSpace(u.r.Body)
	if id := document.ID(body); id.Check() == nil && !strings.HasPrefix(body, document.Prefix) ||
		strings.HasPrefix(body, document.Prefix+"~") {
		return u.chosen(ctx, id)
	}
	name, err := document.NewName(strings.TrimPrefix(body, document.Prefix))
	if err != nil {
		return document.Document{}, err
	}
	found, err := document.Newest(ctx, u.documents, u.r.Scope, name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return found, err
	}
	fresh, err := u.uploaded(ctx, name, found)
	switch {
	case err != nil:
		return fresh, err
	case fresh.Object != "":
		return fresh, nil
	case found.ID != "":
		return found, nil
	}
	return u.copied(ctx, name)
}

// chosen returns the document with an id. It may be an upload that the blob
// store has not reported yet.
func (u upload) chosen(ctx context.Context, id document.ID) (document.Document, error) {
	d, err := u.documents.Get(ctx, id)
	switch {
	case err == nil && d.VisibleTo(u.r.Scope):
		return d, nil
	case err == nil:
		return d, noSuchFile
	case !fault.Is(err, fault.NotFound):
		return d, fmt.Errorf("looking for %s: %w", id, err)
	}
	name, err := document.NewName(strings.TrimSpace(u.r.Body))
	if err != nil {
		return d, noSuchFile
	}
	d, err = u.uploaded(ctx, name, d)
	if err == nil && d.Object == "" {
		err = noSuchFile
	}
	return d, err
}

// uploaded returns the asker's upload that the blob store has not reported yet,
// if it is later than the document that was found. Otherwise it returns the
// zero Document.
func (u upload) uploaded(ctx context.Context, name string,
	found document.Document) (d document.Document, err error) {
	g, err := u.documents.LatestGrant(ctx, u.r.Scope.User, document.Default, name, u.now)
	if fault.Is(err, fault.NotFound) || err == nil && found.Owner == g.Owner &&
		(found.Upload == g.ID || found.Granted.After(g.Issued)) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("looking for the upload of %s: %w", name, err)
	}
	return u.lying(ctx, g.Key(), name)
}

// copied returns a file that was copied into the bucket without a grant.
// Everybody may read it.
func (u upload) copied(ctx context.Context, name string) (document.Document, error) {
	d, err := u.lying(ctx, document.Prefix+name, name)
	if err == nil && d.Object == "" {
		err = noSuchFile
	}
	return d, err
}

// lying returns a Document without a record if there is an object at key,
// otherwise the zero Document.
func (u upload) lying(ctx context.Context, key, name string) (d document.Document, err error) {
	if !u.early {
		return d, nil
	}
	if _, err = u.blobs.Stat(ctx, key); fault.Is(err, fault.NotFound) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("looking for %s: %w", key, err)
	}
	return document.Document{Name: name, Object: key}, nil
}

// contents returns the beginning of the text that was ingested, at least limit
// bytes or all of it, or nothing if the document is not ready.
func (u upload) contents(ctx context.Context, d document.Document, limit int) (format.Excerpt,
	error) {
	if d.State != document.Ready || d.Content.Blob == "" || u.blobs == nil {
		return format.Excerpt{}, nil
	}
	c, err := document.OpenContents(ctx, u.blobs, d.Content.Blob)
	if err != nil {
		return format.Excerpt{}, err
	}
	part, err := c.Part(ctx, 0, limit)
	if err != nil {
		return format.Excerpt{}, err
	}
	return format.Excerpt{Title: d.Title, Format: d.Format, Text: part.Text,
		Cut: part.End() < c.Bytes()}, nil
}
