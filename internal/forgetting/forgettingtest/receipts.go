// Package forgettingtest is the conformance suite of forgetting.Receipts. It
// also has an implementation in memory for tests.
package forgettingtest

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

// Memory is a forgetting.Receipts in memory. The zero value is ready.
type Memory struct {
	mu  sync.Mutex
	all map[string]forgetting.Receipt
}

var _ forgetting.Receipts = (*Memory)(nil)

// PutReceipt implements forgetting.Receipts.
func (m *Memory) PutReceipt(ctx context.Context, r forgetting.Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[string]forgetting.Receipt{}
	}
	m.all[r.Document] = r
	return ctx.Err()
}

// Receipt implements forgetting.Receipts.
func (m *Memory) Receipt(ctx context.Context, ref string) (forgetting.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.all[ref]
	if !ok {
		return r, fault.Newf(fault.NotFound, "no receipt %s", ref)
	}
	return r, ctx.Err()
}

// EachReceipt implements forgetting.Receipts.
func (m *Memory) EachReceipt(ctx context.Context, f func(forgetting.Receipt) error) error {
	m.mu.Lock()
	all := slices.Collect(maps.Values(m.all))
	m.mu.Unlock()
	for _, r := range all {
		if err := f(r); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func receipt(id document.ID) forgetting.Receipt {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return forgetting.Receipt{
		Document: forgetting.Ref(id), Version: "0000000000000002", Generation: 3, Owner: "kim",
		By: "lee", WithAnswers: true, Asked: at, Begun: at.Add(8 * time.Second),
	}
}

// TestReceipts checks what package forgetting promises of Receipts. open gives
// an empty store.
func TestReceipts(t *testing.T, open func(t *testing.T) forgetting.Receipts) {
	t.Run("a receipt is read as it was written last", func(t *testing.T) {
		s := open(t)
		id := document.NewID(time.Now())
		if _, err := s.Receipt(t.Context(), forgetting.Ref(id)); !fault.Is(err, fault.NotFound) {
			t.Errorf("before it was written: %v", err)
		}
		r := receipt(id)
		if err := s.PutReceipt(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		r.Done = r.Begun.Add(time.Second)
		r.Places = []forgetting.Entry{{Place: "index", Forgot: r.Done,
			Probe: forgetting.Probe{Asked: "entries in 3 segments", Found: 1}}}
		r.Copies = []forgetting.Copy{{Where: "backup /b", Made: r.Asked, Again: true}}
		if err := s.PutReceipt(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		got, err := s.Receipt(t.Context(), forgetting.Ref(id))
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%+v, want %+v (%v)", got, r, err)
		}
		if !got.Complete() || got.Clean() {
			t.Error("a receipt whose probe found something is clean")
		}
	})
	t.Run("all of them are listed", func(t *testing.T) {
		s := open(t)
		want := map[string]bool{}
		for i := range 25 {
			id := document.NewID(time.Now().Add(time.Duration(i) * time.Second))
			want[forgetting.Ref(id)] = true
			if err := s.PutReceipt(t.Context(), receipt(id)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.EachReceipt(t.Context(), func(r forgetting.Receipt) error {
			if !want[r.Document] {
				t.Errorf("%s came twice, or was never written", r.Document)
			}
			delete(want, r.Document)
			return nil
		}); err != nil || len(want) > 0 {
			t.Errorf("%d are missing, %v", len(want), err)
		}
	})
	t.Run("a receipt does not hold a file's name", func(t *testing.T) {
		ref := forgetting.Ref("docs/비밀 계약.pdf")
		if id := document.ID(ref); id.Check() != nil || ref == "docs/비밀 계약.pdf" {
			t.Errorf("the document is called %q", ref)
		}
	})
}
