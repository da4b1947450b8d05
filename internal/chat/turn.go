package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/settings"
)

// work is one turn while it is worked on: its record, what asks the model for it,
// and the order of the steps. It belongs to one goroutine.
type work struct {
	*record
	prompter
	kind     kind
	switches settings.Switches
	check    *checker // judges the sentences of the answer; nil: it has no passages
}

// Run works on the turn of r until it has ended, and gives its events to w. A
// request that the log holds already is not answered again: the logged answer
// is replayed. The answer is in the log before w's Done is called. When ctx
// ends the turn is left without an end; only Stop and the turn's own time limit
// end it well. An error means that the turn has no end, or that r begins none
// (see Request.Check; then w was not touched).
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
	rec := &record{w: w, lang: r.language(k), began: now, now: s.Now}
	t := &work{record: rec, prompter: prompter{s, r, rec}, kind: k}
	t.call = history.Call{
		User: r.User, RequestID: r.RequestID, RequestTime: r.RequestTime, Type: r.Type,
		Body:     r.Body,
		ConvType: r.ConvType, RAGType: r.RAGType, Function: r.Function,
		Conversation: r.conversation(), Memory: r.memory(k), Parent: r.Parent, Replaces: r.Replaces,
		Scope: r.Documents,
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
	t.debugging = t.switches.Debug
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
	q, err := reviser{t.s, t.r, t.record, t.prompter}.revise(ctx, past)
	if err != nil {
		return err
	}
	stores := choose(t.s.Stores, t.r.RAGType, t.switches.Store)
	q, found, err := t.finder().search(ctx, stores, q)
	if err != nil {
		return err
	}
	chosen, err := t.prioritise(ctx, q, found)
	if err != nil {
		return err
	}
	if len(chosen.kept) == 0 && stores.all {
		web, err := t.web(ctx, q)
		if err != nil {
			return err
		}
		chosen.kept = web.kept
	}
	kept := chosen.kept
	t.cite(ctx, chosen)
	if t.s.Model == nil {
		return t.extract(ctx, q, kept)
	}
	began, err := t.ground(ctx, q, past, kept)
	if t.unreached(ctx, began, err) {
		t.call.Trace.Sizes.Context = history.Size{}
		return t.extract(ctx, q, kept)
	}
	if err != nil {
		return err
	}
	t.secondWitness(ctx, q.Text)
	return t.voice().translateAnswer(ctx)
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
