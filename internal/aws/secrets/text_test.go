package secrets_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/mundap/mundap/internal/aws/secrets"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/test/servers"
)

// TestTexts reads secrets of moto's server.
func TestTexts(t *testing.T) {
	c := client(t, servers.Moto(t))
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	for name, x := range map[string]struct {
		text, want string
		kind       fault.Kind
	}{
		"plain": {text: " s3cret\n", want: "s3cret"},
		"field": {text: `{"client_secret":"s3cret","other":"x"}`, want: "s3cret"},
		"blank": {text: " ", kind: fault.NotConfigured},
		"other": {text: `{"secret":"hush"}`, kind: fault.Damaged},
		"list":  {text: `{"client_secret":["hush"]}`, kind: fault.Damaged},
	} {
		if _, err := c.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name,
			SecretString: &x.text}); err != nil {
			t.Fatal(err)
		}
		got, err := secrets.NewText(c, name, "client_secret", clock).Value(t.Context())
		if got != x.want || (x.want == "") != (err != nil) || err != nil &&
			(!fault.Is(err, x.kind) || strings.Contains(err.Error(), "hush")) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := secrets.NewText(c, "none", "client_secret",
		clock).Value(t.Context()); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("a secret that is not there: %v", err)
	}

	source, name, changed := secrets.NewText(c, "plain", "client_secret", clock), "plain", "changed"
	if _, err := source.Value(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: &name,
		SecretString: &changed}); err != nil {
		t.Fatal(err)
	}
	if got, err := source.Value(t.Context()); err != nil || got != "s3cret" {
		t.Errorf("within five minutes: %q, %v", got, err)
	}
	now = now.Add(5 * time.Minute)
	if got, err := source.Value(t.Context()); err != nil || got != "changed" {
		t.Errorf("after five minutes: %q, %v", got, err)
	}
}

func TestATextThatMayNotBeReadHasNoSentenceOfItsOwn(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"message":"no"}`))
	}))
	defer server.Close()
	_, err := secrets.NewText(client(t, server.URL), "x", "client_secret", nil).Value(t.Context())
	if !fault.Is(err, fault.Forbidden) || strings.Contains(fault.MessageOf(err).En, "Google") {
		t.Errorf("%v", err)
	}
}
