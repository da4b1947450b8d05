package bedrock

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// Messages is one of Anthropic's models at the endpoint bedrock-mantle. The
// endpoint serves it with Anthropic's Messages API and has a separate quota for
// it. Messages is safe for concurrent use.
type Messages struct {
	client  *http.Client
	url     string
	options Options
}

var _ llm.Model = (*Messages)(nil)

// NewMessages makes a model. It ignores the options Whole and Tiers.
func NewMessages(cfg aws.Config, o Options) *Messages {
	region := first(o.Region, cfg.Region)
	o.Name = cmp.Or(o.Name, o.Model+" · "+region+" · mantle")
	return &Messages{client: MantleClient(cfg, region), options: o,
		url: cmp.Or(o.Endpoint, MantleURL(region)) + "/anthropic/v1/messages"}
}

// Info describes the model.
func (m *Messages) Info() llm.Info {
	return llm.Info{Name: m.options.Name, ContextTokens: m.options.ContextTokens,
		MaxOutput: m.options.MaxOutput}
}

const (
	messagesVersion = "2023-06-01" // the only version of the Messages API
	messagesOutput  = 4096         // tokens of an answer; the API requires a limit
)

type (
	messagesRequest struct {
		Model       string            `json:"model"`
		MaxTokens   int               `json:"max_tokens"`
		System      []messagesBlock   `json:"system,omitempty"`
		Messages    []messagesMessage `json:"messages"`
		Temperature *float64          `json:"temperature,omitempty"`
		Stop        []string          `json:"stop_sequences,omitempty"`
		Stream      bool              `json:"stream"`
	}
	messagesMessage struct {
		Role    llm.Role        `json:"role"`
		Content []messagesBlock `json:"content"`
	}
	messagesBlock struct {
		Type  string         `json:"type"`
		Text  string         `json:"text"`
		Cache *messagesCache `json:"cache_control,omitempty"`
	}
	messagesCache struct {
		Type string `json:"type"`
		TTL  string `json:"ttl,omitempty"`
	}
)

// cached marks a block as the end of what is cached.
func (m *Messages) cached(b messagesBlock) messagesBlock {
	if m.options.Cache != "" {
		b.Cache = &messagesCache{Type: "ephemeral", TTL: m.options.Cache}
	}
	return b
}

func (m *Messages) request(r llm.Request) messagesRequest {
	out := messagesRequest{Model: m.options.Model, Temperature: r.Temperature, Stop: r.Stop,
		MaxTokens: cmp.Or(r.MaxTokens, m.options.MaxOutput, messagesOutput), Stream: true}
	if r.System != "" {
		out.System = []messagesBlock{m.cached(messagesBlock{Type: "text", Text: r.System})}
	}
	for i, msg := range r.Messages {
		block := messagesBlock{Type: "text", Text: msg.Text}
		if i > 0 && i == len(r.Messages)-2 { // this dialogue is sent again next time
			block = m.cached(block)
		}
		out.Messages = append(out.Messages, messagesMessage{msg.Role, []messagesBlock{block}})
	}
	return out
}

// Stream asks the model. See llm.Model.
func (m *Messages) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(llm.Chunk{}, classify(ctx, err))
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		resp, err := m.post(ctx, r)
		if err != nil {
			yield(llm.Chunk{}, err)
			return
		}
		defer resp.Body.Close()
		s := messagesStream{ctx: ctx, request: r}
		s.run(resp.Body, yield)
	}
}

func (m *Messages) post(ctx context.Context, r llm.Request) (*http.Response, error) {
	body, err := json.Marshal(m.request(r))
	if err != nil {
		return nil, fault.Newf(fault.Internal, "bedrock: encoding a request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Newf(fault.NotConfigured, "bedrock: the address of mantle: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Anthropic-Version", messagesVersion)
	resp, err := m.client.Do(req)
	if err != nil {
		return nil, classify(ctx, err)
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, refusedMessage(resp)
	}
	return resp, nil
}
