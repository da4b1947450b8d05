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

// upload is the file that a request names.
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

// named finds the file that the request names: by a document's id, or by a
// name, which means the asker's newest upload of that name, else the newest one
// that they may read. A file whose ingestion has not begun has no record, and
// comes without an id.
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

// chosen is the document with an id. It may be an upload of which the store has not told yet.
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

// uploaded is the asker's upload of which the store has not told yet, if it is
// later than what was found.
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

// copied is a file that was copied into the bucket without a grant: everybody may read it.
func (u upload) copied(ctx context.Context, name string) (document.Document, error) {
	d, err := u.lying(ctx, document.Prefix+name, name)
	if err == nil && d.Object == "" {
		err = noSuchFile
	}
	return d, err
}

// lying is a document without a record if an object lies at a key; otherwise the zero Document.
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

// contents gives the beginning of what the file's ingestion read, at least
// limit bytes if there are as many, once it is ready; otherwise nothing.
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
