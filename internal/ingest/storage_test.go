package ingest_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/queue/queuetest"
)

// counts is a Storage that many services share.
type counts struct {
	mu   sync.Mutex
	used map[auth.Principal]int64
}

func (c *counts) Take(_ context.Context, owner auth.Principal, bytes, most int64) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used[owner]+bytes > most {
		return false, nil
	}
	c.used[owner] += bytes
	return true, nil
}

func (c *counts) Give(_ context.Context, owner auth.Principal, bytes int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used[owner] -= bytes
	return nil
}

func (c *counts) Used(_ context.Context, owner auth.Principal) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used[owner], nil
}

func (c *counts) Recount(context.Context) error { return nil }

// On AWS, objects come without asking, and many functions take them in at the
// same time.
func TestUploadsThatComeAtOnceStayWithinTheQuota(t *testing.T) {
	documents, storage := &documenttest.Memory{}, &counts{used: map[auth.Principal]int64{}}
	var events []blob.Event
	blobs := blobtest.NewMemory(func(_ context.Context, e blob.Event) error {
		events = append(events, e)
		return nil
	}, nil)
	function := func() *ingest.Service {
		return ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs,
			Tasks: queuetest.NewMemory(queue.Policy{}), UserBytes: 35, Storage: storage})
	}
	kim := auth.UserScope("kim")
	s := function()
	for n := range 10 {
		g, err := s.Grant(t.Context(), kim, ingest.Upload{Name: fmt.Sprintf("%d.txt", n)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := blobs.Put(t.Context(), g.Key(), strings.NewReader("0123456789"),
			blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	come := events
	for range 2 { // S3 may tell twice
		var all sync.WaitGroup
		for _, e := range come {
			all.Go(func() {
				if err := function().Event(t.Context(), e); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	counts, err := documents.Count(t.Context(), kim, document.Filter{})
	if err != nil || counts[document.Queued] != 3 || counts[document.Failed] != 7 {
		t.Errorf("%v, %v", counts, err)
	}
	if storage.used["kim"] != 30 {
		t.Errorf("%d bytes are counted", storage.used["kim"])
	}
	refused := 0
	if err := documents.Each(t.Context(), func(d document.Document) error {
		_, missing := blobs.Stat(t.Context(), d.Object)
		if d.State == document.Failed {
			refused++
			if d.Failure.Kind != "throttled" || !strings.Contains(d.Failure.Message.Ko, "저장 공간") || d.Size != 0 {
				t.Errorf("%+v %+v", d, d.Failure)
			}
			if again, err := s.Retry(t.Context(), kim, d.ID); err != nil || again.State != document.Failed {
				t.Errorf("it is read without an object: %+v, %v", again, err)
			}
		} else if missing != nil {
			t.Errorf("the object of %s: %v", d.Name, missing)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if list, err := blobs.List(t.Context(), document.Prefix, "", 100); err != nil || len(list) != 3 {
		t.Errorf("%d objects are left, %v", len(list), err)
	}
	storage.used["kim"] = 35
	if _, err := s.Grant(t.Context(), kim, ingest.Upload{Name: "more.txt"}); !fault.Is(err, fault.Throttled) {
		t.Errorf("a grant without room: %v", err)
	}
}

// A new version that its owner has no room for comes without asking, too. The
// document says so until another one is taken in.
func TestAVersionWithoutRoomLeavesTheOneBeforeAndSaysSo(t *testing.T) {
	documents, storage := &documenttest.Memory{}, &counts{used: map[auth.Principal]int64{}}
	var s *ingest.Service
	blobs := blobtest.NewMemory(func(ctx context.Context, e blob.Event) error { return s.Event(ctx, e) }, nil)
	s = ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs,
		Tasks: queuetest.NewMemory(queue.Policy{}), UserBytes: 25, Storage: storage})
	kim := auth.UserScope("kim")
	upload := func(text string) document.Document {
		t.Helper()
		g, err := s.Grant(t.Context(), kim, ingest.Upload{Name: "규정.txt"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := blobs.Put(t.Context(), g.Key(), strings.NewReader(text), blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		d, err := documents.Get(t.Context(), g.Grant.Document)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	before := upload("0123456789")
	d := upload("01234567890123456789")
	if d.Version != before.Version || d.State != before.State || d.Object != before.Object || d.Size != 10 {
		t.Errorf("the version before did not stay: %+v", d)
	}
	if r := d.Refused; r == nil || r.Kind != "throttled" || !strings.Contains(r.Message.Ko, "저장 공간") ||
		!strings.Contains(r.Message.Ko, "이전 내용") {
		t.Errorf("its owner is told %+v", r)
	}
	if list, err := blobs.List(t.Context(), document.Prefix, "", 100); err != nil || len(list) != 1 {
		t.Errorf("%d objects are left, %v", len(list), err)
	}
	if storage.used["kim"] != 10 {
		t.Errorf("%d bytes are counted", storage.used["kim"])
	}
	if d = upload("01234"); d.Refused != nil || d.Size != 5 {
		t.Errorf("after a version that was taken in: %+v", d)
	}
}

// What is deleted or replaced is the owner's again.
func TestDeletionsAndNewVersionsGiveStorageBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s *ingest.Service
		documents, storage := &documenttest.Memory{}, &counts{used: map[auth.Principal]int64{}}
		blobs := blobtest.NewMemory(func(ctx context.Context, e blob.Event) error { return s.Event(ctx, e) }, nil)
		s = ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs,
			Tasks: queuetest.NewMemory(queue.Policy{}), UserBytes: 1000, Storage: storage})
		worker := ingest.NewWorker(ingest.WorkerOptions{Documents: documents, Blobs: blobs,
			Storage: storage, UserBytes: 1000})
		kim := auth.UserScope("kim")
		var id document.ID
		for n, text := range []string{"가나다", "가나다라마바사"} {
			var err error
			if id, err = s.Upload(t.Context(), kim, ingest.Upload{Name: "a.txt"},
				strings.NewReader(text)); err != nil {
				t.Fatal(err)
			}
			if got := storage.used["kim"]; got != int64(len(text)) {
				t.Errorf("version %d: %d bytes are counted", n, got)
			}
		}
		d, err := s.Delete(t.Context(), kim, id)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * ingest.UndoTime)
		m, err := ingest.Task{Action: ingest.Delete, ID: id, Version: d.Version,
			Generation: d.Generation}.Message()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // queues may deliver twice
			if err := worker.Handle(t.Context(), m, func(context.Context, time.Duration) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if got := storage.used["kim"]; got != 0 {
			t.Errorf("after the deletion %d bytes are counted", got)
		}
	})
}
