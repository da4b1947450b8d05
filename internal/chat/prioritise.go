package chat

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// prioritise scores passages against the question, drops those under the bar and keeps the best, most relevant first,
// as many as are wanted and fit into the context.
func (t *work) prioritise(ctx context.Context, q relevance.Question, found []retrieve.Passage) ([]retrieve.Passage, error) {
	if len(found) == 0 {
		return nil, nil
	}
	if t.s.Method == RetrievalQA && t.kind == rag {
		return t.fit(found[:min(len(found), t.s.Passages)]), nil
	}
	defer t.stage(turn.StageEvent{Name: "select"})()
	judged, err := t.s.judge.Judge(ctx, q, found)
	if err != nil {
		return nil, err
	}
	if judged.Embedder != nil {
		t.s.Logger.Warn("embedding passages", "request", t.r.RequestID, "error", judged.Embedder)
		t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, "embedder")
	}
	kept := t.fit(judged.Answers(t.s.Passages))
	t.call.Trace.Kept, t.call.Trace.Dropped = len(kept), t.call.Trace.Dropped+len(found)-len(kept)
	t.w.Stage(turn.StageEvent{Name: "select", Passages: len(kept)})
	return kept, nil
}

// fit keeps as many of the passages, from the first on, as the model's context has room for; always the first one.
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

// promptText is what the model reads of a passage: code itself rather than its summary, the translation rather than
// the original.
func promptText(p retrieve.Passage) string {
	switch {
	case p.Kind == document.Code && p.Original != "":
		return p.Text + "\n" + p.Original
	case p.Translation != "":
		return p.Translation
	}
	return p.Text
}
