package bedrock

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
)

// EmbedderOptions describe an embedder.
type EmbedderOptions struct {
	Region     string // "" is the configuration's
	Model      string // "amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3", …
	Underlying string // of an application inference profile, whose ARN is Model; "": Model itself
	Dimensions int    // of Titan: 256, 512 or 1024; 0 is its default. Cohere's is fixed.
	Endpoint   string // replaces the region's own
}

// Embedder embeds texts with Titan or Cohere. It is safe for concurrent use.
type Embedder struct {
	client  *bedrockruntime.Client
	options EmbedderOptions
	family  family
}

// family is what differs between the makers of models.
type family struct {
	texts  int // most texts of a call
	size   int // usual dimensions
	encode func(o EmbedderOptions, kind embed.Kind, texts []string) any
	decode func(body []byte) ([][]float32, error)
}

// NewEmbedder makes an embedder. For a model of an unknown maker, the error is
// fault.Unsupported.
func NewEmbedder(cfg aws.Config, o EmbedderOptions) (*Embedder, error) {
	e := &Embedder{client: client(cfg, o.Region, o.Endpoint), options: o}
	model := o.known()
	switch {
	case strings.Contains(model, "titan-embed-text-v1"),
		strings.Contains(model, "titan-embed-g1"):
		e.family = titan
		e.family.size, e.family.encode = 1536, titanFirst
	case strings.Contains(model, "titan-embed"):
		e.family = titan
	case strings.Contains(model, "cohere.embed"):
		e.family = cohere
	default:
		return nil, fault.Newf(fault.Unsupported, "bedrock: %q is neither Titan's nor Cohere's",
			model)
	}
	return e, nil
}

// known is the model by a name that tells which one it is.
func (o EmbedderOptions) known() string { return first(o.Underlying, o.Model) }

// Info describes the embedder.
func (e *Embedder) Info() embed.Info {
	size := e.options.Dimensions
	if size == 0 {
		size = e.family.size
	}
	return embed.Info{Model: e.options.known(), Dimensions: size, MaxTexts: e.family.texts}
}

// Embed embeds. See embed.Embedder.
func (e *Embedder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32,
	error) {
	if err := ctx.Err(); err != nil {
		return nil, classify(ctx, err)
	}
	vectors := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := min(e.family.texts, len(texts))
		some, err := e.call(ctx, kind, texts[:n])
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, some...)
		texts = texts[n:]
	}
	return vectors, nil
}

func (e *Embedder) call(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	body, err := json.Marshal(e.family.encode(e.options, kind, texts))
	if err != nil {
		return nil, fault.Newf(fault.Internal, "bedrock: encoding texts: %w", err)
	}
	out, err := e.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: &e.options.Model, Body: body, ContentType: aws.String("application/json"),
		Accept: aws.String("application/json"),
	})
	if err != nil {
		return nil, classify(ctx, err)
	}
	vectors, err := e.family.decode(out.Body)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "bedrock: the answer of %s can't be read: %w",
			e.options.Model, err)
	}
	if len(vectors) != len(texts) {
		return nil, fault.Newf(fault.Unavailable, "bedrock: %d vectors for %d texts", len(vectors),
			len(texts))
	}
	for _, v := range vectors {
		if len(v) == 0 {
			return nil, fault.Newf(fault.Unavailable, "bedrock: an empty vector")
		}
	}
	return vectors, nil
}

// some is the text itself; the models refuse an empty one, which gets the vector of a space.
func some(text string) string {
	if text == "" {
		return " "
	}
	return text
}

// titanRequest is the body of Titan Text Embeddings V2, one text a call.
type titanRequest struct {
	InputText  string `json:"inputText"`
	Dimensions int    `json:"dimensions,omitempty"`
	Normalize  bool   `json:"normalize"`
}

// titanFirst is the body of the first Titan embeddings, which know no options.
func titanFirst(_ EmbedderOptions, _ embed.Kind, texts []string) any {
	return struct {
		InputText string `json:"inputText"`
	}{some(texts[0])}
}

var titan = family{
	texts: 1, size: 1024,
	encode: func(o EmbedderOptions, _ embed.Kind, texts []string) any {
		return titanRequest{InputText: some(texts[0]), Dimensions: o.Dimensions, Normalize: true}
	},
	decode: func(body []byte) ([][]float32, error) {
		var reply struct {
			Embedding []float32 `json:"embedding"`
		}
		err := json.Unmarshal(body, &reply)
		return [][]float32{reply.Embedding}, err
	},
}

// cohereRequest is the body of Cohere Embed, up to 96 texts of 2,048 characters a call.
type cohereRequest struct {
	Texts     []string `json:"texts"`
	InputType string   `json:"input_type"`
	Truncate  string   `json:"truncate"`
}

const cohereCharacters = 2048

var cohere = family{
	texts: 96, size: 1024,
	encode: func(_ EmbedderOptions, kind embed.Kind, texts []string) any {
		r := cohereRequest{InputType: "search_document", Truncate: "END"}
		if kind == embed.Query {
			r.InputType = "search_query"
		}
		for _, t := range texts {
			if runes := []rune(t); len(runes) > cohereCharacters {
				t = string(runes[:cohereCharacters])
			}
			r.Texts = append(r.Texts, some(t))
		}
		return r
	},
	decode: func(body []byte) ([][]float32, error) {
		var reply struct {
			Embeddings json.RawMessage `json:"embeddings"`
		}
		if err := json.Unmarshal(body, &reply); err != nil {
			return nil, err
		}
		var list [][]float32
		if json.Unmarshal(reply.Embeddings, &list) == nil {
			return list, nil
		}
		var typed struct { // the form of newer models
			Float [][]float32 `json:"float"`
		}
		err := json.Unmarshal(reply.Embeddings, &typed)
		return typed.Float, err
	},
}
