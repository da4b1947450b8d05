package openai

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/embedtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/llmtest"
)

// upstream is a server that behaves as a suite wants, in the form of OpenAI's API.
type upstream struct {
	llmtest.Behaviour
	calls    atomic.Int64
	released chan struct{}

	mu   sync.Mutex
	seen *llm.Request
}

// refusals are answers of real servers: OpenAI's, vLLM's, llama.cpp's and Ollama's.
var refusals = map[fault.Kind]struct {
	status int
	body   string
}{
	fault.Throttled:   {429, `{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}`},
	fault.Overloaded:  {503, `{"error":{"message":"The engine is currently overloaded","type":"server_error"}}`},
	fault.Unavailable: {502, `<html>Bad Gateway</html>`},
	fault.Timeout:     {504, `{"error":{"message":"timed out"}}`},
	fault.Refused:     {400, `{"error":{"message":"The response was filtered","code":"content_filter"}}`},
	fault.TooLarge:    {400, `{"error":{"message":"This model's maximum context length is 8192 tokens. However, you requested 9000","type":"invalid_request_error","code":"context_length_exceeded"}}`},
	fault.Invalid:     {400, `{"error":{"message":"temperature must be at most 2","type":"invalid_request_error"}}`},
	fault.Forbidden:   {401, `{"error":{"message":"Incorrect API key provided: sk-xx","type":"invalid_request_error","code":"invalid_api_key"}}`},
	fault.NotFound:    {404, `{"error":{"message":"model \"x\" not found, try pulling it first","type":"api_error"}}`},
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.calls.Add(1)
	var q request
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	u.note(q)
	if refused, ok := refusals[u.Fault]; ok && len(u.Pieces) == 0 && u.Fault != 0 {
		if u.RetryAfter > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(int(u.RetryAfter.Seconds())))
		}
		w.WriteHeader(refused.status)
		fmt.Fprint(w, refused.body)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	send := func(v any) {
		b, _ := json.Marshal(v)
		fmt.Fprintf(w, "data: %s\n\n", b)
		out.Flush()
	}
	w.WriteHeader(http.StatusOK)
	out.Flush()
	for i, piece := range u.Pieces {
		if i == 1 && u.Gate != nil {
			<-u.Gate
		}
		send(delta(piece, ""))
	}
	switch {
	case u.Hold:
		<-r.Context().Done()
		close(u.released)
	case u.Cut:
		panic(http.ErrAbortHandler)
	case u.Fault != 0:
		fmt.Fprintf(w, "data: %s\n\n", refusals[u.Fault].body)
		out.Flush()
	default:
		send(delta("", string(u.Reason)))
		if q.StreamOptions != nil && u.Usage != (llm.Usage{}) {
			send(map[string]any{"choices": []any{},
				"usage": map[string]any{"prompt_tokens": u.Usage.Input,
					"completion_tokens":     u.Usage.Output,
					"prompt_tokens_details": map[string]any{"cached_tokens": u.Usage.CacheRead}}})
		}
		fmt.Fprint(w, "data: [DONE]\n\n")
	}
}

func delta(text, reason string) any {
	choice := map[string]any{"index": 0, "delta": map[string]any{"content": text}}
	if reason != "" {
		choice["finish_reason"] = reason
	}
	return map[string]any{"choices": []any{choice}}
}

// note keeps the first request as the server understood it.
func (u *upstream) note(q request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.seen != nil {
		return
	}
	u.seen = &llm.Request{MaxTokens: q.MaxTokens, Temperature: q.Temperature, Stop: q.Stop}
	for _, m := range q.Messages {
		if m.Role == "system" {
			u.seen.System = m.Content
		} else {
			u.seen.Messages = append(u.seen.Messages, llm.Message{Role: llm.Role(m.Role),
				Text: m.Content})
		}
	}
}

func serve(t *testing.T, h http.Handler) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL + "/v1"
}

func model(t *testing.T, o Options) *Model {
	o.Model = "test"
	m := NewModel(o)
	t.Cleanup(m.Close)
	return m
}

func TestModelConformance(t *testing.T) {
	llmtest.Run(t, func(t *testing.T, b llmtest.Behaviour) llmtest.Upstream {
		u := &upstream{Behaviour: b, released: make(chan struct{})}
		url := "http://" + closedPort(t) + "/v1"
		if !b.Unreachable {
			url = serve(t, u)
		}
		return llmtest.Upstream{
			Model: model(t, Options{URL: url}), Calls: func() int { return int(u.calls.Load()) },
			Released: u.released,
			Seen: func() llm.Request {
				u.mu.Lock()
				defer u.mu.Unlock()
				return *u.seen
			},
		}
	})
}

// closedPort is an address at which nothing listens.
func closedPort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestEmbedderConformance(t *testing.T) {
	embedtest.Run(t, func(t *testing.T, b embedtest.Behaviour) embed.Embedder {
		url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if refused, ok := refusals[b.Fault]; ok && b.Fault != 0 {
				if b.RetryAfter > 0 {
					w.Header().Set("Retry-After", fmt.Sprint(int(b.RetryAfter.Seconds())))
				}
				w.WriteHeader(refused.status)
				fmt.Fprint(w, refused.body)
				return
			}
			vectors(w, r)
		}))
		e := NewEmbedder(EmbedOptions{URL: url, Model: "test", InputType: true})
		t.Cleanup(e.Close)
		return e
	})
}

