package ingest_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

const pythonFile = `"""요금 계산."""
import os

# 수수료를 더한다
def add_fee(amount):
    return amount * 1.1


def hidden(amount):
    return amount
`

// explainer is a scripted model of code that remembers what it was asked.
type explainer struct {
	atOnce int
	took   time.Duration
	err    func(name string) error

	mu    sync.Mutex
	asked []string
	busy  int
	most  int
}

func (e *explainer) AtOnce() int { return e.atOnce }

func (e *explainer) Explain(ctx context.Context, c document.Chunk) (string, error) {
	name := strings.Join(c.Headings, ".")
	e.mu.Lock()
	e.asked = append(e.asked, name)
	e.busy++
	e.most = max(e.most, e.busy)
	e.mu.Unlock()
	defer func() { e.mu.Lock(); e.busy--; e.mu.Unlock() }()
	if e.took > 0 {
		select {
		case <-time.After(e.took):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	if e.err != nil {
		if err := e.err(name); err != nil {
			return "", err
		}
	}
	return name + " 설명이에요.", nil
}

// code is what a question in the code route finds, as text, code and line.
func (w *world) code(question string) []retrieve.Passage {
	w.Helper()
	found, err := w.index.Retrieve(w.Context(), kim, retrieve.Query{Text: question, K: 10,
		Kinds: []document.ChunkKind{document.Code}, Languages: []string{"python"}})
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func TestCodeIsFoundByItsNamesAndComments(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.upload(kim, "fee.py", pythonFile)
		w.settle()
		w.state(id, document.Ready)
		found := w.code("수수료를 더하는 함수")
		if len(found) == 0 || found[0].Line != 4 ||
			found[0].Original != "# 수수료를 더한다\ndef add_fee(amount):\n    return amount * 1.1" {
			t.Fatalf("%+v", found)
		}
		if strings.Contains(found[0].Text, "1.1") || !strings.Contains(found[0].Text, "add fee") {
			t.Errorf("found by %q", found[0].Text)
		}
	})
}

func TestCodeIsFoundByItsExplanation(t *testing.T) {
	inWorld(t, func(w *world) {
		e := &explainer{atOnce: 4}
		w.explainer = e
		w.worker = w.newWorker(w.blobs)
		id := w.upload(kim, "fee.py", pythonFile)
		w.settle()
		d := w.state(id, document.Ready)
		if slices.Sort(e.asked); !slices.Equal(e.asked, []string{"add_fee", "hidden"}) {
			t.Errorf("asked for %q", e.asked)
		}
		found := w.code("hidden 설명")
		if len(found) == 0 || found[0].Text != "hidden 설명이에요." || found[0].Line != 9 ||
			!strings.HasPrefix(found[0].Original, "def hidden") {
			t.Errorf("%+v", found)
		}
		if len(d.Warnings) != 0 {
			t.Errorf("warned: %v", d.Warnings)
		}
	})
}

// writtenBlobs remembers the keys that were written.
type writtenBlobs struct {
	blob.Store
	keys []string
}

func (b *writtenBlobs) Put(ctx context.Context, key string, r io.Reader,
	o blob.PutOptions) (blob.Info, error) {
	b.keys = append(b.keys, key)
	return b.Store.Put(ctx, key, r, o)
}

// Explanations that are made within one delivery need not be saved for the next:
// a document of a few functions costs no writes.
func TestAFewExplanationsAreNotSaved(t *testing.T) {
	inWorld(t, func(w *world) {
		w.explainer = &explainer{atOnce: 1}
		blobs := &writtenBlobs{Store: w.blobs}
		w.worker = w.newWorker(blobs)
		id := w.upload(kim, "fee.py", pythonFile)
		w.settle()
		w.state(id, document.Ready)
		if slices.ContainsFunc(blobs.keys, func(key string) bool { return strings.Contains(key, "/code-") }) {
			t.Errorf("written: %q", blobs.keys)
		}
	})
}

func TestFunctionsThatCannotBeExplainedAreFoundByTheirNames(t *testing.T) {
	inWorld(t, func(w *world) {
		w.explainer = &explainer{atOnce: 2, err: func(name string) error {
			if name == "hidden" {
				return nil
			}
			return fault.New(fault.Refused, "", "")
		}}
		w.worker = w.newWorker(w.blobs)
		id := w.upload(kim, "fee.py", pythonFile)
		w.settle()
		d := w.state(id, document.Ready)
		if len(d.Warnings) != 1 || d.Warnings[0].Code != document.CodeNotExplained {
			t.Errorf("warnings: %+v", d.Warnings)
		}
		if found := w.code("수수료"); len(found) == 0 || !strings.Contains(found[0].Text, "수수료를 더한다") {
			t.Errorf("%+v", found)
		}
	})
}

// manyFunctions is a file of n short functions.
func manyFunctions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "def f%03d():\n  1\n", i)
	}
	return b.String()
}

