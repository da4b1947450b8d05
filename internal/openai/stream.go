package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/sse"
)

// chunk is one event of a stream.
type chunk struct {
	Choices []struct {
		Delta struct {
			Content string `json:"content"`
			Refusal string `json:"refusal"`
		} `json:"delta"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		Prompt     int `json:"prompt_tokens"`
		Completion int `json:"completion_tokens"`
		Details    struct {
			Cached int `json:"cached_tokens"`
		} `json:"prompt_tokens_details"`
	} `json:"usage"`
	Error json.RawMessage `json:"error"`
}

// stream reads server-sent events into chunks.
type stream struct {
	ctx    context.Context
	prompt llm.Request
	route  llm.Route
	alive  func() // called whenever something arrives

	text   strings.Builder // for an estimate where the server counts nothing
	reason llm.FinishReason
	usage  llm.Usage
}

// run yields the answer to its end or its error.
func (s *stream) run(body io.Reader, yield func(llm.Chunk, error) bool) {
	broken := errCut
	for data, err := range sse.Data(aliveReader{body, s.alive}) {
		if err != nil {
			broken = err
			break
		}
		if string(data) == "[DONE]" {
			if s.reason == "" {
				s.reason = llm.Stop
			}
			break
		}
		text, err := s.event(data)
		if err != nil {
			yield(llm.Chunk{}, err)
			return
		}
		if text != "" && !yield(llm.Chunk{Text: text}, nil) {
			return
		}
	}
	if s.reason == "" {
		yield(llm.Chunk{}, unreachable(s.ctx, fmt.Errorf("the model's answer broke off: %w", broken)))
		return
	}
	yield(llm.Chunk{Finish: s.finish()}, nil)
}

// aliveReader calls alive whenever something arrives, comments that only keep
// the connection open included.
type aliveReader struct {
	io.Reader
	alive func()
}

func (r aliveReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if n > 0 {
		r.alive()
	}
	return n, err
}

func (s *stream) event(data []byte) (string, error) {
	var c chunk
	if err := json.Unmarshal(data, &c); err != nil {
		return "", unavailable(fmt.Errorf("the model's server sent %.200q: %w", data, err))
	}
	if len(c.Error) > 0 && string(c.Error) != "null" {
		p := parseProblem(data)
		return "", p.classify(p.status, fmt.Errorf("the model's server failed in its answer: %.500s", p.message))
	}
	if c.Usage != nil {
		s.usage = llm.Usage{Input: c.Usage.Prompt, Output: c.Usage.Completion,
			CacheRead: c.Usage.Details.Cached}
	}
	if len(c.Choices) == 0 {
		return "", nil
	}
	choice := c.Choices[0]
	switch choice.FinishReason {
	case "":
	case "length":
		s.reason = llm.Length
	case "content_filter":
		return "", fault.Newf(fault.Refused, "the model's server filtered the answer")
	default:
		s.reason = llm.Stop
	}
	if choice.Delta.Refusal != "" {
		return "", fault.Newf(fault.Refused, "the model refused: %.200s", choice.Delta.Refusal)
	}
	s.text.WriteString(choice.Delta.Content)
	return choice.Delta.Content, nil
}

func (s *stream) finish() *llm.Finish {
	if s.usage == (llm.Usage{}) {
		s.usage = llm.Usage{Input: llm.InputTokens(s.prompt), Output: llm.Tokens(s.text.String()),
			Estimated: true}
	}
	return &llm.Finish{Reason: s.reason, Usage: s.usage, Route: s.route}
}
