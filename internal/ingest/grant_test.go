package ingest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
)

// grant asks for an upload URL in a session of kim's.
func (w *world) grant(u ingest.Upload) ingest.Granted {
	w.Helper()
	if _, err := w.accounts.PutAccount(w.Context(),
		auth.Account{ID: "kim", User: "kim"}); err != nil && !fault.Is(err, fault.Conflict) {
		w.Fatal(err)
	}
	if _, err := w.accounts.Account(w.Context(), "kim"); err != nil {
		if _, err := w.accounts.PutAccount(w.Context(),
			auth.Account{ID: "kim", User: "kim"}); err != nil {
			w.Fatal(err)
		}
	}
	session := auth.Session{ID: "session", User: "kim", Name: "kim",
		Expires: time.Now().Add(time.Hour)}
	if err := w.accounts.PutSession(w.Context(), session); err != nil {
		w.Fatal(err)
	}
	u.Session = session.ID
	g, err := w.service.Grant(w.Context(), kim, u)
	if err != nil {
		w.Fatalf("granting %s: %v", u.Name, err)
	}
	return g
}

// send PUTs a body to an upload URL and gives the status.
func (w *world) send(g ingest.Granted, body io.Reader) int {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), http.MethodPut, g.URL, body)
	answer := httptest.NewRecorder()
	w.blobs.ServeHTTP(answer, r)
	w.settle()
	return answer.Code
}

// slow is a body during whose transfer something happens.
type slow struct {
	io.Reader
	meanwhile func()
}

func (s *slow) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if s.meanwhile != nil {
		s.meanwhile()
		s.meanwhile = nil
	}
	return n, err
}

func TestAPrivateDocumentStaysPrivateWhenItIsUploadedAgainDuringItsDeletion(t *testing.T) {
	inWorld(t, func(w *world) {
		old, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "연봉.txt", Private: true},
			strings.NewReader("연봉 협상 하나"))
		if err != nil {
			t.Fatal(err)
		}
		w.settle()
		if _, err := w.service.Delete(t.Context(), kim, old); err != nil {
			t.Fatal(err)
		}
		g := w.grant(ingest.Upload{Name: "연봉.txt", Private: true})
		body := &slow{strings.NewReader("연봉 협상 둘"), func() { w.pass(2 * ingest.UndoTime) }}
		if status := w.send(g, body); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
		w.pass(time.Minute)
		if d := w.state(g.Document, document.Ready); d.Owner != "kim" ||
			len(w.find(lee, "연봉")) != 0 || len(w.find(kim, "연봉")) != 1 {
			t.Errorf("record %+v; lee finds %q, kim %q", d, w.find(lee, "연봉"), w.find(kim, "연봉"))
		}
	})
}

func TestAnUploadURLServesOnePut(t *testing.T) {
	inWorld(t, func(w *world) {
		g := w.grant(ingest.Upload{Name: "a.txt"})
		if status := w.send(g, strings.NewReader("첫째 글")); status != http.StatusOK {
			t.Fatalf("the first: status %d", status)
		}
		if status := w.send(g, strings.NewReader("둘째 글")); status != http.StatusForbidden {
			t.Errorf("the second: status %d", status)
		}
		w.state(g.Document, document.Ready)
		if got := w.find(kim, "글"); len(got) != 1 || got[0] != "첫째 글" {
			t.Errorf("found %q", got)
		}

		g = w.grant(ingest.Upload{Name: "b.txt"})
		var inner int
		body := &slow{strings.NewReader("셋째 글"),
			func() { inner = w.send(g, strings.NewReader("넷째 글")) }}
		if status := w.send(g, body); status != http.StatusOK || inner != http.StatusConflict {
			t.Errorf("two at once: status %d and %d", status, inner)
		}
	})
}

func TestAGrantEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(w *world, g ingest.Granted) error
	}{
		{"with its session", func(w *world,
			_ ingest.Granted) error {
			return w.accounts.DeleteSession(w.Context(), "session")
		}},
		{"with its user's sessions", func(w *world,
			_ ingest.Granted) error {
			return w.accounts.DeleteSessions(w.Context(), "kim")
		}},
		{"with its owner's lock", func(w *world, _ ingest.Granted) error {
			a, err := w.accounts.Account(w.Context(), "kim")
			if err == nil {
				a.Disabled = true
				_, err = w.accounts.PutAccount(w.Context(), a)
			}
			return err
		}},
		{"with its document", func(w *world, g ingest.Granted) error {
			_, err := w.service.Delete(w.Context(), kim, g.Document)
			return err
		}},
		{"with a later upload", func(w *world, g ingest.Granted) error {
			w.pass(time.Second)
			_, err := w.service.Upload(w.Context(), kim, ingest.Upload{Name: "a.txt"},
				strings.NewReader("나중 글"))
			return err
		}},
	} {
		for _, when := range []string{"before", "during"} {
			t.Run(c.name+" "+when+" the upload", func(t *testing.T) {
				inWorld(t, func(w *world) {
					w.upload(kim, "a.txt", "처음 글")
					w.settle()
					w.pass(time.Second)
					g := w.grant(ingest.Upload{Name: "a.txt"})
					end := func() {
						if err := c.end(w, g); err != nil {
							t.Error(err)
						}
						w.settle()
					}
					body := &slow{Reader: strings.NewReader("늦은 글")}
					if when == "before" {
						end()
					} else {
						body.meanwhile = end
					}
					if status := w.send(g, body); status != http.StatusForbidden {
						t.Errorf("status %d", status)
					}
					if got := w.find(kim, "늦은"); len(got) != 0 {
						t.Errorf("found %q", got)
					}
					if _, err := w.blobs.Stat(t.Context(), g.Key()); !fault.Is(err,
						fault.NotFound) {
						t.Errorf("the object is left: %v", err)
					}
				})
			})
		}
	}
}

