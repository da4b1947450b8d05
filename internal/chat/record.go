package chat

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/turn"
)

// record is what the reader of a turn sees and what the log keeps of it. Every
// step adds to it.
type record struct {
	w         Sink
	call      history.Call // what goes into the log; its trace grows with the steps
	lang      prompt.Language
	began     time.Time
	now       func() time.Time
	logger    *slog.Logger // names the request
	debugging bool         // the user has debug statistics on
	hung      atomic.Bool  // the model let a step of this turn wait in vain
}

// say returns one of Mundap's own sentences in the language of the turn.
func (t *record) say(s fault.Text) string { return s.In(string(t.lang)) }

// stage tells the reader which step has begun. The returned function ends the
// step and records how long it took.
func (t *record) stage(e turn.StageEvent) func() {
	t.w.Stage(e)
	began := t.now()
	return func() {
		t.call.Trace.Stages = append(t.call.Trace.Stages, history.StageTime{Stage: e.Name,
			Took: t.now().Sub(began)})
	}
}

// label puts a sentence above the answer. The zero Text removes it.
func (t *record) label(sentence fault.Text) {
	if t.call.Label != sentence {
		t.call.Label = sentence
		t.w.Label(turn.LabelEvent{Text: sentence, Language: string(t.lang)})
	}
}

// note adds a note beside the answer.
func (t *record) note(code history.NoteCode, sentence fault.Text) {
	n := history.Note{Code: code, Message: sentence}
	t.call.Notes = append(t.call.Notes, n)
	t.w.Notice(n)
}

// doWithout records that the turn goes on without something that failed: a
// step, a model or a store. It reports whether this is new.
func (t *record) doWithout(part string, err error) bool {
	t.logger.Warn("part of a turn failed; the turn goes on without it", "part", part, "error", err)
	if slices.Contains(t.call.Trace.Unavailable, part) {
		return false
	}
	t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, part)
	return true
}

// firstToken records when the first piece of the answer arrived.
func (t *record) firstToken() {
	if t.call.Trace.FirstToken == 0 {
		t.call.Trace.FirstToken = max(t.now().Sub(t.began), time.Nanosecond)
	}
}

// repeat sends the events of a call that was answered before.
func (t *record) repeat(c history.Call) {
	if !c.Label.IsZero() {
		t.w.Label(turn.LabelEvent{Text: c.Label, Language: c.Language})
	}
	if len(c.Sources) > 0 {
		t.w.Sources(c.Sources)
	}
	for _, n := range c.Notes {
		t.w.Notice(n)
	}
	t.w.Replace(0, c.Answer)
	if c.Translation != "" {
		t.w.Translation(c.Translation)
	}
	if len(c.Verdicts) > 0 {
		t.w.Verdicts(c.Verdicts)
	}
}

// log writes the call to the log once. If another attempt has already logged
// the turn, that entry stays.
func (t *record) log(ctx context.Context, calls history.Store, outcome history.Outcome) error {
	t.call.Answer, t.call.Language, t.call.Outcome = t.w.Text(), string(t.lang), outcome
	t.call.ServerTime = t.now()
	t.call.Trace.Took = t.call.ServerTime.Sub(t.began)
	t.call.Trace.Sizes.Answer = sizeOf(t.call.Answer)
	if _, err := calls.Append(ctx, t.call); err != nil {
		return fmt.Errorf("writing the call log: %w", err)
	}
	return nil
}
