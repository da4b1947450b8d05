package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/settings"
)

// work is a turn in progress. It decides the order of the steps and gives each
// step what it needs. It belongs to one goroutine.
type work struct {
	s        *Service
	r        Request
	kind     kind
	rec      *record
	model    prompter
	judge    llm.Model // a second judge; nil if there is none
	switches settings.Switches
	asked    string   // the question, if the body asks for more than that; see digest
	own      []string // of a follow-up question; see followUp.complete
	aloud    *reciter // reads the answer aloud as it is written; if nil, nothing does
	// later reports whether the reader can be told after the turn has ended what a
	// judge says of the answer
	later bool
	// second is the judge that is to be asked then; if nil, there is none
	second *witness
}

// Run processes the turn of r until it has ended, and sends its events to w. If
// the log already contains an answer to the request, that answer is replayed.
// The answer is in the log before w.Done is called. If ctx ends, the turn is
// left unfinished; only Stop and the turn's own time limit end it properly. An
// error means that the turn did not end, or that r can't start one (see
// Request.Check); in that case w was not touched.
func (s *Service) Run(ctx context.Context, r Request, w Sink) error {
	return s.run(ctx, r, w, false)
}

// run is Run. With later, the turn ends before a judge has been asked, whose
// verdicts then change the log alone; see [history.Store.Amend].
func (s *Service) run(ctx context.Context, r Request, w Sink, later bool) error {
	k, err := r.kind()
	if err != nil {
		return err
	}
	after := ctx // the writer's context ends with the turn
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(w.Context(), func() { cancel(errLost) })()
	limited, release := context.WithTimeoutCause(ctx, s.TurnLimit, errTooLong)
	defer release()

	t := s.begin(r, k, w)
	t.later = later && t.rec.call.Conversation != history.BaseConversation
	defer func() { t.aloud.abandon() }()
	if replayed, err := t.replay(limited); replayed || err != nil {
		return err
	}
	t.announce(true)
	if err := t.end(limited, t.pipeline(limited)); err != nil {
		return err
	}
	if t.second != nil && t.rec.call.Outcome == history.Completed {
		t.announce(false)
		t.second.amendLog(after, t.s.History)
	}
	if t.wantsTitle() {
		titler{t.rec, t.model, t.s.History}.entitle(after)
	}
	t.announce(false)
	return nil
}

func (s *Service) begin(r Request, k kind, w Sink) *work {
	now := s.Now()
	if r.RequestTime == "" {
		r.RequestTime = now.UTC().Format(time.DateTime)
	}
	rec := &record{w: w, lang: r.language(k), began: now, now: s.Now,
		logger: s.Logger.With("request", r.RequestID)}
	rec.call = history.Call{
		User: r.User, RequestID: r.RequestID, RequestTime: r.RequestTime, Type: r.Type,
		Body:     r.Body,
		ConvType: r.ConvType, RAGType: r.RAGType, Function: r.Function,
		Conversation: r.conversation(), Memory: r.memory(k), Parent: r.Parent, Replaces: r.Replaces,
		Scope: r.Documents, Topic: r.topic(k),
	}
	if rec.call.Type == "" {
		rec.call.Type = "text"
	}
	rec.call.Trace.Sizes.Question = sizeOf(r.Body)
	use := s.models.Load()
	return &work{s: s, r: r, kind: k, rec: rec, model: s.prompter(rec, r, use.answer), judge: use.judge}
}

