package dynamostore_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/test/servers"
)

func TestStorage(t *testing.T) {
	stores, _ := store(t, servers.DynamoDB(t), "Documents")
	s := stores.Storage()
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 20 { // at once
		all.Go(func() {
			ok, err := s.Take(t.Context(), "kim", 10, 95)
			if err != nil {
				t.Error(err)
			}
			if ok {
				taken.Add(10)
			}
		})
	}
	all.Wait()
	used := func(owner auth.Principal, want int64) {
		t.Helper()
		if got, err := s.Used(t.Context(), owner); err != nil || got != want {
			t.Errorf("%s uses %d, not %d: %v", owner, got, want, err)
		}
	}
	if taken.Load() != 90 {
		t.Errorf("taken are %d of 95", taken.Load())
	}
	used("kim", 90)
	used("lee", 0)
	if err := s.Give(t.Context(), "kim", 30); err != nil {
		t.Fatal(err)
	}
	used("kim", 60)
	for _, owner := range []auth.Principal{"kim", "lee"} {
		d := document.Document{ID: document.NewID(time.Now()), Owner: owner, Name: "a.txt", Size: 7,
			Collection: document.Default, State: document.Ready, Readers: []auth.Principal{owner}}
		if _, err := stores.Documents().Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := s.Recount(t.Context()); err != nil {
			t.Fatal(err)
		}
		used("kim", 7)
		used("lee", 7)
	}
}
