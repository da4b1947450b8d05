package ingest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/queue/queuetest"

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
			UserBytes: 30})
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

// waiting gives a text when it is told to, and tells when it is asked for it.
type waiting struct {
	text        *strings.Reader
	asked, goOn chan struct{}
	waited      bool
}

func (s *waiting) Read(p []byte) (int, error) {
	if s.text.Len() == 0 && !s.waited {
		s.waited = true
		s.asked <- struct{}{}
		<-s.goOn
	}
	return s.text.Read(p)
}

// Uploads that are on their way at the same time have no more room together than
// one after another.
func TestUploadsAtOnceDoNotExceedAUsersStorage(t *testing.T) {
	const n, room = 8, 3
	for _, way := range []string{"URL", "reader"} {
		t.Run(way, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s *ingest.Service
				blobs := blobtest.NewMemory(func(ctx context.Context, e blob.Event) error { return s.Event(ctx, e) }, nil)
				s = ingest.NewService(ingest.Options{Documents: &documenttest.Memory{}, Blobs: blobs,
					Tasks: queuetest.NewMemory(queue.Policy{}), UserBytes: 10 * room})
				blobs.AllowUploads(s.Uploadable)
				blobs.ReserveUploads(s.Reserve)
				kim := auth.UserScope("kim")
				asked, goOn, ended := make(chan struct{}, n), make(chan struct{}), make(chan bool, n)
				upload := func(i int, body io.Reader) bool {
					u := ingest.Upload{Name: fmt.Sprint(i, ".txt")}
					if way == "reader" {
						_, err := s.Upload(t.Context(), kim, u, body)
						return err == nil
					}
					g, err := s.Grant(t.Context(), kim, u)
					if err != nil {
						return false
					}
					r := httptest.NewRequest(http.MethodPut, g.URL, body)
					r.ContentLength = 10
					w := httptest.NewRecorder()
					blobs.ServeHTTP(w, r)
					return w.Code == http.StatusOK
				}
				var refused int
				for i := range n {
					go func() {
						ended <- upload(i, &waiting{text: strings.NewReader("0123456789"), asked: asked, goOn: goOn})
					}()
					synctest.Wait()
					select {
					case <-asked:
					case ok := <-ended:
						if refused++; ok {
							t.Error("an upload ended early")
						}
					}
				}
				close(goOn)
				stored := 0
				for range n - refused {
					if <-ended {
						stored++
					}
				}
				if stored != room {
					t.Errorf("%d uploads were stored, want %d", stored, room)
				}
				if upload(n, strings.NewReader("0")) {
					t.Error("there was room for more")
				}
			})
		})
	}
}

// An upload of a length that nobody told takes as much as it may; one that was
// stored takes its room until its document counts, and one whose end nobody told
// does so for some hours.
func TestHowLongAnUploadTakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := ingest.NewService(ingest.Options{Documents: &documenttest.Memory{},
			Blobs: blobtest.NewMemory(nil, nil), Tasks: queuetest.NewMemory(queue.Policy{}),
			MaxBytes: 10, UserBytes: 15})
		var keys []string
		for i := range 3 {
			g, err := s.Grant(t.Context(), auth.UserScope("kim"), ingest.Upload{Name: fmt.Sprint(i, ".txt")})
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, g.Key())
		}
		reserve := func(key string, bytes int64, room bool) (ended func(bool)) {
			t.Helper()
			ended, err := s.Reserve(t.Context(), key, bytes)
			if (err == nil) != room || err != nil && !fault.Is(err, fault.Throttled) {
				t.Errorf("room for %d bytes: %v, want %t", bytes, err, room)
			}
			return ended
		}
		ended := reserve(keys[0], -1, true)
		reserve(keys[1], 6, false)
		ended(true)
		reserve(keys[1], 6, false)
		reserve(keys[1], 5, true)(false)
		reserve(keys[2], 5, true)
		reserve(keys[1], 1, false)
		<-time.After(6 * time.Hour)
		reserve(keys[1], 10, true)
	})
}
