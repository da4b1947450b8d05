package chat

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// closing is how long the last writes of a turn may take.
const closing = 20 * time.Second

// finish ends a turn with an answer: the log, the spoken answer, the statistics, then the end.
func (t *work) finish(ctx context.Context, outcome history.Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing+speechLimit)
	defer cancel()
	if err := t.log(ctx, outcome); err != nil {
		return t.w.Fail(ctx, failureOf(err))
	}
	if outcome == history.Completed {
		t.speak(ctx)
	}
	if t.switches.Debug {
		t.w.Debug(t.statistics())
	}
	return t.w.Done(ctx, outcome)
}

// log writes the call once. A turn that another attempt logged before keeps that answer.
func (t *work) log(ctx context.Context, outcome history.Outcome) error {
	t.call.Answer, t.call.Language, t.call.Outcome = t.w.Text(), string(t.lang), outcome
	t.call.ServerTime = t.s.Now()
	t.call.Trace.Took = t.call.ServerTime.Sub(t.began)
	t.call.Trace.Sizes.Answer = sizeOf(t.call.Answer)
	if _, err := t.s.History.Append(ctx, t.call); err != nil {
		return fmt.Errorf("writing the call log: %w", err)
	}
	return nil
}

// fail ends a turn without an answer. What there is of the text stays in the log, with the reason.
func (t *work) fail(ctx context.Context, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	t.s.Logger.Error("a turn failed", "request", t.r.RequestID, "kind", fault.KindOf(cause).String(), "error", cause)
	failure := failureOf(cause)
	t.call.Failure = &failure
	if err := t.log(ctx, history.Failed); err != nil {
		t.s.Logger.Error("logging a failed turn", "request", t.r.RequestID, "error", err)
	}
	return t.w.Fail(ctx, failure)
}

func failureOf(err error) history.Failure {
	return history.Failure{
		Kind: fault.KindOf(err).String(), Message: fault.MessageOf(err), Retry: fault.Retryable(err),
	}
}
