package documenttest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

func cite(t *testing.T, s document.Store) {
	d := full()
	d.Content.Cited = false
	put(t, s, d)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			if err := document.Cite(t.Context(), s, d.ID, d.Version); err != nil {
				t.Error(err)
			}
			_, err := document.Update(t.Context(), s, d.ID,
				func(d *document.Document) (bool, error) { d.Progress.Done++; return true, nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	got, err := s.Get(t.Context(), d.ID)
	if err != nil || !got.Content.Cited || got.Progress.Done != d.Progress.Done+4 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, id := range []document.ID{"docs/none", d.ID} { // nothing to note
		if err := document.Cite(t.Context(), s, id, "ff"); err != nil {
			t.Errorf("citing %s: %v", id, err)
		}
	}
	if again, err := s.Get(t.Context(), d.ID); err != nil || again.Revision != got.Revision {
		t.Errorf("citing what is not there wrote the record: %+v, %v", again, err)
	}
	if _, err := s.Get(t.Context(), "docs/none"); !fault.Is(err, fault.NotFound) {
		t.Errorf("citing made a record: %v", err)
	}
}

func compareAndSwap(t *testing.T, s document.Store) {
	first := put(t, s, sample("a.txt", "kim"))
	next := first
	next.State = document.Reading
	second := put(t, s, next)
	if second.Revision <= first.Revision {
		t.Errorf("revision went from %d to %d", first.Revision, second.Revision)
	}
	_, err := s.Put(t.Context(), first)
	faulttest.Want(t, err, fault.Conflict)
	first.Revision = 0
	_, err = s.Put(t.Context(), first)
	faulttest.Want(t, err, fault.Conflict)
	missing := sample("missing.txt", "kim")
	missing.Revision = 7
	_, err = s.Put(t.Context(), missing)
	faulttest.Want(t, err, fault.Conflict)
	_, err = s.Get(t.Context(), missing.ID)
	faulttest.Want(t, err, fault.NotFound)
}

func oneWriterWins(t *testing.T, s document.Store) {
	d := put(t, s, sample("a.txt", "kim"))
	var wins atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			mine := d.Clone()
			mine.Attempts = i + 1
			switch _, err := s.Put(t.Context(), mine); {
			case err == nil:
				wins.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d writers won", wins.Load())
	}
}

func rejectedPut(t *testing.T, s document.Store) {
	d := put(t, s, full())
	changed := d.Clone()
	changed.Revision += 5
	changed.Title, changed.State = "other", document.Failed
	_, err := s.Put(t.Context(), changed)
	faulttest.Want(t, err, fault.Conflict)
	got, err := s.Get(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, d)
}

func deleteRevision(t *testing.T, s document.Store) {
	d := put(t, s, sample("a.txt", "kim"))
	newer := put(t, s, d)
	faulttest.Want(t, s.Delete(t.Context(), d.ID, d.Revision), fault.Conflict)
	if _, err := s.Get(t.Context(), d.ID); err != nil {
		t.Errorf("after a delete that lost: %v", err)
	}
	if err := s.Delete(t.Context(), d.ID, newer.Revision); err != nil {
		t.Fatal(err)
	}
	_, err := s.Get(t.Context(), d.ID)
	faulttest.Want(t, err, fault.NotFound)
	faulttest.Want(t, s.Delete(t.Context(), d.ID, newer.Revision), fault.NotFound)
	page, err := s.List(t.Context(), auth.UserScope("kim"), document.Filter{})
	if err != nil || len(page.Documents) != 0 {
		t.Errorf("the list still holds %d documents (%v)", len(page.Documents), err)
	}
}

func revisionAfterDelete(t *testing.T, s document.Store) {
	d := put(t, s, sample("a.txt", "kim"))
	if err := s.Delete(t.Context(), d.ID, d.Revision); err != nil {
		t.Fatal(err)
	}
	put(t, s, sample("a.txt", "lee"))
	d.Title = "late"
	_, err := s.Put(t.Context(), d)
	faulttest.Want(t, err, fault.Conflict)
	got, err := s.Get(t.Context(), d.ID)
	if err != nil || got.Owner != "lee" {
		t.Errorf("a writer of the deleted record overwrote its successor: %+v, %v", got, err)
	}
}

func malformedKeys(t *testing.T, s document.Store) {
	for _, key := range []document.ID{
		"", "docs/", "a.txt", "docs//a", "docs/../a", "docs/a\x00b", "docs/\u1112\u1161\u11ab",
		"docs/~/a", "content/a.json",
	} {
		_, err := s.Put(t.Context(), document.Document{ID: key, Owner: "kim"})
		faulttest.Want(t, err, fault.Invalid)
		faulttest.Want(t, s.PutGrant(t.Context(), document.Grant{ID: document.GrantID(key),
			Owner: "kim", Expires: time.Now()}), fault.Invalid)
	}
}
