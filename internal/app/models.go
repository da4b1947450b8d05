package app

import (
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
