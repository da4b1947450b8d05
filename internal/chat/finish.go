package chat

import (
	"context"
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
	if err := t.log(ctx, t.s.History, outcome); err != nil {
		return t.w.Fail(ctx, failureOf(err))
	}
	if outcome == history.Completed {
		t.voice().speak(ctx)
	}
	if t.switches.Debug {
		t.w.Debug(t.statistics(t.kind == rag || t.kind == code))
	}
	return t.w.Done(ctx, outcome)
}

// fail ends a turn without an answer. What there is of the text stays in the log, with the reason.
func (t *work) fail(ctx context.Context, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	t.s.Logger.Error("a turn failed", "request", t.r.RequestID, "kind",
		fault.KindOf(cause).String(), "error", cause)
	failure := failureOf(cause)
	t.call.Failure = &failure
	if err := t.log(ctx, t.s.History, history.Failed); err != nil {
		t.s.Logger.Error("logging a failed turn", "request", t.r.RequestID, "error", err)
	}
	return t.w.Fail(ctx, failure)
}

func failureOf(err error) history.Failure {
	return history.Failure{
		Kind: fault.KindOf(err).String(), Message: fault.MessageOf(err),
		Retry: fault.Retryable(err),
	}
}
