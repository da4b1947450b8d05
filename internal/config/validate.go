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

	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/llm/pool"
)

// Validate checks what the types can't. It returns the first impossible value as fault.Invalid.
func (c Config) Validate() error {
	checks := []func() error{
		c.checkAddr, c.checkLimits, c.checkModels, c.checkProfiles,
		func() error { return CheckShared(c.Settings()) },
		c.checkStores,
		func() error {
			return oneOf("log_level", c.LogLevel, "debug", "info", "warn", "error")
		},
	}
	return first(checks)
}

// CheckShared checks the settings that AWS has as well. It returns the first
// impossible value as fault.Invalid.
func CheckShared(c schema.Settings) error {
	return first([]func() error{
		func() error { return checkOrigins(c) },
		func() error { return checkShared(c) },
		func() error { return checkOIDC(c.OIDC) },
		func() error {
			return oneOf("rag.method", c.RAG.Method, "RetrievalPrompt", "RetrievalQA",
				"ConversationalRetrievalChain")
		},
		func() error {
			return oneOf("rag.kendra_method", c.RAG.KendraMethod, "custom_retriever",
				"kendra_retriever")
		},
		func() error {
			for _, s := range c.RAG.Capabilities {
				if err := oneOf("rag.capabilities", s, "local", "faiss", "opensearch", "kendra",
					"bedrock", "s3vectors"); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

func first(checks []func() error) error {
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
	return schema.Invalid(key, value, list+" 중 하나", "one of "+list)
}

func (c Config) checkAddr() error {
	_, port, err := net.SplitHostPort(c.Addr)
	if n, convErr := strconv.Atoi(port); err != nil || convErr != nil || n < 0 || n > 65535 {
		return schema.Invalid("addr", c.Addr, "127.0.0.1:8420 같은 주소:포트",
			"HOST:PORT, such as 127.0.0.1:8420")
	}
	if c.Data == "" {
		return schema.Invalid("data", c.Data, "폴더 경로", "the path of a folder")
	}
	return nil
}

func checkOrigins(c schema.Settings) error {
	for _, origin := range c.AllowedOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
			u.Path != "" || u.RawQuery != "" {
			return schema.Invalid("allowed_origins", origin, "https://chat.example.com 같은 출처",
				"an origin such as https://chat.example.com, without a path")
		}
	}
	return nil
}

// limit is a number with the range that it may have.
type limit struct {
	key             string
	value, low, top int64
}

func (c Config) checkLimits() error {
	return within([]limit{
		{"limits.user_turns", int64(c.Limits.UserTurns), 0, 100_000},
		{"limits.user_waiting", int64(c.Limits.UserWaiting), 0, 100_000},
		{"limits.address_turns", int64(c.Limits.AddressTurns), 0, 1_000_000},
		{"limits.user_questions", int64(c.Limits.UserQuestions), 0, 1_000_000},
		{"limits.address_questions", int64(c.Limits.AddressQuestions), 0, 1_000_000},
		{"limits.user_sockets", int64(c.Limits.UserSockets), 0, 100_000},
		{"limits.address_sockets", int64(c.Limits.AddressSockets), 0, 100_000},
		{"limits.user_uploads", int64(c.Limits.UserUploads), 0, 100_000},
		{"limits.address_uploads", int64(c.Limits.AddressUploads), 0, 100_000},
		{"limits.address_requests", int64(c.Limits.AddressRequests), 0, 1_000_000},
		{"limits.user_bytes", c.Limits.UserBytes, 0, 1 << 50},
		{"limits.address_bytes", c.Limits.AddressBytes, 0, 1 << 50},
		{"limits.body_rate", c.Limits.BodyRate, 1, 1 << 30},
		{"max_turns", int64(c.MaxTurns), 1, 100_000},
		{"model.max_output_tokens", int64(c.Model.MaxOutputTokens), 16, 1_000_000},
		{"model.context_tokens", int64(c.Model.ContextTokens), 512, 10_000_000},
		{"embedding.dimensions", int64(c.Embedding.Dimensions), 0, 10_000},
		{"ingest.workers", int64(c.Ingest.Workers), 1, 64},
	}, map[string]time.Duration{"model.timeout": c.Model.Timeout,
		"rerank.timeout": c.Rerank.Timeout, "limits.body_time": c.Limits.BodyTime})
}

func checkShared(s schema.Settings) error {
	if idle := s.Session.Idle; idle != 0 && idle < time.Minute {
		return schema.Invalid("session.idle", idle.String(), "0이나 1분(1m) 이상의 시간",
			"0 or a time of at least a minute (1m)")
	}
	return within([]limit{
		{"rag.relevant_docs", int64(s.RAG.RelevantDocs), 1, 50},
		{"rag.context_tokens", int64(s.RAG.ContextTokens), 256, 1_000_000},
		{"ingest.max_object_size", s.Ingest.MaxObjectSize, 1, 5 << 30},
		{"ingest.chunk_size", int64(s.Ingest.ChunkSize), 200, 20_000},
		{"ingest.chunk_overlap", int64(s.Ingest.ChunkOverlap), 0, int64(s.Ingest.ChunkSize) / 2},
		{"ingest.memory_mb", int64(s.Ingest.MemoryMB), 256, 65_536},
	}, map[string]time.Duration{"rag.store_timeout": s.RAG.StoreTimeout, "rag.judge_timeout": s.RAG.JudgeTimeout,
		"session.lifetime": s.Session.Lifetime})
}

func within(numbers []limit, times map[string]time.Duration) error {
	for _, n := range numbers {
		if n.value < n.low || n.value > n.top {
			between := strconv.FormatInt(n.low, 10) + "–" + strconv.FormatInt(n.top, 10)
			return schema.Invalid(n.key, strconv.FormatInt(n.value, 10), between+" 사이의 수",
				"a number from "+between)
		}
	}
	for key, d := range times {
		if d < 100*time.Millisecond {
			return schema.Invalid(key, d.String(), "0보다 긴 시간", "a time above zero")
		}
	}
	return nil
}

func (c Config) checkModels() error {
	if r := c.Rerank.URL; r != "" && !isServer(r) {
		return schema.Invalid("rerank.url", r, "http://127.0.0.1:8080/v1 같은 주소",
			"a URL such as http://127.0.0.1:8080/v1")
	}
	if c.Rerank.URL != "" && c.Rerank.Bedrock != "" {
		return schema.Invalid("rerank.bedrock", c.Rerank.Bedrock, "rerank.url과 rerank.bedrock 가운데 하나",
			"either rerank.url or rerank.bedrock")
	}
	for _, m := range []struct{ prefix, url, name string }{
		{"model", c.Model.URL, c.Model.Name}, {"embedding", c.Embedding.URL, c.Embedding.Name},
	} {
		if m.url == "" && m.name == "" {
			continue
		}
		if !isServer(m.url) {
			return schema.Invalid(m.prefix+".url", m.url, "http://127.0.0.1:11434/v1 같은 주소",
				"a URL such as http://127.0.0.1:11434/v1")
		}
		if m.name == "" {
			return schema.Invalid(m.prefix+".name", m.name, "모델 이름", "the name of a model")
		}
	}
	return nil
}

// isServer reports whether an address is a URL of http or https with a host.
func isServer(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// checkStores wants the addresses of the stores that are asked.
func (c Config) checkStores() error {
	o := c.OpenSearch
	if u, err := url.Parse(o.URL); slices.Contains(c.RAG.Capabilities, "opensearch") ||
		o.URL != "" {
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return schema.Invalid("opensearch.url", o.URL, "http://127.0.0.1:9200 같은 주소",
				"a URL such as http://127.0.0.1:9200")
		}
	}
	if !aliasName.MatchString(o.Alias) {
		return schema.Invalid("opensearch.alias", o.Alias, "소문자로 시작하는 이름",
			"a name of lower-case letters, digits and hyphens, a letter first")
	}
	if o.Shards < 1 || o.Shards > 100 {
		return schema.Invalid("opensearch.shards", strconv.Itoa(o.Shards), "1에서 100까지의 수",
			"a number from 1 to 100")
	}
	if o.Replicas < 0 || o.Replicas > 10 {
		return schema.Invalid("opensearch.replicas", strconv.Itoa(o.Replicas), "0에서 10까지의 수",
			"a number from 0 to 10")
	}
	if o.User != "" && o.Region != "" {
		return schema.Invalid("opensearch.user", o.User, "비워 두거나 opensearch.region을 지우는 것",
			"empty, or opensearch.region is: choose one of the two")
	}
	if c.Kendra.Index == "" && slices.Contains(c.RAG.Capabilities, "kendra") {
		return schema.Invalid("kendra.index", "", "Kendra 색인의 id",
			"the id of a Kendra index, because rag.capabilities names kendra")
	}
	if r := c.Kendra.Region; r != "" && !slices.Contains(schema.KendraRegions(), r) {
		return schema.Invalid("kendra.region", r, "Kendra가 있는 리전("+strings.Join(schema.KendraRegions(), ", ")+")",
			"a region in which AWS offers Kendra: "+strings.Join(schema.KendraRegions(), ", "))
	}
	if n := c.Kendra.QueriesPerMinute; n < 0 {
		return schema.Invalid("kendra.queries_per_minute", strconv.Itoa(n), "0 이상의 수",
			"a number of 0 or more")
	}
	if c.KnowledgeBase.ID == "" && slices.Contains(c.RAG.Capabilities, "bedrock") {
		return schema.Invalid("knowledge_base.id", "", "Bedrock 지식 기반의 id",
			"the id of a knowledge base, because rag.capabilities names bedrock")
	}
	if c.S3Vectors.Bucket == "" && slices.Contains(c.RAG.Capabilities, "s3vectors") {
		return schema.Invalid("s3vectors.bucket", "", "벡터 버킷의 이름",
			"the name of a vector bucket, because rag.capabilities names s3vectors")
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
		return schema.Invalid("profile_of_LLMs", "…", "비워 두거나 model.url을 지우는 것",
			"empty, or model.url is: choose one of the two")
	}
	if _, err := pool.ParseProfiles([]byte(c.Profiles)); err != nil {
		return fmt.Errorf("profile_of_LLMs: %w", err)
	}
	return nil
}
