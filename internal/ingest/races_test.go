package ingest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/queue"
)

// sealing is a bucket where something happens while an object is sealed.
type sealing struct {
	bucket
	meanwhile func()
}

func (s *sealing) Seal(ctx context.Context, key, sealed, etag string) (string, error) {
	if do := s.meanwhile; do != nil {
		s.meanwhile = nil
		do()
	}
	return s.bucket.Seal(ctx, key, sealed, etag)
}

// whileSealing is a world where meanwhile happens while the next object is
// sealed.
func (w *world) whileSealing(meanwhile func()) {
	w.service = ingest.NewService(ingest.Options{
		Documents: w.documents, Blobs: &sealing{bucket{w.blobs}, meanwhile}, Tasks: w.queue,
		Sessions: &w.accounts, MaxBytes: testBytes,
	})
}

func TestAnUploadWhoseDocumentIsDeletedWhileItIsTakenInIsDiscarded(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		first := w.grant(ingest.Upload{Name: "a.txt"})
		tell(put(first, "처음 글"))
		w.pass(time.Second)
		late := w.grant(ingest.Upload{Name: "a.txt"})
		e := put(late, "늦은 글")
		w.whileSealing(func() {
			if _, err := w.service.Delete(w.Context(), kim, first.Document); err != nil {
				w.Error(err)
			}
			if _, err := w.service.Restore(w.Context(), kim, first.Document); err != nil {
				w.Error(err)
			}
		})
		tell(e)
		if found := w.find(kim, "글"); len(found) != 1 || found[0] != "처음 글" {
			t.Errorf("found %q", found)
		}
	})
}

// Two people's windows, or one's two: neither upload knew of the other.
func TestTwoFirstUploadsOfANameAreVersionsOfOneDocument(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		early := w.grant(ingest.Upload{Name: "a.txt"})
		w.pass(time.Second)
		late := w.grant(ingest.Upload{Name: "a.txt"})
		other := put(early, "먼저 글")
		w.whileSealing(func() { tell(other) })
		tell(put(late, "나중 글"))
		d := w.state(early.Document, document.Ready)
		if found := w.find(kim, "글"); len(found) != 1 || found[0] != "나중 글" || d.Upload != late.ID {
			t.Errorf("found %q, record %+v", found, d)
		}
		if _, err := w.documents.Get(t.Context(), late.Document); !fault.Is(err, fault.NotFound) {
			t.Errorf("the second upload made a document of its own: %v", err)
		}
	})
}

func TestAnUploadThatIsDiscardedTakesNoRoom(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		w.service = ingest.NewService(ingest.Options{
			Documents: w.documents, Blobs: bucket{w.blobs}, Tasks: w.queue,
			Sessions: &w.accounts, MaxBytes: testBytes, UserBytes: testBytes,
		})
		reserve := func(g ingest.Granted) (func(bool), error) {
			return w.service.Reserve(t.Context(), g.Key(), testBytes)
		}
		g := w.grant(ingest.Upload{Name: "a.txt"})
		ended, err := reserve(g)
		if err != nil {
			t.Fatal(err)
		}
		next := w.grantAs("b.txt")
		if _, err := reserve(next); !fault.Is(err, fault.Throttled) {
			t.Errorf("there is room for two: %v", err)
		}
		e := put(g, "늦은 글")
		ended(true)
		if err := w.accounts.DeleteSession(t.Context(), "session"); err != nil {
			t.Fatal(err)
		}
		tell(e)
		if _, err := reserve(next); err != nil {
			t.Errorf("the discarded upload still takes room: %v", err)
		}
	})
}

// grantAs grants kim an upload that ends with no session, and asks for no room.
func (w *world) grantAs(name string) ingest.Granted {
	w.Helper()
	id := document.NewID(time.Now())
	g := document.Grant{ID: document.NewGrantID(id), Document: id, Name: name, Owner: "kim",
		Readers: []auth.Principal{"kim"}, Collection: document.Default, SizeLimit: testBytes,
		Issued: time.Now(), Expires: time.Now().Add(time.Minute)}
	if err := w.documents.PutGrant(w.Context(), g); err != nil {
		w.Fatal(err)
	}
	return ingest.Granted{Grant: g}
}

func TestACopiedObjectsEventThatComesAgainIsNoNewVersion(t *testing.T) {
	inBucket(t, func(w *world, _ func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		e := w.copy("docs/공지.txt", "휴무 공지")
		tell(e)
		first := w.state(w.named(auth.System, "공지.txt").ID, document.Ready)
		tell(e)
		if again := w.document(first.ID); again.Revision != first.Revision {
			t.Errorf("record %+v, then %+v", first, again)
		}
	})
}

// copy puts an object into the bucket without a grant.
func (w *world) copy(key, text string) blob.Event {
	w.Helper()
	info, err := w.blobs.Put(w.Context(), key, strings.NewReader(text), blob.PutOptions{})
	if err != nil {
		w.Fatal(err)
	}
	return blob.Event{Kind: blob.Created, Key: key, Version: info.Version, Size: info.Size,
		ETag: info.ETag, Time: info.Modified}
}

