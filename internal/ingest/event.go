package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// passedOver lists folders whose files are not taken for documents: assets of
// web pages, and version control.
var passedOver = [...]string{"/html/", "/node_modules/", "/.git/"}

// Wanted reports whether a key is that of a document: below docs/ or faq/, and
// in none of the folders that are passed over.
func Wanted(key string) bool {
	if !strings.HasPrefix(key, document.Prefix) && !strings.HasPrefix(key, document.FAQPrefix) ||
		strings.HasSuffix(key, "/") {
		return false
	}
	for _, folder := range passedOver {
		if strings.Contains(key, folder) {
			return false
		}
	}
	return true
}

// errDiscarded says that an object was uploaded without a valid grant. Such an
// object never changes a document.
var errDiscarded = errors.New("no grant stands for this upload")

// Event processes a storage event: it writes the record and queues the work.
// Events may be repeated and may come in any order; one that says nothing new
// changes nothing. Objects that are not wanted are ignored. Event is the blob
// store's Listener on one machine and the event manager's work on AWS.
func (s *Service) Event(ctx context.Context, e blob.Event) error {
	if !Wanted(e.Key) {
		return nil
	}
	o, err := document.ParseObject(e.Key)
	switch {
	case err != nil:
		return err
	case e.Kind == blob.Removed:
		return s.removed(ctx, o, e)
	case o.Kept:
		return nil // it was taken in when it was sealed
	case o.Grant != "":
		return s.granted(ctx, o, e)
	}
	return s.copied(ctx, o, e)
}

// granted accepts an upload to a grant's URL, or discards it.
func (s *Service) granted(ctx context.Context, o document.Object, e blob.Event) error {
	d, err := s.accept(ctx, o, e)
	for again := 0; fault.Is(err, fault.Conflict) && again < maxConflicts; again++ {
		d, err = s.accept(ctx, o, e) // another upload has just made a document of this name
	}
	if errors.Is(err, errDiscarded) || fault.Is(err, fault.NotFound) {
		return s.discard(ctx, o, e, err)
	}
	if err != nil {
		return fmt.Errorf("recording the upload of %s: %w", e.Key, err)
	}
	return s.queue(ctx, d)
}

func (s *Service) accept(ctx context.Context, o document.Object, e blob.Event) (document.Document,
	error) {
	g, err := s.stands(ctx, o.Grant)
	if err != nil {
		return document.Document{}, err
	}
	id, err := s.target(ctx, g)
	if err != nil {
		return document.Document{}, err
	}
	if d, err := s.documents.Get(ctx, id); err == nil && d.Upload == g.ID &&
		d.Sequence == document.Version(e.Version) {
		return d, s.bind(ctx, g, d) // the same event again
	}
	if err := s.acceptable(ctx, g, id); err != nil {
		return document.Document{}, err
	}
	full, back, err := s.quota.take(ctx, g.Owner, e.Size)
	if err != nil {
		return document.Document{}, err
	}
	if full {
		return s.refuse(ctx, g, id, e)
	}
	d, replaced, err := s.sealed(ctx, g, id, e)
	if err != nil {
		return d, errors.Join(err, back())
	}
	return d, s.settle(ctx, g, d, replaced)
}

// sealed makes an object that was uploaded to a grant a version of a document. It
// also returns the version before.
func (s *Service) sealed(ctx context.Context, g document.Grant, id document.ID,
	e blob.Event) (d, replaced document.Document, err error) {
	object, err := s.blobs.Seal(ctx, e.Key, document.KeptKey(e.Key), e.ETag)
	if fault.Is(err, fault.Conflict) { // it was put again, and that event is on its way
		return d, replaced, errDiscarded
	}
	if err != nil {
		return d, replaced, fmt.Errorf("sealing %s: %w", e.Key, err)
	}
	d, err = s.update(ctx, id, func(d *document.Document) (bool, error) {
		if err := accepts(*d, g); err != nil {
			return false, err
		}
		if d.Revision == 0 {
			d.Name, d.Owner, d.Readers, d.Collection = g.Name, g.Owner, g.Readers, g.Collection
			d.Kind = g.Kind
		}
		if d.Kind == document.Sample && g.Kind != document.Sample {
			d.Kind, d.Readers = g.Kind, g.Readers // the owner's own document from now on
		}
		if !slices.Contains(g.Readers, auth.Everyone) { // an upload may narrow the readers, and never widens them
			d.Readers = g.Readers
		}
		replaced = *d
		d.Object, d.Upload, d.Granted = object, g.ID, g.Issued
		s.begin(d, e, g.ContentType)
		return true, nil
	})
	if err == nil {
		s.quota.end(d.Owner, g.ID, d.Size)
	}
	return d, replaced, err
}

