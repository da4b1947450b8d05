package document_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
)

func TestANameMeansOnesOwnNewestUploadFirst(t *testing.T) {
	s, now := &documenttest.Memory{}, time.Now()
	put := func(owner auth.Principal, name string, age time.Duration, state document.State,
		readers ...auth.Principal) document.ID {
		t.Helper()
		d := document.Document{ID: document.NewID(now), Name: name, Owner: owner, Readers: readers,
			State: state, Uploaded: now.Add(-age), Version: "0000000000000001",
			Sequence: "0000000000000001", Collection: document.Default}
		if state == document.Deleting {
			d.Collection = "gone" // the name is free again meanwhile
		}
		d, err := s.Put(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return d.ID
	}
	mine := put("kim", "a.pdf", 3*time.Hour, document.Ready, "kim")
	put("lee", "a.pdf", 2*time.Hour, document.Ready, auth.Everyone)
	park := put("park", "a.pdf", time.Hour, document.Ready, auth.Everyone)
	put("choi", "a.pdf", time.Minute, document.Ready, "choi")
	put("kim", "b.pdf", time.Minute, document.Ready, "kim")
	put("kim", "a.pdf", time.Second, document.Deleting, "kim")
	for asker, want := range map[auth.Principal]document.ID{"kim": mine, "other": park} {
		d, err := document.Newest(t.Context(), s, auth.UserScope(asker), "a.pdf")
		if err != nil || d.ID != want {
			t.Errorf("for %s: %s of %s, %v", asker, d.ID, d.Owner, err)
		}
	}
	for _, name := range []string{"", "c.pdf"} {
		if d, err := document.Newest(t.Context(), s, auth.UserScope("kim"), name); !fault.Is(err,
			fault.NotFound) {
			t.Errorf("%q: %+v, %v", name, d, err)
		}
	}
}
