// Package documenttest is the conformance suite of document.Store: every adapter runs it.
//
//	func TestStore(t *testing.T) {
//		documenttest.Run(t, func(t *testing.T) document.Store { return open(t) })
//	}
package documenttest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

// Run tests every promise of document.Store. open gives an empty store for one
// test and closes it by t.Cleanup.
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
		{"a list filters by name, title, state and owner", listFilter},
		{"lists have the order that was asked for, page by page", listOrders},
		{"pages hold what exists all the while, once", listPages},
		{"counts agree with lists", counts},
		{"what an owner's documents take is told", used},
		{"each visits every record", each},
		{"a cancelled call fails", cancelled},
		{"a document holds its name among its owner's", holdsName},
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
	got.Earlier[0].Blob = "changed"
	again, err := s.Get(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, again, d) // what a caller does to its copy stays with the caller
}

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

func batch(t *testing.T, s document.Store) {
	want := map[document.ID]document.Document{}
	var keys []document.ID
	for i := range 120 { // more than one read of DynamoDB's (100)
		d := put(t, s, sample(fmt.Sprintf("일괄/%03d.txt", i), "kim"))
		want[d.ID] = d
		keys = append(keys, d.ID, d.ID, document.ID(fmt.Sprintf("docs/none/%d", i)))
	}
	got, err := s.GetBatch(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
	if got, err := s.GetBatch(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("no keys: %v, %v", got, err)
	}
}

func keysOf(ds []document.Document) []string {
	names := []string{}
	for _, d := range ds {
		names = append(names, d.Name)
	}
	return names
}

// all pages through a list with a limit and checks that its order holds.
func all(t *testing.T, s document.Store, scope auth.Scope, f document.Filter) []document.Document {
	t.Helper()
	var found []document.Document
	for range 1000 {
		page, err := s.List(t.Context(), scope, f)
		if err != nil {
			t.Fatal(err)
		}
		if f.Limit > 0 && len(page.Documents) > f.Limit {
			t.Fatalf("a page of %d, limit %d", len(page.Documents), f.Limit)
		}
		found = append(found, page.Documents...)
		if page.Next == "" {
			ascending := slices.IsSortedFunc(found, func(a, b document.Document) int {
				return strings.Compare(f.Order.Place(a), f.Order.Place(b))
			})
			if !ascending {
				t.Errorf("places do not ascend: %v", keysOf(found))
			}
			return found
		}
		if page.Next <= f.After {
			t.Fatalf("the list does not advance beyond %q", f.After)
		}
		f.After = page.Next
	}
	t.Fatal("the list does not end")
	return nil
}

func listScope(t *testing.T, s document.Store) {
	put(t, s, sample("shared.txt", "kim"))
	put(t, s, sample("~kim/own.txt", "kim", "kim"))
	put(t, s, sample("~lee/own.txt", "lee", "lee"))
	put(t, s, sample("~lee/both.txt", "lee", "lee", "kim"))
	for _, c := range []struct {
		scope auth.Scope
		want  []string
	}{
		{auth.UserScope("kim"), []string{"both.txt", "own.txt", "shared.txt"}},
		{auth.UserScope("lee"), []string{"both.txt", "own.txt", "shared.txt"}},
		{auth.UserScope("park"), []string{"shared.txt"}},
		{auth.Scope{User: "root", Principals: []auth.Principal{auth.Everyone}, Admin: true},
			[]string{"shared.txt"}},
		{auth.Scope{}, []string{}},
	} {
		same(t, keysOf(all(t, s, c.scope, document.Filter{Limit: 1})), c.want)
		same(t, keysOf(all(t, s, c.scope, document.Filter{})), c.want)
	}
}

func listFilter(t *testing.T, s document.Store) {
	a := sample("보고서/Annual Report.pdf", "kim")
	a.Title, a.State = "2025년 연차 보고", document.Ready
	b := sample("notes.md", "lee")
	b.Title, b.State = "ANNUAL summary", document.Failed
	c := sample("기타.txt", "kim")
	for _, d := range []document.Document{a, b, c} {
		put(t, s, d)
	}
	for _, x := range []struct {
		f    document.Filter
		want []string
	}{
		{document.Filter{Contains: "annual"}, []string{"notes.md", "보고서/Annual Report.pdf"}},
		{document.Filter{Contains: "연차"}, []string{"보고서/Annual Report.pdf"}},
		// 보고 in NFD
		{document.Filter{Contains: "\u1107\u1169\u1100\u1169"}, []string{"보고서/Annual Report.pdf"}},
		{document.Filter{Contains: "docs"}, []string{}},
		{document.Filter{Contains: "%"}, []string{}},
		{document.Filter{Name: "notes.md"}, []string{"notes.md"}},
		{document.Filter{Name: "notes"}, []string{}},
		{document.Filter{Name: "Notes.md"}, []string{}},
		{document.Filter{State: document.Queued}, []string{"기타.txt"}},
		{document.Filter{Owner: "kim"}, []string{"기타.txt", "보고서/Annual Report.pdf"}},
		{document.Filter{Owner: "lee", State: document.Ready}, []string{}},
		{document.Filter{After: "notes.md//docs/notes.md"},
			[]string{"기타.txt", "보고서/Annual Report.pdf"}},
	} {
		same(t, keysOf(all(t, s, auth.UserScope("park"), x.f)), x.want)
	}
}

func listOrders(t *testing.T, s document.Store) {
	for i, x := range []struct {
		name, format string
		size         int64
	}{{"a.pdf", "pdf", 7}, {"b.md", "md", 12_000}, {"c.pdf", "pdf", 7}, {"d.txt", "", 900}} {
		d := sample(x.name, "kim")
		d.Format, d.Size = x.format, x.size
		d.Uploaded = time.Date(2026, 1, 2, 3, 4, 10*(i/2), 500*i, time.UTC)
		put(t, s, d)
	}
	for order, want := range map[document.Order][]string{
		document.ByName:   {"a.pdf", "b.md", "c.pdf", "d.txt"},
		document.ByNewest: {"c.pdf", "d.txt", "a.pdf", "b.md"},
		document.BySize:   {"b.md", "d.txt", "a.pdf", "c.pdf"},
		document.ByKind:   {"d.txt", "b.md", "a.pdf", "c.pdf"},
	} {
		for limit := 1; limit <= 5; limit++ {
			found := all(t, s, auth.UserScope("kim"), document.Filter{Order: order, Limit: limit})
			same(t, keysOf(found), want)
		}
	}
}

func listPages(t *testing.T, s document.Store) {
	const n = 60
	for i := range n {
		put(t, s, sample(fmt.Sprintf("%03d.txt", i), "kim"))
	}
	scope := auth.UserScope("kim")
	seen := map[document.ID]int{}
	f := document.Filter{Limit: 7}
	for i := 0; ; i++ {
		page, err := s.List(t.Context(), scope, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Documents {
			seen[d.ID]++
		}
		if page.Next == "" {
			break
		}
		f.After = page.Next
		// Others come and go around the reader's place.
		put(t, s, sample(fmt.Sprintf("%03d-new.txt", i*3), "kim"))
		if i > 0 {
			gone, err := s.Get(t.Context(), document.ID(fmt.Sprintf("docs/%03d-new.txt", (i-1)*3)))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Delete(t.Context(), gone.ID, gone.Revision); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range n {
		if k := document.ID(fmt.Sprintf("docs/%03d.txt", i)); seen[k] != 1 {
			t.Errorf("%s was seen %d times", k, seen[k])
		}
	}
}

func counts(t *testing.T, s document.Store) {
	for i, state := range []document.State{document.Ready, document.Ready, document.Failed,
		document.Deleting} {
		d := sample(fmt.Sprintf("%d.txt", i), "kim")
		d.State = state
		put(t, s, d)
	}
	own := sample("~kim/own.txt", "kim", "kim")
	own.State = document.Ready
	put(t, s, own)
	for user, want := range map[auth.Principal]document.Counts{
		"kim": {document.Ready: 3, document.Failed: 1, document.Deleting: 1},
		"lee": {document.Ready: 2, document.Failed: 1, document.Deleting: 1},
	} {
		got, err := s.Count(t.Context(), auth.UserScope(user))
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
	if got, err := s.Count(t.Context(), auth.Scope{}); err != nil || len(got) != 0 {
		t.Errorf("the zero scope counts %v (%v)", got, err)
	}
}

func each(t *testing.T, s document.Store) {
	want := map[document.ID]bool{}
	for i := range 30 {
		d := put(t, s, sample(fmt.Sprintf("~u%d/%d.txt", i%3, i), "kim", "kim"))
		want[d.ID] = true
	}
	got := map[document.ID]bool{}
	err := s.Each(t.Context(), func(d document.Document) error {
		if got[d.ID] {
			t.Errorf("%s twice", d.ID)
		}
		got[d.ID] = true
		// A visitor may use the store.
		_, err := s.Get(t.Context(), d.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
	stop := errors.New("enough")
	calls := 0
	err = s.Each(t.Context(), func(document.Document) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("%d calls, error %v", calls, err)
	}
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