// Both copies have one key, so the deletion would take the second copy's object
// away, too.
func TestAFileCopiedOverOneThatIsBeingDeletedStays(t *testing.T) {
	inBucket(t, func(w *world, _ func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		tell(w.copy("docs/공지.txt", "옛 공지"))
		id := w.named(auth.System, "공지.txt").ID
		admin := auth.UserScope("root")
		admin.Admin = true
		if _, err := w.service.DeleteWith(t.Context(), admin, id, ingest.Deletion{Answers: true}); err != nil {
			t.Fatal(err)
		}
		tell(w.copy("docs/공지.txt", "새 공지"))
		w.pass(time.Minute)
		d := w.state(id, document.Ready)
		if d.Deleted != nil || d.WithAnswers || !d.DeleteAfter.IsZero() {
			t.Errorf("the record still speaks of the deletion: %+v", d)
		}
		if found := w.find(lee, "공지"); len(found) != 1 || found[0] != "새 공지" {
			t.Errorf("found %q", found)
		}
		if _, err := w.blobs.Stat(t.Context(), "docs/공지.txt"); err != nil {
			t.Errorf("the original is gone: %v", err)
		}
	})
}

// The events of an upload that became a version of another document than its
// grant was issued for are this document's.
func TestAnObjectIsFoundWhicheverUploadMadeItItsDocuments(t *testing.T) {
	twice := func(w *world) document.Document {
		first := w.grant(ingest.Upload{Name: "a.txt"})
		w.pass(time.Millisecond)
		second := w.grant(ingest.Upload{Name: "a.txt"}) // neither knows of the other
		for _, g := range []ingest.Granted{first, second} {
			if status := w.send(g, strings.NewReader("글 하나")); status != http.StatusOK {
				w.Fatalf("status %d", status)
			}
		}
		return w.state(first.Document, document.Ready)
	}
	t.Run("told again", func(t *testing.T) {
		inWorld(t, func(w *world) {
			d := twice(w)
			if err := w.service.Event(t.Context(), blob.Event{Kind: blob.Created, Key: d.Object,
				Version: string(d.Sequence), Size: d.Size}); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if again := w.state(d.ID, document.Ready); again.Revision != d.Revision {
				t.Errorf("record %+v, then %+v", d, again)
			}
			if _, err := w.blobs.Stat(t.Context(), d.Object); err != nil {
				t.Errorf("the document has lost its original: %v", err)
			}
		})
	})
	t.Run("removed in the bucket", func(t *testing.T) {
		inWorld(t, func(w *world) {
			d := twice(w)
			if err := w.blobs.Delete(t.Context(), d.Object); err != nil {
				t.Fatal(err)
			}
			w.pass(time.Minute)
			if _, err := w.documents.Get(t.Context(), d.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("the record is left: %v", err)
			}
		})
	})
	for name, next := range map[string]func(w *world, d document.Document) error{
		"a deletion": func(w *world, d document.Document) error {
			_, err := w.service.Delete(w.Context(), kim, d.ID)
			return err
		},
		"a next version": func(w *world, d document.Document) error {
			w.upload(kim, "a.txt", "글 둘")
			return nil
		},
	} {
		t.Run("no grant is left after "+name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				d := twice(w)
				w.pass(time.Second)
				if err := next(w, d); err != nil {
					t.Fatal(err)
				}
				w.pass(2 * ingest.UndoTime)
				if g, err := w.documents.Grant(t.Context(), d.Upload, time.Now()); !fault.Is(err, fault.NotFound) {
					t.Errorf("%+v, %v", g, err)
				}
			})
		})
	}
}

func TestADocumentThatIsSharedWhileItIsIndexedIsFound(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		id, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "a.txt", Private: true},
			strings.NewReader("보일러 점검"))
		if err != nil {
			t.Fatal(err)
		}
		w.index.next(func() {
			if _, err := w.service.SetReaders(w.Context(), kim, id, false); err != nil {
				w.Error(err)
			}
		})
		w.run()
		w.settle()
		w.state(id, document.Ready)
		if found := w.find(lee, "보일러"); len(found) != 1 {
			t.Errorf("lee finds %q", found)
		}
	})
}

// A server that is stopped during a document's last attempt goes on with it when
// it starts again.
func TestAStopDuringTheLastAttemptIsNotTheDocumentsFailure(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		id := w.upload(kim, "a.txt", "보일러 점검")
		d := w.document(id)
		m, err := ingest.Task{Action: ingest.Put, ID: id, Version: d.Version,
			Generation: d.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		m.Attempt = 3
		ctx, stop := context.WithCancel(w.Context())
		w.index.next(stop)
		err = w.worker.Handle(ctx, m, func(context.Context, time.Duration) error { return nil })
		if !errors.Is(err, context.Canceled) || queue.IsPermanent(err) {
			t.Errorf("the attempt ends with %v", err)
		}
		if d := w.document(id); !d.State.Working() {
			t.Errorf("the document is %s: %+v", d.State, d.Failure)
		}
		w.run()
		w.settle()
		w.state(id, document.Ready)
	})
}

// The events of a sealed object are numbered apart from those of its upload, by
// which the upload's repeats are known.
func TestTheRemovalOfASealedObjectLeavesItsUploadsNumber(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		g := w.grant(ingest.Upload{Name: "a.txt"})
		e := put(g, "글 하나")
		tell(e)
		w.stop()
		before := w.state(g.Document, document.Ready)
		tell(blob.Event{Kind: blob.Removed, Key: before.Object, Version: "00000000000000ff", Time: time.Now()})
		if d := w.state(g.Document, document.Deleting); d.Sequence != before.Sequence {
			t.Errorf("sequence %s, then %s", before.Sequence, d.Sequence)
		}
		w.run()
	})
}