// bucket behaves as S3: its URLs can't be revoked, and an accepted upload is
// copied out of their reach.
type bucket struct{ *blobtest.Memory }

func (b bucket) Seal(ctx context.Context, key, sealed, etag string) (string, error) {
	r, info, err := b.Get(ctx, key, blob.Range{})
	if err != nil {
		if _, kept := b.Stat(ctx, sealed); kept == nil {
			return sealed, nil
		}
		return "", err
	}
	defer r.Close()
	if info.ETag != etag {
		return "", fault.Newf(fault.Conflict, "it was put again")
	}
	if _, err := b.Put(ctx, sealed, r, blob.PutOptions{}); err != nil {
		return "", err
	}
	return sealed, b.Delete(ctx, key)
}

// inBucket is a world with such a store, whose events the test delivers.
func inBucket(t *testing.T, test func(w *world, put func(g ingest.Granted, text string) blob.Event,
	tell func(blob.Event))) {
	inWorld(t, func(w *world) {
		memory := blobtest.NewMemory(nil, nil)
		w.blobs = memory
		w.service = ingest.NewService(ingest.Options{
			Documents: w.documents, Blobs: bucket{memory}, Tasks: w.queue, Sessions: &w.accounts,
			MaxBytes: 1000,
		})
		w.worker = w.newWorker(bucket{memory})
		test(w, func(g ingest.Granted, text string) blob.Event {
			info, err := memory.Put(t.Context(), g.Key(), strings.NewReader(text),
				blob.PutOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return blob.Event{Kind: blob.Created, Key: g.Key(), Version: info.Version,
				Size: info.Size, ETag: info.ETag, Time: info.Modified}
		}, func(e blob.Event) {
			if err := w.service.Event(t.Context(), e); err != nil {
				t.Error(err)
			}
			w.settle()
		})
	})
}

func TestASecondPutToAURLThatCantBeRevokedIsDiscarded(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		g := w.grant(ingest.Upload{Name: "a.txt"})
		first := put(g, "첫째 글")
		tell(first)
		d := w.state(g.Document, document.Ready)
		second := put(g, "둘째 글")
		tell(second)
		tell(first) // once more
		again := w.state(g.Document, document.Ready)
		if got := w.find(kim, "글"); again.Version != d.Version || len(got) != 1 ||
			got[0] != "첫째 글" {
			t.Errorf("record %+v, then %+v; found %q", d, again, got)
		}
		r, _, err := w.blobs.Get(t.Context(), again.Object, blob.Range{})
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != "첫째 글" {
			t.Errorf("the original is %q, %v", text, err)
		}
		if _, err := w.blobs.Stat(t.Context(), g.Key()); !fault.Is(err, fault.NotFound) {
			t.Errorf("the second object is left: %v", err)
		}
	})
}

func TestAnUploadWhoseSealingWasInterruptedIsTakenIn(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		g := w.grant(ingest.Upload{Name: "a.txt"})
		e := put(g, "글 하나")
		if _, err := (bucket{w.blobs}).Seal(t.Context(), e.Key, document.KeptKey(e.Key),
			e.ETag); err != nil {
			t.Fatal(err)
		}
		tell(e)
		w.state(g.Document, document.Ready)
	})
}

func TestAnEventWithoutAGrantThatStandsChangesNothing(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		private := w.grant(ingest.Upload{Name: "연봉.txt", Private: true})
		tell(put(private, "연봉 협상"))
		w.state(private.Document, document.Ready)

		ended := w.grant(ingest.Upload{Name: "연봉.txt", Private: true})
		e := put(ended, "연봉 공개")
		if err := w.accounts.DeleteSession(t.Context(), "session"); err != nil {
			t.Fatal(err)
		}
		tell(e)
		unknown := ingest.Granted{Grant: document.Grant{ID: document.NewGrantID(private.Document),
			Name: "연봉.txt"}}
		tell(put(unknown, "연봉 공개"))
		for _, key := range []string{"docs/~kim/연봉.txt",
			"docs/~lee/연봉.txt"} { // as version 0.1 had them
			info, err := w.blobs.Put(t.Context(), key, strings.NewReader("연봉 공개"),
				blob.PutOptions{})
			if err != nil {
				t.Fatal(err)
			}
			tell(blob.Event{Kind: blob.Created, Key: key, Version: info.Version, ETag: info.ETag})
		}
		if got := w.find(lee, "연봉"); len(got) != 0 {
			t.Errorf("lee finds %q", got)
		}
		if got := w.find(kim, "연봉"); len(got) != 1 || got[0] != "연봉 협상" {
			t.Errorf("kim finds %q", got)
		}
		if left := w.blobsLeft(); len(left) != 2 {
			t.Errorf("left: %q", left)
		}
	})
}

