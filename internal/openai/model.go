package openai

import (
	"cmp"
	"context"
	"io"
	"iter"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// Options of a Model. URL and Model are needed.
type Options struct {
	URL           string // base, such as http://127.0.0.1:11434/v1
	Model         string // the model's name at the server
	APIKey        string // "": none is sent
	MaxOutput     int    // most tokens of an answer; 0 means the server's own limit
	ContextTokens int    // 0: unknown
	// longest wait for the answer's beginning; 0: 2 minutes (a local server may
	// load the model first)
	FirstToken time.Duration
	Idle       time.Duration // longest pause within an answer; 0: 1 minute
	Client     *http.Client  // nil: one of its own
	// Guarded refuses addresses that no model server has: see [CheckURL].
	Guarded bool
}

// Model is a language model behind an endpoint. Safe for concurrent use.
type Model struct {
	endpoint
	o Options
	// What this server turned out not to take; each costs one request to find out.
	noUsage   atomic.Bool // stream_options
	newTokens atomic.Bool // max_tokens: it wants max_completion_tokens
}

var _ llm.Model = (*Model)(nil)

// NewModel makes a Model. Nothing is asked of the server yet.
func NewModel(o Options) *Model {
	o.FirstToken = cmp.Or(o.FirstToken, 2*time.Minute)
	o.Idle = cmp.Or(o.Idle, time.Minute)
	if o.Guarded && o.Client == nil {
		o.Client = guardedClient(o.URL)
	}
	return &Model{endpoint: newEndpoint(o.URL, o.APIKey, o.Client), o: o}
}

// Info describes the model.
func (m *Model) Info() llm.Info {
	return llm.Info{Name: m.o.Model, Profiles: []string{m.o.Model},
		ContextTokens: m.o.ContextTokens, MaxOutput: m.o.MaxOutput}
}

// Close lets go of idle connections.
func (m *Model) Close() { m.close() }

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type request struct {
	Model               string         `json:"model"`
	Messages            []message      `json:"messages"`
	Stream              bool           `json:"stream"`
	StreamOptions       *streamOptions `json:"stream_options,omitempty"`
	MaxTokens           int            `json:"max_tokens,omitempty"`
	MaxCompletionTokens int            `json:"max_completion_tokens,omitempty"`
	Temperature         *float64       `json:"temperature,omitempty"`
	Stop                []string       `json:"stop,omitempty"`
}

func (m *Model) request(r llm.Request) request {
	out := request{Model: m.o.Model, Stream: true, Temperature: r.Temperature, Stop: r.Stop}
	if r.System != "" {
		out.Messages = append(out.Messages, message{"system", r.System})
	}
	for _, msg := range r.Messages {
		out.Messages = append(out.Messages, message{string(msg.Role), msg.Text})
	}
	if !m.noUsage.Load() {
		out.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	limit := cmp.Or(r.MaxTokens, m.o.MaxOutput)
	if m.o.MaxOutput > 0 {
		limit = min(limit, m.o.MaxOutput)
	}
	if m.newTokens.Load() {
		out.MaxCompletionTokens = limit
	} else {
		out.MaxTokens = limit
	}
	return out
}

// Stream asks the model; see llm.Model.
func (m *Model) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(llm.Chunk{}, err)
			return
		}
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		alarm := time.AfterFunc(m.o.FirstToken, func() { cancel(errSlow) })
		defer alarm.Stop()
		resp, err := m.open(ctx, r)
		if err != nil {
			yield(llm.Chunk{}, err)
			return
		}
		defer resp.Body.Close()
		s := stream{ctx: ctx, prompt: r, route: llm.Route{Model: m.o.Model},
			alive: func() { alarm.Reset(m.o.Idle) }}
		s.run(resp.Body, yield)
	}
}

var errSlow = fault.New(fault.Timeout,
	"언어 모델이 제시간에 답하지 않았어요. 잠시 뒤에 다시 해 보세요.",
	"The language model did not answer in time. Try again in a moment.")

// open begins a stream. A server that rejects a field that others need is asked again without it.
func (m *Model) open(ctx context.Context, r llm.Request) (*http.Response, error) {
	for {
		resp, err := m.post(ctx, "/chat/completions", m.request(r))
		if !fault.Is(err, fault.Invalid) {
			return resp, err
		}
		text := err.Error()
		switch {
		case strings.Contains(text, "stream_options") && m.noUsage.CompareAndSwap(false, true):
		case strings.Contains(text, "max_completion_tokens") && m.newTokens.CompareAndSwap(false,
			true):
		default:
			return nil, err
		}
	}
}

var errCut = io.ErrUnexpectedEOF
