// Package documenttest is the conformance suite of document.Store. Every
// implementation runs it:
//
//	func TestStore(t *testing.T) {
//		documenttest.Run(t, func(t *testing.T) document.Store { return open(t) })
//	}
package documenttest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

// Run tests every promise of document.Store. open returns an empty store for
// one test, and closes it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) document.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s document.Store)
	}{
		{"a record comes back as it was put", roundTrip},
		{"a put needs the stored revision", compareAndSwap},
		{"one of many concurrent writers wins", oneWriterWins},
		{"a citation is noted beside other writers", cite},
		{"a rejected put changes nothing", rejectedPut},
		{"a delete needs the stored revision", deleteRevision},
		{"a revision is never used twice", revisionAfterDelete},
		{"malformed keys are refused", malformedKeys},
		{"a batch leaves out what is missing", batch},
		{"a list shows what the scope may read", listScope},
		{"lists and counts follow a document's readers", listReaders},
		{"a list filters by name, title, state and owner", listFilter},
		{"lists have the order that was asked for, page by page", listOrders},
		{"pages hold what exists all the while, once", listPages},
		{"counts agree with lists", counts},
		{"formats are counted of what can be searched", formats},
		{"what an owner's documents take is told", used},
		{"each visits every record", each},
		{"a cancelled call fails", cancelled},
		{"a document holds its name among its owner's", holdsName},
		{"a restored document claims its name", restoredName},
		{"a restored document holds its name", restoredHolds},
		{"one of many restored documents gets a name", oneRestored},
		{"one of many documents gets a name", oneHolderWins},
		{"a grant is read until its slack has passed", grantExpiry},
		{"the grants for a document end together", grantsEnd},
		{"the latest grant of a name is found", latestGrant},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func used(t *testing.T, s document.Store) {
	for i, d := range []document.Document{
		sample("a.txt", "kim"), sample("b.txt", "kim", "kim"), sample("c.txt", "kim"),
		sample("d.txt", "lee"),
	} {
		d.Size = int64(10 * (i + 1))
		if d.Name == "c.txt" {
			d.State = document.Deleting
		}
		if _, err := s.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	for owner, want := range map[auth.Principal]int64{"kim": 30, "lee": 40, "park": 0} {
		if n, err := s.Used(t.Context(), owner); err != nil || n != want {
			t.Errorf("%s uses %d, want %d; %v", owner, n, want, err)
		}
	}
}

func sample(name string, owner auth.Principal, readers ...auth.Principal) document.Document {
	if readers == nil {
		readers = []auth.Principal{auth.Everyone}
	}
	_, file, private := strings.Cut(strings.TrimPrefix(name, "~"), "/")
	if !private || !strings.HasPrefix(name, "~") {
		file = name
	}
	return document.Document{
		ID: document.ID(document.Prefix + name), Name: file, Owner: owner, Readers: readers,
		Collection: document.Default,
		Object:     document.Prefix + name, State: document.Queued, Version: "0000000000000001",
		Sequence: "0000000000000001",
	}
}

func full() document.Document {
	at := time.Date(2026, 3, 1, 12, 30, 15, int(250*time.Millisecond), time.UTC)
	d := sample("회사/보험 약관.pdf", "kim", "kim", "lee")
	d.Title, d.Format, d.Generation = "보험 약관 — 제3조", "pdf", 3
	d.State, d.Previous = document.Deleting, document.Ready
	d.Failure = &document.Failure{Kind: "damaged", Message: fault.Text{Ko: "깨졌어요.", En: "Broken."}}
	d.Warnings = []document.Warning{{Code: document.NoTextPages}}
	d.Refused = &document.Failure{Kind: "throttled", Message: fault.Text{Ko: "모자라요.", En: "Full."}}
	d.Progress = document.Progress{Done: 3, Total: 10, Unit: "page"}
	d.Attempts, d.Size, d.ContentType = 2, 1<<33, "application/pdf"
	d.Content = document.Content{Blob: document.ContentsBlob(d.ID, d.Version), Pages: 10,
		Chunks: 42, Bytes: 123456, Edition: document.Edition{Reader: 3, Splitter: 2}, Cited: true}
	d.Earlier = []document.Content{{Blob: document.ContentsBlob(d.ID, "00"), Pages: 9, Chunks: 40,
		Bytes: 123, Cited: true, Newer: 2}}
	d.Shared = &document.Act{By: "root", At: at}
	d.Uploaded, d.Updated, d.DeleteAfter = at, at.Add(time.Second), at.Add(8*time.Second)
	return d
}

func put(t *testing.T, s document.Store, d document.Document) document.Document {
	t.Helper()
	stored, err := s.Put(t.Context(), d)
	if err != nil {
		t.Fatalf("putting %s: %v", d.ID, err)
	}
	return stored
}

// same compares as JSON, in which nil and empty slices and a time's location do not matter.
func same(t *testing.T, got, want any) {
	t.Helper()
	g, err1 := json.Marshal(got)
	w, err2 := json.Marshal(want)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if string(g) != string(w) {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

func roundTrip(t *testing.T, s document.Store) {
	d := full()
	if _, err := s.Get(t.Context(), d.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("before the put: %v, want not_found", err)
	}
	stored := put(t, s, d)
	if stored.Revision <= 0 {
		t.Errorf("revision %d after the first put", stored.Revision)
	}
	d.Revision = stored.Revision
	same(t, stored, d)
	got, err := s.Get(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, d)

	got.Readers[0], got.Warnings[0].Code, got.Failure.Kind = "mallory", "changed", "changed"
	got.Earlier[0].Blob, got.Refused.Kind = "changed", "changed"
	again, err := s.Get(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, again, d) // what a caller does to its copy stays with the caller
}

func cancelled(t *testing.T, s document.Store) {
	d := put(t, s, sample("a.txt", "kim"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Get(ctx, d.ID)
	faulttest.Want(t, err, fault.Canceled)
	_, err = s.Put(ctx, d)
	faulttest.Want(t, err, fault.Canceled)
	_, err = s.List(ctx, auth.UserScope("kim"), document.Filter{})
	faulttest.Want(t, err, fault.Canceled)
	faulttest.Want(t, s.Delete(ctx, d.ID, d.Revision), fault.Canceled)
}
