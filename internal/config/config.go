// Package config is Mundap's configuration: one schema, filled from defaults, then a YAML file, then MUNDAP_*
// variables, then flags. Unknown keys and impossible values are errors that name the key and what would be right.
//
// docs/config.md lists every key; a test compares it with this package.
package config

import (
	"net"
	"os"
	"path/filepath"
	"time"
)

// Config is the whole configuration. Keys are the yaml tags joined by dots; the variable of a key is MUNDAP_ and the key
// in capitals with underscores (model.url: MUNDAP_MODEL_URL).
type Config struct {
	Addr           string   `yaml:"addr" doc:"address to serve at; anything but loopback needs accounts"`
	Data           string   `yaml:"data" doc:"folder that holds everything Mundap stores"`
	AllowedOrigins []string `yaml:"allowed_origins" doc:"origins of clients that live elsewhere, such as https://chat.example.com; the server's own is always allowed"`
	TrustProxy     bool     `yaml:"trust_proxy" doc:"believe X-Forwarded-Proto, -Host and -For, because a reverse proxy sets them"`
	LogLevel       string   `yaml:"log_level" doc:"debug, info, warn or error"`
	MaxTurns       int      `yaml:"max_turns" doc:"most answers in the making at once; further ones are told to come back"`

	Profiles   JSON       `yaml:"profile_of_LLMs" doc:"models in several regions of Amazon Bedrock instead of model, as a JSON list"`
	Model      Model      `yaml:"model"`
	Embedding  Embedding  `yaml:"embedding"`
	RAG        RAG        `yaml:"rag"`
	OpenSearch OpenSearch `yaml:"opensearch"`
	Kendra     Kendra     `yaml:"kendra"`
	Ingest     Ingest     `yaml:"ingest"`
	Session    Session    `yaml:"session"`
	OIDC       OIDC       `yaml:"oidc"`
}

// Model is an OpenAI-compatible endpoint. Without a URL answers are made of the documents' own sentences.
type Model struct {
	URL             string        `yaml:"url" doc:"base URL of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1 (Ollama)"`
	Name            string        `yaml:"name" doc:"the model's name at that server"`
	APIKey          Secret        `yaml:"api_key" doc:"key that the server asks for"`
	MaxOutputTokens int           `yaml:"max_output_tokens" doc:"longest answer in tokens"`
	ContextTokens   int           `yaml:"context_tokens" doc:"the model's context window in tokens"`
	Timeout         time.Duration `yaml:"timeout" doc:"longest wait for the first token"`
}

// Embedding is an OpenAI-compatible embeddings endpoint. Without a URL the search goes by words alone.
type Embedding struct {
	URL           string `yaml:"url" doc:"base URL of an OpenAI-compatible embeddings server"`
	Name          string `yaml:"name" doc:"the embedding model's name"`
	APIKey        Secret `yaml:"api_key" doc:"key that the server asks for"`
	Dimensions    int    `yaml:"dimensions" doc:"dimensions to ask for; 0: the model's own"`
	InputType     bool   `yaml:"input_type" doc:"send input_type query or passage, for servers that tell the two apart"`
	QueryPrefix   string `yaml:"query_prefix" doc:"put before questions, such as 'query: ' for e5 models"`
	PassagePrefix string `yaml:"passage_prefix" doc:"put before passages, such as 'passage: ' for e5 models"`
}

// RAG is how answers are made from documents. Defaults are the base system's, debug statistics aside.
type RAG struct {
	Capabilities    []string      `yaml:"capabilities" doc:"search stores that are asked: local, opensearch, kendra, faiss"`
	Method          string        `yaml:"method" doc:"RetrievalPrompt, RetrievalQA or ConversationalRetrievalChain"`
	RelevantDocs    int           `yaml:"relevant_docs" doc:"passages per store, and passages that are kept"`
	Parallel        bool          `yaml:"parallel" doc:"ask all stores at once"`
	DualSearch      bool          `yaml:"dual_search" doc:"search Korean questions in English too"`
	References      bool          `yaml:"references" doc:"show the list of sources"`
	Debug           bool          `yaml:"debug" doc:"show debug statistics"`
	StoreTimeout    time.Duration `yaml:"store_timeout" doc:"longest wait for a store"`
	ContextTokens   int           `yaml:"context_tokens" doc:"most tokens of passages in a prompt"`
	KendraMethod    string        `yaml:"kendra_method" doc:"custom_retriever or kendra_retriever"`
	NoriPlugin      bool          `yaml:"nori_plugin" doc:"keyword search in OpenSearch with Nori"`
	ParallelSummary bool          `yaml:"parallel_summary" doc:"summarise functions of code in all regions at once"`
	SpeakAnswers    bool          `yaml:"speak_answers" doc:"read answers aloud where speech is configured"`
}

