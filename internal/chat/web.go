package chat

import (
	"cmp"
	"context"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/websearch"
)

const webStore = "web"

// webResults is how many pages are asked for. All of them are read and judged: the
// best passage may stand on the last one.
const webResults = 10

var webFailed = fault.Text{
	Ko: "웹 검색에 실패해서 웹 검색 결과 없이 답했어요.",
	En: "The web search failed, so this answer uses no web results.",
}

// web searches where the documents held nothing. Its failure costs its passages only.
func (t *work) web(ctx context.Context, q relevance.Question) (selection, error) {
	if t.s.Web == nil || t.r.NoWeb || len(t.r.Documents) > 0 {
		return selection{}, nil
	}
	defer t.stage(turn.StageEvent{Name: "web"})()
	began := t.s.Now()
	limited, cancel := context.WithTimeout(ctx, t.s.StoreLimit)
	defer cancel()
	results, err := t.s.Web.Search(limited, q.Text, webResults)
	if fault.Is(err, fault.NotConfigured) {
		return selection{}, nil // its keys are not there yet
	}
	trace := history.StoreTrace{Store: webStore, Count: len(results), Took: t.s.Now().Sub(began)}
	if err != nil {
		if ctx.Err() != nil {
			return selection{}, context.Cause(ctx)
		}
		t.s.Logger.Warn("web search", "request", t.r.RequestID, "error", err)
		trace.Error = fault.KindOf(err).String()
		t.call.Trace.Stores = append(t.call.Trace.Stores, trace)
		t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, webStore)
		t.note(history.NoteWebUnavailable, webFailed)
		return selection{}, nil
	}
	t.call.Trace.Stores = append(t.call.Trace.Stores, trace)
	var pages []retrieve.Passage
	for i, r := range results {
		pages = append(pages, webPassages(r, i)...)
	}
	t.w.Stage(turn.StageEvent{Name: "web", Passages: len(pages)})
	return t.prioritise(ctx, q, retrieve.Distinct(pages))
}

// webPassages are a result's passages: those of its page, or its excerpt. rank is
// its place among the results, from 0.
func webPassages(r websearch.Result, rank int) []retrieve.Passage {
	texts := r.Passages
	if len(texts) == 0 {
		texts = []string{cmp.Or(r.Excerpt, r.Title)}
	}
	score := r.Score
	if score == 0 { // none given: the order is all there is
		score = 1 / float64(rank+1)
	}
	var all []retrieve.Passage
	for _, text := range texts {
		all = append(all, retrieve.Passage{
			Store: webStore, Title: r.Title, URL: r.URL, Text: text, Score: score,
			ScoreKind: retrieve.Opaque,
		})
	}
	return all
}
