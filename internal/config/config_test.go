package config_test

import (
	"cmp"
	"github.com/mundap/mundap/internal/config/schema"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func nothing(string) (string, bool) { return "", false }

func load(t *testing.T, text string, env map[string]string,
	overrides ...config.Override) (config.Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Load(path, func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		overrides)
}

func TestDefaultsAreValidAndAreTheBaseSystems(t *testing.T) {
	c, err := load(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8420" {
		t.Errorf("address %s", c.Addr)
	}
	values := map[string]string{}
	for _, f := range config.Fields() {
		values[f.Key] = f.Value(c)
	}
	for key, want := range map[string]string{
		"rag.relevant_docs": "4", "ingest.max_object_size": "102400000", "rag.capabilities": "local",
		"rag.kendra_method": "custom_retriever", "rag.method": "RetrievalPrompt", "rag.parallel": "true",
		"rag.dual_search": "false", "rag.nori_plugin": "true", "rag.references": "true",
		"rag.parallel_summary": "true", "rag.debug": "false",
	} {
		if got, ok := values[key]; !ok || got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestFlagsGoOverVariablesOverTheFileOverDefaults(t *testing.T) {
	text := "addr: 127.0.0.1:1\nmodel:\n  url: http://127.0.0.1:11434/v1\n  name: gemma\nrag:\n  relevant_docs: 5\n  store_timeout: 3s\nallowed_origins: [https://a.example, https://b.example]\n"
	env := map[string]string{"MUNDAP_ADDR": "127.0.0.1:2", "MUNDAP_RAG_RELEVANT_DOCS": "6",
		"MUNDAP_MODEL_API_KEY": "k"}
	c, err := load(t, text, env, config.Override{Key: "rag.relevant_docs", Value: "7"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:2" || c.RAG.RelevantDocs != 7 || c.RAG.StoreTimeout != 3*time.Second ||
		c.Model.APIKey.Value() != "k" {
		t.Errorf("got %+v", c)
	}
	if !slices.Equal(c.AllowedOrigins, []string{"https://a.example", "https://b.example"}) {
		t.Errorf("origins %v", c.AllowedOrigins)
	}
}

func TestWrongConfigurationsAreErrorsThatNameTheKeyAndTheFix(t *testing.T) {
	for text, want := range map[string][]string{
		"adr: x":                      {`"adr"`, `"addr"`, "line 1"},
		"model:\n  nam: x":            {`"model.nam"`, `"model.name"`, "line 2"},
		"rag:\n  relevant_docs: many": {"rag.relevant_docs", `"many"`, "whole number", "line 2"},
		"rag:\n  relevant_docs: 0":    {"rag.relevant_docs", "1–50"},
		"rag:\n  references: perhaps": {"rag.references", "true or false"},
		"rag: 3":                      {"rag", "name: value"},
		"model:\n  url: localhost\n  name: x": {"model.url",
			"http://127.0.0.1:11434/v1"},
		"model:\n  url: http://h": {"model.name"},
		"addr: localhost":         {"addr", "HOST:PORT"},
		"log_level: loud": {"log_level",
			"debug, info, warn, error"},
		"rag:\n  capabilities: [local, web]": {"rag.capabilities", `"web"`},
		"rag:\n  capabilities: [opensearch]": {"opensearch.url",
			"http://127.0.0.1:9200"},
		"rag:\n  capabilities: [kendra]":     {"kendra.index", "rag.capabilities"},
		"kendra: {region: ap-northeast-2}":   {"kendra.region", "ap-northeast-1"},
		"kendra: {queries_per_minute: -1}":   {"kendra.queries_per_minute", "0"},
		"opensearch:\n  url: localhost:9200": {"opensearch.url"},
		"opensearch:\n  alias: _all":         {"opensearch.alias"},
		"opensearch: {user: a, region: b-1}": {"opensearch.region"},
		"allowed_origins: [example.com]": {"allowed_origins",
			"https://chat.example.com"},
		"session: {idle: 30s}":                                                                 {"session.idle", "1m"},
		"session:\n  lifetime: 3":                                                              {"session.lifetime", "30s"},
		"oidc: {issuer: 'http://id.example', client_id: a}":                                    {"oidc.issuer", "https"},
		"oidc: {issuer: 'https://id.example'}":                                                 {"oidc.client_id"},
		"oidc: {issuer: 'https://id.example', client_id: a, admin_claim: x}":                   {"oidc.admin_claim", "groups=staff"},
		"oidc: {issuer: 'https://id.example', client_id: a, site_url: 'https://a.b/c'}":        {"oidc.site_url"},
		"oidc: {issuer: 'https://id.example', client_id: a, email_domains: ['@b.c']}":          {"oidc.email_domains", "example.com"},
		"oidc: {issuer: 'https://accounts.google.com', client_id: a}":                          {"oidc.email_domains", "anybody"},
		"oidc: {issuer: 'https://id.example', client_id: a, user_claim: ''}":                   {"oidc.user_claim"},
		"oidc: {issuer: 'https://i.d', client_id: a, client_secret: b, client_secret_file: c}": {"oidc.client_secret_file"},
		"a: [": {"YAML"},
	} {
		_, err := load(t, text, nil)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, want invalid", text, err)
			continue
		}
		for _, part := range want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %q does not say %q", text, err, part)
			}
		}
	}
}

func TestProfilesAreJSONOrYAML(t *testing.T) {
	for name, text := range map[string]string{
		"JSON": `profile_of_LLMs: '[{"bedrock_region":"us-west-2","model_type":"claude","model_id":"anthropic.claude-instant-v1","maxOutputTokens":"8196"}]'`,
		"YAML": "profile_of_LLMs:\n  - bedrock_region: us-west-2\n    model_type: claude\n    model_id: anthropic.claude-instant-v1\n    maxOutputTokens: '8196'\n",
	} {
		c, err := load(t, text, nil)
		if err != nil || !strings.Contains(string(c.Profiles), `"bedrock_region":"us-west-2"`) {
			t.Errorf("%s: %q, %v", name, c.Profiles, err)
		}
	}
	for _, text := range []string{"profile_of_LLMs: '[]'", "profile_of_LLMs: '{'",
		"profile_of_LLMs: '[{}]'", "profile_of_LLMs: '[{\"region\":\"r\",\"model\":\"m\"}]'\nmodel: {url: http://h/v1, name: m}"} {
		if _, err := load(t, text, nil); !fault.Is(err, fault.Invalid) ||
			!strings.Contains(err.Error(), "profile_of_LLMs") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAFileThatWasNamedMustBeThere(t *testing.T) {
	if _, err := config.Load(filepath.Join(t.TempDir(), "none.yaml"), nothing, nil); !fault.Is(err,
		fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	c, err := load(t, "model: {url: http://h/v1, name: m, api_key: sk-very-secret}", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.YAML()
	if err != nil || strings.Contains(text, "very-secret") || !strings.Contains(text, "(hidden)") {
		t.Errorf("%s, %v", text, err)
	}
	for _, f := range config.Fields() {
		if strings.Contains(f.Value(c), "very-secret") {
			t.Errorf("%s shows it", f.Key)
		}
	}
}

func TestEveryKeyStandsInTheDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	c.Data = "~/.local/share/mundap"
	for _, f := range config.Fields() {
		if f.Doc == "" {
			t.Errorf("%s has no description", f.Key)
		}
		row := "| `" + f.Key + "` | `" + f.Env + "` | "
		if value := f.Value(c); value != "" {
			row += "`" + value + "`"
		}
		row += " | " + f.Doc + " |"
		if !strings.Contains(string(text), row) {
			t.Errorf("docs/config.md lacks this row:\n%s", row)
		}
	}
}

func TestOnlyLoopbackCountsAsLoopback(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, "127.8.8.8:1": true,
		"0.0.0.0:1": false, ":1": false, "192.168.0.1:1": false, "example.com:1": false,
		"bad": false,
	} {
		if got := (config.Config{Addr: addr}).Loopback(); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
}

// What one machine is told reaches the settings that both worlds share.
func TestEverySharedSettingCanBeSetOnOneMachine(t *testing.T) {
	if got, want := config.Default().Settings(), schema.Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("the defaults are\n%+v\nwant\n%+v", got, want)
	}
	ours := map[string]schema.Field{}
	for _, f := range config.Fields() {
		ours[f.Key] = f
	}
	for _, f := range schema.Fields[schema.Settings]() {
		field, ok := ours[f.Key]
		if !ok {
			t.Errorf("%s can't be set on one machine", f.Key)
			continue
		}
		c := config.Default()
		text := map[string]string{"switch": "true", "number": "17", "duration": "17s"}[f.Type]
		if f.Type == "switch" && f.Value(schema.Default()) == "true" {
			text = "false"
		}
		if err := field.Set(&c, cmp.Or(text, "another")); err != nil {
			t.Fatal(err)
		}
		if reflect.DeepEqual(c.Settings(), schema.Default()) {
			t.Errorf("%s changes nothing", f.Key)
		}
	}
}
