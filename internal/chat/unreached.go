package chat

import (
	"context"
	"errors"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// modelStep is the name of the model in the trace if it did not answer.
const modelStep = "model"

var (
	unreachedNote = fault.Text{
		Ko: "언어 모델에 연결하지 못해서 모델 없이 답했어요. 잠시 뒤에 다시 물어보시면 모델이 답할 수 있어요.",
		En: "The language model could not be reached, so this was answered without it. Ask again later for its answer.",
	}
	busyNote = fault.Text{
		Ko: "언어 모델이 너무 바빠서 모델 없이 답했어요. 잠시 뒤에 다시 물어보시면 모델이 답할 수 있어요.",
		En: "The language model was too busy, so this was answered without it. Ask again later for its answer.",
	}
)

// unreached reports whether the model failed before its first word, for a
// reason that has nothing to do with the question. Then the documents answer
// without it, and a note says why. A pool fails like this only after it has
// tried all of its models.
func (t *record) unreached(ctx context.Context, began bool, err error) bool {
	if began || err == nil || ctx.Err() != nil || errors.Is(err, errEmpty) {
		return false
	}
	code, note := history.NoteModelUnreachable, unreachedNote
	switch fault.KindOf(err) {
	case fault.Unavailable, fault.Timeout:
	case fault.Throttled, fault.Overloaded:
		code, note = history.NoteModelBusy, busyNote
	default:
		return false
	}
	t.note(code, note)
	t.doWithout(modelStep, err)
	return true
}
