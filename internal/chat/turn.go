package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/turn"
)

// work is one turn while it is worked on. It belongs to one goroutine.
type work struct {
	s        *Service
	r        Request
	w        Sink
	kind     kind
	lang     prompt.Language
	switches settings.Switches
	began    time.Time
	call     history.Call // what goes into the log; its trace grows with the steps
}

// Run works on the turn of r until it has ended, and gives its events to w. A request that the log holds already is not
// answered again: the logged answer is replayed. The answer is in the log before w's Done is called. When ctx ends the
// turn is left without an end; only Stop and the turn's own time limit end it well. An error means that the turn has no
// end, or that r begins none (see Request.Check; then w was not touched).
func (s *Service) Run(ctx context.Context, r Request, w Sink) error {
	k, err := r.kind()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(w.Context(), func() { cancel(errLost) })()
	limited, release := context.WithTimeoutCause(ctx, s.TurnLimit, errTooLong)
	defer release()

	t := s.begin(r, k, w)
	if replayed, err := t.replay(limited); replayed || err != nil {
		return err
	}
	return t.end(limited, t.pipeline(limited))
}

func (s *Service) begin(r Request, k kind, w Sink) *work {
	now := s.Now()
	if r.RequestTime == "" {
		r.RequestTime = now.UTC().Format(time.DateTime)
	}
	t := &work{s: s, r: r, w: w, kind: k, lang: r.language(k), began: now}
	t.call = history.Call{
		User: r.User, RequestID: r.RequestID, RequestTime: r.RequestTime, Type: r.Type, Body: r.Body,
		ConvType: r.ConvType, RAGType: r.RAGType, Function: r.Function,
		Conversation: r.conversation(), Memory: r.memory(k), Parent: r.Parent, Replaces: r.Replaces, Scope: r.Documents,
	}
	if t.call.Type == "" {
		t.call.Type = "text"
	}
	t.call.Trace.Sizes.Question = sizeOf(r.Body)
	return t
}

// pipeline makes the answer. A defect in it ends this turn alone.
func (t *work) pipeline(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Newf(fault.Internal, "panic: %v\n%s", p, debug.Stack())
		}
	}()
	user, err := t.s.Settings.Get(ctx, t.r.User)
	if err != nil {
		return fmt.Errorf("reading the user's settings: %w", err)
	}
	t.switches = user.Over(t.s.Defaults)
	switch t.kind {
	case control:
		return t.control(ctx)
	case talk:
		return t.talk(ctx)
	case code:
		return t.code(ctx)
	case filekind:
		return t.file(ctx)
	}
	return t.documents(ctx)
}

// documents answers a question about documents.
func (t *work) documents(ctx context.Context) error {
	past, err := t.recall(ctx, history.RAGMemory, ragWindow)
	if err != nil {
		return err
	}
	q, err := t.revise(ctx, past)
	if err != nil {
		return err
	}
	stores := choose(t.s.Stores, t.r.RAGType, t.switches.Store)
	q, found, err := t.search(ctx, stores, q)
	if err != nil {
		return err
	}
	kept, err := t.prioritise(ctx, q, found)
	if err != nil {
		return err
	}
	if len(kept) == 0 && stores.all {
		if kept, err = t.web(ctx, q); err != nil {
			return err
		}
	}
	t.cite(kept)
	if t.s.Model == nil {
		return t.extract(q, kept)
	}
	began, err := t.ground(ctx, q, past, kept)
	if t.unreached(ctx, began, err) {
		t.call.Trace.Sizes.Context = history.Size{}
		return t.extract(q, kept)
	}
	if err != nil {
		return err
	}
	return t.translateAnswer(ctx)
}

// end writes the answer into the log and ends the turn, by what became of the pipeline.
func (t *work) end(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	switch {
	case err == nil:
		return t.finish(ctx, history.Completed)
	case errors.Is(cause, errStopped):
		return t.finish(ctx, history.Stopped)
	case errors.Is(cause, errTooLong):
		return t.fail(ctx, errTooLong)
	case ctx.Err() != nil:
		return fmt.Errorf("the turn was broken off: %w", cause)
	}
	return t.fail(ctx, err)
}

// replay gives the answer again that the log holds for this request.
func (t *work) replay(ctx context.Context) (bool, error) {
	c, err := t.s.History.ByRequest(ctx, t.r.User, t.r.RequestID)
	switch {
	case fault.Is(err, fault.NotFound):
		return false, nil
	case err != nil:
		return false, t.end(ctx, fmt.Errorf("looking for an earlier answer: %w", err))
	case c.Outcome == history.Failed:
		return true, t.w.Fail(ctx, *c.Failure)
	}
	t.repeat(c)
	return true, t.w.Done(ctx, c.Outcome)
}

// repeat gives the events of a call that was answered before.
func (t *work) repeat(c history.Call) {
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

// label heads the answer with a sentence; the zero one takes it back.
func (t *work) label(sentence fault.Text) {
	if t.call.Label != sentence {
		t.call.Label = sentence
		t.w.Label(turn.LabelEvent{Text: sentence, Language: string(t.lang)})
	}
}

// note puts a sentence beside the answer.
func (t *work) note(code history.NoteCode, sentence fault.Text) {
	n := history.Note{Code: code, Message: sentence}
	t.call.Notes = append(t.call.Notes, n)
	t.w.Notice(n)
}

// stage names a step to the reader and measures it until the returned function is called.
func (t *work) stage(e turn.StageEvent) func() {
	t.w.Stage(e)
	began := t.s.Now()
	return func() {
		took := t.s.Now().Sub(began)
		t.call.Trace.Stages = append(t.call.Trace.Stages, history.StageTime{Stage: e.Name, Took: took})
	}
}

// say is one of Mundap's own sentences in the turn's language.
func (t *work) say(s fault.Text) string { return s.In(string(t.lang)) }
