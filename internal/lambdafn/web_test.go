//go:build !nodict

package lambdafn

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/fault"
)

// secretsManager answers GetSecretValue from a table. Secrets that are not in it
// don't exist.
func secretsManager(t *testing.T, values map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var q struct{ SecretId string }
		if err := json.Unmarshal(body, &q); err != nil ||
			r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" {
			t.Errorf("%s: %s", r.Header.Get("X-Amz-Target"), body)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		value, ok := values[q.SecretId]
		if !ok {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"ResourceNotFoundException","Message":"none"}`)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"Name": q.SecretId, "SecretString": value})
	}))
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		s.Close()
	})
	return s.URL
}

// redirected sends every request of the default client to one server, and tells
// which headers came.
func redirected(t *testing.T, answer string) *http.Header {
	t.Helper()
	var got http.Header
	before := http.DefaultTransport
	http.DefaultTransport = transport(func(r *http.Request) (*http.Response, error) {
		got = r.Header
		return &http.Response{StatusCode: http.StatusOK, Request: r,
			Header: http.Header{"Content-Type": {"application/json"}},
			Body:   io.NopCloser(strings.NewReader(answer))}, nil
	})
	t.Cleanup(func() { http.DefaultTransport = before })
	return &got
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTheStackChoosesTheSearchEngine(t *testing.T) {
	secrets := secretsManager(t, map[string]string{"web/naver": `{"key":"naver-secret"}`,
		"web/brave": "brave-key"})
	for provider, x := range map[string]struct{ secret, answer, header, want string }{
		"naver": {"web/naver", `{"items":[{"title":"가","link":"https://a.example"}]}`,
			"X-Naver-Client-Secret", "naver-secret"},
		"brave": {"web/brave", `{"web":{"results":[{"title":"가","url":"https://a.example"}]}}`,
			"X-Subscription-Token", "brave-key"},
	} {
		p := testParts(t, map[string]string{"MUNDAP_WEB_PROVIDER": provider, "MUNDAP_WEB_ID": "id",
			"MUNDAP_WEB_SECRET": x.secret, "MUNDAP_WEB_READ_PAGES": "false",
			"MUNDAP_SECRETS_ENDPOINT": secrets})
		engine, err := p.web()
		if err != nil {
			t.Fatal(provider, err)
		}
		header := redirected(t, x.answer)
		found, err := engine.Search(t.Context(), "질문", 5)
		if err != nil || len(found) != 1 || header.Get(x.header) != x.want {
			t.Errorf("%s: %+v, %v; sent %v", provider, found, err, *header)
		}
	}
}

func TestASearchEngineWithoutASecretNeedsNone(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"results":[{"title":"가","url":"https://a.example","content":"나"}]}`)
	}))
	defer s.Close()
	p := testParts(t, map[string]string{"MUNDAP_WEB_PROVIDER": "searxng", "MUNDAP_WEB_URL": s.URL,
		"MUNDAP_WEB_READ_PAGES": "false"})
	engine, err := p.web()
	if err != nil {
		t.Fatal(err)
	}
	found, err := engine.Search(t.Context(), "질문", 5)
	http.DefaultClient.CloseIdleConnections()
	if err != nil || len(found) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestAMissingKeyIsTold: an engine was chosen, so that it is missing is a
// mistake, other than with the stack's own secret of made-up values.
func TestAMissingKeyIsTold(t *testing.T) {
	secrets := secretsManager(t, map[string]string{"web/other": `{"other":"x"}`})
	for _, name := range []string{"web/none", "web/other"} {
		p := testParts(t, map[string]string{"MUNDAP_WEB_PROVIDER": "brave", "MUNDAP_WEB_SECRET": name,
			"MUNDAP_SECRETS_ENDPOINT": secrets})
		engine, err := p.web()
		if err != nil {
			t.Fatal(err)
		}
		_, err = engine.Search(t.Context(), "질문", 5)
		if m := fault.MessageOf(err); !fault.Is(err, fault.Damaged) || !strings.Contains(m.Ko, name) ||
			!strings.Contains(m.En, name) {
			t.Errorf("%s: %v, %+v", name, err, m)
		}
	}
	incomplete := testParts(t, map[string]string{"MUNDAP_WEB_PROVIDER": "naver", "MUNDAP_WEB_SECRET": "s"})
	if _, err := incomplete.web(); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("Naver without a client ID: %v", err)
	}
}

func TestTheStackChoosesTheVoice(t *testing.T) {
	var asked http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		w.Header().Set("Content-Type", "audio/mpeg")
		_, _ = io.WriteString(w, "mp3")
	}))
	defer s.Close()
	p := testParts(t, map[string]string{"MUNDAP_SPEECH_PROVIDER": "openai", "MUNDAP_SPEECH_URL": s.URL,
		"MUNDAP_SPEECH_SECRET":    "voice/key",
		"MUNDAP_SECRETS_ENDPOINT": secretsManager(t, map[string]string{"voice/key": `{"api_key":"k"}`})})
	speaker, err := p.speaker()
	if err != nil {
		t.Fatal(err)
	}
	defer speaker.(interface{ Close() }).Close()
	if a, err := speaker.Speak(t.Context(), "안녕하세요.", "ko-KR"); err != nil || string(a.Data) != "mp3" ||
		asked.Get("Authorization") != "Bearer k" {
		t.Errorf("%q, %v; sent %v", a.Data, err, asked)
	}
}
