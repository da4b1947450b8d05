package bedrock_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/embedtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/llmtest"
)

const haiku = "us.anthropic.claude-haiku-4-5-20251001-v1:0"

func upstream(t *testing.T, b llmtest.Behaviour, o bedrock.Options) (*server, llmtest.Upstream) {
	s := serve(t, b)
	o.Model, o.Endpoint = haiku, s.URL
	if b.Unreachable {
		s.Close()
	}
	return s, llmtest.Upstream{
		Model: bedrock.New(awstest.Config(t, "us-west-2"), o),
		Calls: func() int {
			s.mu.Lock()
			defer s.mu.Unlock()
			return len(s.calls)
		},
		Released: s.gone,
		Seen:     func() llm.Request { return seen(t, s.calls[0].body) },
	}
}

// seen reads a request as Bedrock documents it.
func seen(t *testing.T, body []byte) llm.Request {
	var in struct {
		System    []content `json:"system"`
		Messages  []message `json:"messages"`
		Inference struct {
			MaxTokens   int      `json:"maxTokens"`
			Temperature *float64 `json:"temperature"`
			Stop        []string `json:"stopSequences"`
		} `json:"inferenceConfig"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		t.Error(err)
	}
	r := llm.Request{MaxTokens: in.Inference.MaxTokens, Temperature: in.Inference.Temperature,
		Stop: in.Inference.Stop}
	for _, c := range in.System {
		r.System += c.Text
	}
	for _, m := range in.Messages {
		r.Messages = append(r.Messages, llm.Message{Role: llm.Role(m.Role),
			Text: m.Content[0].Text})
	}
	return r
}

func TestStreamKeepsTheContract(t *testing.T) {
	llmtest.Run(t, func(t *testing.T, b llmtest.Behaviour) llmtest.Upstream {
		_, u := upstream(t, b, bedrock.Options{})
		return u
	})
}

func TestWholeAnswersAndTheirFaults(t *testing.T) {
	_, u := upstream(t, llmtest.Behaviour{Pieces: []string{"네, ", "서울이에요."},
		Usage: llm.Usage{Input: 9, Output: 4}}, bedrock.Options{Whole: true})
	text, finish, err := llm.Collect(u.Model.Stream(t.Context(), llmtest.Question()))
	if err != nil || text != "네, 서울이에요." || finish.Usage != (llm.Usage{Input: 9, Output: 4}) {
		t.Errorf("%q, %+v, %v", text, finish, err)
	}
	for kind := range exceptions {
		_, u := upstream(t, llmtest.Behaviour{Fault: kind}, bedrock.Options{Whole: true})
		if _, _, err := llm.Collect(u.Model.Stream(t.Context(), llmtest.Question())); !fault.Is(err,
			kind) {
			t.Errorf("%v, want %v", err, kind)
		}
	}
}

func TestCachedTokensAreInputToo(t *testing.T) {
	want := llm.Usage{Input: 1000, Output: 5, CacheRead: 700, CacheWrite: 200}
	_, u := upstream(t, llmtest.Behaviour{Pieces: []string{"네"}, Usage: want},
		bedrock.Options{Cache: "5m"})
	if _, finish, err := llm.Collect(u.Model.Stream(t.Context(), llmtest.Question())); err != nil ||
		finish.Usage != want {
		t.Errorf("%+v, %v", finish.Usage, err)
	}
}

// TestExceptionsInTheMiddle: every exception that the stream may carry keeps
// its kind and the text before it.
func TestExceptionsInTheMiddle(t *testing.T) {
	for _, kind := range []fault.Kind{fault.Throttled, fault.Overloaded, fault.Unavailable,
		fault.Invalid} {
		_, u := upstream(t, llmtest.Behaviour{Pieces: []string{"반쪽"}, Fault: kind},
			bedrock.Options{})
		text, _, err := llm.Collect(u.Model.Stream(t.Context(), llmtest.Question()))
		if text != "반쪽" || !fault.Is(err, kind) {
			t.Errorf("%q, %v, want %v", text, err, kind)
		}
	}
}

func TestTheNameSaysModelAndRegion(t *testing.T) {
	m := bedrock.New(awstest.Config(t, "us-west-2"), bedrock.Options{Model: "m", MaxOutput: 7})
	if i := m.Info(); i.Name != "m · us-west-2" || i.MaxOutput != 7 {
		t.Errorf("%+v", i)
	}
}

func TestEmbeddersKeepTheContract(t *testing.T) {
	for _, model := range []string{"amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3",
		"cohere.embed-v4:0"} {
		t.Run(model, func(t *testing.T) {
			embedtest.Run(t, func(t *testing.T, b embedtest.Behaviour) embed.Embedder {
				s := serve(t, llmtest.Behaviour{Fault: b.Fault, RetryAfter: b.RetryAfter})
				e, err := bedrock.NewEmbedder(awstest.Config(t, "us-west-2"),
					bedrock.EmbedderOptions{Model: model, Endpoint: s.URL})
				if err != nil {
					t.Fatal(err)
				}
				return e
			})
		})
	}
}

func TestAnUnknownEmbedderIsUnsupported(t *testing.T) {
	if _, err := bedrock.NewEmbedder(awstest.Config(t, "us-west-2"),
		bedrock.EmbedderOptions{Model: "other"}); !fault.Is(err, fault.Unsupported) {
		t.Errorf("%v", err)
	}
}

// TestAgainstTheServiceModel holds what the adapter sends, and what the test's
// server answers, to AWS's own description.
func TestAgainstTheServiceModel(t *testing.T) {
	model := awstest.Load(t, "bedrock-runtime")
	warm := 0.3
	q := llmtest.Question()
	q.Messages = append(q.Messages, llm.Message{Role: llm.Assistant, Text: "서울이에요."},
		llm.Message{Role: llm.User, Text: "인구는요?"})
	q.Temperature, q.Stop = &warm, []string{"끝"}
	for _, o := range []bedrock.Options{{}, {Whole: true}, {Cache: "5m"}, {Cache: "1h",
		Tiers: map[llm.Purpose]string{llm.Answer: "priority"}}, {Whole: true,
		Tiers: map[llm.Purpose]string{llm.Answer: "flex"}}} {
		s, u := upstream(t, llmtest.Behaviour{Pieces: []string{"약 ", "940만 명"},
			Usage: llm.Usage{Input: 30, Output: 9, CacheRead: 10}}, o)
		if _, _, err := llm.Collect(u.Model.Stream(t.Context(), q)); err != nil {
			t.Fatal(err)
		}
		for _, c := range s.calls {
			if err := model.Request(c.operation, c.body); err != nil {
				t.Errorf("%+v: %s: %v\n%s", o, c.operation, err, c.body)
			}
		}
		for _, r := range s.replies {
			var err error
			if r.event != "" {
				err = model.Event("ConverseStreamOutput", r.event, r.body)
			} else {
				err = model.Reply(r.operation, r.body)
			}
			if err != nil {
				t.Errorf("the server's own %s %s: %v\n%s", r.operation, r.event, err, r.body)
			}
		}
	}
	op := model.Operations["ConverseStream"]
	if op.HTTP.URI != "/model/{modelId}/converse-stream" {
		t.Errorf("the server's path is not %s", op.HTTP.URI)
	}
	for kind, e := range exceptions {
		if _, ok := model.Shapes[e.name]; !ok {
			t.Errorf("%v: there is no %s", kind, e.name)
		}
	}
	var names []string
	for _, e := range op.Errors {
		names = append(names, e.Shape)
	}
	for _, e := range exceptions {
		if !strings.Contains(strings.Join(names, " "), e.name) {
			t.Errorf("ConverseStream has no %s, only %v", e.name, names)
		}
	}
}

// TestPromptsAreKeptAsLongAsConfigured: a lifetime other than the usual one is
// told, and five minutes are not, because older models refuse the field.
func TestPromptsAreKeptAsLongAsConfigured(t *testing.T) {
	for cache, want := range map[string]string{
		"": "", "5m": `{"cachePoint":{"type":"default"}}`,
		"1h": `{"cachePoint":{"ttl":"1h","type":"default"}}`,
	} {
		body := asked(t, bedrock.Options{Cache: cache}, llm.Answer)
		if strings.Contains(body, "cachePoint") != (want != "") || !strings.Contains(body, want) {
			t.Errorf("cache %q: %s", cache, body)
		}
	}
}

func TestEachPurposeHasItsServiceTier(t *testing.T) {
	o := bedrock.Options{Tiers: map[llm.Purpose]string{llm.Answer: "priority", llm.Summarise: "flex"}}
	for purpose, want := range map[llm.Purpose]string{
		"": "priority", llm.Answer: "priority", llm.Revise: "priority", llm.Summarise: "flex",
		llm.Translate: "",
	} {
		body := asked(t, o, purpose)
		if want == "" && strings.Contains(body, "serviceTier") ||
			want != "" && !strings.Contains(body, `"serviceTier":{"type":"`+want+`"}`) {
			t.Errorf("%q: %s", purpose, body)
		}
	}
}

// asked is the request for an answer to the suite's question.
func asked(t *testing.T, o bedrock.Options, p llm.Purpose) string {
	t.Helper()
	s, u := upstream(t, llmtest.Behaviour{Pieces: []string{"네"}}, o)
	q := llmtest.Question()
	q.Purpose = p
	if _, _, err := llm.Collect(u.Model.Stream(t.Context(), q)); err != nil {
		t.Fatal(err)
	}
	return string(s.calls[0].body)
}

func TestAnApplicationProfileEmbedsAsWhatItWasMadeFrom(t *testing.T) {
	const arn = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123"
	e, err := bedrock.NewEmbedder(awstest.Config(t, "us-west-2"),
		bedrock.EmbedderOptions{Model: arn, Underlying: "amazon.titan-embed-text-v2:0"})
	if err != nil || e.Info().Model != "amazon.titan-embed-text-v2:0" {
		t.Errorf("%+v, %v", e, err)
	}
}
