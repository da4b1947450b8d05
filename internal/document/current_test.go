package document_test

import (
	"context"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
)

func TestWhichPassagesMayBeShown(t *testing.T) {
	ready := document.Document{State: document.Ready, Version: "02",
		Readers: []auth.Principal{"kim"}}
	with := func(change func(*document.Document)) document.Document {
		d := ready
		change(&d)
		return d
	}
	kim, lee := auth.UserScope("kim"), auth.UserScope("lee")
	for _, c := range []struct {
		name    string
		d       document.Document
		version document.Version
		scope   auth.Scope
		want    bool
	}{
		{"its reader's", ready, "02", kim, true},
		{"another's", ready, "02", lee, false},
		{"nobody's", ready, "02", auth.Scope{}, false},
		{"an older version's", ready, "01", kim, false},
		{"a newer version's that nobody asked for", ready, "03", kim, false},
		{"those of a version without a number", ready, "", kim, false},
		{"those of the reading that is on its way",
			with(func(d *document.Document) { d.Reread = "03" }), "03", kim, true},
		{"those of the present reading meanwhile",
			with(func(d *document.Document) { d.Reread = "03" }), "02", kim, true},
		{"those of a document that is being read",
			with(func(d *document.Document) { d.State = document.Reading }), "02", kim, false},
		{"those of a document that is being deleted",
			with(func(d *document.Document) { d.State = document.Deleting }), "02", kim, false},
		{"those of a document that failed",
			with(func(d *document.Document) { d.State = document.Failed }), "02", kim, false},
	} {
		if got := c.d.Current(c.version, c.scope); got != c.want {
			t.Errorf("%s: shown: %t, want %t", c.name, got, c.want)
		}
	}
	for state, want := range map[document.State]bool{document.Queued: true, document.Ready: true,
		document.Failed: true, document.Deleting: false} {
		d := with(func(d *document.Document) { d.State = state })
		if d.VisibleTo(kim) != want || d.VisibleTo(lee) {
			t.Errorf("%s: its reader knows of it: %t, another does: %t", state, d.VisibleTo(kim),
				d.VisibleTo(lee))
		}
	}
}

// An upload that arrives while the document is being read again takes a version
// that the new reading will never have.
func TestTheNextVersionIsNewerThanAReadingThatIsOnItsWay(t *testing.T) {
	for _, c := range []struct{ version, reread, want document.Version }{
		{"", "", "0000000000000001"}, {"02", "", "03"}, {"02", "03", "04"}, {"05", "03", "06"},
	} {
		d := document.Document{Version: c.version, Reread: c.reread}
		if got := d.NextVersion(); got != c.want {
			t.Errorf("after %q, with %q on its way: %q, want %q", c.version, c.reread, got, c.want)
		}
	}
}

// contested is a store where another writer comes first a few times.
type contested struct {
	*documenttest.Memory
	times int
}

func (c *contested) Put(ctx context.Context, d document.Document) (document.Document, error) {
	if c.times > 0 {
		c.times--
		other, err := c.Memory.Get(ctx, d.ID)
		if err != nil {
			return d, err
		}
		other.Attempts++
		if _, err := c.Memory.Put(ctx, other); err != nil {
			return d, err
		}
	}
	return c.Memory.Put(ctx, d)
}

func TestAChangeIsMadeToWhatAnotherWriterLeft(t *testing.T) {
	id := document.NewID(time.Unix(0, 0))
	store := &contested{Memory: &documenttest.Memory{}}
	if _, err := store.Put(t.Context(), document.Document{ID: id, Name: "a"}); err != nil {
		t.Fatal(err)
	}
	add := func(d *document.Document) (bool, error) { d.Attempts += 10; return true, nil }
	store.times = 3
	if d, err := document.Update(t.Context(), store, id, add); err != nil || d.Attempts != 13 {
		t.Errorf("%d, %v", d.Attempts, err)
	}
	store.times = 1000
	if _, err := document.Update(t.Context(), store, id, add); !fault.Is(err, fault.Conflict) {
		t.Errorf("a record that keeps changing: %v", err)
	}
}

func TestACloneSharesNothing(t *testing.T) {
	d := document.Document{Readers: []auth.Principal{"kim"}, Failure: &document.Failure{Kind: "x"},
		Deleted: &document.Act{By: "kim"}, Shared: &document.Act{By: "kim"},
		Warnings: make([]document.Warning, 1), Earlier: []document.Content{{Blob: "x"}}}
	c := d.Clone()
	c.Readers[0], c.Failure.Kind, c.Deleted.By, c.Shared.By = "lee", "y", "lee", "lee"
	c.Earlier[0].Blob = "y"
	if d.Readers[0] != "kim" || d.Failure.Kind != "x" || d.Deleted.By != "kim" ||
		d.Shared.By != "kim" || d.Earlier[0].Blob != "x" {
		t.Errorf("the original became %+v", d)
	}
}

func TestAFullPageIsTheLastUnlessThereIsMore(t *testing.T) {
	two := []document.Document{{Name: "a"}, {Name: "b"}}
	for limit, more := range map[int]bool{1: true, 2: false, 3: false} {
		if p := document.PageOf(two, document.Filter{Limit: limit}); (p.Next != "") != more {
			t.Errorf("two documents on pages of %d: next %q", limit, p.Next)
		}
	}
}
