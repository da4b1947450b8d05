package app

import (
	"context"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/llm"
)

// models are the configured models; nil: none.
type models struct {
	llm      llm.Model
	embedder embed.Embedder
}

func newModels(c config.Config) (models, error) { return models{}, nil }

// name is the language model's, "" without one.
func (m models) name() string {
	if m.llm == nil {
		return ""
	}
	return m.llm.Info().Name
}

// ModelServer is a server for models that was found on this machine.
type ModelServer struct {
	Name   string // "Ollama", "llama.cpp"
	URL    string
	Models []string
}

// FindModelServers looks for well-known model servers on this machine.
func FindModelServers(context.Context) []ModelServer { return nil }

// CheckModel asks the configured model for one word.
func CheckModel(ctx context.Context, c config.Config) error {
	m, err := newModels(c)
	if err != nil {
		return err
	}
	_, _, err = llm.Collect(m.llm.Stream(ctx, llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "ok?"}}, MaxTokens: 1}))
	return err
}

// CheckEmbedding asks the configured embedder for one vector.
func CheckEmbedding(ctx context.Context, c config.Config) error {
	m, err := newModels(c)
	if err != nil {
		return err
	}
	_, err = m.embedder.Embed(ctx, embed.Query, []string{"ok?"})
	return err
}
