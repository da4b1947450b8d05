package aws_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"

	"github.com/mundap/mundap/test/servers"
)

// bedrock answers as Bedrock does with what an OpenAI-compatible model says:
// the models of the browser tests are such.
type bedrock struct{ e *emulator }

// modelNeeds are the permissions of a request to Bedrock. The region is in the signature.
func modelNeeds(r *http.Request, _ []byte) []need {
	model, operation := modelOf(r)
	action := map[string]string{"converse": "bedrock:InvokeModel",
		"converse-stream": "bedrock:InvokeModelWithResponseStream",
		"invoke":          "bedrock:InvokeModel"}[operation]
	region := servers.Region
	if scope := strings.Split(r.Header.Get("Authorization"), "/"); len(scope) > 2 {
		region = scope[2]
	}
	geography, behind, _ := strings.Cut(model, ".")
	regions, profile := destinations[geography]
	if !profile {
		return []need{{action, "arn:aws:bedrock:" + region + "::foundation-model/" + model}}
	}
	all := []need{{action, "arn:aws:bedrock:" + region + ":" + account + ":inference-profile/" + model}}
	for _, to := range regions {
		all = append(all, need{action, "arn:aws:bedrock:" + to + "::foundation-model/" + behind})
	}
	return all
}

func modelOf(r *http.Request) (model, operation string) {
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/model/"), "/")
	if len(parts) != 2 {
		return "", ""
	}
	model, _ = url.PathUnescape(parts[0]) // what is none is allowed to nobody
	return model, parts[1]
}

type said struct {
	Role    string           `json:"role"`
	Content []map[string]any `json:"content"`
}

func (b bedrock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Messages []said
		System   []map[string]any
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		b.e.t.Errorf("a request to Bedrock: %v", err)
	}
	_, operation := modelOf(r)
	type message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	ask := struct {
		Model    string    `json:"model"`
		Stream   bool      `json:"stream"`
		Messages []message `json:"messages"`
	}{Model: "test-model", Stream: operation == "converse-stream"}
	for _, m := range in.Messages {
		var text strings.Builder
		for _, c := range m.Content {
			s, _ := c["text"].(string)
			text.WriteString(s)
		}
		ask.Messages = append(ask.Messages, message{m.Role, text.String()})
	}
	out, err := http.NewRequestWithContext(r.Context(), http.MethodPost,
		b.e.options.model+"/chat/completions", bytes.NewReader(mustJSON(b.e.t, ask)))
	if err != nil {
		b.e.t.Error(err)
		return
	}
	out.Header.Set("Content-Type", "application/json")
	resp, err := b.e.transport.RoundTrip(out)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	defer resp.Body.Close()
	if ask.Stream {
		b.stream(w, resp.Body)
	} else {
		b.whole(w, resp.Body)
	}
}

type choices struct {
	Choices []struct {
		Delta, Message struct{ Content string }
	}
}

// stream turns the model's pieces into Bedrock's events.
func (b bedrock) stream(w http.ResponseWriter, from io.Reader) {
	w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
	w.WriteHeader(http.StatusOK)
	send := func(name string, payload any) {
		var h eventstream.Headers
		h.Set(":message-type", eventstream.StringValue("event"))
		h.Set(":event-type", eventstream.StringValue(name))
		h.Set(":content-type", eventstream.StringValue("application/json"))
		// the function may be gone
		_ = eventstream.NewEncoder().Encode(w, eventstream.Message{Headers: h,
			Payload: mustJSON(b.e.t, payload)})
		w.(http.Flusher).Flush()
	}
	send("messageStart", map[string]string{"role": "assistant"})
	for lines := bufio.NewScanner(from); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		var c choices
		if !ok || data == "[DONE]" || json.Unmarshal([]byte(data), &c) != nil ||
			len(c.Choices) == 0 || c.Choices[0].Delta.Content == "" {
			continue
		}
		send("contentBlockDelta", map[string]any{"contentBlockIndex": 0,
			"delta": map[string]string{"text": c.Choices[0].Delta.Content}})
	}
	send("contentBlockStop", map[string]int{"contentBlockIndex": 0})
	send("messageStop", map[string]string{"stopReason": "end_turn"})
	send("metadata", map[string]any{"usage": map[string]int{"inputTokens": 10, "outputTokens": 5,
		"totalTokens": 15}, "metrics": map[string]int{"latencyMs": 1}})
}

func (b bedrock) whole(w http.ResponseWriter, from io.Reader) {
	var c choices
	if err := json.NewDecoder(from).Decode(&c); err != nil || len(c.Choices) == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(mustJSON(b.e.t, map[string]any{
		"output": map[string]any{"message": map[string]any{"role": "assistant",
			"content": []map[string]string{{"text": c.Choices[0].Message.Content}}}},
		"stopReason": "end_turn", "usage": map[string]int{"inputTokens": 10, "outputTokens": 5,
			"totalTokens": 15}, "metrics": map[string]int{"latencyMs": 1},
	}))
}
