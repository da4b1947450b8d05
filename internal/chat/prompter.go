package chat

import (
	"context"

	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
)

// unknownContext is the context window in tokens that a model is taken to have
// that doesn't tell: what small local models are commonly served with.
const unknownContext = 8192

// prompter asks the model on behalf of a request.
type prompter struct {
	s   *Service
	r   Request
	rec *record
}

// inputBudget is how many tokens of the model's context are left for what a
// prompt adds, beside its own words (about 900 tokens), the question, and room
// for the answer.
func (p prompter) inputBudget() int {
	info := p.s.Model.Info()
	window := info.ContextTokens
	if window <= 0 {
		window = unknownContext
	}
	answer := window / 4
	if info.MaxOutput > 0 {
		answer = min(answer, info.MaxOutput)
	}
	return max(0, window-answer-900-llm.Tokens(p.r.Body))
}

// contextBudget is how many of them passages may take: all but what the
// conversation gets in a chain, and no more than was configured.
func (p prompter) contextBudget() int {
	budget := p.inputBudget()
	if p.s.Method == ConversationalRetrievalChain {
		budget = budget * 3 / 4
	}
	if p.s.ContextTokens > 0 {
		budget = min(budget, p.s.ContextTokens)
	}
	return budget
}

func (p prompter) request(asked prompt.Prompt, past []llm.Message,
	purpose llm.Purpose) llm.Request {
	return llm.Request{
		System:   asked.System,
		Messages: append(past[:len(past):len(past)], llm.Message{Role: llm.User, Text: asked.User}),
		Purpose:  purpose,
		User:     string(p.r.User), Conversation: p.r.conversation(),
	}
}

// complete asks for a short text as a whole, free of tags. Safe for concurrent use.
func (p prompter) complete(ctx context.Context, asked prompt.Prompt, purpose llm.Purpose,
	maxTokens int) (string, error) {
	r := p.request(asked, nil, purpose)
	r.MaxTokens = maxTokens
	text, _, err := llm.Collect(p.s.Model.Stream(ctx, r))
	if err != nil {
		return "", err
	}
	return asked.Strip(text), nil
}
