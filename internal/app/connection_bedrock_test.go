package app

import (
	"bytes"
	"context"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/wire"
)

// bedrockServer streams "ok" for the model known. It notes how each request was authorized.
type bedrockServer struct {
	mu     sync.Mutex
	signed []string
}

func startBedrock(t *testing.T) *bedrockServer {
	t.Helper()
	b := &bedrockServer{}
	s := httptest.NewTLSServer(b) // keys are not sent without
	t.Cleanup(s.Close)
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(trusted, pem.EncodeToMemory(
		&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": s.URL, "AWS_CA_BUNDLE": trusted, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE":             filepath.Join(t.TempDir(), "config"),
		"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(t.TempDir(), "credentials")} {
		t.Setenv(name, value)
	}
	return b
}

func (b *bedrockServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	b.mu.Lock()
	b.signed = append(b.signed, r.Header.Get("Authorization"))
	b.mu.Unlock()
	refuse := func(status int, code string) {
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"message":"no"}`)
	}
	switch {
	case strings.Contains(r.Header.Get("Authorization"), "guess"):
		refuse(http.StatusForbidden, "AccessDeniedException")
		return
	case r.URL.Path != "/model/vendor.known/converse-stream":
		refuse(http.StatusNotFound, "ResourceNotFoundException")
		return
	}
	w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
	for _, e := range [][2]string{
		{"messageStart", `{"role":"assistant"}`},
		{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"ok"}}`},
		{"contentBlockStop", `{"contentBlockIndex":0}`},
		{"messageStop", `{"stopReason":"end_turn"}`},
		{"metadata", `{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}`},
	} {
		var out bytes.Buffer
		m := eventstream.Message{Payload: []byte(e[1])}
		m.Headers.Set(":message-type", eventstream.StringValue("event"))
		m.Headers.Set(":event-type", eventstream.StringValue(e[0]))
		m.Headers.Set(":content-type", eventstream.StringValue("application/json"))
		if err := eventstream.NewEncoder().Encode(&out, m); err != nil {
			return
		}
		_, _ = w.Write(out.Bytes())
	}
}

func (b *bedrockServer) last() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.signed) == 0 {
		return ""
	}
	return b.signed[len(b.signed)-1]
}

func TestAModelOfBedrockIsConnectedWithoutARestartAndKept(t *testing.T) {
	const key = "bedrock-very-secret"
	b := startBedrock(t)
	data := t.TempDir()
	var log strings.Builder
	p := started(t, data, &log, unchanged)
	ctx := context.WithoutCancel(t.Context())
	with := wire.ModelConnection{Service: wire.ModelServiceBedrock, Region: "ap-northeast-2", Name: "vendor.known"}
	if err := p.connector.Test(ctx, with); err != nil {
		t.Fatal(err)
	}
	if got := b.last(); !strings.Contains(got, "AKIDEXAMPLE") || !strings.Contains(got, "/ap-northeast-2/") {
		t.Errorf("without a key the machine's credentials sign: %q", got)
	}
	unknown := with
	unknown.Name = "vendor.unknown"
	faulttest.Want(t, p.connector.Connect(ctx, unknown), fault.NotFound)
	withKey := with
	withKey.Key = "guess"
	faulttest.Want(t, p.connector.Connect(ctx, withKey), fault.Forbidden)
	if p.connector.ModelName() != "" {
		t.Errorf("a refused model is in use: %q", p.connector.ModelName())
	}
	withKey.Key = key
	if err := p.connector.Connect(ctx, withKey); err != nil {
		t.Fatal(err)
	}
	if got := b.last(); got != "Bearer "+key {
		t.Errorf("with a key: %q", got)
	}
	setup, err := p.connector.Setup(ctx)
	if err != nil || setup.Service != wire.ModelServiceBedrock || setup.Region != "ap-northeast-2" ||
		setup.Name != "vendor.known" || !setup.HasKey || setup.URL != "" {
		t.Errorf("%+v, %v", setup, err)
	}
	if err := p.connector.Test(ctx, with); err != nil || b.last() != "Bearer "+key {
		t.Errorf("the kept key is used for the same region: %v, %q", err, b.last())
	}
	elsewhere := with
	elsewhere.Region = "us-east-1"
	if err := p.connector.Test(ctx, elsewhere); err != nil || strings.Contains(b.last(), key) {
		t.Errorf("and for no other: %v, %q", err, b.last())
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p = started(t, data, &log, unchanged)
	if got := p.connector.ModelName(); got != "vendor.known · ap-northeast-2" {
		t.Errorf("after a restart: %q", got)
	}
	if err := p.connector.Disconnect(ctx); err != nil || p.connector.ModelName() != "" {
		t.Errorf("%v, %q", err, p.connector.ModelName())
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), key) {
		t.Error("the log has the key")
	}
}

func TestARegionIsNoHost(t *testing.T) {
	startBedrock(t)
	var log strings.Builder
	p := started(t, t.TempDir(), &log, unchanged)
	defer p.Close()
	for _, region := range []string{"", "seoul", "us-east-1.evil.example/", "us-east-1#", "a/b", "US-EAST-1"} {
		faulttest.Want(t, p.connector.Test(t.Context(),
			wire.ModelConnection{Service: wire.ModelServiceBedrock, Region: region, Name: "vendor.known"}), fault.Invalid)
	}
	faulttest.Want(t, p.connector.Test(t.Context(), wire.ModelConnection{Service: "other", Name: "x"}), fault.Invalid)
}

func TestCommandsUseTheConnectedModelOfBedrock(t *testing.T) {
	data := t.TempDir()
	if err := writeKept(data, connectionFile, connection{Service: wire.ModelServiceBedrock, Region: "us-west-2", Name: "vendor.known"}); err != nil {
		t.Fatal(err)
	}
	startBedrock(t)
	c := config.Default()
	c.Data, c.Embedding.Builtin = data, false
	c, err := WithConnection(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckModel(t.Context(), c); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(data, connectionFile)); err != nil {
		t.Error(err)
	}
}
