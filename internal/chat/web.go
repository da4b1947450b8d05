package chat

import (
	"cmp"
	"context"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/websearch"
)

const webStore = "web"

// webResults is how many pages are requested. All of them are read and judged,
// because the best passage may be on the last one.
const webResults = 10

var webFailed = fault.Text{
	Ko: "웹 검색에 실패해서 웹 검색 결과 없이 답했어요.",
	En: "The web search failed, so this answer uses no web results.",
}

// webSearch finds passages on the web.
type webSearch struct {
	rec   *record
	web   websearch.Searcher
	limit time.Duration
}

// passages searches the web. If the search fails, it returns no passages and a
// note says so. An error means that ctx has ended.
func (s webSearch) passages(ctx context.Context, question string) ([]retrieve.Passage, error) {
	defer s.rec.stage(turn.StageEvent{Name: webStore})()
	began := s.rec.now()
	limited, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	results, err := s.web.Search(limited, question, webResults)
	if fault.Is(err, fault.NotConfigured) {
		return nil, nil // nobody has entered its keys yet
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	trace := history.StoreTrace{Store: webStore, Count: len(results), Took: s.rec.now().Sub(began)}
	if err != nil {
		s.rec.doWithout(webStore, err)
		s.rec.note(history.NoteWebUnavailable, webNote(err))
		trace.Error = fault.KindOf(err).String()
	}
	s.rec.call.Trace.Stores = append(s.rec.call.Trace.Stores, trace)
	if err != nil {
		return nil, nil
	}
	var pages []retrieve.Passage
	for i, r := range results {
		pages = append(pages, webPassages(r, i)...)
	}
	s.rec.w.Stage(turn.StageEvent{Name: webStore, Passages: len(pages)})
	return retrieve.Distinct(pages), nil
}

// webNote says why there are no web results. Where somebody has entered keys, but
// not as they should be, it says what is wrong with them.
func webNote(err error) fault.Text {
	if fault.Is(err, fault.Damaged) {
		return fault.MessageOf(err)
	}
	return webFailed
}

// webPassages returns the passages of a result's page, or else its excerpt.
// rank is the result's place in the list, from 0.
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
