package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// problem is an error as servers write it. OpenAI, llama.cpp and vLLM:
// {"error":{"message","type","code"}}; Ollama's older forms:
// {"error":"message"}; older vLLM: {"object":"error","message","code"};
// FastAPI: {"detail"}.
type problem struct {
	message string
	kind    string // "type" or a "code" that is text, in lower case
	status  int    // a "code" that is a number
}

func parseProblem(text []byte) problem {
	var p struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Type    string          `json:"type"`
		Code    json.RawMessage `json:"code"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(text, &p) != nil {
		return problem{message: strings.TrimSpace(string(text))}
	}
	var inner struct {
		Message string          `json:"message"`
		Type    string          `json:"type"`
		Code    json.RawMessage `json:"code"`
	}
	var plain string
	switch {
	case json.Unmarshal(p.Error, &plain) == nil:
		inner.Message = plain
	case json.Unmarshal(p.Error, &inner) == nil:
	default:
		inner.Message, inner.Type, inner.Code = cmp.Or(p.Message, string(p.Detail)), p.Type, p.Code
	}
	found := problem{message: inner.Message, kind: strings.ToLower(inner.Type)}
	if json.Unmarshal(inner.Code, &found.status) != nil {
		var code string
		if json.Unmarshal(inner.Code, &code) == nil {
			found.kind += " " + strings.ToLower(code)
		}
	}
	return found
}

// refusal classifies an answer that is no success.
func refusal(resp *http.Response, text []byte) error {
	p := parseProblem(text)
	err := p.classify(resp.StatusCode, fmt.Errorf("the model's server answered %s: %.500s",
		resp.Status, p.message))
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind == fault.Throttled {
		return e.WithRetryAfter(retryAfter(resp.Header.Get("Retry-After"), time.Now()))
	}
	return err
}

// tooLong are the words by which servers say that an input exceeds the context window.
var tooLong = [...]string{
	"context_length", "context length", "context window", "context size", "maximum context",
	"too many tokens", "prompt is too long",
	"exceed_context_size", "input length exceeds", "exceeds the available context",
	"longer than the maximum",
}

func (p problem) classify(status int, cause error) error {
	text := strings.ToLower(p.message) + " " + p.kind
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has(tooLong[:]...), status == http.StatusRequestEntityTooLarge:
		return fault.Wrap(cause, fault.TooLarge,
			"질문과 근거가 모델이 한 번에 읽을 수 있는 길이를 넘었어요. 질문을 줄이거나 근거 수를 줄여 보세요.",
			"The question with its sources is longer than the model can read at once. Shorten it, or use fewer sources.")
	case has("content_filter", "content_policy", "content management policy"):
		return fault.Wrap(cause, fault.Refused, "", "")
	case status == http.StatusTooManyRequests, has("rate_limit", "insufficient_quota"):
		return fault.Wrap(cause, fault.Throttled, "", "")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.Wrap(cause, fault.Forbidden,
			"모델 서버가 키를 받아들이지 않았어요. 설정의 API 키를 확인해 주세요.",
			"The model's server did not accept the key. Check the API key in the configuration.")
	case status == http.StatusNotFound:
		return fault.Wrap(cause, fault.NotFound,
			"모델 서버에 그 모델이 없어요. 설정의 모델 이름과 주소를 확인해 주세요.",
			"The model's server has no such model. Check the model's name and URL in the configuration.")
	case status == http.StatusRequestTimeout, status == http.StatusGatewayTimeout:
		return fault.Wrap(cause, fault.Timeout, "", "")
	case status == http.StatusServiceUnavailable, status == 529, has("overloaded", "server_busy"):
		return fault.Wrap(cause, fault.Overloaded, "", "")
	case status >= 500, status == 0:
		return unavailable(cause)
	}
	return fault.Wrap(cause, fault.Invalid,
		"모델 서버가 요청을 받아들이지 않았어요. 모델 설정을 확인해 주세요.",
		"The model's server did not accept the request. Check the model's configuration.")
}

// unreachable classifies an error of the connection.
func unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return unavailable(err)
}

func unavailable(err error) error {
	return fault.Wrap(err, fault.Unavailable,
		"모델 서버에 연결하지 못했어요. 주소가 맞는지, 서버가 켜져 있는지 확인한 뒤 다시 해 보세요.",
		"The model's server can't be reached. Check its address and that it is running, then try again.")
}

// retryAfter reads the header: seconds, or a date. If 0, it says nothing.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && seconds > 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
