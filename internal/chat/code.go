package chat

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

// code writes code, using the user's own code as examples. Without a model it
// shows the examples. The turn is not remembered.
func (t *work) code(ctx context.Context) error {
	language, _ := prompt.CodeLanguageOf(t.r.Function)
	q := relevance.Question{Text: t.r.Body}
	stores := chooseForCode(t.s.Stores, t.r.RAGType, t.switches.Store)
	found, err := t.finder().searchCode(ctx, stores, q, language.Index)
	if err != nil {
		return err
	}
	chosen, err := t.selector().prioritise(ctx, q, found)
	if err != nil {
		return err
	}
	kept := chosen.kept
	t.citer().cite(ctx, selection{kept: kept})
	if t.model.model == nil {
		t.extractor().examples(language, kept)
		return nil
	}
	began, err := streamer{rec: t.rec, model: t.model}.fromPassages(ctx, nil, kept,
		func(passages []prompt.Passage) prompt.Prompt {
			return prompt.Code(t.rec.lang, language, t.r.Body, passages, prompt.NewFence())
		})
	if len(kept) > 0 && t.rec.unreached(ctx, began, err) {
		t.extractor().examples(language, kept)
		return nil
	}
	return err
}

var examplesLabel = fault.Text{
	Ko: "새 코드를 쓰는 대신, 올린 코드에서 찾은 내용을 그대로 보여 드려요.",
	En: "This is code found in your files, shown as it is instead of new code.",
}

// examples shows the code that was found, the best match first.
func (e extractor) examples(language prompt.CodeLanguage, kept []retrieve.Passage) {
	if len(kept) == 0 {
		e.rec.needsModel()
		return
	}
	e.noModel()
	e.rec.call.Memory = history.NoMemory
	e.rec.label(examplesLabel)
	e.rec.firstToken()
	for i, p := range kept {
		mark := ""
		if len(e.rec.call.Sources) > 0 {
			mark = " [" + strconv.Itoa(i+1) + "]"
		}
		code := strings.ReplaceAll(cmp.Or(p.Original, p.Text), "```", "'''")
		e.rec.w.Delta("**" + escape(cmp.Or(strings.Join(p.Headings, "."), p.Name)) + "**" + mark +
			"\n\n```" + language.Label + "\n" + strings.TrimRight(code, "\n") + "\n```\n\n")
	}
}