// stands returns a grant that has not ended. Otherwise the error is
// errDiscarded.
func (s *Service) stands(ctx context.Context, id document.GrantID) (document.Grant, error) {
	g, err := s.documents.Grant(ctx, id, s.now())
	if fault.Is(err, fault.NotFound) {
		return g, fmt.Errorf("%w: it is unknown or has ended", errDiscarded)
	}
	if err != nil {
		return g, fmt.Errorf("reading the grant %s: %w", id, err)
	}
	if g.Session == "" || s.sessions == nil {
		return g, nil
	}
	_, err = s.sessions.Session(ctx, g.Session)
	if fault.Is(err, fault.NotFound) {
		return g, fmt.Errorf("%w: its session has ended", errDiscarded)
	}
	if err != nil {
		return g, fmt.Errorf("reading the session of the grant %s: %w", id, err)
	}
	return g, nil
}

// target returns the document of which an upload becomes a version: the
// grant's, unless another upload has meanwhile created one with this name.
func (s *Service) target(ctx context.Context, g document.Grant) (document.ID, error) {
	if g.Replaces {
		return g.Document, nil
	}
	d, err := s.documents.Named(ctx, g.Owner, g.Collection, g.Name)
	switch {
	case err == nil && d.State != document.Deleting:
		return d.ID, nil
	case err == nil || fault.Is(err, fault.NotFound):
		return g.Document, nil
	}
	return "", fmt.Errorf("looking for %s: %w", g.Name, err)
}

func (s *Service) acceptable(ctx context.Context, g document.Grant, id document.ID) error {
	d, err := s.documents.Get(ctx, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("reading the record of %s: %w", id, err)
	}
	return accepts(d, g)
}

// accepts returns errDiscarded if the upload for g may not become d's next
// version.
func accepts(d document.Document, g document.Grant) error {
	switch {
	case d.Revision == 0 && g.Replaces:
		return fmt.Errorf("%w: its document was deleted", errDiscarded)
	case d.Revision == 0:
		return nil
	case d.Owner != g.Owner:
		return fmt.Errorf("%w: the document is somebody else's", errDiscarded)
	case d.State == document.Deleting || g.Replaces && d.Generation != g.Generation:
		return fmt.Errorf("%w: its document was deleted", errDiscarded)
	case g.Kind == document.Sample && d.Kind != document.Sample:
		return fmt.Errorf("%w: a sample replaces no other document", errDiscarded)
	case d.Upload == g.ID:
		return fmt.Errorf("%w: it was used already", errDiscarded)
	case d.Granted.After(g.Issued):
		return fmt.Errorf("%w: a later upload has taken its place", errDiscarded)
	}
	return nil
}

// discard deletes an object without a valid grant, unless it is a document's
// original.
func (s *Service) discard(ctx context.Context, o document.Object, e blob.Event, why error) error {
	s.log.Warn("upload discarded", "object", e.Key, "reason", why)
	s.quota.end("", o.Grant, 0)
	ids, err := s.candidates(ctx, o, e.Key)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d, err := s.documents.Get(ctx, id)
		if err == nil && d.Object == e.Key {
			return nil
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return fmt.Errorf("looking for the document of %s: %w", e.Key, err)
		}
	}
	return s.deleteObject(ctx, e.Key, "")
}

// Uploadable reports whether an object may still be uploaded to a key. It is the Gate's Allow.
func (s *Service) Uploadable(ctx context.Context, key string) error {
	o, err := document.ParseObject(key)
	if err != nil {
		return err
	}
	g, err := s.stands(ctx, o.Grant)
	var id document.ID
	if err == nil {
		id, err = s.target(ctx, g)
	}
	if err == nil {
		err = s.acceptable(ctx, g, id)
	}
	if errors.Is(err, errDiscarded) {
		return fault.New(fault.Forbidden,
			"이 링크로는 더 올릴 수 없어요. 처음부터 다시 올려 주세요.",
			"Nothing can be uploaded to this link any more. Please start the upload again.").WithCause(err)
	}
	if err != nil {
		return err
	}
	return s.quota.check(ctx, g.Owner, g.ID, s.now())
}

// copied accepts an object that came without a grant. It becomes a shared
// document of the system, or a new version of the document of version 0.1 whose
// object it replaces. Readers and owner stay as they are.
func (s *Service) copied(ctx context.Context, o document.Object, e blob.Event) error {
	id, err := s.holder(ctx, o, e)
	if errors.Is(err, errDiscarded) {
		return s.discard(ctx, o, e, err)
	}
	if err != nil {
		return err
	}
	sequence := document.Version(e.Version)
	d, err := s.update(ctx, id, func(d *document.Document) (bool, error) {
		if d.Revision != 0 && d.Object == e.Key && d.Sequence.Compare(sequence) >= 0 {
			return false, nil // if a crash has kept its task from the queue, it gets one now
		}
		if d.Revision == 0 {
			d.Name, d.Collection, d.Owner, d.Readers = o.Name, document.Default, auth.System,
				[]auth.Principal{auth.Everyone}
			if o.FAQ {
				d.Kind = document.FAQList
			}
		}
		d.Object = e.Key
		s.begin(d, e, "")
		return true, nil
	})
	if fault.Is(err, fault.Conflict) { // another event of this object has made its document
		return fault.Wrap(err, fault.Unavailable, "", "")
	}
	if err != nil {
		return fmt.Errorf("recording %s: %w", e.Key, err)
	}
	return s.queue(ctx, d)
}