// OpenSearch is the cluster of the store opensearch.
type OpenSearch struct {
	URL      string `yaml:"url" doc:"URL of the cluster for the store opensearch, such as http://127.0.0.1:9200"`
	Alias    string `yaml:"alias" doc:"alias of the index that Mundap makes there"`
	User     string `yaml:"user" doc:"user name at the cluster; empty: it asks for none"`
	Password Secret `yaml:"password" doc:"that user's password"`
	Region   string `yaml:"region" doc:"region of an Amazon OpenSearch domain: requests are signed with the credentials that the AWS SDK finds"`
}

// Kendra is the index of the store kendra. Credentials are those that the AWS SDK finds.
type Kendra struct {
	Index        string `yaml:"index" doc:"id of the Amazon Kendra index for the store kendra"`
	Region       string `yaml:"region" doc:"the index's region; empty: the AWS configuration's"`
	ReadersField string `yaml:"readers_field" doc:"the index's field (list of strings, searchable) for who may read a document; empty: it has none"`
}

// Ingest is how documents come in.
type Ingest struct {
	MaxObjectSize int64    `yaml:"max_object_size" doc:"largest document in bytes"`
	Formats       []string `yaml:"formats" doc:"formats that are read; empty: every one with a reader"`
	Workers       int      `yaml:"workers" doc:"documents that are read at once"`
	ChunkSize     int      `yaml:"chunk_size" doc:"characters of a passage"`
	ChunkOverlap  int      `yaml:"chunk_overlap" doc:"characters that neighbouring passages share, by whole sentences"`
	MemoryMB      int      `yaml:"memory_mb" doc:"most memory of a process that reads a file, in MB"`
	Samples       bool     `yaml:"samples" doc:"offer the sample documents in an empty library"`
}

// Session is how long people stay signed in.
type Session struct {
	Lifetime time.Duration `yaml:"lifetime" doc:"time until a new sign-in is needed"`
}

// Default is the configuration of a newcomer: one machine, loopback, no model.
func Default() Config {
	return Config{
		Addr:     "127.0.0.1:8420",
		Data:     defaultData(),
		LogLevel: "info",
		MaxTurns: 1000,
		Model:    Model{MaxOutputTokens: 2048, ContextTokens: 8192, Timeout: 2 * time.Minute},
		RAG: RAG{
			Capabilities: []string{"local"}, Method: "RetrievalPrompt", RelevantDocs: 4, Parallel: true, References: true,
			StoreTimeout: 10 * time.Second, ContextTokens: 4000, KendraMethod: "custom_retriever", NoriPlugin: true,
			ParallelSummary: true,
		},
		OpenSearch: OpenSearch{Alias: "mundap"},
		Ingest: Ingest{
			MaxObjectSize: 102_400_000, Workers: 2, ChunkSize: 1000, ChunkOverlap: 100, MemoryMB: 1024, Samples: true,
		},
		Session: Session{Lifetime: 30 * 24 * time.Hour},
		OIDC:    OIDC{Scopes: []string{"profile", "email"}, UserClaim: "email", OwnAccounts: true},
	}
}

// defaultData is the user's data folder as the XDG base directory specification places it, else one in the home.
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

// JSON is a structured value: YAML structure in a file, JSON text in a variable or flag.
type JSON string

// Secret is a value that is never printed.
type Secret string

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(hidden)"
}

// MarshalYAML hides the value.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// MarshalText hides the value, in JSON and in logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Value is the secret itself.
func (s Secret) Value() string { return string(s) }
