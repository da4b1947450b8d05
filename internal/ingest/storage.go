package ingest

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// Storage counts what owners' documents use, where many processes take documents
// in at the same time. All methods may be called concurrently. After a crash the
// count may be too high until it is counted anew.
type Storage interface {
	// Take counts bytes as an owner's. It reports false, and counts nothing, if
	// the owner would then use more than most.
	Take(ctx context.Context, owner auth.Principal, bytes, most int64) (bool, error)
	// Give takes bytes back.
	Give(ctx context.Context, owner auth.Principal, bytes int64) error
	// Used is what an owner's documents use.
	Used(ctx context.Context, owner auth.Principal) (int64, error)
	// Recount counts all documents anew.
	Recount(ctx context.Context) error
}

// counts reports whether an owner's documents are counted by a Storage.
func (q *quota) counts(owner auth.Principal) bool { return q.shared != nil && q.bounds(owner) }

// take counts an object that was uploaded. back undoes that; full is
// true, and nothing is counted, if the owner has no room for it.
func (q *quota) take(ctx context.Context, owner auth.Principal, bytes int64) (full bool,
	back func() error, err error) {
	if !q.counts(owner) {
		return false, func() error { return nil }, nil
	}
	ok, err := q.shared.Take(ctx, owner, bytes, q.most)
	if err != nil {
		return false, nil, fmt.Errorf("counting the storage of %s: %w", owner, err)
	}
	return !ok, func() error {
		return q.shared.Give(context.WithoutCancel(ctx), owner, bytes)
	}, nil
}

// room reports fault.Throttled for an owner who has no room for so many bytes.
func (q *quota) room(ctx context.Context, owner auth.Principal, bytes int64) error {
	used, err := q.shared.Used(ctx, owner)
	if err != nil {
		return fmt.Errorf("reading the storage of %s: %w", owner, err)
	}
	if used+bytes > q.most {
		return q.full()
	}
	return nil
}

// give takes back what a version of a document counts that is replaced.
func (q *quota) give(ctx context.Context, d document.Document) error {
	if !q.counts(d.Owner) || d.Size == 0 {
		return nil
	}
	return q.shared.Give(ctx, d.Owner, d.Size)
}

// refuse discards an object that its owner has no room for, and says so in the
// document's record. If there is an earlier version, it stays as it is.
func (s *Service) refuse(ctx context.Context, g document.Grant, id document.ID,
	e blob.Event) (document.Document, error) {
	full := s.quota.full()
	d, err := s.update(ctx, id, func(d *document.Document) (bool, error) {
		if err := accepts(*d, g); err != nil {
			return false, err
		}
		if d.Revision != 0 {
			d.Refused, d.Updated = notReplaced(full), s.now()
			return true, nil
		}
		d.Name, d.Owner, d.Readers, d.Collection = g.Name, g.Owner, g.Readers, g.Collection
		d.Upload, d.Granted = g.ID, g.Issued
		s.begin(d, e, g.ContentType)
		d.Size, d.State = 0, document.Failed
		d.Failure = &document.Failure{Kind: full.Kind.String(), Message: full.Message}
		return true, nil
	})
	if err != nil {
		return d, err
	}
	return d, s.deleteObject(ctx, e.Key, d.Object)
}

// notReplaced says why a document still has the version before.
func notReplaced(why *fault.Error) *document.Failure {
	return &document.Failure{Kind: why.Kind.String(), Message: fault.Text{
		Ko: "새로 올린 파일을 받지 못해서 이전 내용을 그대로 두었어요. " + why.Message.Ko,
		En: "The new version was not accepted, so the previous one was kept. " + why.Message.En}}
}
