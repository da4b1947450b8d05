package app

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

// connectionFile is the file in the data folder that stores the model connected
// in the client. Only its owner can read it, because it may contain a key.
const connectionFile = "model.json"

// connection is a model that was connected in the client.
type connection struct {
	Service wire.ModelService `json:"service,omitempty"`
	URL     string            `json:"url,omitempty"`
	Region  string            `json:"region,omitempty"`
	Name    string            `json:"name"`
	Key     string            `json:"key,omitempty"`
	Texts   wire.EmbedTexts   `json:"texts,omitzero"` // of an embedding model
}

// sameService reports whether two connections call the same server or the same
// region of Bedrock, so that the key of one is meant for the other.
func (k connection) sameService(other connection) bool {
	return k.Service == other.Service && k.URL == other.URL && k.Region == other.Region
}

// sameModel reports whether two connections call the same model.
func (k connection) sameModel(other connection) bool {
	return k.sameService(other) && k.Name == other.Name && k.Texts == other.Texts
}

// WithConnection adds the models that were connected in the client, as far as
// the configuration names none.
func WithConnection(c config.Config) (config.Config, error) {
	if !encoderConfigured(c) {
		kept, err := readKept[keptEncoders](c.Data, encoderFile)
		if err != nil {
			return c, err
		}
		c = kept.in(c)
	}
	if modelConfigured(c) {
		return c, nil
	}
	kept, err := readKept[connection](c.Data, connectionFile)
	if err != nil {
		return c, err
	}
	return kept.in(c)
}

// modelConfigured reports whether the configuration names models, which take
// precedence over a connected one.
func modelConfigured(c config.Config) bool { return c.Model.URL != "" || c.Profiles != "" }

func (k connection) in(c config.Config) (config.Config, error) {
	if k.Service == wire.ModelServiceBedrock {
		return k.asProfile(c)
	}
	c.Model.URL, c.Model.Name, c.Model.APIKey = k.URL, k.Name, schema.Secret(k.Key)
	return c, nil
}

// connector connects the language model while the program runs. Answers and
// documents in progress continue with the model that they began with.
type connector struct {
	parts *Parts
	fixed bool // the configuration names the model

	mu    sync.Mutex // held while the model is exchanged
	kept  connection
	model llm.Model
}

var _ server.Models = (*connector)(nil)

// testTime bounds a test: a local server may have to load the model first.
const testTime = 25 * time.Second

// ModelName implements server.Models.
func (c *connector) ModelName() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.model == nil {
		return ""
	}
	return c.model.Info().Name
}

// Setup implements server.Models.
func (c *connector) Setup(ctx context.Context) (wire.ModelSetup, error) {
	setup := foundServers(ctx)
	name := c.ModelName()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixed {
		setup.Source, setup.Name = wire.ModelSourceConfig, name
		return setup, nil
	}
	c.kept.describe(&setup)
	return setup, nil
}

// foundServers describes the model servers on this machine.
func foundServers(ctx context.Context) wire.ModelSetup {
	setup := wire.ModelSetup{Found: []wire.ModelServer{}}
	for _, s := range openai.Find(ctx) {
		setup.Found = append(setup.Found, wire.ModelServer{Name: s.Name, URL: s.URL, Models: s.Models})
	}
	return setup
}

// describe tells a form of a connection, without its key; the zero one says
// nothing.
func (k connection) describe(setup *wire.ModelSetup) {
	if k == (connection{}) {
		return
	}
	setup.Source, setup.Service, setup.Name = wire.ModelSourceForm, k.Service, k.Name
	setup.URL, setup.Region, setup.HasKey = k.URL, k.Region, k.Key != ""
	if k.Texts != (wire.EmbedTexts{}) {
		setup.Texts = &k.Texts
	}
}

var (
	errFixed = fault.New(fault.Conflict,
		"모델이 설정 파일이나 환경 변수에 지정되어 있어요. 여기서 바꾸려면 그 설정을 먼저 지워 주세요.",
		"The configuration names the model. Remove it there before you choose one here.")
	errNoName = fault.New(fault.Invalid, "모델 이름을 적어 주세요.", "Enter the name of the model.")
)

