package lambdafn

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/connections/connectionstest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/wiring"
)

// TestTheOwnerOfADocumentIsToldThatItChanged: by every socket of version 2, and
// nobody else is, because every message costs money.
func TestTheOwnerOfADocumentIsToldThatItChanged(t *testing.T) {
	open := &connectionstest.Memory{}
	for id, c := range map[string]connections.Connection{
		"one": {Scope: auth.UserScope("kim"), Protocol: connections.V2},
		"two": {Scope: auth.UserScope("kim"), Protocol: connections.V2},
		"old": {Scope: auth.UserScope("kim")},
		"lee": {Scope: auth.UserScope("lee"), Protocol: connections.V2},
	} {
		c.ID, c.Expires = id, time.Now().Add(time.Hour)
		if err := open.Open(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	told := &client{}
	documents := wiring.Announced{Store: &documenttest.Memory{},
		Tell: teller{open, told, slog.New(slog.DiscardHandler), time.Now}.tell}
	d, err := documents.Put(t.Context(), document.Document{ID: "docs/a.txt", Owner: "kim",
		Name: "a.txt", Collection: document.Default, Readers: []auth.Principal{auth.Everyone}})
	if err != nil {
		t.Fatal(err)
	}
	d.Revision++
	if _, err := documents.Put(t.Context(), d); err == nil {
		t.Error("a change that was lost was written")
	}
	if err := documents.Delete(t.Context(), d.ID, d.Revision-1); err != nil {
		t.Fatal(err)
	}
	slices.Sort(told.to)
	if got := told.to; !slices.Equal(got, []string{"one", "one", "two", "two"}) {
		t.Errorf("told %v of a new document and its deletion", got)
	}
}
