package chat

import (
	"context"

	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
)

// code writes code, with the user's own code as examples. It remembers nothing.
func (t *work) code(ctx context.Context) error {
	if t.s.Model == nil {
		t.withoutModel()
		return nil
	}
	language, _ := prompt.CodeLanguageOf(t.r.Function)
	q := relevance.Question{Text: t.r.Body}
	stores := choose(t.s.Stores, t.r.RAGType, t.switches.Store)
	found, err := t.finder().searchCode(ctx, stores, q, language.Index)
	if err != nil {
		return err
	}
	chosen, err := t.prioritise(ctx, q, found)
	if err != nil {
		return err
	}
	kept := chosen.kept
	t.cite(ctx, selection{kept: kept})
	_, err = t.streamWith(ctx, nil, kept, func(passages []prompt.Passage) prompt.Prompt {
		return prompt.Code(t.lang, language, t.r.Body, passages, prompt.NewFence())
	})
	return err
}
