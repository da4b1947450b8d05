package summary

import (
	"context"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/prompt"
)

// explanationTokens bounds the explanation of a function: two or three Korean
// sentences have some 150 tokens.
const explanationTokens = 400

// Explain says in Korean, in two or three sentences, what a piece of code does.
// Errors are those of llm.Model; fault.Unavailable if the model says nothing.
func (s Summariser) Explain(ctx context.Context, c document.Chunk) (string, error) {
	p := prompt.Explanation(prompt.Function{
		Name: strings.Join(c.Headings, "."), Language: c.Language, Text: c.Text,
	}, prompt.NewFence())
	text, err := s.ask(ctx, p, explanationTokens)
	if err == nil && text == "" {
		err = fault.Newf(fault.Unavailable, "the model explained nothing")
	}
	return text, err
}
