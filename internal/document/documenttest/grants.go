package documenttest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

func grant(id document.ID, issued time.Time) document.Grant {
	issued = issued.UTC().Truncate(time.Millisecond)
	return document.Grant{
		ID: document.NewGrantID(id), Document: id, Replaces: true, Generation: 3, Name: "보험/약관.pdf",
		Owner:   "kim",
		Readers: []auth.Principal{auth.Everyone}, Collection: document.Default, Session: "s1",
		ContentType: "application/pdf",
		SizeLimit:   102400000, Issued: issued, Expires: issued.Add(5 * time.Minute),
	}
}

func putGrant(t *testing.T, s document.Store, g document.Grant) document.Grant {
	t.Helper()
	if err := s.PutGrant(t.Context(), g); err != nil {
		t.Fatalf("putting the grant %s: %v", g.ID, err)
	}
	return g
}

func grantExpiry(t *testing.T, s document.Store) {
	now := time.Now()
	g := grant(document.NewID(now), now)
	_, err := s.Grant(t.Context(), g.ID, now)
	faulttest.Want(t, err, fault.NotFound)
	putGrant(t, s, g)
	for _, at := range []time.Time{now, g.Expires.Add(time.Minute),
		g.Expires.Add(document.GrantSlack - time.Second)} {
		got, err := s.Grant(t.Context(), g.ID, at)
		if err != nil {
			t.Fatalf("at %v: %v", at, err)
		}
		same(t, got, g)
	}
	_, err = s.Grant(t.Context(), g.ID, g.Expires.Add(document.GrantSlack+time.Second))
	faulttest.Want(t, err, fault.NotFound)
}

