package summary

import (
	"context"

	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
)

// Summariser asks a model. Safe for concurrent use.
type Summariser struct {
	Model llm.Model
	// Serial asks for one summary after the other (the setting parallel_summary
	// is off).
	Serial bool
}

// perProfile is how many requests a model of the pool is sent at once. The pool
// holds back what a region's quota does not allow yet; a server with a single
// model works on a few at a time and lets the others wait.
const perProfile = 8

// AtOnce is how many requests may be under way at the same time: enough to keep
// every region of a pool busy.
func (s Summariser) AtOnce() int {
	if s.Serial {
		return 1
	}
	return perProfile * max(1, len(s.Model.Info().Profiles))
}

// ask sends one prompt. Errors are the model's.
func (s Summariser) ask(ctx context.Context, p prompt.Prompt, maxTokens int) (string, error) {
	text, _, err := llm.Collect(s.Model.Stream(ctx, llm.Request{
		System: p.System, Messages: []llm.Message{{Role: llm.User, Text: p.User}},
		MaxTokens: maxTokens, Purpose: llm.Summarise,
	}))
	if err != nil {
		return "", err
	}
	return p.Strip(text), nil
}
