package ingest_test

import (
	"context"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/queue"
)

func TestAUsersStorageIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s *ingest.Service
		documents := &documenttest.Memory{}
		blobs := blobtest.NewMemory(func(ctx context.Context, e blob.Event) error { return s.Event(ctx, e) }, nil)
		s = ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs, Tasks: queuetest.NewMemory(queue.Policy{}),
			UserBytes: 25})
		kim, lee := auth.UserScope("kim"), auth.UserScope("lee")
		put := func(scope auth.Scope, name string) error {
			_, err := s.Upload(t.Context(), scope, ingest.Upload{Name: name},
				strings.NewReader("0123456789"))
			return err
		}
		granted, err := s.Grant(t.Context(), kim, ingest.Upload{Name: "early.txt"})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a.txt", "b.txt", "c.txt"} {
			if err := put(kim, name); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if err := put(kim, "d.txt"); !fault.Is(err, fault.Throttled) {
			t.Errorf("more than the quota: %v", err)
		}
		if err := s.Uploadable(t.Context(), granted.Key()); !fault.Is(err, fault.Throttled) {
			t.Errorf("by an older URL: %v", err)
		}
		if err := put(lee, "a.txt"); err != nil {
			t.Errorf("lee: %v", err)
		}
		for range 4 {
			if err := put(auth.LocalScope(), "a.txt"); err != nil {
				t.Errorf("the local owner: %v", err)
			}
		}
		a, err := documents.Named(t.Context(), "kim", "default", "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Delete(t.Context(), kim, a.ID); err != nil {
			t.Fatal(err)
		}
		<-time.After(3 * time.Second)
		if err := put(kim, "d.txt"); err != nil {
			t.Errorf("after a deletion: %v", err)
		}
	})
}