// Test implements server.Models.
func (c *connector) Test(ctx context.Context, w wire.ModelConnection) error {
	k, err := c.read(w)
	if err != nil {
		return err
	}
	model, err := c.open(ctx, k)
	if err != nil {
		return err
	}
	defer closeModel(model)
	return try(ctx, k, model)
}

// Connect implements server.Models.
func (c *connector) Connect(ctx context.Context, w wire.ModelConnection) error {
	k, err := c.read(w)
	if err != nil {
		return err
	}
	model, err := c.open(ctx, k)
	if err != nil {
		return err
	}
	if err := try(ctx, k, model); err != nil {
		closeModel(model)
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := writeKept(c.parts.config.Data, connectionFile, k); err != nil {
		return err
	}
	c.use(k, model)
	c.parts.options.Log.Info("a model was connected", "model", k.Name, "url", k.URL, "region", k.Region)
	return nil
}

// Disconnect implements server.Models.
func (c *connector) Disconnect(context.Context) error {
	if c.fixed {
		return errFixed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := writeKept(c.parts.config.Data, connectionFile, connection{}); err != nil {
		return err
	}
	c.use(connection{}, nil)
	return nil
}

// use replaces the current model. The caller holds the lock.
func (c *connector) use(k connection, model llm.Model) {
	closeModel(c.model) // what is not in use
	c.kept, c.model = k, model
	c.parts.base.UseModel(c.parts.chat, c.parts.worker, model)
}

// read checks what the form sent.
func (c *connector) read(w wire.ModelConnection) (connection, error) {
	if c.fixed {
		return connection{}, errFixed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return readForm(w, c.kept)
}

// readForm checks what a form sent. If it sent no key, the stored one is used,
// but only for the address or region for which it was entered.
func readForm(w wire.ModelConnection, kept connection) (connection, error) {
	k := connection{Service: w.Service, Name: strings.TrimSpace(w.Name), Key: strings.TrimSpace(w.Key)}
	switch k.Service {
	case wire.ModelServiceBedrock:
		k.Region = strings.TrimSpace(w.Region)
		if !regionName.MatchString(k.Region) {
			return k, errRegion
		}
	case wire.ModelServiceOpenAI:
		k.URL = strings.TrimRight(strings.TrimSpace(w.URL), "/")
		if err := openai.CheckURL(k.URL); err != nil {
			return k, err
		}
	default:
		return k, fault.Newf(fault.Invalid, "no service of models is called %q", k.Service)
	}
	if k.Name == "" {
		return k, errNoName
	}
	if k.sameService(kept) {
		k.Key = cmp.Or(k.Key, kept.Key)
	}
	return k, nil
}

// newConnector opens the model that was connected before, if the configuration
// names none.
func newConnector(ctx context.Context, p *Parts) (c *connector, err error) {
	if err := removeUnkept(p.config.Data); err != nil {
		return nil, err
	}
	c = &connector{parts: p, fixed: modelConfigured(p.config)}
	if !c.fixed {
		if c.kept, err = readKept[connection](p.config.Data, connectionFile); err != nil {
			return nil, err
		}
		if c.kept != (connection{}) {
			if p.model.llm, err = c.open(ctx, c.kept); err != nil {
				return nil, err
			}
		}
	}
	c.model = p.model.llm
	return c, nil
}

// open makes the model of a connection. It calls nothing yet.
func (c *connector) open(ctx context.Context, k connection) (llm.Model, error) {
	if k.Service == wire.ModelServiceBedrock {
		return openBedrock(ctx, k, c.parts.config.Model)
	}
	m := c.parts.config.Model
	return openai.NewModel(openai.Options{URL: k.URL, Model: k.Name, APIKey: k.Key,
		MaxOutput: m.MaxOutputTokens, ContextTokens: m.ContextTokens, FirstToken: m.Timeout,
		Guarded: true}), nil
}

// closeModel closes a model's idle connections, if it has any of its own.
func closeModel(m llm.Model) {
	if own, ok := m.(*openai.Model); ok {
		own.Close()
	}
}

// try asks a model for one word.
func try(ctx context.Context, k connection, model llm.Model) error {
	ctx, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	_, _, err := llm.Collect(model.Stream(ctx,
		llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "ok?"}}, MaxTokens: 1}))
	if err != nil && k.Service == wire.ModelServiceBedrock {
		return bedrockTrouble(err)
	}
	return err
}
