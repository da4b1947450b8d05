// Package settingstest is the conformance suite of settings.Store. Every
// implementation runs it.
package settingstest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/settings"
)

// Run tests every promise of settings.Store. open gives an empty store for one
// test and closes it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) settings.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s settings.Store)
	}{
		{"settings come back as they were put", roundTrip},
		{"a put needs the stored revision", compareAndSwap},
		{"one of many concurrent writers wins", oneWriterWins},
		{"concurrent updates all count", updates},
		{"deleted settings are the defaults again", deleting},
		{"a cancelled call fails", cancelled},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

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

func put(t *testing.T, s settings.Store, v settings.Settings) settings.Settings {
	t.Helper()
	stored, err := s.Put(t.Context(), "kim", v)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func get(t *testing.T, s settings.Store) settings.Settings {
	t.Helper()
	v, err := s.Get(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func roundTrip(t *testing.T, s settings.Store) {
	same(t, get(t, s), settings.Settings{})
	on, off := true, false
	want := settings.Settings{References: &on, Debug: &off, Store: "opensearch", Language: "ko",
		Theme: "dark", TextSize: 18}
	stored := put(t, s, want)
	if stored.Revision <= 0 {
		t.Errorf("revision %d after the first put", stored.Revision)
	}
	want.Revision = stored.Revision
	same(t, stored, want)
	same(t, get(t, s), want)
	if other, err := s.Get(t.Context(), "lee"); err != nil || other != (settings.Settings{}) {
		t.Errorf("another user has %+v, %v", other, err)
	}
}

func compareAndSwap(t *testing.T, s settings.Store) {
	first := put(t, s, settings.Settings{Theme: "dark"})
	second := put(t, s, first)
	if second.Revision <= first.Revision {
		t.Errorf("revision went from %d to %d", first.Revision, second.Revision)
	}
	for _, revision := range []int64{0, first.Revision, second.Revision + 1} {
		_, err := s.Put(t.Context(), "kim", settings.Settings{Theme: "light", Revision: revision})
		faulttest.Want(t, err, fault.Conflict)
	}
	same(t, get(t, s), second)
	_, err := s.Put(t.Context(), "lee", settings.Settings{Revision: 5})
	faulttest.Want(t, err, fault.Conflict)
}

func oneWriterWins(t *testing.T, s settings.Store) {
	var wins atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch _, err := s.Put(t.Context(), "kim", settings.Settings{Theme: "dark"}); {
			case err == nil:
				wins.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d writers won", wins.Load())
	}
}

func updates(t *testing.T, s settings.Store) {
	var wg sync.WaitGroup
	for range 4 { // fewer writers than Update has tries
		wg.Go(func() {
			if _, err := settings.Update(t.Context(), s, "kim",
				func(v *settings.Settings) { v.TextSize++ }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := get(t, s).TextSize; got != 4 {
		t.Errorf("%d updates counted, want 4", got)
	}
}

func deleting(t *testing.T, s settings.Store) {
	old := put(t, s, settings.Settings{Theme: "dark"})
	for range 2 {
		if err := s.Delete(t.Context(), "kim"); err != nil {
			t.Fatal(err)
		}
	}
	same(t, get(t, s), settings.Settings{})
	_, err := s.Put(t.Context(), "kim", old)
	faulttest.Want(t, err, fault.Conflict)
	put(t, s, settings.Settings{Theme: "light"})
}

func cancelled(t *testing.T, s settings.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Get(ctx, "kim")
	faulttest.Want(t, err, fault.Canceled)
	_, err = s.Put(ctx, "kim", settings.Settings{Theme: "dark"})
	faulttest.Want(t, err, fault.Canceled)
	same(t, get(t, s), settings.Settings{})
}
