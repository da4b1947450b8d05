package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

// encoderFile is the file in the data folder that stores the embedding model
// connected in the client.
const encoderFile = "embedding.json"

// keptEncoders are the embedding models that were connected in the client. The
// zero connection stands for the encoder in the program.
type keptEncoders struct {
	Now connection `json:"now"`
	// Before is the one that Now replaced. Its vectors are searched until Now has
	// made its own.
	Before connection `json:"before"`
}

// encoders exchanges the embedding model while the program runs.
type encoders struct {
	parts *Parts
	fixed bool // the configuration decides

	mu          sync.Mutex // held while the model is exchanged
	kept        keptEncoders
	now, before embed.Embedder // nil: the encoder in the program
}

var _ server.Connections = (*encoders)(nil)

var (
	errFixedEncoder = fault.New(fault.Conflict,
		"검색 모델이 설정 파일이나 환경 변수에 지정되어 있어요. 여기서 바꾸려면 그 설정을 먼저 지워 주세요.",
		"The configuration decides which model the search uses. Remove that setting before you choose one here.")
	errPrefix = fault.New(fault.Invalid,
		"질문이나 문단 앞에 붙이는 글이 너무 길어요. 200바이트 이내로 줄여 주세요.",
		"The text before questions or passages is too long. Keep it within 200 bytes.")
	errNotEmbedding = fault.New(fault.Unsupported,
		"검색에 쓸 수 있는 모델이 아니에요. Bedrock에서는 Titan이나 Cohere의 임베딩 모델 ID를 적어 주세요.",
		"This model can't be used for search. For Bedrock, enter the ID of an embedding model by Titan or Cohere.")
)

// encoderConfigured reports whether the configuration decides which embedding
// model is used: it names one, wants none, or has stores with vectors of their
// own, which would all have to be made anew.
func encoderConfigured(c config.Config) bool {
	return c.Embedding.URL != "" || !c.Embedding.Builtin || len(otherStores(c)) > 0
}

// newEncoders opens the embedding model that was connected before, unless the
// configuration decides.
func newEncoders(ctx context.Context, p *Parts) (e *encoders, err error) {
	e = &encoders{parts: p, fixed: encoderConfigured(p.config) || p.model.embedder != nil}
	if e.fixed {
		return e, nil
	}
	if e.kept, err = readKept[keptEncoders](p.config.Data, encoderFile); err != nil {
		return nil, err
	}
	e.now, err = e.open(ctx, e.kept.Now)
	if err == nil && !e.kept.Before.sameModel(e.kept.Now) {
		e.before, err = e.open(ctx, e.kept.Before)
	}
	p.model.embedder = e.now
	return e, err
}

// open makes the embedder of a connection; nil for that in the program. It
// calls nothing yet.
func (e *encoders) open(ctx context.Context, k connection) (embed.Embedder, error) {
	switch {
	case k == (connection{}):
		return nil, nil
	case k.Service == wire.ModelServiceBedrock:
		account, err := bedrockAccount(ctx, k)
		if err != nil {
			return nil, err
		}
		embedder, err := bedrock.NewEmbedder(account,
			bedrock.EmbedderOptions{Region: k.Region, Model: k.Name})
		if err != nil {
			return nil, errNotEmbedding.WithCause(err)
		}
		return embedder, nil
	}
	return openai.NewEmbedder(openai.EmbedOptions{URL: k.URL, Model: k.Name, APIKey: k.Key,
		InputType: k.Texts.InputType, QueryPrefix: k.Texts.QueryPrefix,
		PassagePrefix: k.Texts.PassagePrefix, Vectors: k.vectors(), Guarded: true}), nil
}

