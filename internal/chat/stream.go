package chat

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/turn"
)

// unknownContext is the context window in tokens that a model is taken to have that doesn't tell: what small local
// models are commonly served with.
const unknownContext = 8192

var errEmpty = fault.New(fault.Unavailable,
	"모델이 빈 답을 보냈어요. 다시 물어봐 주세요.",
	"The model sent an empty answer. Try asking again.")

// inputBudget is how many tokens of the model's context are left for what a prompt adds, beside its own words (about
// 900 tokens), the question, and room for the answer.
func (t *work) inputBudget() int {
	info := t.s.Model.Info()
	window := info.ContextTokens
	if window <= 0 {
		window = unknownContext
	}
	answer := window / 4
	if info.MaxOutput > 0 {
		answer = min(answer, info.MaxOutput)
	}
	return max(0, window-answer-900-llm.Tokens(t.r.Body))
}

// contextBudget is how many of them passages may take: all but what the conversation gets in a chain, and no more than
// was configured.
func (t *work) contextBudget() int {
	budget := t.inputBudget()
	if t.s.Method == ConversationalRetrievalChain {
		budget = budget * 3 / 4
	}
	if t.s.ContextTokens > 0 {
		budget = min(budget, t.s.ContextTokens)
	}
	return budget
}

func (t *work) request(p prompt.Prompt, past []llm.Message, purpose llm.Purpose) llm.Request {
	return llm.Request{
		System:   p.System,
		Messages: append(past[:len(past):len(past)], llm.Message{Role: llm.User, Text: p.User}),
		Purpose:  purpose,
		User:     string(t.r.User), Conversation: t.r.conversation(),
	}
}

// complete asks for a short text as a whole, free of tags. Safe for concurrent use.
func (t *work) complete(ctx context.Context, p prompt.Prompt, purpose llm.Purpose, maxTokens int) (string, error) {
	r := t.request(p, nil, purpose)
	r.MaxTokens = maxTokens
	text, _, err := llm.Collect(t.s.Model.Stream(ctx, r))
	if err != nil {
		return "", err
	}
	return p.Strip(text), nil
}

// stream asks for the answer and passes it on as it comes, without the prompt's tags and with its citations mended.
// began reports whether the reader saw anything of it.
func (t *work) stream(ctx context.Context, p prompt.Prompt, past []llm.Message, cites *citations) (began bool, err error) {
	defer t.stage(turn.StageEvent{Name: "answer"})()
	from := len(t.w.Text())
	tags := p.NewStripper()
	for c, err := range t.s.Model.Stream(ctx, t.request(p, past, llm.Answer)) {
		if err != nil {
			t.w.Delta(cites.Push(tags.Flush()) + cites.Flush())
			return began, err
		}
		if c.Restart {
			tags.Reset()
			cites.Reset()
			t.w.Replace(from, "")
		}
		if text := cites.Push(tags.Push(c.Text)); text != "" {
			began = true
			t.firstToken()
			t.w.Delta(text)
		}
		if c.Finish != nil {
			t.finished(*c.Finish)
		}
	}
	t.w.Delta(cites.Push(tags.Flush()) + cites.Flush())
	if len(t.w.Text()) == from {
		return began, errEmpty
	}
	return true, nil
}

// streamPlain is stream for an answer without sources, whose brackets are the user's own affair.
func (t *work) streamPlain(ctx context.Context, p prompt.Prompt, past []llm.Message) (began bool, err error) {
	return t.stream(ctx, p, past, &citations{off: true})
}

func (t *work) firstToken() {
	if t.call.Trace.FirstToken == 0 {
		t.call.Trace.FirstToken = max(t.s.Now().Sub(t.began), time.Nanosecond)
	}
}

var cutNote = fault.Text{
	Ko: "답이 길어서 여기서 끊겼어요. 이어서 물어보시면 계속할 수 있어요.",
	En: "The answer was cut here because of its length. Ask it to go on.",
}

// finished notes who answered.
func (t *work) finished(f llm.Finish) {
	tr := &t.call.Trace
	tr.Region, tr.Model, tr.Why = f.Route.Region, f.Route.Model, f.Route.Why
	if tr.Model == "" {
		tr.Model = t.s.Model.Info().Name
	}
	for _, a := range f.Route.Tried {
		tr.Tried = append(tr.Tried, a.Profile+": "+a.Error)
	}
	if f.Reason == llm.Length {
		t.note(history.NoteCut, cutNote)
	}
}
