package ingest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// passedOver are folders whose files are no documents of anybody's: web pages' assets and version control.
var passedOver = [...]string{"/html/", "/node_modules/", "/.git/"}

// Wanted reports whether a key is that of a document: under docs/, and in none of the folders that are passed over.
func Wanted(key string) bool {
	if !strings.HasPrefix(key, document.Prefix) || strings.HasSuffix(key, "/") {
		return false
	}
	for _, folder := range passedOver {
		if strings.Contains(key, folder) {
			return false
		}
	}
	return true
}

// Event takes a storage event in: it writes the record and queues the work. It may be repeated, and events may come in
// any order: one that is older than what is recorded changes nothing. An object that is not wanted is passed over. It is
// the blob store's Listener locally and the event manager's work on AWS.
func (s *Service) Event(ctx context.Context, e blob.Event) error {
	if !Wanted(e.Key) {
		return nil
	}
	key, err := document.ParseKey(e.Key)
	if err != nil {
		return err
	}
	if e.Kind == blob.Removed {
		return s.removed(ctx, key, e)
	}
	return s.created(ctx, key, e)
}

func (s *Service) created(ctx context.Context, key document.ID, e blob.Event) error {
	grant, err := s.documents.GrantFor(ctx, key, s.now())
	if fault.Is(err, fault.NotFound) {
		grant = document.Grant{Key: key, Owner: auth.System, Readers: key.Readers()}
	} else if err != nil {
		return fmt.Errorf("reading the grant of %s: %w", key, err)
	}
	version := document.Version(e.Version)
	d, err := s.update(ctx, key, func(d *document.Document) (bool, error) {
		if d.Revision != 0 && d.Version.Compare(version) >= 0 {
			return false, nil
		}
		if d.Revision == 0 {
			d.Owner, d.Readers = grant.Owner, grant.Readers
		}
		d.Version, d.Size, d.ContentType = version, e.Size, grant.ContentType
		d.State, d.Previous, d.Failure, d.Warnings = document.Queued, "", nil, nil
		d.Progress, d.Attempts = document.Progress{}, 0
		d.Uploaded, d.Updated, d.DeleteAfter = e.Time, s.now(), time.Time{}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("recording the upload of %s: %w", key, err)
	}
	if d.Version.Compare(version) != 0 || !d.State.Working() {
		return nil
	}
	return s.send(ctx, Task{Action: Put, Key: key, Version: d.Version, Generation: d.Generation, Queued: d.Updated.UnixNano()})
}

// removed hides a document whose object is gone. A deletion that Mundap itself began comes by here too; it is under way
// already.
func (s *Service) removed(ctx context.Context, key document.ID, e blob.Event) error {
	version := document.Version(e.Version)
	d, err := s.update(ctx, key, func(d *document.Document) (bool, error) {
		if d.Revision == 0 || d.State == document.Deleting || d.Version.Compare(version) > 0 {
			return false, nil
		}
		d.State, d.Previous, d.Version = document.Deleting, "", version
		d.Generation++
		d.DeleteAfter, d.Updated = s.now(), s.now()
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("recording the removal of %s: %w", key, err)
	}
	if d.Revision == 0 || d.State != document.Deleting {
		return nil
	}
	return s.send(ctx, Task{Action: Delete, Key: key, Version: d.Version, Generation: d.Generation})
}
