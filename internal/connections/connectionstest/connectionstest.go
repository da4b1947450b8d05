// Package connectionstest is the conformance suite of connections.Store. Every
// implementation runs it.
package connectionstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/turn"
)

// Run tests every promise of connections.Store. open gives an empty store for
// one test and closes it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) connections.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s connections.Store)
	}{
		{"a connection comes back as it was opened", roundTrip},
		{"opening again replaces", replace},
		{"an expired connection is gone", expiry},
		{"a closed connection follows nothing", closing},
		{"a turn's followers, each with its place", followers},
		{"followers of a turn that many follow", manyFollowers},
		{"unfollowing", unfollow},
		{"a wish to stop stays until unfollowing", wish},
		{"the connections of a user", ofUser},
		{"a cancelled call fails", cancelled},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

var (
	// now is near the real clock, so that stores whose records expire by
	// themselves do not take them for old.
	now   = time.Now().UTC().Truncate(time.Second)
	one   = turn.ID{User: "kim", Request: "요청 1"}
	other = turn.ID{User: "lee", Request: "요청 1"}
)

func connection(id string) connections.Connection {
	return connections.Connection{
		ID: id, Scope: auth.UserScope("kim"), Session: "s1", Protocol: connections.V2,
		Language: "ko", Opened: now, Expires: now.Add(2 * time.Hour),
	}
}

func open(t *testing.T, s connections.Store, id string) connections.Connection {
	t.Helper()
	c := connection(id)
	if err := s.Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func follow(t *testing.T, s connections.Store, id string, of turn.ID, seq int64) {
	t.Helper()
	if err := s.Follow(t.Context(), id, connections.Follow{Turn: of, Seq: seq}); err != nil {
		t.Fatal(err)
	}
}

// places are the followers of a turn as "id:seq".
func places(t *testing.T, s connections.Store, of turn.ID, at time.Time) map[string]int64 {
	t.Helper()
	found, err := s.Followers(t.Context(), of, at)
	if err != nil {
		t.Fatal(err)
	}
	seqs := map[string]int64{}
	for id, f := range found {
		if f.Turn != of {
			t.Errorf("%s follows %v, not %v", id, f.Turn, of)
		}
		seqs[id] = f.Seq
	}
	return seqs
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

func roundTrip(t *testing.T, s connections.Store) {
	_, err := s.Get(t.Context(), "c1", now)
	faulttest.Want(t, err, fault.NotFound)
	want := open(t, s, "c1")
	got, err := s.Get(t.Context(), "c1", now)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
}

func replace(t *testing.T, s connections.Store) {
	open(t, s, "c1")
	c := connection("c1")
	c.Protocol, c.Scope = connections.Base, auth.LocalScope()
	if err := s.Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	got, err := s.Get(t.Context(), "c1", now)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, c)
}

func expiry(t *testing.T, s connections.Store) {
	c := open(t, s, "c1")
	follow(t, s, "c1", one, 3)
	_, err := s.Get(t.Context(), "c1", c.Expires.Add(time.Second))
	faulttest.Want(t, err, fault.NotFound)
	same(t, places(t, s, one, c.Expires.Add(time.Second)), map[string]int64{})
}

func closing(t *testing.T, s connections.Store) {
	open(t, s, "c1")
	follow(t, s, "c1", one, 1)
	follow(t, s, "c1", other, 2)
	for range 2 {
		if err := s.Close(t.Context(), "c1"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Get(t.Context(), "c1", now)
	faulttest.Want(t, err, fault.NotFound)
	same(t, places(t, s, one, now), map[string]int64{})
	faulttest.Want(t, s.Follow(t.Context(), "c1", connections.Follow{Turn: one}), fault.NotFound)
	open(t, s, "c1") // a new life
	same(t, places(t, s, other, now), map[string]int64{})
}

func followers(t *testing.T, s connections.Store) {
	open(t, s, "c1")
	open(t, s, "c2")
	follow(t, s, "c1", one, 1)
	follow(t, s, "c2", one, 5)
	follow(t, s, "c2", other, 9)
	follow(t, s, "c1", one, 4) // moves on
	same(t, places(t, s, one, now), map[string]int64{"c1": 4, "c2": 5})
	same(t, places(t, s, other, now), map[string]int64{"c2": 9})
	same(t, places(t, s, turn.ID{User: "kim", Request: "unknown"}, now), map[string]int64{})
	faulttest.Want(t, s.Follow(t.Context(), "unknown", connections.Follow{Turn: one}),
		fault.NotFound)
}

func manyFollowers(t *testing.T, s connections.Store) {
	want := map[string]int64{}
	for i := range 40 {
		id := fmt.Sprint("c", i)
		open(t, s, id)
		follow(t, s, id, one, int64(i))
		want[id] = int64(i)
	}
	same(t, places(t, s, one, now), want)
}

func unfollow(t *testing.T, s connections.Store) {
	open(t, s, "c1")
	follow(t, s, "c1", one, 1)
	follow(t, s, "c1", other, 2)
	for range 2 {
		if err := s.Unfollow(t.Context(), "c1", one); err != nil {
			t.Fatal(err)
		}
	}
	same(t, places(t, s, one, now), map[string]int64{})
	same(t, places(t, s, other, now), map[string]int64{"c1": 2})
	if err := s.Unfollow(t.Context(), "unknown", one); err != nil {
		t.Errorf("of no connection: %v", err)
	}
}

func wish(t *testing.T, s connections.Store) {
	wishes := func() (ids []string) {
		t.Helper()
		found, err := s.Followers(t.Context(), one, now)
		if err != nil {
			t.Fatal(err)
		}
		for id, f := range found {
			if f.Stop {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		return ids
	}
	open(t, s, "c1")
	open(t, s, "c2")
	follow(t, s, "c1", one, 1)
	same(t, len(wishes()), 0)
	for _, id := range []string{"c1", "c2"} { // of one that follows, and of one that does not yet
		if err := s.Follow(t.Context(), id, connections.Follow{Turn: one, Stop: true}); err != nil {
			t.Fatal(err)
		}
	}
	follow(t, s, "c1", one, 7)
	same(t, wishes(), []string{"c1", "c2"})
	for _, id := range []string{"c1", "c2"} {
		if err := s.Unfollow(t.Context(), id, one); err != nil {
			t.Fatal(err)
		}
	}
	follow(t, s, "c1", one, 1)
	same(t, len(wishes()), 0)
}

func cancelled(t *testing.T, s connections.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	faulttest.Want(t, s.Open(ctx, connection("c1")), fault.Canceled)
	_, err := s.Get(t.Context(), "c1", now)
	faulttest.Want(t, err, fault.NotFound)
	_, err = s.Followers(ctx, one, now)
	faulttest.Want(t, err, fault.Canceled)
}

func ofUser(t *testing.T, s connections.Store) {
	of := func(user auth.Principal, at time.Time) []string {
		t.Helper()
		found, err := s.Of(t.Context(), user, at)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, c := range found {
			ids = append(ids, c.ID+" "+c.Session)
		}
		slices.Sort(ids)
		return ids
	}
	open(t, s, "c1")
	c2 := connection("c2")
	c2.Session, c2.Expires = "s2", now.Add(time.Hour)
	theirs := connection("c3")
	theirs.Scope = auth.UserScope("김철수")
	for _, c := range []connections.Connection{c2, theirs} {
		if err := s.Open(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	same(t, of("kim", now), []string{"c1 s1", "c2 s2"})
	same(t, of("kim", now.Add(time.Hour)), []string{"c1 s1"})
	same(t, of("김철수", now), []string{"c3 s1"})
	same(t, of("lee", now), []string{})
	if err := s.Close(t.Context(), "c1"); err != nil {
		t.Fatal(err)
	}
	same(t, of("kim", now), []string{"c2 s2"})
	// API Gateway gives no id twice; a store that is told so believes it
	theirs.ID, theirs.Session = "c2", "s3"
	if err := s.Open(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	same(t, of("kim", now), []string{})
	same(t, of("김철수", now), []string{"c2 s3", "c3 s1"})
}
