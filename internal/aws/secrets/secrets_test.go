package secrets_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/secrets"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/test/servers"
)

var filled = secrets.Google{APIKey: "AIza" + strings.Repeat("k", 35), EngineID: "0123456789abcdef0"}

func client(t *testing.T, endpoint string) *secretsmanager.Client {
	return secretsmanager.NewFromConfig(awstest.Config(t, servers.Region),
		func(o *secretsmanager.Options) { o.BaseEndpoint = &endpoint })
}

// TestSecretsManager reads secrets of moto's server.
func TestSecretsManager(t *testing.T) {
	c := client(t, servers.Moto(t))
	write := func(name, text string) {
		t.Helper()
		if _, err := c.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name,
			SecretString: &text}); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	for name, x := range map[string]struct {
		text string
		want fault.Kind // Internal: none
	}{
		"filled":   {fmt.Sprintf(`{"google_api_key":%q,"google_cse_id":%q}`, filled.APIKey, filled.EngineID), fault.Internal},
		"fresh":    {`{"google_cse_id":"cse_id","google_api_key":"` + strings.Repeat("x", 32) + `"}`, fault.NotConfigured},
		"no key":   {`{"google_cse_id":"` + filled.EngineID + `","google_api_key":"` + strings.Repeat("x", 32) + `"}`, fault.Damaged},
		"only one": {`{"google_cse_id":"` + filled.EngineID + `"}`, fault.Damaged},
		"no id":    {`{"google_cse_id":"cse_id","google_api_key":"` + filled.APIKey + `"}`, fault.Damaged},
		"empty":    {`{}`, fault.NotConfigured},
		"no JSON":  {filled.APIKey, fault.Damaged},
		"a number": {`{"google_api_key":5}`, fault.Damaged},
	} {
		name = strings.ReplaceAll(name, " ", "-")
		write(name, x.text)
		got, err := secrets.NewSource(c, name, clock).Google(t.Context())
		if x.want == fault.Internal {
			if err != nil || got.APIKey != filled.APIKey || got.EngineID != filled.EngineID {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			continue
		}
		if !fault.Is(err, x.want) || got.APIKey != "" {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
		if strings.Contains(err.Error(), filled.APIKey) {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
	if _, err := secrets.NewSource(c, "none", clock).Google(t.Context()); !fault.Is(err,
		fault.NotConfigured) {
		t.Errorf("a missing secret: %v", err)
	}

	s := secrets.NewSource(c, "fresh", clock)
	if _, err := s.Google(t.Context()); !fault.Is(err, fault.NotConfigured) {
		t.Fatal(err)
	}
	name, text := "fresh", fmt.Sprintf(`{"google_api_key":%q,"google_cse_id":%q}`, filled.APIKey, filled.EngineID)
	if _, err := c.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: &name,
		SecretString: &text}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Google(t.Context()); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("within five minutes it is read again: %v", err)
	}
	now = now.Add(6 * time.Minute)
	if got, err := s.Google(t.Context()); err != nil || got.APIKey != filled.APIKey {
		t.Errorf("after six minutes: %v", err)
	}
}

func TestTheKeyStaysOutOfLogs(t *testing.T) {
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("keys", "google", filled)
	fmt.Fprintf(&log, "%v %+v %#v %s", filled, filled, filled, filled)
	if strings.Contains(log.String(), filled.APIKey) {
		t.Error(log.String())
	}
}

func TestErrorsAreClassified(t *testing.T) {
	for code, want := range map[string]fault.Kind{
		"AccessDeniedException": fault.Forbidden, "ThrottlingException": fault.Throttled,
		"InternalServiceError": fault.Unavailable,
		"DecryptionFailure":    fault.Forbidden,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"__type":"`+code+`"}`)
		}))
		if _, err := secrets.NewSource(client(t, server.URL), "s",
			nil).Google(t.Context()); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
		server.Close()
	}
}

// TestASecretWithOneKeyMissingNamesIt needs no server of AWS: what it holds is
// all that matters.
func TestASecretWithOneKeyMissingNamesIt(t *testing.T) {
	for missing, text := range map[string]string{
		"google_cse_id":  `{"google_cse_id":"cse_id","google_api_key":"` + filled.APIKey + `"}`,
		"google_api_key": `{"google_cse_id":"` + filled.EngineID + `"}`,
		"JSON":           `google_api_key=` + filled.APIKey,
	} {
		raw, err := json.Marshal(map[string]string{"SecretString": text})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.Write(raw)
		}))
		_, err = secrets.NewSource(client(t, server.URL), secrets.GoogleName,
			nil).Google(t.Context())
		server.Close()
		for _, sentence := range []string{fault.MessageOf(err).Ko, fault.MessageOf(err).En} {
			if !fault.Is(err, fault.Damaged) || !strings.Contains(sentence, missing) ||
				!strings.Contains(sentence, secrets.GoogleName) ||
				strings.Contains(sentence, filled.APIKey) {
				t.Errorf("%s: %v, %q", missing, err, sentence)
			}
		}
	}
}
