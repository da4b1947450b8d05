package app

import (
	"context"
	"fmt"
	"log/slog"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/aws/quotas"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/internal/wiring"
)

// models are the configured models; nil means none.
type models struct {
	llm      llm.Model
	embedder embed.Embedder // a service
	// the one in the program, which is used if there is no such service
	encoder  *e5.Encoder
	reranker retrieve.Reranker
	pool     *pool.Pool // when there are profiles: llm is it
	close    func() error
}

// newModels makes the configured models. No request is sent to their servers yet,
// except for quotas with the setting read_quotas.
func newModels(ctx context.Context, c config.Config, log *slog.Logger) (models, error) {
	if c.Profiles != "" {
		return newPool(ctx, c, log)
	}
	m := models{close: func() error { return nil }}
	if c.Model.URL != "" {
		model := openai.NewModel(openai.Options{
			URL: c.Model.URL, Model: c.Model.Name, APIKey: c.Model.APIKey.Value(),
			MaxOutput:     c.Model.MaxOutputTokens,
			ContextTokens: c.Model.ContextTokens, FirstToken: c.Model.Timeout,
		})
		m.llm, m.close = model, func() error { model.Close(); return nil }
	}
	return m.withEmbedder(c).withReranker(ctx, c)
}

// withReranker adds the configured reranker.
func (m models) withReranker(ctx context.Context, c config.Config) (models, error) {
	if c.Rerank.Bedrock != "" {
		account, err := awsconfig.LoadDefaultConfig(ctx)
		if err != nil {
			return models{}, fmt.Errorf("loading the AWS configuration: %w", err)
		}
		m.reranker = bedrock.NewReranker(account, bedrock.RerankerOptions{Model: c.Rerank.Bedrock})
		return m, nil
	}
	if c.Rerank.URL == "" {
		return m, nil
	}
	reranker := openai.NewReranker(openai.RerankOptions{URL: c.Rerank.URL, Model: c.Rerank.Name,
		APIKey: c.Rerank.APIKey.Value()})
	closeModels := m.close
	m.reranker, m.close = reranker, func() error { reranker.Close(); return closeModels() }
	return m, nil
}

// reranked sorts the store's passages with the reranker, if there is one.
func (m models) reranked(r retrieve.Retriever, c config.Config,
	log *slog.Logger) retrieve.Retriever {
	if m.reranker == nil {
		return r
	}
	return retrieve.Reranking{Retriever: r, Reranker: m.reranker, Limit: c.Rerank.Timeout,
		Failed: func(err error) {
			log.Warn("reranking passages", "store", r.Store(), "error", err)
		}}
}

// withEmbedder adds the configured embedding endpoint, or the encoder in the program.
func (m models) withEmbedder(c config.Config) models {
	if c.Embedding.URL == "" && c.Embedding.Builtin {
		m.encoder = e5.New()
	}
	if c.Embedding.URL != "" {
		embedder := openai.NewEmbedder(openai.EmbedOptions{
			URL: c.Embedding.URL, Model: c.Embedding.Name, APIKey: c.Embedding.APIKey.Value(),
			Dimensions: c.Embedding.Dimensions,
			InputType:  c.Embedding.InputType, QueryPrefix: c.Embedding.QueryPrefix,
			PassagePrefix: c.Embedding.PassagePrefix,
		})
		closeModel := m.close
		m.embedder, m.close = embedder, func() error { embedder.Close(); return closeModel() }
	}
	return m
}

// newPool spreads requests over profiles in regions of Bedrock. Credentials are
// those that the AWS SDK finds.
func newPool(ctx context.Context, c config.Config, log *slog.Logger) (models, error) {
	account, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return models{}, fmt.Errorf("loading the AWS configuration: %w", err)
	}
	known := wiring.Measure(ctx, c.Settings(), account, quotas.Endpoints{}, log)
	p, err := wiring.Pool(c.Profiles, account, nil, known, log)
	if err != nil {
		return models{}, err
	}
	m := models{llm: p, embedder: p.Embedder(), pool: p, close: p.Close}
	if m.embedder == nil {
		m = m.withEmbedder(c)
	}
	return m.withReranker(ctx, c)
}

// forIndex returns the embedder of Mundap's own search index, or nil if it
// searches by words only.
func (m models) forIndex() embed.Embedder {
	switch {
	case m.embedder != nil:
		return m.embedder
	case m.encoder != nil:
		return m.encoder
	}
	return nil
}

// inProcess returns the encoder in the program, or nil if it is switched off or another
// embedder is configured.
func (m models) inProcess() embed.Embedder {
	if m.encoder == nil {
		return nil
	}
	return m.encoder
}

// serving returns the embedder for a service. S3 Vectors can't store anything
// without vectors, so the built-in encoder is used if no embedding service is
// configured.
func (m models) serving(store string) embed.Embedder {
	if store == wiring.S3Vectors {
		return m.forIndex()
	}
	return m.embedder
}

// name returns the language model's name, or "" if there is none.
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
	m, err := newModels(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer m.close()
	_, _, err = llm.Collect(m.llm.Stream(ctx,
		llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "ok?"}}, MaxTokens: 1}))
	return err
}

// CheckEmbedding asks the index's embedder for one vector. processor names the
// loops that the built-in encoder runs ("avx2", "neon", "portable"); it is ""
// if an embedding service is used, which name then names.
func CheckEmbedding(ctx context.Context, c config.Config) (name, processor string, err error) {
	if !encoderConfigured(c) {
		kept, err := readKept[keptEncoders](c.Data, encoderFile)
		if err != nil {
			return "", "", err
		}
		if kept.Now.Service == wire.ModelServiceBedrock {
			_, err := (&encoders{}).tried(ctx, kept.Now)
			return kept.Now.Name, "", err
		}
	}
	m, err := newModels(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return c.Embedding.Name, "", err
	}
	defer m.close()
	if m.embedder == nil && m.encoder != nil {
		processor = m.encoder.Processor()
	}
	if e := m.forIndex(); e != nil {
		_, err = e.Embed(ctx, embed.Query, []string{"ok?"})
	}
	return c.Embedding.Name, processor, err
}
