package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/wire"
)

// modelServer speaks as an OpenAI-compatible server does, for those with the key.
func modelServer(t *testing.T, key string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+key {
			http.Error(w, `{"error":{"message":"wrong key"}}`, http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, `data: {"choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":"stop"}]}`, "\n\ndata: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s
}

// started starts a Mundap without models on a data folder.
func started(t *testing.T, data string, log *strings.Builder, change func(*config.Config)) *Parts {
	t.Helper()
	c := config.Default()
	c.Data, c.Embedding.Builtin = data, false
	change(&c)
	p, err := Start(t.Context(), c, Options{Log: slog.New(slog.NewTextHandler(log, nil)), Executable: "none"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func unchanged(*config.Config) {}

func TestAModelIsConnectedWithoutARestartAndKept(t *testing.T) {
	const key = "sk-very-secret"
	data, s := t.TempDir(), modelServer(t, key)
	var log strings.Builder
	p := started(t, data, &log, unchanged)
	ctx := context.WithoutCancel(t.Context())
	with := wire.ModelConnection{URL: s.URL + "/v1/", Name: "gemma", Key: key}
	if p.connector.ModelName() != "" {
		t.Error("there is a model at the beginning")
	}
	wrong := with
	wrong.Key = "guess"
	faulttest.Want(t, p.connector.Connect(ctx, wrong), fault.Forbidden)
	if err := p.connector.Test(ctx, with); err != nil || p.connector.ModelName() != "" {
		t.Errorf("a test: %v; the model is %q", err, p.connector.ModelName())
	}
	if err := p.connector.Connect(ctx, with); err != nil {
		t.Fatal(err)
	}
	setup, err := p.connector.Setup(ctx)
	if err != nil || setup.Name != "gemma" || setup.Source != wire.ModelSourceForm || !setup.HasKey {
		t.Errorf("%+v, %v", setup, err)
	}
	again := with
	again.Key, again.Name = "", "gemma2" // the kept key is used for the same address
	if err := p.connector.Connect(ctx, again); err != nil {
		t.Error(err)
	}
	other := modelServer(t, key)
	faulttest.Want(t, p.connector.Test(ctx, wire.ModelConnection{URL: other.URL, Name: "x"}),
		fault.Forbidden) // and for no other
	info, err := os.Stat(filepath.Join(data, connectionFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p = started(t, data, &log, unchanged)
	if p.connector.ModelName() != "gemma2" {
		t.Errorf("after a restart: %q", p.connector.ModelName())
	}
	if err := p.connector.Disconnect(ctx); err != nil || p.connector.ModelName() != "" {
		t.Errorf("%v, %q", err, p.connector.ModelName())
	}
	if _, err := os.Stat(filepath.Join(data, connectionFile)); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), key) {
		t.Error("the log has the key")
	}
}

func TestTheConfigurationsModelWins(t *testing.T) {
	data := t.TempDir()
	if err := writeKept(data, connectionFile, connection{URL: "http://127.0.0.1:1/v1", Name: "kept"}); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	p := started(t, data, &log, func(c *config.Config) { c.Model.URL, c.Model.Name = "http://127.0.0.1:2/v1", "set" })
	defer p.Close()
	setup, err := p.connector.Setup(t.Context())
	if err != nil || setup.Source != wire.ModelSourceConfig || setup.Name != "set" || setup.URL != "" {
		t.Errorf("%+v, %v", setup, err)
	}
	faulttest.Want(t, p.connector.Connect(t.Context(), wire.ModelConnection{URL: "http://127.0.0.1:1", Name: "x"}), fault.Conflict)
	faulttest.Want(t, p.connector.Disconnect(t.Context()), fault.Conflict)
}

func TestNoKeyIsLeftOfAConnectionThatWasNotKept(t *testing.T) {
	data := t.TempDir()
	left := filepath.Join(data, connectionFile+"-123")
	if err := os.WriteFile(left, []byte(`{"key":"secret"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	p := started(t, data, &log, unchanged)
	defer p.Close()
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestNoFormReachesWhereNoModelIs(t *testing.T) {
	var log strings.Builder
	p := started(t, t.TempDir(), &log, unchanged)
	defer p.Close()
	for _, url := range []string{"http://169.254.169.254/latest", "http://example.com", "file:///etc/passwd", ""} {
		faulttest.Want(t, p.connector.Test(t.Context(), wire.ModelConnection{URL: url, Name: "x"}), fault.Invalid)
	}
	faulttest.Want(t, p.connector.Test(t.Context(), wire.ModelConnection{URL: "https://example.com"}), fault.Invalid)
}
