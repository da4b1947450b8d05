package chat

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// search asks the chosen stores for passages, in both languages with dual search, and drops those that the asker may not
// see. It gives the question with its translation. A store that fails costs its own passages, and the answer says so;
// when all of them fail, that is an error.
func (t *work) search(ctx context.Context, c choice, q relevance.Question) (relevance.Question, []retrieve.Passage, error) {
	if c.missing != "" {
		t.note(history.NoteStoreMissing, missingNote(c))
		t.call.Trace.Stores = append(t.call.Trace.Stores,
			history.StoreTrace{Store: c.missing, Error: fault.NotConfigured.String()})
	}
	defer t.stage(turn.StageEvent{Name: "retrieve", Stores: len(c.stores)})()
	found, err := t.ask(ctx, c.stores, t.query(q.Text))
	if err != nil {
		return q, nil, err
	}
	if c.all && t.wantsDual(q.Text) {
		english, more, err := t.dual(ctx, c.stores, q.Text)
		if err != nil {
			return q, nil, err
		}
		q.English = english
		found = append(found, more...)
	}
	found, err = retrieve.Current(ctx, t.s.Documents, t.r.Scope, retrieve.Distinct(found))
	if err != nil {
		return q, nil, err
	}
	if q.English != "" {
		t.translate(ctx, found)
	}
	t.w.Stage(turn.StageEvent{Name: "retrieve", Stores: len(c.stores), Passages: len(found)})
	return q, found, nil
}

func (t *work) query(text string) retrieve.Query {
	return retrieve.Query{Text: text, K: t.s.Passages, Documents: t.r.Documents}
}

// codeQuery asks for code of one language.
func (t *work) codeQuery(text, language string) retrieve.Query {
	q := t.query(text)
	q.Kinds, q.Language = []document.ChunkKind{document.Code}, language
	return q
}

// ask asks the stores and notes what each did.
func (t *work) ask(ctx context.Context, stores []retrieve.Retriever, q retrieve.Query) ([]retrieve.Passage, error) {
	var found []retrieve.Passage
	var failed error
	answered := 0
	for _, r := range t.fanOut(ctx, stores, q) {
		trace := history.StoreTrace{Store: r.Store, Count: len(r.Passages), Took: r.Took}
		if r.Err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			failed = fmt.Errorf("searching %s: %w", r.Store, r.Err)
			trace.Error = fault.KindOf(r.Err).String()
			t.storeFailed(r)
		} else {
			answered++
		}
		t.call.Trace.Stores = append(t.call.Trace.Stores, trace)
		found = append(found, r.Passages...)
	}
	if answered == 0 && failed != nil {
		return nil, failed
	}
	return found, nil
}

func (t *work) fanOut(ctx context.Context, stores []retrieve.Retriever, q retrieve.Query) []retrieve.Result {
	if !t.s.Serial {
		return retrieve.FanOut(ctx, stores, t.r.Scope, q, t.s.StoreLimit)
	}
	var results []retrieve.Result
	for _, s := range stores {
		results = append(results, retrieve.Ask(ctx, s, t.r.Scope, q, t.s.StoreLimit))
	}
	return results
}

func (t *work) storeFailed(r retrieve.Result) {
	t.s.Logger.Warn("a store failed", "store", r.Store, "request", t.r.RequestID, "error", r.Err)
	for _, u := range t.call.Trace.Unavailable {
		if u == r.Store {
			return
		}
	}
	t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, r.Store)
	name := storeName(r.Store)
	t.note(history.NoteStoreUnavailable, fault.Text{
		Ko: name.Ko + " 저장소에서 답이 오지 않아서 빼고 답했어요.",
		En: "The " + name.En + " store did not answer, so it was left out.",
	})
}

// searchCode asks the chosen stores for code.
func (t *work) searchCode(ctx context.Context, c choice, q relevance.Question, language string) ([]retrieve.Passage, error) {
	if c.missing != "" {
		t.note(history.NoteStoreMissing, missingNote(c))
	}
	defer t.stage(turn.StageEvent{Name: "retrieve", Stores: len(c.stores)})()
	found, err := t.ask(ctx, c.stores, t.codeQuery(q.Text, language))
	if err != nil {
		return nil, err
	}
	return retrieve.Current(ctx, t.s.Documents, t.r.Scope, retrieve.Distinct(found))
}
