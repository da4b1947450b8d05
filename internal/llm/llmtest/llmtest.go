// Package llmtest is the conformance suite of [llm.Model]. Every implementation
// runs it: its test passes a [Harness] to [Run], and the harness makes the
// server behind the adapter behave as the suite demands.
package llmtest

import (
	"context"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// Behaviour is what the other side does with every request. Fields happen in
// the order in which they stand here.
type Behaviour struct {
	// Unreachable: nothing listens at all.
	Unreachable bool
	// Pieces are streamed one by one.
	Pieces []string
	// Gate, when set, is waited for before the second piece.
	Gate <-chan struct{}
	// Hold: after the pieces nothing more comes until the caller goes away.
	Hold bool
	// Fault, when not zero, is what goes wrong after the pieces: the provider's
	// own form of an error of this kind.
	Fault fault.Kind
	// RetryAfter is told with a Throttled fault, in whole seconds.
	RetryAfter time.Duration
	// Cut: after the pieces the connection drops without the stream's proper end.
	Cut bool
	// Reason and Usage end a stream that nothing else ended.
	Reason llm.FinishReason
	Usage  llm.Usage
}

// Upstream is an adapter in front of an other side that behaves as it was told.
type Upstream struct {
	Model llm.Model
	// Calls is how many requests the other side saw.
	Calls func() int
	// Released is closed when the other side saw that its caller went away (for
	// behaviours with Hold).
	Released <-chan struct{}
	// Seen is the first request as the other side understood it: System,
	// Messages, MaxTokens, Temperature and Stop. nil skips the test.
	Seen func() llm.Request
}

// Harness starts an other side with the behaviour, for the length of the test.
// It calls t.Skip with the reason where a provider has no form of the
// behaviour.
type Harness func(t *testing.T, b Behaviour) Upstream

// patience bounds every wait of the suite for something that must happen; it is
// never waited out in a passing test.
const patience = 20 * time.Second

// Run tests an adapter.
func Run(t *testing.T, harness Harness) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"a plain answer comes whole, with its usage", plainAnswer},
		{"nothing happens before the range", nothingBeforeRange},
		{"pieces come in order, as they are made", asTheyAreMade},
		{"a cut answer says so", lengthReason},
		{"the request arrives as it was made", requestArrives},
		{"breaking off frees the upstream", breakFrees},
		{"cancelling frees the upstream", cancelFrees},
		{"a deadline ends as a timeout", deadline},
		{"an ended context calls nobody", endedContext},
		{"a stream that was cut is an error", cutStream},
		{"a cut before the first piece is an error", cutAtOnce},
		{"an unreachable provider is unavailable", unreachable},
		{"streams run side by side", sideBySide},
		{"faults are classified", faults},
		{"a fault in mid-stream keeps the text before it", faultInMidStream},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, harness) })
	}
}

// Question is the request that the suite sends unless a test needs another.
func Question() llm.Request {
	return llm.Request{
		System:    "짧게 답하세요.",
		Messages:  []llm.Message{{Role: llm.User, Text: "수도가 어디예요?"}},
		MaxTokens: 200,
		User:      "suite",
	}
}

// record is all that a stream gave.
type record struct {
	chunks []llm.Chunk
	errs   []error
	late   int // items after the first error or finish
}

func (r record) text() string {
	var s string
	for _, c := range r.chunks {
		if c.Restart {
			s = ""
		}
		s += c.Text
	}
	return s
}

func (r record) finishes() int {
	n := 0
	for _, c := range r.chunks {
		if c.Finish != nil {
			n++
		}
	}
	return n
}

// drain ranges to the end. between, when not nil, is called after every item.
func drain(ctx context.Context, m llm.Model, q llm.Request, between func(llm.Chunk)) record {
	var r record
	ended := false
	for c, err := range m.Stream(ctx, q) {
		if ended {
			r.late++
		}
		if err != nil {
			r.errs = append(r.errs, err)
		} else {
			r.chunks = append(r.chunks, c)
		}
		ended = ended || err != nil || c.Finish != nil
		if between != nil {
			between(c)
		}
	}
	return r
}

// wellFormed checks what holds for every stream: it ends exactly once, and
// nothing comes after its end.
func (r record) wellFormed(t *testing.T) {
	t.Helper()
	if n := r.finishes() + len(r.errs); n != 1 {
		t.Errorf("the stream ended %d times: %d finishes, errors %v", n, r.finishes(), r.errs)
	}
	if r.late != 0 {
		t.Errorf("%d items after the end", r.late)
	}
}

// failed checks that the stream ended with one error of the kind, and gives it.
func (r record) failed(t *testing.T, want fault.Kind) error {
	t.Helper()
	r.wellFormed(t)
	if len(r.errs) != 1 {
		t.Fatalf("no error, but %q", r.text())
	}
	if got := fault.KindOf(r.errs[0]); got != want {
		t.Errorf("the error is %v, want %v: %v", got, want, r.errs[0])
	}
	return r.errs[0]
}

func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
