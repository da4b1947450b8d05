package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/queue"
)

func TestDeletionsThatWaitForTheirUndoKeepNoWorker(t *testing.T) {
	inWorld(t, func(w *world) {
		var keys []document.ID
		for i := range 4 {
			keys = append(keys, w.upload(kim, fmt.Sprintf("%d.txt", i), "연차는 15일이에요."))
		}
		w.settle()
		for _, key := range keys {
			if _, err := w.service.Delete(w.Context(), kim, key); err != nil {
				t.Fatal(err)
			}
		}
		w.settle()
		other := w.upload(lee, "a.txt", "출장비는 5만 원이에요.")
		w.settle() // no time passes
		w.state(other, document.Ready)
		w.pass(ingest.UndoTime)
		if left := w.contents(keys[3]); len(left) != 0 {
			t.Errorf("left when the time was over: %v", left)
		}
	})
}

// messages are the tasks that wait, in the order in which one worker gets them.
func (w *world) messages() (all []queue.Message) {
	w.Helper()
	for {
		if s, err := w.queue.Stats(w.Context()); err != nil || s.Waiting == 0 {
			return all
		}
		d, err := w.queue.Receive(w.Context())
		if err == nil {
			err = w.queue.Settle(w.Context(), d, queue.Verdict{Outcome: queue.Remove})
		}
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, d.Message)
	}
}

func TestOwnersTakeTurnsAndDeletionsOvertake(t *testing.T) {
	inWorld(t, func(w *world) {
		w.stop()
		for i := range 3 {
			w.upload(kim, fmt.Sprintf("%d.txt", i), "연차는 15일이에요.")
		}
		w.upload(lee, "a.txt", "출장비는 5만 원이에요.")
		last := w.upload(kim, "last.txt", "연차는 16일이에요.")
		m, err := ingest.Task{Action: ingest.Delete, ID: last, Owner: "kim"}.Message()
		if err == nil {
			err = w.queue.Send(w.Context(), m)
		}
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range w.messages() {
			task, err := ingest.ParseTask(m.Body)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(task.Action)+" "+string(task.Owner))
		}
		want := "put kim,delete kim,put kim,put lee,put kim,put kim" // the first is last.txt's
		if strings.Join(got, ",") != want {
			t.Errorf("got %v", got)
		}
		w.run()
	})
}

func TestBigDocumentsAreMarked(t *testing.T) {
	for size, want := range map[int64]bool{100: false, 2 << 20: true} {
		m, err := ingest.Task{Action: ingest.Put, ID: "docs/a.txt", Size: size}.Message()
		if err != nil || m.Big != want {
			t.Errorf("%d bytes: big %v, %v", size, m.Big, err)
		}
	}
	m, err := ingest.Task{Action: ingest.Delete, ID: "docs/a.txt", Size: 2 << 30}.Message()
	if err != nil || m.Big || m.Lane != queue.Urgent {
		t.Errorf("a deletion: %+v, %v", m, err)
	}
	m, err = ingest.Task{Action: ingest.Expire, ID: "docs/a.txt", Size: 2 << 30}.Message()
	if err != nil || m.Big || m.Lane != queue.Normal {
		t.Errorf("a deletion that waits: %+v, %v", m, err)
	}
}