// pipeline makes the answer. A panic in it ends only this turn.
func (t *work) pipeline(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Newf(fault.Internal, "panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := t.readSwitches(ctx); err != nil {
		return err
	}
	t.aloud = t.voice().begin(ctx)
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

// readSwitches reads what the user has switched on, over the installation's defaults.
func (t *work) readSwitches(ctx context.Context) error {
	user, err := t.s.Settings.Get(ctx, t.r.User)
	if err != nil {
		return fmt.Errorf("reading the user's settings: %w", err)
	}
	t.switches = user.Over(t.s.Defaults)
	t.rec.debugging = t.switches.Debug
	return nil
}

// documents answers a question about documents.
func (t *work) documents(ctx context.Context) error {
	if t.model.model == nil {
		if t.smallTalk().answer(ctx, t.r.Body) {
			return nil
		}
		if done, err := t.digest(ctx); done || err != nil {
			return err
		}
	} else if one, err := t.toSummarise(ctx); one || err != nil {
		if err != nil {
			return err
		}
		return t.file(ctx)
	}
	past, err := t.memory().recall(ctx, history.RAGMemory, ragWindow)
	if err != nil {
		return err
	}
	stores := choose(t.s.Stores, t.r.RAGType, t.switches.Store)
	if t.model.model == nil {
		if done, err := t.several(ctx, stores); done || err != nil {
			return err
		}
	}
	q, chosen, err := t.found(ctx, stores, past)
	if err != nil {
		return err
	}
	// Of chosen documents, whoever asks knows what they are about.
	if t.model.model == nil && chosen.noSubject && len(t.r.Documents) == 0 {
		t.smallTalk().say(t.rec.say(aboutWhat))
		return nil
	}
	// Who chose a store or documents wants answers from these alone.
	if len(chosen.kept) == 0 && stores.all && t.s.Web != nil && t.r.mayUseWeb() {
		if chosen.kept, err = t.fromWeb(ctx, q); err != nil {
			return err
		}
	}
	t.locator().locate(ctx, chosen)
	t.citer().cite(ctx, chosen)
	if t.model.model == nil {
		t.extractor().sentences(ctx, q.Text, chosen.kept)
		return nil
	}
	return t.answer(ctx, q, past, chosen)
}

// found completes the question, searches for it and chooses among the passages. Where that
// finds nothing of a follow-up's own thing, or nothing in a file that is named, the
// question is asked as it stands.
func (t *work) found(ctx context.Context, stores choice, past []history.Call) (relevance.Question,
	selection, error) {
	forget, err := t.chooseNamed(ctx)
	if err != nil {
		return relevance.Question{}, selection{}, err
	}
	q, own, err := t.reviser().revise(ctx, past)
	if err != nil {
		return q, selection{}, err
	}
	t.own = own
	q, chosen, err := t.retrieve(ctx, stores, q)
	if err == nil && len(own) > 0 && !t.extractor().mentions(ctx, own, q.Text, chosen.kept) {
		q, chosen, err = t.alone(ctx, stores, q, chosen)
	}
	if err == nil && forget != nil && len(chosen.kept)+len(chosen.related) == 0 {
		forget()
		return t.retrieve(ctx, stores, t.reviser().asIs())
	}
	return q, chosen, err
}

// alone asks what was taken for a follow-up as it is: it may begin a topic of its own. If
// that finds nothing either, what was found remains.
func (t *work) alone(ctx context.Context, stores choice, q relevance.Question, found selection) (
	relevance.Question, selection, error) {
	asIs, chosen, err := t.retrieve(ctx, stores, t.reviser().asIs())
	if err != nil || len(chosen.kept) == 0 {
		return q, found, err
	}
	t.own, t.rec.call.Trace.Revised = nil, ""
	return asIs, chosen, nil
}

// retrieve searches for a question and chooses among the passages found. The
// question comes back with its translation.
func (t *work) retrieve(ctx context.Context, stores choice, q relevance.Question) (
	relevance.Question, selection, error) {
	q, found, err := t.finder().search(ctx, stores, q)
	if err != nil {
		return q, selection{}, err
	}
	chosen, err := t.selector().prioritise(ctx, q, found)
	return q, chosen, err
}

// fromWeb returns passages of web pages that may answer the question.
func (t *work) fromWeb(ctx context.Context, q relevance.Question) ([]retrieve.Passage, error) {
	pages, err := webSearch{t.rec, t.s.Web, t.s.StoreLimit}.passages(ctx, q.Text)
	if err != nil {
		return nil, err
	}
	chosen, err := t.selector().prioritise(ctx, q, pages)
	return chosen.kept, err
}

// answer has the model answer from the passages that were chosen. If the model can't
// be reached, sentences from the documents are the answer.
func (t *work) answer(ctx context.Context, q relevance.Question, past []history.Call,
	chosen selection) error {
	check, began, err := t.grounder().ground(ctx, q, past, chosen)
	if t.rec.unreached(ctx, began, err) {
		t.extractor().sentences(ctx, q.Text, chosen.kept)
		return nil
	}
	if err != nil {
		return err
	}
	if t.judge != nil && check != nil {
		w := &witness{t.rec, t.model, t.judge, t.s.JudgeLimit, check, q.Text}
		if t.later {
			t.second = w
		} else {
			w.amend(ctx)
		}
	}
	return t.voice().translateAnswer(ctx)
}

// end logs the answer and ends the turn in the way that suits the outcome of
// the pipeline.
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

// replay repeats the answer that the log has for this request, with its
// recording. It reports whether there was one.
func (t *work) replay(ctx context.Context) (bool, error) {
	c, err := t.s.History.ByRequest(ctx, t.r.User, t.r.RequestID)
	switch {
	case fault.Is(err, fault.NotFound):
		return false, nil
	case err != nil:
		return false, t.end(ctx, fmt.Errorf("looking for an earlier answer: %w", err))
	case c.Outcome == history.Failed:
		return true, t.rec.w.Fail(ctx, *c.Failure)
	}
	t.rec.repeat(c)
	if c.Outcome == history.Completed {
		t.rec.call = c
		if err := t.readSwitches(ctx); err != nil {
			t.rec.logger.Warn("an answer is repeated without its recording", "error", err)
		} else {
			t.voice().speak(ctx)
		}
	}
	return true, t.rec.w.Done(ctx, c.Outcome)
}
