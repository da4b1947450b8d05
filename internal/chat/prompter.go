package chat

import (
	"cmp"
	"context"
	"iter"
	"math"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
)

// unknownContext is the assumed context window, in tokens, of a model that does
// not report one. Small local models are commonly served with it.
const unknownContext = 8192

// prompter asks the model on behalf of a request.
type prompter struct {
	rec   *record
	r     Request
	model llm.Model // nil: there is none, and nothing but passageBudget may be called
	most  int       // tokens of passages at most; 0 means what the model's window leaves
	chain bool      // prompts contain the conversation as well as passages
}

func (s *Service) prompter(rec *record, r Request, model llm.Model) prompter {
	return prompter{rec: rec, r: r, model: model, most: s.ContextTokens,
		chain: s.Method == ConversationalRetrievalChain}
}

// inputBudget is how many tokens of the model's context remain after the
// prompt's own words (about 900 tokens), the question, and room for the answer.
func (p prompter) inputBudget() int {
	info := p.model.Info()
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

// passageBudget is how many of those tokens passages may take: three quarters
// if the prompt also contains the conversation, otherwise all, and no more than
// is configured. Without a model there is no limit.
func (p prompter) passageBudget() int {
	if p.model == nil {
		return math.MaxInt
	}
	budget := p.inputBudget()
	if p.chain {
		budget = budget * 3 / 4
	}
	if p.most > 0 {
		budget = min(budget, p.most)
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

// Limits for the output of a model that respects no limit itself. A token
// rarely has more than tokenBytes. leastOutput is the least space that is left
// for the output.
const (
	unknownOutput = 8192 // tokens
	tokenBytes    = 16
	leastOutput   = 64 << 10 // bytes
)

// errHung stands in for the answer of a model that did not answer an earlier
// step of the turn.
var errHung = fault.Newf(fault.Timeout, "the model has not answered an earlier step of this turn")

// stream asks the model. A turn waits only once for a model that hangs; after
// that, every call fails at once with errHung. The length of the output is
// limited. Safe for concurrent use.
func (p prompter) stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	tokens := cmp.Or(r.MaxTokens, p.model.Info().MaxOutput, unknownOutput)
	capped := llm.Capped(p.model.Stream(ctx, r), max(leastOutput, tokens*tokenBytes))
	return func(yield func(llm.Chunk, error) bool) {
		if p.rec.hung.Load() {
			yield(llm.Chunk{}, errHung)
			return
		}
		for c, err := range capped {
			if fault.Is(err, fault.Timeout) {
				p.rec.hung.Store(true)
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// complete asks for a text of at most maxTokens, or of any length if it is 0,
// and returns it without tags. Safe for concurrent use.
func (p prompter) complete(ctx context.Context, asked prompt.Prompt, purpose llm.Purpose,
	maxTokens int) (string, error) {
	return p.completeWithin(ctx, asked, purpose, maxTokens, math.MaxInt)
}

// completeWithin is complete for a model that may not keep to maxTokens: it is
// stopped after maxBytes.
func (p prompter) completeWithin(ctx context.Context, asked prompt.Prompt, purpose llm.Purpose,
	maxTokens, maxBytes int) (string, error) {
	r := p.request(asked, nil, purpose)
	r.MaxTokens = maxTokens
	// Its prompt is not the conversation's, so no region has it in its cache. A
	// pool is free to send several at the same time to different regions.
	r.Conversation = ""
	text, _, err := llm.Collect(llm.Capped(p.stream(ctx, r), maxBytes))
	if err != nil {
		return "", err
	}
	return asked.Strip(text), nil
}
