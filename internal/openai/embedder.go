package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
)

const (
	// batch is how many texts go into one call.
	batch = 64
	// maxVectors bounds an answer: 64 vectors of 10,000 dimensions as text.
	maxVectors = 64 << 20
	// embedTime bounds one call; a busy CPU embeds one or two passages a second.
	embedTime = 2 * time.Minute
)

// EmbedOptions of an Embedder. URL and Model are needed.
type EmbedOptions struct {
	URL           string
	Model         string
	APIKey        string
	Dimensions    int    // to ask for; 0 means the model's own
	InputType     bool   // send input_type "query" or "passage"
	QueryPrefix   string // put before questions, such as "query: " for e5
	PassagePrefix string // put before passages
	// Vectors names what the vectors are stored under; "" means the model's name. It
	// must differ where the same model is sent other texts for the same passages.
	Vectors string
	Client  *http.Client
	Guarded bool // refuses addresses that no model server has: see [CheckURL]
}

// Embedder turns texts into vectors at an endpoint. Safe for concurrent use.
type Embedder struct {
	endpoint
	o          EmbedOptions
	dimensions atomic.Int64 // as the first answer had them
}

var _ embed.Embedder = (*Embedder)(nil)

// NewEmbedder makes an Embedder. Nothing is asked of the server yet.
func NewEmbedder(o EmbedOptions) *Embedder {
	if o.Guarded && o.Client == nil {
		o.Client = guardedClient(o.URL)
	}
	return &Embedder{endpoint: newEndpoint(o.URL, o.APIKey, o.Client), o: o}
}

// Info describes the embedder.
func (e *Embedder) Info() embed.Info {
	return embed.Info{Model: cmp.Or(e.o.Vectors, e.o.Model), Dimensions: cmp.Or(int(e.dimensions.Load()),
		e.o.Dimensions)}
}

// Close lets go of idle connections.
func (e *Embedder) Close() { e.close() }

type embedRequest struct {
	Model      string   `json:"model"`
	Input      []string `json:"input"`
	Dimensions int      `json:"dimensions,omitempty"`
	InputType  string   `json:"input_type,omitempty"`
}

type embedResponse struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	} `json:"data"`
}

// Embed gives a vector per text; see embed.Embedder.
func (e *Embedder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	vectors := make([][]float32, 0, len(texts))
	for part := range slices.Chunk(texts, batch) {
		got, err := e.call(ctx, kind, part)
		if err != nil {
			return nil, fmt.Errorf("embedding %d texts: %w", len(texts), err)
		}
		if len(vectors) > 0 && len(got[0]) != len(vectors[0]) {
			return nil, unavailable(fmt.Errorf("vectors of %d and %d dimensions", len(vectors[0]),
				len(got[0])))
		}
		vectors = append(vectors, got...)
	}
	return vectors, nil
}

func (e *Embedder) call(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, embedTime)
	defer cancel()
	r := embedRequest{Model: e.o.Model, Input: make([]string, len(texts)),
		Dimensions: e.o.Dimensions}
	prefix := e.o.PassagePrefix
	if kind == embed.Query {
		prefix = e.o.QueryPrefix
	}
	for i, t := range texts {
		t = prefix + strings.ReplaceAll(t, "\x00", " ") // some servers end a text there
		r.Input[i] = cmp.Or(t, " ")                     // some refuse an empty one
	}
	if e.o.InputType {
		r.InputType = string(kind)
	}
	resp, err := e.post(ctx, "/embeddings", r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out embedResponse
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxVectors)).Decode(&out); err != nil {
		return nil, unreachable(ctx, fmt.Errorf("reading vectors: %w", err))
	}
	return e.inOrder(out, len(texts))
}

func (e *Embedder) inOrder(out embedResponse, n int) ([][]float32, error) {
	vectors := make([][]float32, n)
	for _, d := range out.Data {
		if d.Index < 0 || d.Index >= n || len(d.Embedding) == 0 {
			return nil, fault.Newf(fault.Unavailable,
				"the embedding server sent a vector that fits no text")
		}
		vectors[d.Index] = d.Embedding
	}
	for _, v := range vectors {
		if len(v) == 0 || len(v) != len(vectors[0]) {
			return nil, fault.Newf(fault.Unavailable,
				"the embedding server left out a vector, or sent several lengths")
		}
	}
	e.dimensions.Store(int64(len(vectors[0])))
	return vectors, nil
}
