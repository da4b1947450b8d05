package bedrock_test

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/llmtest"
)

// server speaks Bedrock's HTTP and event streams, as documented. It knows nothing of the adapter.
type server struct {
	*httptest.Server
	behave llmtest.Behaviour

	mu       sync.Mutex
	calls    []call
	replies  []reply
	gone     chan struct{}
	goneOnce sync.Once
}

// call is a request as it came, reply an answer or event as it went.
type (
	call struct {
		operation, model string
		body             []byte
	}
	reply struct {
		operation, event string
		body             []byte
	}
)

func serve(t *testing.T, b llmtest.Behaviour) *server {
	s := &server{behave: b, gone: make(chan struct{})}
	s.Server = httptest.NewServer(http.HandlerFunc(s.handle))
	t.Cleanup(s.Close)
	return s
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/model/"), "/")
	model, err := url.PathUnescape(parts[0])
	if err != nil || len(parts) != 2 || r.Method != http.MethodPost ||
		!strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
		http.Error(w, "{}", http.StatusNotFound)
		return
	}
	operation := map[string]string{"converse": "Converse", "converse-stream": "ConverseStream",
		"invoke": "InvokeModel"}[parts[1]]
	s.mu.Lock()
	s.calls = append(s.calls, call{operation, model, body})
	s.mu.Unlock()
	switch operation {
	case "ConverseStream":
		s.stream(w, r)
	case "Converse":
		s.whole(w)
	case "InvokeModel":
		s.embed(w, model, body)
	default:
		http.Error(w, "{}", http.StatusNotFound)
	}
}

// exceptions are Bedrock's forms of the kinds of faults: status, type and message.
var exceptions = map[fault.Kind]struct {
	status        int
	name, message string
}{
	fault.Throttled: {429, "ThrottlingException",
		"Too many tokens, please wait before trying again."},
	fault.Overloaded: {503, "ServiceUnavailableException",
		"The service isn't currently available."},
	fault.Unavailable: {500, "InternalServerException", "An internal server error occurred."},
	fault.Timeout:     {408, "ModelTimeoutException", "The request took too long to process."},
	fault.TooLarge:    {400, "ValidationException", "Input is too long for requested model."},
	fault.Invalid: {400, "ValidationException",
		"A conversation must start with a user message."},
	fault.Forbidden: {403, "AccessDeniedException",
		"You don't have access to the model with the specified model ID."},
	fault.NotFound: {404, "ResourceNotFoundException",
		"This model version has reached the end of its life."},
}

func (s *server) fail(w http.ResponseWriter, kind fault.Kind) {
	e := exceptions[kind]
	if s.behave.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(s.behave.RetryAfter/time.Second)))
	}
	w.Header().Set("X-Amzn-ErrorType", e.name+
		":http://internal.amazon.com/coral/com.amazon.bedrock/")
	s.send(w, e.status, "", map[string]string{"message": e.message})
}

