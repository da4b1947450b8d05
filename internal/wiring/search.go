package wiring

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

// SearchJudge judges what the search page finds as answers to questions are
// judged. It is a server.Judge.
type SearchJudge struct{ Relevance *relevance.Judge }

// About reports for each passage whether it is about the query. If the query names
// nothing that passages can be judged by, no passage is about it. The error is that of Judge.
func (s SearchJudge) About(ctx context.Context, query string,
	found []retrieve.Passage) ([]bool, error) {
	about := make([]bool, len(found))
	if len(relevance.MainWords(query)) == 0 {
		return about, nil
	}
	judged, err := s.Relevance.Judge(ctx, relevance.Question{Text: query}, found)
	if err != nil {
		return nil, err
	}
	answers := map[document.ChunkID]bool{}
	for _, v := range judged.Verdicts {
		answers[v.Chunk] = v.Answers
	}
	for i, p := range found {
		about[i] = answers[p.Chunk]
	}
	return about, nil
}