func grantsEnd(t *testing.T, s document.Store) {
	now := time.Now()
	for _, id := range []document.ID{document.NewID(now), "docs/보험/약관.pdf"} {
		other := putGrant(t, s, grant(document.NewID(now), now))
		first, second := putGrant(t, s, grant(id, now)), putGrant(t, s, grant(id, now))
		for range 2 {
			if err := s.EndGrants(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		for _, g := range []document.Grant{first, second} {
			_, err := s.Grant(t.Context(), g.ID, now)
			faulttest.Want(t, err, fault.NotFound)
		}
		if _, err := s.Grant(t.Context(), other.ID, now); err != nil {
			t.Errorf("another document's grant: %v", err)
		}
	}
}

func latestGrant(t *testing.T, s document.Store) {
	now := time.Now()
	id := document.NewID(now)
	_, err := s.LatestGrant(t.Context(), "kim", document.Default, "보험/약관.pdf", now)
	faulttest.Want(t, err, fault.NotFound)
	latest := putGrant(t, s, grant(id, now))
	putGrant(t, s, grant(document.NewID(now), now.Add(-time.Minute)))
	for _, change := range []func(*document.Grant){
		func(g *document.Grant) { g.Owner = "lee" },
		func(g *document.Grant) { g.Name = "약관.pdf" },
		func(g *document.Grant) { g.Collection = "보험" },
	} {
		g := grant(document.NewID(now), now.Add(time.Minute))
		change(&g)
		putGrant(t, s, g)
	}
	got, err := s.LatestGrant(t.Context(), "kim", document.Default, "보험/약관.pdf", now)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, latest)
	if err := s.EndGrants(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got, err := s.LatestGrant(t.Context(), "kim", document.Default, "보험/약관.pdf",
		now); err == nil && got.ID == latest.ID {
		t.Error("a grant that has ended is found")
	}
}

// named makes a document with an id of its own.
func named(name string, owner auth.Principal) document.Document {
	d := sample(name, owner)
	d.ID = document.NewID(time.Now())
	return d
}

func holder(t *testing.T, s document.Store, owner auth.Principal, c document.Collection,
	name string) document.ID {
	t.Helper()
	d, err := s.Named(t.Context(), owner, c, name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatalf("looking for %s: %v", name, err)
	}
	return d.ID
}

func holdsName(t *testing.T, s document.Store) {
	const name = "회의록.docx"
	mine := put(t, s, named(name, "kim"))
	theirs := put(t, s, named(name, "lee"))
	apart := named(name, "kim")
	apart.Collection = "연구"
	apart = put(t, s, apart)
	_, err := s.Put(t.Context(), named(name, "kim"))
	faulttest.Want(t, err, fault.Conflict)
	for _, d := range []document.Document{mine, theirs, apart} {
		if got := holder(t, s, d.Owner, d.Collection, name); got != d.ID {
			t.Errorf("%s's name in %s is held by %q, want %q", d.Owner, d.Collection, got, d.ID)
		}
	}
	if got := holder(t, s, "kim", document.Default, "다른 이름.docx"); got != "" {
		t.Errorf("a name that nobody has is held by %q", got)
	}

	mine.State = document.Deleting
	mine = put(t, s, mine)
	next := put(t, s, named(name, "kim")) // what is being deleted gives its name away
	if got := holder(t, s, "kim", document.Default, name); got != next.ID {
		t.Errorf("the name is held by %q, want %q", got, next.ID)
	}
	if err := s.Delete(t.Context(), mine.ID, mine.Revision); err != nil {
		t.Fatal(err)
	}
	if got := holder(t, s, "kim", document.Default, name); got != next.ID {
		t.Errorf("after the deletion of the one before, the name is held by %q", got)
	}
	if err := s.Delete(t.Context(), next.ID, next.Revision); err != nil {
		t.Fatal(err)
	}
	if got := holder(t, s, "kim", document.Default, name); got != "" {
		t.Errorf("the name of a deleted document is held by %q", got)
	}
	put(t, s, named(name, "kim"))
}

// inState puts a record in another state.
func inState(t *testing.T, s document.Store, d document.Document,
	state document.State) document.Document {
	t.Helper()
	d.State = state
	return put(t, s, d)
}

// deletedTwice are two documents with one name that are being deleted. The second
// was put during the deletion of the first.
func deletedTwice(t *testing.T, s document.Store, name string) (first, second document.Document) {
	t.Helper()
	first = inState(t, s, put(t, s, named(name, "kim")), document.Deleting)
	second = inState(t, s, put(t, s, named(name, "kim")), document.Deleting)
	return first, second
}

func restoredName(t *testing.T, s document.Store) {
	const name = "회의록.docx"
	first, second := deletedTwice(t, s, name)
	first = inState(t, s, first, document.Ready)
	if got := holder(t, s, "kim", document.Default, name); got != first.ID {
		t.Errorf("the name is held by %q, want the restored %q", got, first.ID)
	}
	second.State = document.Ready
	_, err := s.Put(t.Context(), second)
	faulttest.Want(t, err, fault.Conflict)
	if !errors.Is(err, document.ErrNameTaken) {
		t.Errorf("restoring the other one: %v", err)
	}
	got, err := s.Get(t.Context(), second.ID)
	if err != nil || got.State != document.Deleting || got.Revision != second.Revision {
		t.Errorf("the other one is now %+v, %v", got, err)
	}
	first = inState(t, s, first, document.Failed) // other changes claim nothing
	inState(t, s, inState(t, s, first, document.Deleting), document.Ready)
}

func restoredHolds(t *testing.T, s document.Store) {
	const name = "회의록.docx"
	first, second := deletedTwice(t, s, name)
	first = inState(t, s, first, document.Ready)
	if err := s.Delete(t.Context(), second.ID, second.Revision); err != nil {
		t.Fatal(err)
	}
	if got := holder(t, s, "kim", document.Default, name); got != first.ID {
		t.Errorf("the name is held by %q, want the restored %q", got, first.ID)
	}
	_, err := s.Put(t.Context(), named(name, "kim"))
	faulttest.Want(t, err, fault.Conflict)
}

func oneRestored(t *testing.T, s document.Store) {
	const name = "약관.pdf"
	var all []document.Document
	for range 4 {
		all = append(all, inState(t, s, put(t, s, named(name, "kim")), document.Deleting))
	}
	var wins atomic.Int32
	var wg sync.WaitGroup
	for _, d := range all {
		wg.Go(func() {
			_, err := document.Update(t.Context(), s, d.ID, func(d *document.Document) (bool, error) {
				d.State = document.Ready
				return true, nil
			})
			switch {
			case err == nil:
				wins.Add(1)
			case !errors.Is(err, document.ErrNameTaken):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d documents were restored", wins.Load())
	}
}

func oneHolderWins(t *testing.T, s document.Store) {
	var wins atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			switch _, err := s.Put(t.Context(), named("약관.pdf", "kim")); {
			case err == nil:
				wins.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d documents got the name", wins.Load())
	}
}
