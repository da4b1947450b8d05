package chat

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// closing is how long the last writes of a turn may take.
const closing = 20 * time.Second

// brokenOff takes the place of the message of an error that cut an answer off.
// The reader has seen that the model can be reached.
var brokenOff = fault.Text{
	Ko: "답변이 중간에 끊겼어요.",
	En: "The answer broke off.",
}

// finish ends a turn that has an answer: it writes the call log, has the answer
// read aloud, sends the statistics and ends the turn.
func (t *work) finish(ctx context.Context, outcome history.Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing+speechLimit)
	defer cancel()
	if outcome == history.Completed {
		t.voice().noteFailure()
	}
	if err := t.rec.log(ctx, t.s.History, outcome); err != nil {
		return t.rec.w.Fail(ctx, failureOf(err))
	}
	if outcome == history.Completed {
		t.voice().speak(ctx)
	}
	if t.switches.Debug {
		t.rec.w.Debug(t.rec.statistics(t.kind == rag || t.kind == code))
	}
	return t.rec.w.Done(ctx, outcome)
}

// fail ends a turn without an answer. The text so far is kept in the log, with
// the reason.
func (t *work) fail(ctx context.Context, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	t.rec.logger.Error("a turn failed", "kind",
		fault.KindOf(cause).String(), "error", cause)
	failure := failureOf(cause)
	if failure.Retry && t.rec.w.Text() != "" {
		failure.Message = brokenOff
	}
	t.rec.call.Failure = &failure
	if err := t.rec.log(ctx, t.s.History, history.Failed); err != nil {
		t.rec.logger.Error("logging a failed turn", "error", err)
	}
	return t.rec.w.Fail(ctx, failure)
}

func failureOf(err error) history.Failure {
	return history.Failure{
		Kind: fault.KindOf(err).String(), Message: fault.MessageOf(err),
		Retry: fault.Retryable(err),
	}
}
