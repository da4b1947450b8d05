package documenttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

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

func listReaders(t *testing.T, s document.Store) {
	d := put(t, s, sample("shared.txt", "kim"))
	for _, x := range []struct {
		readers []auth.Principal
		kim     int
		lee     int
		park    int
	}{
		{[]auth.Principal{"kim"}, 1, 0, 0},
		{[]auth.Principal{"kim", "lee"}, 1, 1, 0},
		{[]auth.Principal{"kim", "park"}, 1, 0, 1},
		{[]auth.Principal{auth.Everyone}, 1, 1, 1},
	} {
		d.Readers = x.readers
		d = put(t, s, d)
		for user, want := range map[auth.Principal]int{"kim": x.kim, "lee": x.lee, "park": x.park} {
			scope := auth.UserScope(user)
			listed := len(all(t, s, scope, document.Filter{}))
			counted, err := s.Count(t.Context(), scope, document.Filter{})
			if err != nil || listed != want || counted[d.State] != want {
				t.Errorf("%v may read it: %s is listed %d and counted %d documents, %v", x.readers,
					user, listed, counted[d.State], err)
			}
		}
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

func formats(t *testing.T, s document.Store) {
	for name, state := range map[string]document.State{"1.pdf": document.Ready, "2.pdf": document.Ready,
		"3.pdf": document.Failed, "4.hwp": document.Deleting, "5.txt": document.Indexing} {
		d := sample(name, "kim")
		d.State, d.Format = state, name[2:]
		put(t, s, d)
	}
	own := sample("~kim/own.docx", "kim", "kim")
	own.State, own.Format = document.Ready, "docx"
	put(t, s, own)
	unread := sample("new.md", "kim")
	unread.State, unread.Format = document.Queued, ""
	put(t, s, unread)
	for user, want := range map[auth.Principal]map[string]int{
		"kim": {"pdf": 2, "txt": 1, "docx": 1}, "lee": {"pdf": 2, "txt": 1},
	} {
		got, err := s.Formats(t.Context(), auth.UserScope(user))
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
	if got, err := s.Formats(t.Context(), auth.Scope{}); err != nil || len(got) != 0 {
		t.Errorf("the zero scope counts %v (%v)", got, err)
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
		got, err := s.Count(t.Context(), auth.UserScope(user), document.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
	for _, x := range []struct {
		filter document.Filter
		want   document.Counts
	}{
		{document.Filter{Contains: "OWN"}, document.Counts{document.Ready: 1}},
		{document.Filter{Contains: "2.t", State: document.Ready, Limit: 1},
			document.Counts{document.Failed: 1}},
		{document.Filter{Owner: "lee"}, document.Counts{}},
		{document.Filter{Owner: "kim", Contains: ".txt"},
			document.Counts{document.Ready: 3, document.Failed: 1, document.Deleting: 1}},
	} {
		got, err := s.Count(t.Context(), auth.UserScope("kim"), x.filter)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, x.want)
	}
	if got, err := s.Count(t.Context(), auth.Scope{}, document.Filter{}); err != nil || len(got) != 0 {
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
