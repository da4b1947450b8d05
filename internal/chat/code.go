package chat

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
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
		e.rec.w.Delta(e.block(i, p, language.Label))
	}
}

// block is the code of the i-th passage, below its name and with its number. label names
// the language for Markdown and may be "".
func (e extractor) block(i int, p retrieve.Passage, label string) string {
	mark := quoter{e.rec, len(e.rec.call.Sources) > 0}.mark(i)
	code := strings.ReplaceAll(cmp.Or(p.Original, p.Text), "```", "'''")
	return "**" + escape(cmp.Or(strings.Join(p.Headings, "."), p.Name)) + "**" + mark +
		"\n\n```" + label + "\n" + strings.TrimRight(code, "\n") + "\n```\n\n"
}

// codeAmong returns the indices of the passages of code that sentences are from, in order.
// The text of such a passage is only what finds it.
func codeAmong(sentences []relevance.Sentence, kept []retrieve.Passage) (passages []int) {
	for _, s := range sentences {
		if kept[s.Passage].Kind == document.Code && !slices.Contains(passages, s.Passage) {
			passages = append(passages, s.Passage)
		}
	}
	return passages
}