func (s *server) send(w http.ResponseWriter, status int, operation string, body any) {
	data, _ := json.Marshal(body)
	s.note(operation, "", data)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

func (s *server) note(operation, event string, body []byte) {
	if operation == "" {
		return
	}
	s.mu.Lock()
	s.replies = append(s.replies, reply{operation, event, body})
	s.mu.Unlock()
}

// The documented payloads.
type (
	content struct {
		Text string `json:"text"`
	}
	message struct {
		Role    string    `json:"role"`
		Content []content `json:"content"`
	}
	tokens struct {
		Input  int `json:"inputTokens"`
		Output int `json:"outputTokens"`
		Total  int `json:"totalTokens"`
		Read   int `json:"cacheReadInputTokens,omitempty"`
		Write  int `json:"cacheWriteInputTokens,omitempty"`
	}
	delta struct {
		Index int     `json:"contentBlockIndex"`
		Delta content `json:"delta"`
	}
	metrics struct {
		LatencyMs int `json:"latencyMs"`
	}
	metadata struct {
		Usage   tokens  `json:"usage"`
		Metrics metrics `json:"metrics"`
	}
)

func (s *server) usage() tokens {
	u := s.behave.Usage
	return tokens{u.Input - u.CacheRead - u.CacheWrite, u.Output, u.Input + u.Output, u.CacheRead,
		u.CacheWrite}
}

func (s *server) stopReason() string {
	switch {
	case s.behave.Fault == fault.Refused:
		return "guardrail_intervened"
	case s.behave.Reason == llm.Length:
		return "max_tokens"
	}
	return "end_turn"
}

func (s *server) stream(w http.ResponseWriter, r *http.Request) {
	b := s.behave
	if _, ok := exceptions[b.Fault]; ok && len(b.Pieces) == 0 {
		s.fail(w, b.Fault)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
	w.WriteHeader(http.StatusOK)
	f := &frames{server: s, w: w, flush: w.(http.Flusher).Flush}
	f.event("messageStart", map[string]string{"role": "assistant"})
	for i, p := range b.Pieces {
		if i == 1 && b.Gate != nil {
			select {
			case <-b.Gate:
			case <-r.Context().Done():
				return
			}
		}
		f.event("contentBlockDelta", delta{0, content{p}})
	}
	switch {
	case b.Hold:
		<-r.Context().Done()
		s.goneOnce.Do(func() { close(s.gone) })
	case b.Cut:
		f.half()
		panic(http.ErrAbortHandler) // drops the connection
	case b.Fault != 0 && b.Fault != fault.Refused:
		name := exceptions[b.Fault].name
		f.exception(strings.ToLower(name[:1])+name[1:],
			map[string]string{"message": exceptions[b.Fault].message})
	default:
		f.event("contentBlockStop", map[string]int{"contentBlockIndex": 0})
		f.event("messageStop", map[string]string{"stopReason": s.stopReason()})
		f.event("metadata", metadata{s.usage(), metrics{12}})
	}
}

// frames writes the event stream.
type frames struct {
	server *server
	w      io.Writer
	flush  func()
}

func (f *frames) write(kind, header, name string, payload any) {
	data, _ := json.Marshal(payload)
	f.server.note("ConverseStream", name, data)
	var h eventstream.Headers
	h.Set(":message-type", eventstream.StringValue(kind))
	h.Set(header, eventstream.StringValue(name))
	h.Set(":content-type", eventstream.StringValue("application/json"))
	_ = eventstream.NewEncoder().Encode(f.w, eventstream.Message{Headers: h, Payload: data})
	f.flush()
}

func (f *frames) event(name string, payload any) { f.write("event", ":event-type", name, payload) }
func (f *frames) exception(name string, payload any) {
	f.write("exception", ":exception-type", name, payload)
}

// half writes the beginning of a frame.
func (f *frames) half() {
	_, _ = f.w.Write([]byte{0, 0, 0, 120, 0, 0, 0, 80, 1, 2, 3})
	f.flush()
}

func (s *server) whole(w http.ResponseWriter) {
	if _, ok := exceptions[s.behave.Fault]; ok {
		s.fail(w, s.behave.Fault)
		return
	}
	s.send(w, 200, "Converse", struct {
		Output struct {
			Message message `json:"message"`
		} `json:"output"`
		Stop    string  `json:"stopReason"`
		Usage   tokens  `json:"usage"`
		Metrics metrics `json:"metrics"`
	}{
		Output: struct {
			Message message `json:"message"`
		}{message{"assistant", []content{{strings.Join(s.behave.Pieces, "")}}}},
		Stop: s.stopReason(), Usage: s.usage(), Metrics: metrics{12},
	})
}

// embed makes vectors of the texts' bytes: of the same text always the same.
func (s *server) embed(w http.ResponseWriter, model string, body []byte) {
	if _, ok := exceptions[s.behave.Fault]; ok {
		s.fail(w, s.behave.Fault)
		return
	}
	if strings.Contains(model, ".rerank") {
		s.rerank(w, model, body)
		return
	}
	if strings.HasPrefix(model, "cohere.") {
		var in struct {
			Texts     []string `json:"texts"`
			InputType string   `json:"input_type"`
			Truncate  string   `json:"truncate"`
		}
		if json.Unmarshal(body, &in) != nil || len(in.Texts) == 0 || len(in.Texts) > 96 ||
			!strings.HasPrefix(in.InputType, "search_") {
			s.behave.Fault = fault.Invalid
			s.fail(w, fault.Invalid)
			return
		}
		list := make([][]float32, len(in.Texts))
		for i, t := range in.Texts {
			list[i] = vector(t)
		}
		if strings.Contains(model, "v4") {
			s.send(w, 200, "", map[string]any{"id": "1", "response_type": "embeddings_by_type",
				"embeddings": map[string]any{"float": list}})
			return
		}
		s.send(w, 200, "", map[string]any{"id": "1", "response_type": "embeddings_floats",
			"embeddings": list})
		return
	}
	var in struct {
		InputText  string `json:"inputText"`
		Dimensions int    `json:"dimensions"`
		Normalize  bool   `json:"normalize"`
	}
	if json.Unmarshal(body, &in) != nil || in.InputText == "" {
		s.fail(w, fault.Invalid)
		return
	}
	s.send(w, 200, "", map[string]any{"embedding": vector(in.InputText),
		"inputTextTokenCount": len(in.InputText) / 3})
}

// rerank scores each text by how often it has the query, best first.
func (s *server) rerank(w http.ResponseWriter, model string, body []byte) {
	var in struct {
		Query      string   `json:"query"`
		Documents  []string `json:"documents"`
		TopN       int      `json:"top_n"`
		APIVersion int      `json:"api_version"`
	}
	if json.Unmarshal(body, &in) != nil || in.Query == "" || len(in.Documents) == 0 ||
		slices.Contains(in.Documents, "") ||
		strings.HasPrefix(model, "cohere.") != (in.APIVersion == 2) {
		s.behave.Fault = fault.Invalid
		s.fail(w, fault.Invalid)
		return
	}
	type result struct {
		Index int     `json:"index"`
		Score float64 `json:"relevance_score"`
	}
	var results []result
	for i, d := range in.Documents {
		results = append(results, result{i, float64(strings.Count(d, in.Query)) / 10})
	}
	slices.SortStableFunc(results, func(a, b result) int { return cmp.Compare(b.Score, a.Score) })
	s.send(w, 200, "", map[string]any{"results": results[:min(in.TopN, len(results))]})
}

func vector(text string) []float32 {
	v := make([]float32, 1024)
	for i, b := range []byte(text) {
		v[(int(b)*31+i*7)%len(v)]++
	}
	return v
}
