package chat

import (
	"context"
	"sync"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// wantsDual reports whether the question is also searched in English: if it is
// Korean and the message or the user's settings ask for it.
func (f finder) wantsDual(text string) bool {
	return (f.dualOn || f.r.Function == "dual-search") && korean.HasHangul(text)
}

var dualNeedsModel = fault.Text{
	Ko: "영어로도 찾으려면 언어 모델이 있어야 해서, 한국어로만 찾았어요.",
	En: "Searching in English too needs a language model, so only Korean was searched.",
}

var dualFailed = fault.Text{
	Ko: "질문을 영어로 옮기지 못해서, 한국어로만 찾았어요.",
	En: "The question could not be translated, so only Korean was searched.",
}

// dual translates the question into English and returns the translation and the
// passages found with it. If there is no translation, it returns "" and no
// passages, and a note says why.
func (f finder) dual(ctx context.Context, stores []retrieve.Retriever, text string) (english string,
	found []retrieve.Passage, err error) {
	if f.model.model == nil {
		f.rec.note(history.NoteDualUnavailable, dualNeedsModel)
		return "", nil, nil
	}
	defer f.rec.stage(turn.StageEvent{Name: "translate"})()
	english, err = f.model.complete(ctx, prompt.QuestionTranslation(text, prompt.NewFence()),
		llm.Translate, 300)
	switch {
	case ctx.Err() != nil:
		return "", nil, context.Cause(ctx)
	case err != nil || english == "":
		f.rec.doWithout("translate", err)
		f.rec.note(history.NoteDualUnavailable, dualFailed)
		return "", nil, nil
	}
	english = korean.Line(english)
	f.rec.call.Trace.Translated = english
	f.rec.w.Stage(turn.StageEvent{Name: "translate", Detail: english})
	f.rec.debug(translatedLine, english)
	found, err = f.ask(ctx, stores, f.query(english))
	return english, found, err
}

// foreign reports whether a text is written in another language than Korean, which
// it may quote.
func foreign(text string) bool {
	language := korean.DocumentLanguage(text)
	return language != "ko" && language != ""
}

// translate translates all passages that are not Korean at the same time; a pool
// of models spreads the calls over its regions. A passage that can't be
// translated stays as it is.
func (f finder) translate(ctx context.Context, found []retrieve.Passage) {
	var all sync.WaitGroup
	for i := range found {
		p := &found[i]
		if !foreign(p.Text) || p.Translation != "" {
			continue
		}
		all.Go(func() {
			text, err := f.model.complete(ctx, prompt.PassageTranslation(p.Text,
				prompt.NewFence()), llm.Translate, 0)
			if err != nil {
				f.rec.logger.Warn("translating a passage", "error", err)
				return
			}
			p.Translation = text
		})
	}
	all.Wait()
}
