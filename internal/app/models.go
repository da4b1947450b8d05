package app

import (
	"context"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/openai"
)

// models are the configured models; nil: none.
type models struct {
	llm      llm.Model
	embedder embed.Embedder
	close    func()
}

// newModels makes the configured models. Nothing is asked of their servers yet.
func newModels(c config.Config) models {
	m := models{close: func() {}}
	if c.Model.URL != "" {
		model := openai.NewModel(openai.Options{
			URL: c.Model.URL, Model: c.Model.Name, APIKey: c.Model.APIKey.Value(), MaxOutput: c.Model.MaxOutputTokens,
			ContextTokens: c.Model.ContextTokens, FirstToken: c.Model.Timeout,
		})
		m.llm, m.close = model, model.Close
	}
	if c.Embedding.URL != "" {
		embedder := openai.NewEmbedder(openai.EmbedOptions{
			URL: c.Embedding.URL, Model: c.Embedding.Name, APIKey: c.Embedding.APIKey.Value(), Dimensions: c.Embedding.Dimensions,
			InputType: c.Embedding.InputType, QueryPrefix: c.Embedding.QueryPrefix, PassagePrefix: c.Embedding.PassagePrefix,
		})
		closeModel := m.close
		m.embedder, m.close = embedder, func() { closeModel(); embedder.Close() }
	}
	return m
}

// name is the language model's, "" without one.
func (m models) name() string {
	if m.llm == nil {
		return ""
	}
	return m.llm.Info().Name
}

// FindModelServers looks for well-known model servers on this machine.
func FindModelServers(ctx context.Context) []openai.Server { return openai.Find(ctx) }

// CheckModel asks the configured model for one word.
func CheckModel(ctx context.Context, c config.Config) error {
	m := newModels(c)
	defer m.close()
	_, _, err := llm.Collect(m.llm.Stream(ctx, llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "ok?"}}, MaxTokens: 1}))
	return err
}

// CheckEmbedding asks the configured embedder for one vector.
func CheckEmbedding(ctx context.Context, c config.Config) error {
	m := newModels(c)
	defer m.close()
	_, err := m.embedder.Embed(ctx, embed.Query, []string{"ok?"})
	return err
}
