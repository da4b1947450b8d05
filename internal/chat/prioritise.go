package chat

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// selection is what is left of the passages that were found, best first.
type selection struct {
	kept    []retrieve.Passage // they may answer the question
	related []retrieve.Passage // they don't, but nothing comes nearer; only where none is kept
}

// mostRelated is how many related passages are shown.
const mostRelated = 3

// prioritise keeps the passages that may answer the question, as many as are
// wanted and fit into the context.
func (t *work) prioritise(ctx context.Context, q relevance.Question,
	found []retrieve.Passage) (selection, error) {
	if len(found) == 0 {
		return selection{}, nil
	}
	if t.s.Method == RetrievalQA && t.kind == rag {
		return selection{kept: t.fit(found[:min(len(found), t.s.Passages)])}, nil
	}
	defer t.stage(turn.StageEvent{Name: "select"})()
	judged, err := t.s.judge.Judge(ctx, q, found)
	if err != nil {
		return selection{}, err
	}
	if judged.Embedder != nil {
		t.s.Logger.Warn("embedding passages", "request", t.r.RequestID, "error", judged.Embedder)
		t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, "embedder")
	}
	s := selection{kept: t.fit(judged.Answers(t.s.Passages))}
	if len(s.kept) == 0 {
		s.related = judged.Related(min(mostRelated, t.s.Passages))
	}
	t.call.Trace.Kept, t.call.Trace.Dropped = len(s.kept),
		t.call.Trace.Dropped+len(found)-len(s.kept)
	t.w.Stage(turn.StageEvent{Name: "select", Passages: len(s.kept)})
	return s, nil
}

// fit keeps as many of the passages, from the first on, as the model's context
// has room for; always the first one.
func (t *work) fit(passages []retrieve.Passage) []retrieve.Passage {
	if t.s.Model == nil {
		return passages
	}
	room := t.contextBudget()
	for i, p := range passages {
		if room -= llm.Tokens(promptText(p)) + 40; room < 0 && i > 0 {
			return passages[:i]
		}
	}
	return passages
}

// promptText is what the model reads of a passage: code itself rather than its
// summary, the translation rather than the original.
func promptText(p retrieve.Passage) string {
	switch {
	case p.Kind == document.Code && p.Original != "":
		return p.Text + "\n" + p.Original
	case p.Translation != "":
		return p.Translation
	}
	return p.Text
}