// vectors names the vectors that a connection's model makes of passages. What is
// put before them changes the vectors as another model would.
func (k connection) vectors() string {
	if k.Texts.PassagePrefix == "" && !k.Texts.InputType {
		return k.Name
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%t %s", k.Texts.InputType, k.Texts.PassagePrefix))
	return fmt.Sprintf("%s+%x", k.Name, sum[:4])
}

// former returns the embedders that may have made the vectors in the index. The
// encoder in the program can always be used further.
func (e *encoders) former() []embed.Embedder {
	var list []embed.Embedder
	if e.before != nil {
		list = append(list, e.before)
	}
	if e.now != nil {
		list = append(list, e5.New())
	}
	return list
}

// Setup implements server.Connections.
func (e *encoders) Setup(ctx context.Context) (wire.ModelSetup, error) {
	setup := foundServers(ctx)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fixed {
		setup.Source = wire.ModelSourceConfig
		return setup, nil
	}
	e.kept.Now.describe(&setup)
	return setup, nil
}

// Test implements server.Connections.
func (e *encoders) Test(ctx context.Context, w wire.ModelConnection) error {
	k, err := e.read(w)
	if err != nil {
		return err
	}
	embedder, err := e.tried(ctx, k)
	closeEmbedder(embedder)
	return err
}

// Connect implements server.Connections. All documents get vectors of the new
// model in the background; until then, those of the old one are searched.
func (e *encoders) Connect(ctx context.Context, w wire.ModelConnection) error {
	k, err := e.read(w)
	if err != nil {
		return err
	}
	embedder, err := e.tried(ctx, k)
	if err != nil {
		closeEmbedder(embedder)
		return err
	}
	return e.use(k, embedder)
}

// Disconnect implements server.Connections: the encoder in the program is used
// again.
func (e *encoders) Disconnect(context.Context) error {
	if e.fixed {
		return errFixedEncoder
	}
	return e.use(connection{}, nil)
}

// use exchanges the embedding model, after having stored the choice.
func (e *encoders) use(k connection, embedder embed.Embedder) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	kept, before, unused := keptEncoders{Now: k, Before: e.kept.Now}, e.now, e.before
	if k.sameModel(e.kept.Now) { // another key, perhaps: its vectors stay
		kept.Before, before, unused = e.kept.Before, e.before, e.now
	}
	if err := writeKept(e.parts.config.Data, encoderFile, kept); err != nil {
		return err
	}
	closeEmbedder(unused)
	e.kept, e.now, e.before = kept, embedder, before
	e.parts.chat.UseEmbedder(embedder)
	if embedder == nil {
		embedder = e5.New()
	}
	e.parts.index.UseEmbedder(embedder, e.former()...)
	e.parts.options.Log.Info("another embedding model is used: all documents get new vectors",
		"model", embedder.Info().Model, "url", k.URL, "region", k.Region)
	return nil
}

// replacing reports whether vectors of the former model are still searched,
// while missing passages have none of the current model. When none is missing,
// the former model's connection is forgotten, with its key.
func (e *encoders) replacing(missing int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kept.Before.sameModel(e.kept.Now) {
		return false
	}
	if missing > 0 {
		return true
	}
	kept := keptEncoders{Now: e.kept.Now, Before: e.kept.Now}
	if err := writeKept(e.parts.config.Data, encoderFile, kept); err != nil {
		e.parts.options.Log.Warn("the former embedding model is not forgotten yet", "error", err)
		return false
	}
	closeEmbedder(e.before)
	e.kept, e.before = kept, nil
	return false
}

// replaced reports whether vectors of the former model may still be searched.
func (e *encoders) replaced() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.kept.Before.sameModel(e.kept.Now)
}

// close closes the idle connections of the models.
func (e *encoders) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	closeEmbedder(e.now)
	closeEmbedder(e.before)
	return nil
}

// read checks what the form sent.
func (e *encoders) read(w wire.ModelConnection) (connection, error) {
	if e.fixed {
		return connection{}, errFixedEncoder
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	k, err := readForm(w, e.kept.Now)
	if err != nil || w.Texts == nil || k.Service != wire.ModelServiceOpenAI {
		return k, err
	}
	if max(len(w.Texts.QueryPrefix), len(w.Texts.PassagePrefix)) > maxPrefix {
		return k, errPrefix
	}
	k.Texts = *w.Texts
	return k, nil
}

// maxPrefix is the longest text before questions or passages, in bytes.
const maxPrefix = 200

// tried makes the embedder of a connection and has it embed a word.
func (e *encoders) tried(ctx context.Context, k connection) (embed.Embedder, error) {
	embedder, err := e.open(ctx, k)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	_, err = embedder.Embed(ctx, embed.Query, []string{"문서"})
	if err != nil && k.Service == wire.ModelServiceBedrock {
		return embedder, bedrockTrouble(err)
	}
	return embedder, err
}

// closeEmbedder closes an embedder's idle connections, if it has any of its own.
func closeEmbedder(e embed.Embedder) {
	if own, ok := e.(*openai.Embedder); ok {
		own.Close()
	}
}

// in adds the embedding model to the configuration of a command. Models of
// Bedrock have no place there; [CheckEmbedding] finds them.
func (k keptEncoders) in(c config.Config) config.Config {
	if k.Now.Service == wire.ModelServiceOpenAI && k.Now.URL != "" {
		c.Embedding.URL, c.Embedding.Name = k.Now.URL, k.Now.Name
		c.Embedding.APIKey = schema.Secret(k.Now.Key)
		c.Embedding.InputType = k.Now.Texts.InputType
		c.Embedding.QueryPrefix = k.Now.Texts.QueryPrefix
		c.Embedding.PassagePrefix = k.Now.Texts.PassagePrefix
	}
	return c
}
