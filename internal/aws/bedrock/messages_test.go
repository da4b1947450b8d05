package bedrock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/llmtest"
)

// mantle speaks the Messages API as it is documented. It knows nothing of the
// adapter.
type mantle struct {
	*httptest.Server
	behave llmtest.Behaviour
	calls  atomic.Int32
	once   sync.Once
	gone   chan struct{}
	bodies chan []byte
}

func serveMantle(t *testing.T, b llmtest.Behaviour) *mantle {
	m := &mantle{behave: b, gone: make(chan struct{}), bodies: make(chan []byte, 100)}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

// mantleErrors are the documented types and statuses.
var mantleErrors = map[fault.Kind]struct {
	status        int
	name, message string
}{
	fault.Throttled:   {429, "rate_limit_error", "Too many tokens"},
	fault.Overloaded:  {529, "overloaded_error", "Overloaded"},
	fault.Unavailable: {500, "api_error", "Internal server error"},
	fault.Timeout:     {504, "timeout_error", "The request took too long"},
	fault.TooLarge:    {400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"},
	fault.Invalid:     {400, "invalid_request_error", "messages: roles must alternate"},
	fault.Forbidden:   {403, "permission_error", "No access to the model"},
	fault.NotFound:    {404, "not_found_error", "model: none"},
}

func (m *mantle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.calls.Add(1)
	body, _ := io.ReadAll(r.Body)
	signed := r.Header.Get("Authorization")
	if r.URL.Path != "/anthropic/v1/messages" || r.Header.Get("Anthropic-Version") != "2023-06-01" ||
		!strings.Contains(signed, "/us-west-2/bedrock-mantle/aws4_request") {
		http.Error(w, `{"message":"Forbidden"}`, http.StatusForbidden)
		return
	}
	m.bodies <- body
	b := m.behave
	if e, ok := mantleErrors[b.Fault]; ok && len(b.Pieces) == 0 {
		if b.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(b.RetryAfter/time.Second)))
		}
		w.WriteHeader(e.status)
		fmt.Fprintf(w, `{"type":"error","error":{"type":%q,"message":%q}}`, e.name, e.message)
		return
	}
	m.stream(w, r)
}

func (m *mantle) stream(w http.ResponseWriter, r *http.Request) {
	b, u := m.behave, m.behave.Usage
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(name, format string, a ...any) {
		fmt.Fprintf(w, "event: %s\ndata: {\"type\":%q,%s}\n\n", name, name, fmt.Sprintf(format, a...))
		w.(http.Flusher).Flush()
	}
	send("message_start", `"message":{"role":"assistant","usage":{"input_tokens":%d,"cache_read_input_tokens":%d,"cache_creation_input_tokens":%d,"output_tokens":1}}`,
		u.Input-u.CacheRead-u.CacheWrite, u.CacheRead, u.CacheWrite)
	for i, p := range b.Pieces {
		if i == 1 && b.Gate != nil {
			select {
			case <-b.Gate:
			case <-r.Context().Done():
				return
			}
		}
		text, _ := json.Marshal(p)
		send("content_block_delta", `"index":0,"delta":{"type":"text_delta","text":%s}`, text)
	}
	stop := "end_turn"
	switch {
	case b.Hold:
		<-r.Context().Done()
		m.once.Do(func() { close(m.gone) })
		return
	case b.Cut:
		panic(http.ErrAbortHandler)
	case b.Fault == fault.Refused:
		stop = "refusal"
	case b.Fault != 0:
		e := mantleErrors[b.Fault]
		send("error", `"error":{"type":%q,"message":%q}`, e.name, e.message)
		return
	case b.Reason == llm.Length:
		stop = "max_tokens"
	}
	send("message_delta", `"delta":{"stop_reason":%q},"usage":{"output_tokens":%d}`, stop, u.Output)
	send("message_stop", `"ended":true`)
}

func mantleUpstream(t *testing.T, b llmtest.Behaviour, o bedrock.Options) (*mantle,
	llmtest.Upstream) {
	m := serveMantle(t, b)
	o.Model, o.Endpoint = "anthropic.claude-haiku-4-5", m.URL
	if b.Unreachable {
		m.Close()
	}
	return m, llmtest.Upstream{
		Model: bedrock.NewMessages(awstest.Config(t, "us-west-2"), o),
		Calls: func() int { return int(m.calls.Load()) }, Released: m.gone,
		Seen: func() llm.Request { return seenByMantle(t, <-m.bodies) },
	}
}

func seenByMantle(t *testing.T, body []byte) llm.Request {
	var in struct {
		System   []content `json:"system"`
		Messages []message `json:"messages"`
		Max      int       `json:"max_tokens"`
		Warm     *float64  `json:"temperature"`
		Stop     []string  `json:"stop_sequences"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		t.Error(err)
	}
	r := llm.Request{MaxTokens: in.Max, Temperature: in.Warm, Stop: in.Stop}
	for _, c := range in.System {
		r.System += c.Text
	}
	for _, m := range in.Messages {
		r.Messages = append(r.Messages, llm.Message{Role: llm.Role(m.Role), Text: m.Content[0].Text})
	}
	return r
}

func TestTheSecondEndpointKeepsTheContract(t *testing.T) {
	llmtest.Run(t, func(t *testing.T, b llmtest.Behaviour) llmtest.Upstream {
		_, u := mantleUpstream(t, b, bedrock.Options{})
		return u
	})
}

func TestTheSecondEndpointCachesToo(t *testing.T) {
	want := llm.Usage{Input: 1000, Output: 5, CacheRead: 700, CacheWrite: 200}
	m, u := mantleUpstream(t, llmtest.Behaviour{Pieces: []string{"네"}, Usage: want},
		bedrock.Options{Cache: "1h"})
	_, finish, err := llm.Collect(u.Model.Stream(t.Context(), llmtest.Question()))
	if err != nil || finish.Usage != want {
		t.Errorf("%+v, %v", finish.Usage, err)
	}
	if body := string(<-m.bodies); !strings.Contains(body, `"cache_control":{"type":"ephemeral","ttl":"1h"}`) {
		t.Errorf("nothing is kept: %s", body)
	}
}