// holder returns the document whose object is stored at a key without a grant,
// or a new id if there is none.
func (s *Service) holder(ctx context.Context, o document.Object, e blob.Event) (document.ID,
	error) {
	d, err := s.documents.Get(ctx, document.ID(e.Key)) // of version 0.1
	if err == nil && d.Object == e.Key {
		return d.ID, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Invalid) {
		return "", fmt.Errorf("looking for the document of %s: %w", e.Key, err)
	}
	if o.Foreign {
		return "", fmt.Errorf("%w: it names no grant", errDiscarded)
	}
	if _, err := document.NewName(o.Name); err != nil {
		return "", err
	}
	d, err = s.documents.Named(ctx, auth.System, document.Default, o.Name)
	switch {
	case err == nil && (d.State != document.Deleting || d.Object == e.Key):
		return d.ID, nil
	case err == nil || fault.Is(err, fault.NotFound):
		return document.NewID(s.now()), nil
	}
	return "", fmt.Errorf("looking for %s: %w", o.Name, err)
}

// begin makes an object that was accepted the newest version of its document.
func (s *Service) begin(d *document.Document, e blob.Event, contentType string) {
	d.Version, d.Reread, d.Sequence = d.NextVersion(), "", document.Version(e.Version)
	d.Size, d.ContentType = e.Size, contentType
	d.State, d.Previous, d.Failure, d.Warnings = document.Queued, "", nil, nil
	d.Refused = nil
	d.Progress, d.Attempts = document.Progress{}, 0
	d.Uploaded, d.Updated, d.DeleteAfter = e.Time, s.now(), time.Time{}
	d.Deleted, d.WithAnswers = nil, false // of a deletion that the new object ends
}

func (s *Service) queue(ctx context.Context, d document.Document) error {
	if !d.State.Working() {
		return nil
	}
	return s.send(ctx, taskOf(Put, d))
}

// deleteObject deletes an original that no longer belongs to a document.
func (s *Service) deleteObject(ctx context.Context, key, current string) error {
	if key == "" || key == current {
		return nil
	}
	if err := s.blobs.Delete(ctx, key); err != nil {
		return fmt.Errorf("deleting the object %s: %w", key, err)
	}
	return nil
}

// candidates returns the documents whose object may be stored at a key.
func (s *Service) candidates(ctx context.Context, o document.Object, key string) ([]document.ID,
	error) {
	if o.Grant == "" {
		ids := []document.ID{document.ID(key)} // of version 0.1
		if o.Foreign {
			return ids, nil
		}
		d, err := s.documents.Named(ctx, auth.System, document.Default, o.Name)
		if fault.Is(err, fault.NotFound) || err == nil && d.ID == ids[0] {
			return ids, nil
		}
		if err != nil {
			return nil, fmt.Errorf("looking for %s: %w", o.Name, err)
		}
		return append(ids, d.ID), nil
	}
	ids := []document.ID{o.Grant.Document()}
	g, err := s.documents.Grant(ctx, o.Grant, s.now())
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, fmt.Errorf("reading the grant %s: %w", o.Grant, err)
	}
	if err == nil && g.Document != ids[0] {
		ids = append(ids, g.Document)
	}
	return ids, nil
}

// removed hides a document whose object has been deleted. It is also called for
// deletions that Mundap itself has started; those are already in progress.
func (s *Service) removed(ctx context.Context, o document.Object, e blob.Event) error {
	ids, err := s.candidates(ctx, o, e.Key)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.lost(ctx, id, e); err != nil {
			return err
		}
	}
	return nil
}

// lost hides the document if the deleted object was the document's.
func (s *Service) lost(ctx context.Context, id document.ID, e blob.Event) error {
	sequence := document.Version(e.Version)
	mine := func(d document.Document) bool { return d.Revision != 0 && d.Object == e.Key }
	d, err := s.update(ctx, id, func(d *document.Document) (bool, error) {
		if !mine(*d) || d.State == document.Deleting || d.Sequence.Compare(sequence) > 0 &&
			!kept(e.Key) {
			return false, nil
		}
		d.State, d.Previous = document.Deleting, ""
		d.Generation++
		d.DeleteAfter, d.Updated = s.now(), s.now()
		if !kept(e.Key) {
			d.Sequence = sequence
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("recording the removal of %s: %w", e.Key, err)
	}
	if !mine(d) || d.State != document.Deleting {
		return nil
	}
	return s.send(ctx, taskOf(Delete, d))
}

// kept reports whether an object was sealed. The events of a sealed object are
// numbered separately from those of its upload.
func kept(key string) bool {
	o, err := document.ParseObject(key)
	return err == nil && o.Kept
}