// vectors answers with vectors that depend on the text alone, in reverse order: the index counts.
func vectors(w http.ResponseWriter, r *http.Request) {
	var q embedRequest
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || len(q.Input) > batch {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	var out embedResponse
	for i := len(q.Input) - 1; i >= 0; i-- {
		h := fnv.New64a()
		h.Write([]byte(q.Input[i]))
		sum := h.Sum64()
		v := make([]float32, 8)
		for j := range v {
			v[j] = float32(sum>>(8*j)&0xff) - 127.5
		}
		out.Data = append(out.Data, struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}{i, v})
	}
	json.NewEncoder(w).Encode(out)
}

// Servers that reject a field are asked again without it, once for all.
func TestFieldsThatAServerRejectsAreLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		message string
		rejects func(request) bool
	}{
		"stream_options": {"Unknown field: stream_options",
			func(q request) bool { return q.StreamOptions != nil }},
		"max_tokens": {"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
			func(q request) bool { return q.MaxTokens != 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			m := model(t, Options{URL: serve(t,
				http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					calls.Add(1)
					var q request
					json.NewDecoder(r.Body).Decode(&q)
					if c.rejects(q) {
						w.WriteHeader(400)
						json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"message": c.message}})
						return
					}
					fmt.Fprint(w, `data: {"choices":[{"delta":{"content":"네"},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
				}))})
			for range 2 {
				text, finish, err := llm.Collect(m.Stream(t.Context(), llmtest.Question()))
				if err != nil || text != "네" || !finish.Usage.Estimated {
					t.Errorf("%q, %+v, %v", text, finish, err)
				}
			}
			if n := calls.Load(); n != 3 {
				t.Errorf("%d calls, want 3: one rejected, two without the field", n)
			}
		})
	}
}

func TestEveryWayToSayThatAnInputIsTooLong(t *testing.T) {
	for _, body := range []string{
		`{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error"}}`,
		`{"object":"error","message":"This model's maximum context length is 4096 tokens.","code":400}`,
		`{"error":"input length exceeds maximum context length"}`,
		`{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}`,
	} {
		p := parseProblem([]byte(body))
		if err := p.classify(400, errCut); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestAModelThatNeverBeginsOrStopsInTheMiddleIsATimeout(t *testing.T) {
	for name, begin := range map[string]bool{"never begins": false, "stops": true} {
		t.Run(name, func(t *testing.T) {
			m := model(t, Options{FirstToken: 50 * time.Millisecond, Idle: 50 * time.Millisecond,
				URL: serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					// net/http notices a gone client only when the body was read
					json.NewDecoder(r.Body).Decode(&request{})
					if begin {
						fmt.Fprint(w, `data: {"choices":[{"delta":{"content":"네"}}]}`+"\n\n")
						http.NewResponseController(w).Flush()
					}
					<-r.Context().Done()
				}))})
			if _, _, err := llm.Collect(m.Stream(t.Context(), llmtest.Question())); !fault.Is(err,
				fault.Timeout) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestKeysStayOutOfErrors(t *testing.T) {
	m := model(t, Options{APIKey: "sk-very-secret",
		URL: serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer sk-very-secret" {
				t.Errorf("authorization %q", r.Header.Get("Authorization"))
			}
			w.WriteHeader(500)
		}))})
	_, _, err := llm.Collect(m.Stream(t.Context(), llmtest.Question()))
	if err == nil || strings.Contains(err.Error(), "very-secret") {
		t.Errorf("got %v", err)
	}
}

func TestPrefixesAndInputTypesTellQuestionsFromPassages(t *testing.T) {
	var got []embedRequest
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q embedRequest
		json.NewDecoder(r.Body).Decode(&q)
		got = append(got, q)
		fmt.Fprint(w, `{"data":[{"index":0,"embedding":[1,2]}]}`)
	}))
	e := NewEmbedder(EmbedOptions{URL: url, Model: "e5", InputType: true, QueryPrefix: "query: ",
		PassagePrefix: "passage: "})
	defer e.Close()
	for _, kind := range []embed.Kind{embed.Query, embed.Passage} {
		if _, err := e.Embed(t.Context(), kind, []string{"보일러"}); err != nil {
			t.Fatal(err)
		}
	}
	if got[0].Input[0] != "query: 보일러" || got[0].InputType != "query" ||
		got[1].Input[0] != "passage: 보일러" || got[1].InputType != "passage" {
		t.Errorf("got %+v", got)
	}
	if e.Info().Dimensions != 2 {
		t.Errorf("info %+v", e.Info())
	}
}

func TestFindGivesTheServersThatAnswerAsModelsDo(t *testing.T) {
	ollama := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"object":"list","data":[{"id":"gemma3:latest"}]}`)
	}))
	other := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w,
			"{}")
	}))
	found := find(t.Context(), []Server{{Name: "Ollama", URL: ollama}, {Name: "other", URL: other},
		{Name: "none", URL: "http://" + closedPort(t)}})
	if len(found) != 1 || found[0].Name != "Ollama" || len(found[0].Models) != 1 {
		t.Errorf("found %+v", found)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "0.5": 500 * time.Millisecond, "-1": 0, "soon": 0,
		"Mon, 23 Nov 2026 10:00:09 GMT": 9 * time.Second,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}
