package chat

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

// What is said where the documents do not answer.
var (
	nothingFound = fault.Text{
		Ko: "문서에서 이 질문에 대한 내용을 찾지 못했어요.",
		En: "I found nothing about this in the documents.",
	}
	onlyRelated = fault.Text{
		Ko: "문서에서 이 질문의 답을 찾지 못했어요. 관련 있는 문서를 함께 보여 드려요.",
		En: "The documents do not answer this question. Related documents are shown as sources.",
	}
	noDocuments = fault.Text{
		Ko: "아직 찾아볼 문서가 없어요. 문서를 먼저 올려 주세요.",
		En: "There are no documents to search yet. Upload one first.",
	}
)

// unanswered says that the documents do not answer, and why, as far as that is known.
func (t *work) unanswered(ctx context.Context) fault.Text {
	if len(t.call.Sources) > 0 {
		return onlyRelated
	}
	page, err := t.s.Documents.List(ctx, t.r.Scope, document.Filter{Limit: 1})
	if err == nil && len(page.Documents) == 0 && page.Next == "" {
		return noDocuments
	}
	return nothingFound
}

// generalKnowledge follows it where a model answers without any passage.
var generalKnowledge = fault.Text{
	Ko: " 아래는 문서에 없는 일반 지식이에요.",
	En: " What follows is general knowledge.",
}

// cite numbers the passages as the answer's sources, before its text begins.
// Where none answers, those that come nearest are named as related ones. A user
// who switched references off gets an answer without them.
func (t *work) cite(ctx context.Context, s selection) {
	passages := s.kept
	if len(passages) == 0 {
		passages = s.related
	}
	if !t.switches.References || len(passages) == 0 {
		return
	}
	t.call.Sources = make([]history.SourceRef, len(passages))
	for i, p := range passages {
		ref := history.SourceRef{
			Number: i + 1, Store: p.Store, Document: p.Document, Version: p.Version, Chunk: p.Chunk,
			Start: p.Start, End: p.End, Page: p.Page, Line: p.Line, Score: p.Score,
			Kind:    string(p.ScoreKind),
			Related: len(s.kept) == 0,
		}
		if p.Document == "" { // of documents, titles are read from their record
			ref.URL, ref.Title = p.URL, p.Title
		}
		if p.Confidence != "" {
			ref.Extra = map[string]string{"confidence": p.Confidence}
		}
		t.call.Sources[i] = ref
	}
	t.keepCited(ctx)
	t.w.Sources(t.call.Sources)
}

// keepCited has the contents of the sources' versions kept, because the log
// will cite them. It is done before the answer is made: a document may be
// replaced meanwhile. An answer is worth more than the text of its sources, so
// a failure does not end the turn.
func (t *work) keepCited(ctx context.Context) {
	done := map[document.ID]bool{}
	for _, s := range t.call.Sources {
		if s.Document == "" || done[s.Document] {
			continue
		}
		done[s.Document] = true
		if err := document.Cite(ctx, t.s.Documents, s.Document, s.Version); err != nil {
			t.s.Logger.Warn("a source may lose its text when its document is replaced",
				"document", s.Document, "error", err)
		}
	}
}

// ground answers from the passages. Without any it says so first, and the model
// may add what is generally known. began reports whether the model said
// anything.
func (t *work) ground(ctx context.Context, q relevance.Question, past []history.Call,
	kept []retrieve.Passage) (began bool, err error) {
	var before []llm.Message
	if t.s.Method == ConversationalRetrievalChain {
		before = t.dialogue(past, t.inputBudget()/4)
	}
	if len(kept) == 0 {
		why := t.unanswered(ctx)
		t.label(fault.Text{Ko: why.Ko + generalKnowledge.Ko, En: why.En + generalKnowledge.En})
		return t.stream(ctx, prompt.General(t.lang, q.Text), before, &citations{})
	}
	t.check = t.newChecker(q.Text, kept)
	return t.streamWith(ctx, before, kept, func(passages []prompt.Passage) prompt.Prompt {
		return prompt.Grounded(t.lang, q.Text, passages, t.switches.References, prompt.NewFence())
	})
}

// streamWith streams an answer to a prompt with passages. If the model finds it
// too long, it is asked once more with half of them and without the
// conversation.
func (t *work) streamWith(ctx context.Context, before []llm.Message, kept []retrieve.Passage,
	make func([]prompt.Passage) prompt.Prompt) (began bool, err error) {
	for _, p := range kept {
		t.call.Trace.Sizes.Context = addSize(t.call.Trace.Sizes.Context, promptText(p))
	}
	began, err = t.stream(ctx, make(excerpts(kept)), before,
		&citations{sources: len(t.call.Sources)})
	if began || len(kept) < 2 || !fault.Is(err, fault.TooLarge) {
		return began, err
	}
	return t.stream(ctx, make(excerpts(kept[:len(kept)/2])), nil,
		&citations{sources: len(t.call.Sources)})
}

func excerpts(kept []retrieve.Passage) []prompt.Passage {
	out := make([]prompt.Passage, len(kept))
	for i, p := range kept {
		title := p.Title
		if title == "" {
			title = p.Name
		}
		out[i] = prompt.Passage{Number: i + 1, Title: title, Headings: p.Headings, Page: p.Page,
			Text: promptText(p)}
	}
	return out
}
