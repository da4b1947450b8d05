package documenttest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

func grant(owner auth.Principal, expires time.Time) document.Grant {
	return document.Grant{
		Key: "docs/약관.pdf", Owner: owner, Readers: []auth.Principal{auth.Everyone}, ContentType: "application/pdf",
		SizeLimit: 102400000, Expires: expires.UTC().Truncate(time.Millisecond),
	}
}

func grantExpiry(t *testing.T, s document.Store) {
	now := time.Now()
	g := grant("kim", now.Add(5*time.Minute))
	_, err := s.GrantFor(t.Context(), g.Key, now)
	wantKind(t, err, fault.NotFound)
	if err := s.PutGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{now, g.Expires.Add(time.Minute), g.Expires.Add(document.GrantSlack - time.Second)} {
		got, err := s.GrantFor(t.Context(), g.Key, at)
		if err != nil {
			t.Fatalf("at %v: %v", at, err)
		}
		same(t, got, g)
	}
	_, err = s.GrantFor(t.Context(), g.Key, g.Expires.Add(document.GrantSlack+time.Second))
	wantKind(t, err, fault.NotFound)

	for range 2 {
		if err := s.DeleteGrant(t.Context(), g.Key); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.GrantFor(t.Context(), g.Key, now)
	wantKind(t, err, fault.NotFound)
}

func grantConflict(t *testing.T, s document.Store) {
	mine := grant("kim", time.Now().Add(5*time.Minute))
	if err := s.PutGrant(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	wantKind(t, s.PutGrant(t.Context(), grant("lee", time.Now().Add(time.Minute))), fault.Conflict)
	got, err := s.GrantFor(t.Context(), mine.Key, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, mine)

	expired := grant("kim", time.Now().Add(-time.Minute)) // the same owner replaces
	expired.ContentType = "text/plain"
	if err := s.PutGrant(t.Context(), expired); err != nil {
		t.Fatal(err)
	}
	theirs := grant("lee", time.Now().Add(time.Minute))
	if err := s.PutGrant(t.Context(), theirs); err != nil {
		t.Fatalf("over another's expired grant: %v", err)
	}
	got, err = s.GrantFor(t.Context(), theirs.Key, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, theirs)
}

func grantOwner(t *testing.T, s document.Store) {
	d := sample("약관.pdf", "kim")
	d.State = document.Deleting
	d = put(t, s, d)
	wantKind(t, s.PutGrant(t.Context(), grant("lee", time.Now().Add(time.Minute))), fault.Conflict)
	if err := s.PutGrant(t.Context(), grant("kim", time.Now().Add(-time.Minute))); err != nil {
		t.Errorf("the owner: %v", err)
	}
	if err := s.Delete(t.Context(), d.ID, d.Revision); err != nil {
		t.Fatal(err)
	}
	if err := s.PutGrant(t.Context(), grant("lee", time.Now().Add(time.Minute))); err != nil {
		t.Errorf("after the document is gone: %v", err)
	}
}

func oneGrantWins(t *testing.T, s document.Store) {
	var wins atomic.Int32
	var wg sync.WaitGroup
	for _, owner := range []auth.Principal{"kim", "lee", "park", "choi", "jung", "kang"} {
		wg.Go(func() {
			switch err := s.PutGrant(t.Context(), grant(owner, time.Now().Add(time.Minute))); {
			case err == nil:
				wins.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Errorf("%s: %v", owner, err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d owners got the grant", wins.Load())
	}
}
