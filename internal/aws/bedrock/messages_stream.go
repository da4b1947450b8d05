package bedrock

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/sse"
)

// messagesProblem is how much of an error's body is read, in bytes.
const messagesProblem = 64 << 10

// messagesEvent is an event of a stream, with the fields that are read here.
type messagesEvent struct {
	Type    string `json:"type"`
	Message struct {
		Usage messagesUsage `json:"usage"`
	} `json:"message"`
	Delta struct {
		Type string `json:"type"`
		Text string `json:"text"`
		Stop string `json:"stop_reason"`
	} `json:"delta"`
	Usage messagesUsage    `json:"usage"`
	Error messagesErrorOne `json:"error"`
}

type messagesUsage struct {
	Input      int `json:"input_tokens"` // beside the cache
	Output     int `json:"output_tokens"`
	CacheRead  int `json:"cache_read_input_tokens"`
	CacheWrite int `json:"cache_creation_input_tokens"`
}

type messagesErrorOne struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// messagesStream reads a stream of server-sent events.
type messagesStream struct {
	ctx     context.Context
	request llm.Request

	stop  string
	ended bool
	usage messagesUsage
	said  int // estimated tokens
}

// run yields the answer until its end or an error.
func (s *messagesStream) run(body io.Reader, yield func(llm.Chunk, error) bool) {
	var broken error
	for data, err := range sse.Data(body) {
		if err != nil {
			broken = err
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
		if s.ended {
			break
		}
	}
	yield(s.end(broken))
}

func (s *messagesStream) event(data []byte) (string, error) {
	var e messagesEvent
	if err := json.Unmarshal(data, &e); err != nil {
		return "", fault.Newf(fault.Unavailable, "bedrock: mantle sent %.200q: %w", data, err)
	}
	switch e.Type {
	case "message_start":
		s.usage = e.Message.Usage
	case "content_block_delta":
		s.said += llm.Tokens(e.Delta.Text)
		return valid(e.Delta.Text), nil
	case "message_delta":
		s.stop, s.usage.Output = e.Delta.Stop, e.Usage.Output
	case "message_stop":
		s.ended = true
	case "error":
		return "", fault.Newf(messagesKind(0, e.Error), "bedrock: mantle failed in its answer: %s",
			e.Error.Message)
	}
	return "", nil
}

func (s *messagesStream) end(err error) (llm.Chunk, error) {
	switch {
	case s.ctx.Err() != nil:
		return llm.Chunk{}, classify(s.ctx, s.ctx.Err())
	case !s.ended || s.stop == "":
		return llm.Chunk{}, fault.Newf(fault.Unavailable,
			"bedrock: the stream broke before its end (%v)", err)
	case s.stop == "refusal":
		return llm.Chunk{}, fault.Newf(fault.Refused, "bedrock: the model refused")
	}
	f := &llm.Finish{Reason: llm.Stop}
	if s.stop == "max_tokens" || s.stop == "model_context_window_exceeded" {
		f.Reason = llm.Length
	}
	u := s.usage
	f.Usage = llm.Usage{Input: u.Input + u.CacheRead + u.CacheWrite, Output: u.Output,
		CacheRead: u.CacheRead, CacheWrite: u.CacheWrite}
	if f.Usage == (llm.Usage{}) {
		f.Usage = llm.Usage{Input: llm.InputTokens(s.request), Output: s.said, Estimated: true}
	}
	return llm.Chunk{Finish: f}, nil
}

// refusedMessage classifies a response that reports an error.
func refusedMessage(resp *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(resp.Body, messagesProblem)) // a part is enough
	var p struct {
		Error   messagesErrorOne `json:"error"`
		Message string           `json:"message"` // of AWS's own layer
	}
	if json.Unmarshal(text, &p) != nil || p.Error.Message == "" {
		p.Error.Message = first(p.Message, string(text))
	}
	e := &fault.Error{Kind: messagesKind(resp.StatusCode, p.Error),
		Err: fmt.Errorf("bedrock: mantle answered %s: %.500s", resp.Status, p.Error.Message)}
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err != nil {
		return e
	}
	return e.WithRetryAfter(time.Duration(seconds) * time.Second)
}

// messagesKind classifies an error by its type, and by the answer's status
// where the type says nothing. status 0: within a stream.
func messagesKind(status int, e messagesErrorOne) fault.Kind {
	switch e.Type {
	case "rate_limit_error":
		return fault.Throttled
	case "overloaded_error":
		return fault.Overloaded
	case "timeout_error":
		return fault.Timeout
	case "api_error":
		return fault.Unavailable
	case "authentication_error", "permission_error":
		return fault.Forbidden
	case "not_found_error":
		return fault.NotFound
	case "request_too_large":
		return fault.TooLarge
	case "invalid_request_error":
		return validationKind(strings.ToLower(e.Message))
	}
	return awsfault.KindOfStatus(status)
}
