package session

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// v2Frames makes the mundap.v2 frames of one turn. It is fed every event from
// the first on, whatever the client has seen, because what an offset means
// depends on the text before it. One goroutine uses it.
type v2Frames struct {
	renderer Renderer
	view     View
	id       string
	seen     turn.Cursor
	last     int64 // the number of the event before
	attempt  int   // that wrote it
	text     []byte
	notices  []wire.Notice
	sources  []history.SourceRef // the latest list
	speech   string
}

func newV2Frames(r Renderer, v View, requestID string, seen turn.Cursor) *v2Frames {
	if seen.Seq > 0 && seen.Attempt == 0 {
		seen.Attempt = 1
	}
	return &v2Frames{renderer: r, view: v, id: requestID, seen: seen}
}

// next translates the next event; send is false when the client has seen it.
func (f *v2Frames) next(ctx context.Context, e turn.Event) (frame wire.ServerFrame, send bool,
	err error) {
	frame = wire.ServerFrame{Event: string(e.Kind), RequestID: f.id, Seq: e.Seq}
	if e.Attempt > 1 {
		frame.Attempt = e.Attempt
	}
	send = e.Seq > f.seen.Seq || e.Attempt > f.seen.Attempt
	if e.Kind == turn.Broken {
		frame.Event, frame.Seq, send = string(turn.Failed), max(f.last, f.seen.Seq)+1, true
	}
	f.last = e.Seq
	if e.Attempt > f.attempt { // nothing of an earlier one holds; its text is voided by a Replace
		f.attempt, f.notices, f.sources, f.speech = e.Attempt, nil, nil, ""
	}
	if send {
		err = f.fill(ctx, &frame, e)
	}
	f.keep(e)
	return frame, send, err
}

// fill writes into a frame what its event says. It reads what the events before
// have left, so keep has to follow it.
func (f *v2Frames) fill(ctx context.Context, frame *wire.ServerFrame, e turn.Event) (err error) {
	switch e.Kind {
	case turn.Delta, turn.Translation, turn.Debug:
		frame.Text = e.Text
	case turn.Replace:
		frame.From, frame.Text = utf16Length(string(f.text[:min(e.From, len(f.text))])), e.Text
	case turn.Notice:
		n := notice(*e.Notice, f.view.Language)
		frame.Notice = &n
	case turn.Stage:
		frame.Stage = &wire.Stage{Name: e.Stage.Name, Stores: e.Stage.Stores,
			Passages: e.Stage.Passages, Detail: e.Stage.Detail,
			Done: e.Stage.Done, Total: e.Stage.Total}
	case turn.Label:
		frame.Label = labelIn(e.Label.Text, f.view.Language)
	case turn.Verdicts:
		frame.Verdicts = verdicts(string(f.text), e.Verdicts)
	case turn.SpeechPart:
		frame.Speech, frame.Number = e.Speech.Path, e.Speech.Part
	case turn.Speech:
		frame.Speech = e.Speech.Path
	case turn.Failed, turn.Broken:
		frame.Error = failure(e.Failure, f.view.Language)
		frame.Error.Interrupted = e.Kind == turn.Broken
	case turn.Sources:
		frame.Sources, err = f.renderer.Citations.Resolve(ctx, f.view.Scope, e.Sources)
	case turn.Done:
		frame.Turn, err = f.done(ctx, e)
	}
	return err
}

// keep remembers what later frames need, even of events that the client has seen.
func (f *v2Frames) keep(e turn.Event) {
	switch e.Kind {
	case turn.Delta:
		f.text = append(f.text, e.Text...)
	case turn.Replace:
		f.text = append(f.text[:min(e.From, len(f.text))], e.Text...)
	case turn.Notice:
		f.notices = append(f.notices, notice(*e.Notice, f.view.Language))
	case turn.Sources:
		f.sources = e.Sources
	case turn.Speech:
		f.speech = e.Speech.Path
	}
}

// done is the turn as it stands in the log. One whose call was deleted meanwhile
// has its text alone.
func (f *v2Frames) done(ctx context.Context, e turn.Event) (*wire.Turn, error) {
	call, err := f.renderer.Calls.ByRequest(ctx, f.view.User, f.id)
	switch {
	case fault.Is(err, fault.NotFound):
		call = history.Call{RequestID: f.id, Answer: string(f.text), Outcome: e.Outcome,
			ServerTime: e.Time}
	case err != nil:
		return nil, fmt.Errorf("reading the answer from the log: %w", err)
	}
	call.Sources = translated(call.Sources, f.sources)
	t, err := f.renderer.Turn(ctx, f.view, call)
	if err != nil {
		return nil, err
	}
	if len(f.notices) > 0 { // the log's and more
		t.Notices = f.notices
	}
	t.Speech = f.speech
	return &t, nil
}

// utf16Length counts UTF-16 code units, as browsers count characters.
func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
