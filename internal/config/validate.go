package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/llm/pool"
)

// Validate checks what the types can't. It returns the first impossible value as fault.Invalid.
func (c Config) Validate() error {
	checks := []func() error{
		c.checkAddr, c.checkOrigins, c.checkLimits, c.checkModels, c.checkProfiles, c.OIDC.check, c.checkStores,
		func() error {
			return oneOf("log_level", c.LogLevel, "debug", "info", "warn", "error")
		},
		func() error {
			return oneOf("rag.method", c.RAG.Method, "RetrievalPrompt", "RetrievalQA", "ConversationalRetrievalChain")
		},
		func() error {
			return oneOf("rag.kendra_method", c.RAG.KendraMethod, "custom_retriever", "kendra_retriever")
		},
		func() error {
			for _, s := range c.RAG.Capabilities {
				if err := oneOf("rag.capabilities", s, "local", "opensearch", "kendra", "faiss"); err != nil {
					return err
				}
			}
			return nil
		},
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func oneOf(key, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	list := strings.Join(allowed, ", ")
	return invalid(key, value, list+" 중 하나", "one of "+list)
}

func (c Config) checkAddr() error {
	_, port, err := net.SplitHostPort(c.Addr)
	if n, convErr := strconv.Atoi(port); err != nil || convErr != nil || n < 0 || n > 65535 {
		return invalid("addr", c.Addr, "127.0.0.1:8420 같은 주소:포트", "HOST:PORT, such as 127.0.0.1:8420")
	}
	if c.Data == "" {
		return invalid("data", c.Data, "폴더 경로", "the path of a folder")
	}
	return nil
}

func (c Config) checkOrigins() error {
	for _, origin := range c.AllowedOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
			return invalid("allowed_origins", origin, "https://chat.example.com 같은 출처", "an origin such as https://chat.example.com, without a path")
		}
	}
	return nil
}

func (c Config) checkLimits() error {
	for _, n := range []struct {
		key             string
		value, low, top int64
	}{
		{"max_turns", int64(c.MaxTurns), 1, 100_000},
		{"model.max_output_tokens", int64(c.Model.MaxOutputTokens), 16, 1_000_000},
		{"model.context_tokens", int64(c.Model.ContextTokens), 512, 10_000_000},
		{"embedding.dimensions", int64(c.Embedding.Dimensions), 0, 10_000},
		{"rag.relevant_docs", int64(c.RAG.RelevantDocs), 1, 50},
		{"rag.context_tokens", int64(c.RAG.ContextTokens), 256, 1_000_000},
		{"ingest.max_object_size", c.Ingest.MaxObjectSize, 1, 5 << 30},
		{"ingest.workers", int64(c.Ingest.Workers), 1, 64},
		{"ingest.chunk_size", int64(c.Ingest.ChunkSize), 200, 20_000},
		{"ingest.chunk_overlap", int64(c.Ingest.ChunkOverlap), 0, int64(c.Ingest.ChunkSize) / 2},
		{"ingest.memory_mb", int64(c.Ingest.MemoryMB), 256, 65_536},
	} {
		if n.value < n.low || n.value > n.top {
			between := strconv.FormatInt(n.low, 10) + "–" + strconv.FormatInt(n.top, 10)
			return invalid(n.key, strconv.FormatInt(n.value, 10), between+" 사이의 수", "a number from "+between)
		}
	}
	for key, d := range map[string]time.Duration{
		"model.timeout": c.Model.Timeout, "rag.store_timeout": c.RAG.StoreTimeout, "session.lifetime": c.Session.Lifetime,
	} {
		if d < 100*time.Millisecond {
			return invalid(key, d.String(), "0보다 긴 시간", "a time above zero")
		}
	}
	return nil
}

func (c Config) checkModels() error {
	for _, m := range []struct{ prefix, url, name string }{
		{"model", c.Model.URL, c.Model.Name}, {"embedding", c.Embedding.URL, c.Embedding.Name},
	} {
		if m.url == "" && m.name == "" {
			continue
		}
		u, err := url.Parse(m.url)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return invalid(m.prefix+".url", m.url, "http://127.0.0.1:11434/v1 같은 주소", "a URL such as http://127.0.0.1:11434/v1")
		}
		if m.name == "" {
			return invalid(m.prefix+".name", m.name, "모델 이름", "the name of a model")
		}
	}
	return nil
}

// checkStores wants the addresses of the stores that are asked.
func (c Config) checkStores() error {
	o := c.OpenSearch
	if u, err := url.Parse(o.URL); slices.Contains(c.RAG.Capabilities, "opensearch") || o.URL != "" {
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return invalid("opensearch.url", o.URL, "http://127.0.0.1:9200 같은 주소", "a URL such as http://127.0.0.1:9200")
		}
	}
	if !aliasName.MatchString(o.Alias) {
		return invalid("opensearch.alias", o.Alias, "소문자로 시작하는 이름", "a name of lower-case letters, digits and hyphens, a letter first")
	}
	if o.User != "" && o.Region != "" {
		return invalid("opensearch.user", o.User, "비워 두거나 opensearch.region을 지우는 것", "empty, or opensearch.region is: choose one of the two")
	}
	if c.Kendra.Index == "" && slices.Contains(c.RAG.Capabilities, "kendra") {
		return invalid("kendra.index", "", "Kendra 색인의 id", "the id of a Kendra index, because rag.capabilities names kendra")
	}
	return nil
}

// aliasName is a cautious part of what OpenSearch takes.
var aliasName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,99}$`)

func (c Config) checkProfiles() error {
	if c.Profiles == "" {
		return nil
	}
	if c.Model.URL != "" {
		return invalid("profile_of_LLMs", "…", "비워 두거나 model.url을 지우는 것", "empty, or model.url is: choose one of the two")
	}
	if _, err := pool.ParseProfiles([]byte(c.Profiles)); err != nil {
		return fmt.Errorf("profile_of_LLMs: %w", err)
	}
	return nil
}