// A model that is not there costs a few requests, not one for every function.
func TestAModelThatIsNotThereIsNotAskedForEverything(t *testing.T) {
	inWorld(t, func(w *world) {
		e := &explainer{atOnce: 1, err: func(string) error { return fault.New(fault.Unavailable, "", "") }}
		w.explainer = e
		w.worker = w.newWorker(w.blobs)
		id := w.upload(kim, "many.py", manyFunctions(50))
		w.settle()
		w.state(id, document.Ready)
		if len(e.asked) > 10 {
			t.Errorf("asked %d times", len(e.asked))
		}
	})
}

// All regions work at once, and what was explained outlives the worker.
func TestExplanationsAreMadeAtOnceAndOutliveTheWorker(t *testing.T) {
	inWorld(t, func(w *world) {
		e := &explainer{atOnce: 4, took: 15 * time.Second}
		w.explainer = e
		w.worker = w.newWorker(w.blobs)
		id := w.upload(kim, "many.py", manyFunctions(40))
		w.pass(70 * time.Second) // 16 are done, 4 under way
		w.stop()                 // the worker dies
		if e.most != 4 {
			t.Errorf("%d at once, want 4", e.most)
		}
		before := len(e.asked)
		w.queue = newQueueFrom(w)
		if err := w.service.Recover(w.Context()); err != nil {
			t.Fatal(err)
		}
		w.run()
		w.pass(5 * time.Minute)
		w.state(id, document.Ready)
		if again := len(e.asked) - before; again > 40-12 {
			t.Errorf("%d functions were explained again or for the first time, want at most 28", again)
		}
		if found := w.code("f039"); len(found) == 0 || found[0].Text != "f039 설명이에요." {
			t.Errorf("%+v", found)
		}
	})
}

func TestExplanationsStopAfterFailuresInARowAlone(t *testing.T) {
	for _, test := range []struct {
		fails func(n int) bool
		asked int // at least
		most  int
	}{
		{func(n int) bool { return n%4 != 0 }, 40, 40},
		{func(n int) bool { return n >= 4 }, 12, 14},
	} {
		inWorld(t, func(w *world) {
			n := 0
			e := &explainer{atOnce: 1, err: func(string) error {
				if n++; test.fails(n - 1) {
					return fault.New(fault.Refused, "", "")
				}
				return nil
			}}
			w.explainer = e
			w.worker = w.newWorker(w.blobs)
			id := w.upload(kim, "fee.py", manyFunctions(40))
			w.settle()
			w.state(id, document.Ready)
			if asked := len(e.asked); asked < test.asked || asked > test.most {
				t.Errorf("%d functions were explained, want %d to %d", asked, test.asked, test.most)
			}
		})
	}
}

// hangsOnce is a model that refuses every function but the first, for which it
// doesn't answer until it is told to stop.
type hangsOnce struct {
	asked, ended atomic.Int32
}

func (*hangsOnce) AtOnce() int { return 2 }

func (h *hangsOnce) Explain(ctx context.Context, _ document.Chunk) (string, error) {
	if h.asked.Add(1) == 1 {
		<-ctx.Done()
		h.ended.Add(1)
		return "", ctx.Err()
	}
	return "", fault.New(fault.Refused, "", "")
}

// A request to a model that is no longer wanted is broken off before the document
// is indexed: it may cost money.
func TestNoExplanationOutlivesItsDocument(t *testing.T) {
	inWorld(t, func(w *world) {
		h := &hangsOnce{}
		w.explainer = h
		w.worker = w.newWorker(w.blobs)
		ended := int32(-1)
		w.index.next(func() { ended = h.ended.Load() })
		id := w.upload(kim, "many.py", manyFunctions(40))
		w.settle()
		w.state(id, document.Ready)
		if ended != 1 {
			t.Errorf("the first of %d requests goes on (%d)", h.asked.Load(), ended)
		}
	})
}
