package chat

import (
	"context"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

var nothingFound = fault.Text{
	Ko: "문서에서 이 질문에 대한 내용을 찾지 못했어요.",
	En: "The documents hold nothing on this question.",
}

// generalLabel heads an answer of a model that no passage was found for.
var generalLabel = fault.Text{
	Ko: "문서에서 이 질문에 대한 내용을 찾지 못했어요. 아래는 문서에 없는 일반 지식이에요.",
	En: "The documents hold nothing on this question. What follows is general knowledge.",
}

// cite numbers the passages as the answer's sources, before its text begins. A user who switched references off gets
// an answer without them.
func (t *work) cite(kept []retrieve.Passage) {
	if !t.switches.References || len(kept) == 0 {
		return
	}
	t.call.Sources = make([]history.SourceRef, len(kept))
	for i, p := range kept {
		ref := history.SourceRef{
			Number: i + 1, Store: p.Store, Document: p.Document, Version: p.Version, Chunk: p.Chunk,
			Start: p.Start, End: p.End, Page: p.Page, Line: p.Line, Score: p.Score, Kind: string(p.ScoreKind),
		}
		if p.Document == "" { // of documents, titles are read from their record
			ref.URL, ref.Title = p.URL, p.Title
		}
		if p.Confidence != "" {
			ref.Extra = map[string]string{"confidence": p.Confidence}
		}
		t.call.Sources[i] = ref
	}
	t.w.Sources(t.call.Sources)
}

// ground answers from the passages. Without any it says so first, and the model may add what is generally known. began
// reports whether the model said anything.
func (t *work) ground(ctx context.Context, q relevance.Question, past []history.Call, kept []retrieve.Passage) (began bool, err error) {
	var before []llm.Message
	if t.s.Method == ConversationalRetrievalChain {
		before = t.dialogue(past, t.inputBudget()/4)
	}
	if len(kept) == 0 {
		t.label(generalLabel)
		return t.stream(ctx, prompt.General(t.lang, q.Text), before, &citations{})
	}
	t.check = t.newChecker(q.Text, kept)
	return t.streamWith(ctx, before, kept, func(passages []prompt.Passage) prompt.Prompt {
		return prompt.Grounded(t.lang, q.Text, passages, t.switches.References, prompt.NewFence())
	})
}

// streamWith streams an answer to a prompt with passages. If the model finds it too long, it is asked once more with
// half of them and without the conversation.
func (t *work) streamWith(ctx context.Context, before []llm.Message, kept []retrieve.Passage, make func([]prompt.Passage) prompt.Prompt) (began bool, err error) {
	for _, p := range kept {
		t.call.Trace.Sizes.Context = addSize(t.call.Trace.Sizes.Context, promptText(p))
	}
	began, err = t.stream(ctx, make(excerpts(kept)), before, &citations{sources: len(t.call.Sources)})
	if began || len(kept) < 2 || !fault.Is(err, fault.TooLarge) {
		return began, err
	}
	return t.stream(ctx, make(excerpts(kept[:len(kept)/2])), nil, &citations{sources: len(t.call.Sources)})
}

func excerpts(kept []retrieve.Passage) []prompt.Passage {
	out := make([]prompt.Passage, len(kept))
	for i, p := range kept {
		title := p.Title
		if title == "" {
			title = p.Name
		}
		out[i] = prompt.Passage{Number: i + 1, Title: title, Headings: p.Headings, Page: p.Page, Text: promptText(p)}
	}
	return out
}
