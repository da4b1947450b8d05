package chat

import (
	"context"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

const webStore = "web"

var webFailed = fault.Text{
	Ko: "웹 검색이 되지 않아서 빼고 답했어요.",
	En: "Web search failed, so the answer goes on without it.",
}

// web searches where the documents held nothing. Its failure costs its passages only.
func (t *work) web(ctx context.Context, q relevance.Question) ([]retrieve.Passage, error) {
	if t.s.Web == nil || len(t.r.Documents) > 0 {
		return nil, nil
	}
	defer t.stage(turn.StageEvent{Name: "web"})()
	began := t.s.Now()
	limited, cancel := context.WithTimeout(ctx, t.s.StoreLimit)
	defer cancel()
	results, err := t.s.Web.Search(limited, q.Text, t.s.Passages)
	trace := history.StoreTrace{Store: webStore, Count: len(results), Took: t.s.Now().Sub(began)}
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		t.s.Logger.Warn("web search", "request", t.r.RequestID, "error", err)
		trace.Error = fault.KindOf(err).String()
		t.call.Trace.Stores = append(t.call.Trace.Stores, trace)
		t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, webStore)
		t.note(history.NoteWebUnavailable, webFailed)
		return nil, nil
	}
	t.call.Trace.Stores = append(t.call.Trace.Stores, trace)
	pages := make([]retrieve.Passage, 0, len(results))
	for i, r := range results {
		p := retrieve.Passage{
			Store: webStore, Title: r.Title, URL: r.URL, Text: r.Excerpt,
			Score: r.Score, ScoreKind: retrieve.Opaque,
		}
		if p.Score == 0 { // none given: the order is all there is
			p.Score = 1 / float64(i+1)
		}
		if p.Text == "" {
			p.Text = r.Title
		}
		pages = append(pages, p)
	}
	t.w.Stage(turn.StageEvent{Name: "web", Passages: len(pages)})
	return t.prioritise(ctx, q, retrieve.Distinct(pages))
}