func TestACopyOverADocumentOfVersion01KeepsItsOwnerAndReaders(t *testing.T) {
	inWorld(t, func(w *world) {
		const id = "docs/~kim/연봉.txt"
		_, err := w.documents.Put(t.Context(), document.Document{
			ID: id, Name: "연봉.txt", Owner: "kim", Readers: []auth.Principal{"kim"},
			Collection: document.Default,
			Object:     id, Version: "0000000000000000", Sequence: "0000000000000000",
			State: document.Ready,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.blobs.Put(t.Context(), id, strings.NewReader("연봉 협상"),
			blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		w.settle()
		d := w.state(id, document.Ready)
		if d.Owner != "kim" || len(w.find(lee, "연봉")) != 0 || len(w.find(kim, "연봉")) != 1 {
			t.Errorf("record %+v", d)
		}
		if got := w.upload(kim, "연봉.txt", "연봉 인상"); got != id {
			t.Errorf("an upload of the same name made %s", got)
		}
		w.settle()
		if d := w.state(id, document.Ready); len(w.find(lee, "연봉")) != 0 ||
			len(w.find(kim, "인상")) != 1 {
			t.Errorf("record %+v", d)
		}
	})
}

func TestAPrivateUploadMakesASharedDocumentPrivateAndNotTheOtherWayRound(t *testing.T) {
	inWorld(t, func(w *world) {
		w.upload(kim, "a.txt", "함께 보는 글")
		w.settle()
		if _, err := w.service.Upload(t.Context(), kim, ingest.Upload{Name: "a.txt", Private: true},
			strings.NewReader("혼자 보는 글")); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if got := w.find(lee, "글"); len(got) != 0 {
			t.Errorf("lee finds %q", got)
		}
		w.upload(kim, "a.txt", "다시 혼자 보는 글")
		w.settle()
		if got := w.find(lee, "글"); len(got) != 0 {
			t.Errorf("lee finds %q", got)
		}
	})
}

func TestAGrantThatWasMadeWhileItsDocumentWasForgottenBringsNothingBack(t *testing.T) {
	inBucket(t, func(w *world, put func(ingest.Granted, string) blob.Event, tell func(blob.Event)) {
		gone := document.NewID(time.Now())
		late := ingest.Granted{Grant: document.Grant{
			ID: document.NewGrantID(gone), Document: gone, Replaces: true, Name: "a.txt",
			Owner: "kim", Readers: []auth.Principal{"kim"},
			Collection: document.Default, Issued: time.Now(), Expires: time.Now().Add(time.Minute),
		}}
		if err := w.documents.PutGrant(t.Context(), late.Grant); err != nil {
			t.Fatal(err)
		}
		tell(put(late, "글 하나"))
		if _, err := w.documents.Get(t.Context(), gone); !fault.Is(err, fault.NotFound) {
			t.Errorf("the document is back: %v", err)
		}
		if left := w.blobsLeft(); len(left) != 0 {
			t.Errorf("left: %q", left)
		}
	})
}

func TestAURLOfBeforeADeletionIsVoidAfterItsUndo(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		w.pass(time.Millisecond)
		g := w.grant(ingest.Upload{Name: "a.txt"})
		if g.Document != id {
			t.Fatalf("the grant is for %s, want %s", g.Document, id)
		}
		if _, err := w.service.Delete(w.Context(), kim, id); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Restore(w.Context(), kim, id); err != nil {
			t.Fatal(err)
		}
		if status := w.send(g, strings.NewReader("새 글")); status != http.StatusForbidden {
			t.Errorf("status %d", status)
		}
		if found := w.find(kim, "보일러"); len(found) == 0 {
			t.Error("the restored document is not found")
		}
	})
}

func TestAGrantOfAnothersDoesNotReplaceADocument(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "a.txt", "보일러 점검")
		w.settle()
		d := w.state(id, document.Ready)
		g := document.Grant{ID: document.NewGrantID(id), Document: id, Replaces: true,
			Generation: d.Generation, Name: "a.txt", Owner: "lee", Collection: d.Collection,
			Readers: []auth.Principal{"lee"}, Issued: time.Now().Add(time.Second),
			Expires: time.Now().Add(time.Hour)}
		if err := w.documents.PutGrant(w.Context(), g); err != nil {
			t.Fatal(err)
		}
		w.pass(2 * time.Second)
		w.putBlob(g.Key(), "남의 글")
		w.settle()
		if d := w.document(id); d.Owner != "kim" || d.Upload == g.ID {
			t.Errorf("the document is %s's now, of upload %s", d.Owner, d.Upload)
		}
		if found := w.find(kim, "보일러"); len(found) == 0 {
			t.Error("the document's own text is gone")
		}
	})
}
