package blobtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
)

// recorder is a Listener that remembers.
type recorder struct {
	mu     sync.Mutex
	events []blob.Event
	fail   error
}

func (r *recorder) listen(_ context.Context, e blob.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	return r.fail
}

func (r *recorder) take() []blob.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.events
	r.events = nil
	return taken
}

func eventOrder(t *testing.T, h Harness) {
	var r recorder
	f := h.Open(t, r.listen)
	one := put(t, f.Store, "docs/가.txt", "one")
	two := put(t, f.Store, "docs/가.txt", "three")
	if err := f.Store.Delete(t.Context(), "docs/가.txt"); err != nil {
		t.Fatal(err)
	}
	three := put(t, f.Store, "docs/가.txt", "four")

	got := r.take()
	var kinds []blob.EventKind
	for i, e := range got {
		kinds = append(kinds, e.Kind)
		if e.Key != "docs/가.txt" || e.Time.IsZero() {
			t.Errorf("event %+v", e)
		}
		if i > 0 && document.Version(got[i-1].Version).Compare(document.Version(e.Version)) >= 0 {
			t.Errorf("version %s is followed by %s", got[i-1].Version, e.Version)
		}
	}
	if !slices.Equal(kinds, []blob.EventKind{blob.Created, blob.Created, blob.Removed,
		blob.Created}) {
		t.Fatalf("events %v", kinds)
	}
	for i, info := range map[int]blob.Info{0: one, 1: two, 3: three} {
		if got[i].Version != info.Version || got[i].Size != info.Size || got[i].ETag != info.ETag {
			t.Errorf("event %+v of the put %+v", got[i], info)
		}
	}
	if stat, err := f.Store.Stat(t.Context(), "docs/가.txt"); err != nil ||
		stat.Version != three.Version {
		t.Errorf("stat's version %q, the put's %q (%v)", stat.Version, three.Version, err)
	}
}

func eventError(t *testing.T, h Harness) {
	full := errors.New("the queue is full")
	r := recorder{fail: full}
	f := h.Open(t, r.listen)
	if _, err := f.Store.Put(t.Context(), "docs/a", strings.NewReader("x"),
		blob.PutOptions{}); !errors.Is(err, full) {
		t.Errorf("put: %v", err)
	}
	wantContent(t, f.Store, "docs/a", "x")
	for i := range 2 { // the caller repeats it, and the event with it
		if err := f.Store.Delete(t.Context(), "docs/a"); !errors.Is(err, full) {
			t.Errorf("delete %d: %v", i, err)
		}
		wantNone(t, f.Store, "docs/a")
	}
	if n := len(r.take()); n != 3 {
		t.Errorf("%d events, want 3", n)
	}
}

func eventOfUpload(t *testing.T, h Harness) {
	var r recorder
	f := h.Open(t, r.listen)
	u := presign(t, f, pdf("docs/약관.pdf"))
	wantStatus(t, "the upload", send(t, request{"PUT", u, "application/pdf",
		strings.NewReader("%PDF"), nil}), 200)
	wantStatus(t, "a refused upload", send(t, request{"PUT", u, "text/html",
		strings.NewReader("%PDF"), nil}), 403)
	got := r.take()
	if len(got) != 1 || got[0].Kind != blob.Created || got[0].Key != "docs/약관.pdf" ||
		got[0].Size != 4 {
		t.Errorf("events %+v", got)
	}
}
