// Package config reads Mundap's configuration. There is one schema; values come
// from the defaults, then a YAML file, then MUNDAP_* variables, then flags,
// where later ones take precedence. Unknown keys and impossible values are
// errors, which name the key and what is allowed.
//
// docs/config.md lists every key. A test compares it with this package.
package config

import (
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/mundap/mundap/internal/config/schema"
)

// Config is the whole configuration. Keys are the yaml tags joined by dots; the
// variable of a key is MUNDAP_ and the key in capitals with underscores
// (model.url: MUNDAP_MODEL_URL).
type Config struct {
	Addr           string   `yaml:"addr" doc:"address to listen on; any address other than loopback requires accounts"`
	Data           string   `yaml:"data" doc:"folder in which Mundap stores everything"`
	AllowedOrigins []string `yaml:"allowed_origins" doc:"other origins whose pages may use the server, such as https://chat.example.com; the server's own origin is always allowed"`
	TrustProxy     bool     `yaml:"trust_proxy" doc:"trust X-Forwarded-Proto, -Host and -For; only behind a reverse proxy that sets them"`
	LogLevel       string   `yaml:"log_level" doc:"debug, info, warn or error"`
	MaxTurns       int      `yaml:"max_turns" doc:"maximum number of answers written at once; further questions wait in line"`

	Profiles      schema.JSON          `yaml:"profile_of_LLMs" doc:"models in several Amazon Bedrock regions, as a JSON list; used instead of model"`
	ReadQuotas    bool                 `yaml:"read_quotas" doc:"at startup, look up in Service Quotas the quotas that profile_of_LLMs does not set, and measure how many tokens the models need for Korean text"`
	Model         Model                `yaml:"model"`
	Embedding     Embedding            `yaml:"embedding"`
	Rerank        Rerank               `yaml:"rerank"`
	RAG           schema.RAG           `yaml:"rag"`
	OpenSearch    schema.OpenSearch    `yaml:"opensearch"`
	Kendra        schema.Kendra        `yaml:"kendra"`
	KnowledgeBase schema.KnowledgeBase `yaml:"knowledge_base"`
	S3Vectors     schema.S3Vectors     `yaml:"s3vectors"`
	Web           schema.Web           `yaml:"web"`
	Speech        schema.Speech        `yaml:"speech"`
	Ingest        Ingest               `yaml:"ingest"`
	Session       schema.Session       `yaml:"session"`
	Limits        schema.Limits        `yaml:"limits"`
	OIDC          schema.OIDC          `yaml:"oidc"`
}

// Model is an OpenAI-compatible endpoint. Without a URL answers are made of the
// documents' own sentences.
type Model struct {
	URL             string        `yaml:"url" doc:"base URL of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1 (Ollama)"`
	Name            string        `yaml:"name" doc:"the model's name at that server"`
	APIKey          schema.Secret `yaml:"api_key" doc:"API key, if the server requires one"`
	MaxOutputTokens int           `yaml:"max_output_tokens" doc:"maximum length of an answer, in tokens"`
	ContextTokens   int           `yaml:"context_tokens" doc:"the model's context window, in tokens"`
	Timeout         time.Duration `yaml:"timeout" doc:"maximum wait for the first token"`
}

// Embedding is what makes vectors of meaning: the encoder in the program, or an
// OpenAI-compatible server instead.
type Embedding struct {
	Builtin       bool          `yaml:"builtin" doc:"use the built-in encoder to search by meaning if embedding.url is empty; false: search by words only"`
	URL           string        `yaml:"url" doc:"base URL of an OpenAI-compatible embeddings server"`
	Name          string        `yaml:"name" doc:"the embedding model's name"`
	APIKey        schema.Secret `yaml:"api_key" doc:"API key, if the server requires one"`
	Dimensions    int           `yaml:"dimensions" doc:"number of dimensions to request; 0: the model's default"`
	InputType     bool          `yaml:"input_type" doc:"send input_type (query or passage), for servers that distinguish the two"`
	QueryPrefix   string        `yaml:"query_prefix" doc:"text to put before each question, such as 'query: ' for e5 models"`
	PassagePrefix string        `yaml:"passage_prefix" doc:"text to put before each passage, such as 'passage: ' for e5 models"`
}

// Rerank is a server that reads the best passages of a search together with the
// question and puts them in order, or a model of Bedrock that does. Without
// either the search's own order stands.
type Rerank struct {
	URL     string        `yaml:"url" doc:"base URL of a server with /rerank (Cohere, Jina, vLLM, llama.cpp, TEI), which reorders the 30 best passages"`
	Name    string        `yaml:"name" doc:"the reranking model's name; not needed if the server has only one model"`
	APIKey  schema.Secret `yaml:"api_key" doc:"API key, if the server requires one"`
	Bedrock string        `yaml:"bedrock" doc:"reranking model of Amazon Bedrock to use instead of a server, such as amazon.rerank-v1:0; the AWS SDK finds the region and credentials"`
	Timeout time.Duration `yaml:"timeout" doc:"maximum wait for the reranker; after that, the search's own order is used"`
}

// Ingest is how documents come in, with what only one machine has.
type Ingest struct {
	schema.Ingest `yaml:",inline"`
	Reread        bool `yaml:"reread" doc:"reread documents in the background if an older version of Mundap read them"`
	Workers       int  `yaml:"workers" doc:"number of big documents read at once; small ones get one more worker"`
}

// Default is the configuration of a newcomer: one machine, loopback, no model.
func Default() Config {
	s := schema.Default()
	return Config{
		Addr:       "127.0.0.1:8420",
		Data:       defaultData(),
		LogLevel:   "info",
		MaxTurns:   1000,
		Model:      Model{MaxOutputTokens: 2048, ContextTokens: 8192, Timeout: 2 * time.Minute},
		Embedding:  Embedding{Builtin: true},
		Rerank:     Rerank{Timeout: 3 * time.Second},
		RAG:        s.RAG,
		OpenSearch: s.OpenSearch,
		Kendra:     s.Kendra,
		S3Vectors:  s.S3Vectors,
		Web:        s.Web,
		Speech:     s.Speech,
		Ingest:     Ingest{Ingest: s.Ingest, Reread: true, Workers: 2},
		Session:    s.Session,
		Limits:     schema.DefaultLimits(),
		OIDC:       s.OIDC,
	}
}

// Settings are those that a Mundap on AWS has as well.
func (c Config) Settings() schema.Settings {
	return schema.Settings{
		AllowedOrigins: c.AllowedOrigins, Profiles: c.Profiles, ReadQuotas: c.ReadQuotas, RAG: c.RAG,
		OpenSearch: c.OpenSearch, Kendra: c.Kendra, KnowledgeBase: c.KnowledgeBase,
		S3Vectors: c.S3Vectors,
		Web:       c.Web, Speech: c.Speech, Ingest: c.Ingest.Ingest, Session: c.Session, OIDC: c.OIDC,
	}
}

// Fields lists every key in the order of the schema.
func Fields() []schema.Field { return schema.Fields[Config]() }

// defaultData is the user's data folder as the XDG base directory specification
// places it, else one in the home.
func defaultData() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "mundap")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "mundap")
	}
	return "mundap-data"
}

// Loopback reports whether the address can only be reached from this machine.
func (c Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
