//go:build !nodict

package lambdafn

import (
	"context"
	"log/slog"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/queue"
)

// outbox keeps what is sent, or refuses it.
type outbox struct {
	sent []queue.Message
	err  error
}

func (o *outbox) Send(_ context.Context, m queue.Message) error {
	if o.err == nil {
		o.sent = append(o.sent, m)
	}
	return o.err
}

func newRenewal() (*renewal, *outbox) {
	o := &outbox{}
	return &renewal{tasks: o, log: slog.New(slog.DiscardHandler)}, o
}

func TestDamageThatIsFoundDuringALookIsLookedForNext(t *testing.T) {
	r, _ := newRenewal()
	for _, meanwhile := range []bool{false, true} {
		r.again()
		damage, due := r.due()
		if !due {
			t.Fatal("nothing is looked for")
		}
		if meanwhile {
			r.damaged(t.Context(), localindex.Damage{Segment: "s"})
		}
		r.next(damage, 0, true)
		if _, due := r.due(); due != meanwhile {
			t.Errorf("damage meanwhile: %t, and it is looked for: %t", meanwhile, due)
		}
	}
}

func TestDocumentsThatCouldNotBeQueuedAreLookedForAgain(t *testing.T) {
	r, o := newRenewal()
	list := []document.Document{{ID: "d", Version: "1"}}
	r.done, o.err = true, fault.Newf(fault.Unavailable, "the queue is away")
	if err := r.queue(t.Context(), list); !fault.Is(err, fault.Unavailable) {
		t.Errorf("queue: %v", err)
	}
	if _, due := r.due(); !due {
		t.Error("the documents are forgotten")
	}
}

// The queue drops a message that it was sent a moment ago: what makes a repeat
// another message is the record's revision.
func TestADocumentThatHasChangedIsQueuedAgain(t *testing.T) {
	r, o := newRenewal()
	d := document.Document{ID: "d", Version: "1", Generation: 2, Revision: 7, Owner: "kim", Size: 9}
	for range 2 {
		if err := r.queue(t.Context(), []document.Document{d}); err != nil {
			t.Fatal(err)
		}
		d.Revision++
	}
	if len(o.sent) != 2 || o.sent[0].Dedup == o.sent[1].Dedup {
		t.Fatalf("sent %+v", o.sent)
	}
	task, err := ingest.ParseTask(o.sent[0].Body)
	want := ingest.Task{Action: ingest.Reindex, ID: "d", Version: "1", Generation: 2, Nonce: 7, Owner: "kim", Size: 9}
	if err != nil || task != want {
		t.Errorf("%+v, %v", task, err)
	}
}
