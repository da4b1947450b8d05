package llmtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

func (u Upstream) awaitReleased(t *testing.T) {
	t.Helper()
	select {
	case <-u.Released:
	case <-time.After(patience):
		t.Error("the upstream request goes on although nobody reads it")
	}
}

func breakFrees(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: []string{"하나"}, Hold: true})
	for c, err := range up.Model.Stream(bounded(t), Question()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Text != "" {
			break
		}
	}
	up.awaitReleased(t)
}

func cancelFrees(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: []string{"하나"}, Hold: true})
	ctx, cancel := context.WithCancel(bounded(t))
	defer cancel()
	r := drain(ctx, up.Model, Question(), func(c llm.Chunk) {
		if c.Text != "" {
			cancel()
		}
	})
	r.failed(t, fault.Canceled)
	if r.text() != "하나" {
		t.Errorf("text %q", r.text())
	}
	up.awaitReleased(t)
}

func deadline(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Hold: true})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	drain(ctx, up.Model, Question(), nil).failed(t, fault.Timeout)
}

func endedContext(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: []string{"네"}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	drain(ctx, up.Model, Question(), nil).failed(t, fault.Canceled)
	if n := up.Calls(); n != 0 {
		t.Errorf("%d calls", n)
	}
}

func cutStream(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: korean[:3], Cut: true})
	r := drain(bounded(t), up.Model, Question(), nil)
	r.failed(t, fault.Unavailable)
	if got, want := r.text(), strings.Join(korean[:3], ""); got != want {
		t.Errorf("text before the cut %q, want %q", got, want)
	}
}

func cutAtOnce(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Cut: true})
	drain(bounded(t), up.Model, Question(), nil).failed(t, fault.Unavailable)
}

func unreachable(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Unreachable: true, Fault: fault.Unavailable})
	err := drain(bounded(t), up.Model, Question(), nil).failed(t, fault.Unavailable)
	if !fault.Retryable(err) {
		t.Error("not retryable")
	}
}

func faults(t *testing.T, harness Harness) {
	for _, kind := range []fault.Kind{
		fault.Throttled, fault.Overloaded, fault.Unavailable, fault.Timeout, fault.Refused,
		fault.TooLarge,
		fault.Invalid, fault.Forbidden, fault.NotFound,
	} {
		t.Run(kind.String(), func(t *testing.T) {
			up := harness(t, Behaviour{Fault: kind})
			r := drain(bounded(t), up.Model, Question(), nil)
			err := r.failed(t, kind)
			if r.text() != "" {
				t.Errorf("text %q", r.text())
			}
			if n := up.Calls(); n != 1 {
				t.Errorf("%d calls: an adapter doesn't retry by itself", n)
			}
			if got, want := fault.Retryable(err),
				fault.Retryable(fault.Newf(kind, "")); got != want {
				t.Errorf("retryable %v", got)
			}
		})
	}
	t.Run("throttled tells when to come again", func(t *testing.T) {
		up := harness(t, Behaviour{Fault: fault.Throttled, RetryAfter: 7 * time.Second})
		err := drain(bounded(t), up.Model, Question(), nil).failed(t, fault.Throttled)
		if got := fault.RetryAfter(err); got != 7*time.Second {
			t.Errorf("retry after %v", got)
		}
	})
}

func faultInMidStream(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: korean[:2], Fault: fault.Overloaded})
	r := drain(bounded(t), up.Model, Question(), nil)
	r.failed(t, fault.Overloaded)
	if got, want := r.text(), strings.Join(korean[:2], ""); got != want {
		t.Errorf("text before the fault %q, want %q", got, want)
	}
}
