package lambdafn

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config is what the stack tells a function by its environment.
type Config struct {
	Version string // of the program; not from the environment

	TablePrefix     string        // MUNDAP_TABLE_PREFIX: tables are this and "calls", "documents" …
	Bucket          string        // MUNDAP_BUCKET: uploads and everything made of them
	SiteURL         string        // MUNDAP_SITE_URL: https://… without a slash at its end
	SocketURL       string        // MUNDAP_SOCKET_URL: wss://…, what /provisioning tells
	SocketEndpoint  string        // MUNDAP_SOCKET_ENDPOINT: https://… of the management API
	Open            bool          // MUNDAP_SIGN_IN is "none": whoever reaches the site is its owner
	SessionLifetime time.Duration // MUNDAP_SESSION_LIFETIME
	QueueURL        string        // MUNDAP_QUEUE_URL: FIFO queue of documents
	DeadURL         string        // MUNDAP_DEAD_QUEUE_URL: of its dead letters; without it "-dead" before the ".fifo" of the queue's
	AllowedOrigins  []string      // MUNDAP_ALLOWED_ORIGINS: further origins of clients, by commas
	Profiles        string        // MUNDAP_MODEL_PROFILES: JSON list of models of Bedrock; "": answers are the documents' own sentences
	Function        string        // AWS_LAMBDA_FUNCTION_NAME: chat invokes itself by it

	MaxBytes    int64         // MUNDAP_INGEST_MAX_OBJECT_SIZE; 0: the default
	Formats     []string      // MUNDAP_INGEST_FORMATS, by commas; none: all
	Method      string        // MUNDAP_RAG_METHOD
	Passages    int           // MUNDAP_RAG_RELEVANT_DOCS; 0: the default
	Serial      bool          // MUNDAP_RAG_PARALLEL is false
	Dual        bool          // MUNDAP_RAG_DUAL_SEARCH
	Sources     bool          // MUNDAP_RAG_REFERENCES; true if it is not set
	Debug       bool          // MUNDAP_RAG_DEBUG
	Stores      []string      // MUNDAP_RAG_CAPABILITIES, by commas: stores that are asked and filled, in this order; none: local
	OIDC        *OIDC         // nil: none that this function knows
	NoPasswords bool          // MUNDAP_SIGN_IN is oidc, and not MUNDAP_OIDC_OWN_ACCOUNTS
	TurnLease   time.Duration // MUNDAP_TURN_LEASE: how long a turn waits for its writer's sign of life; 0: the default

	OpenSearch OpenSearch
	Kendra     Kendra

	// S3Endpoint, SQSEndpoint, DynamoEndpoint, LambdaEndpoint and STSEndpoint (MUNDAP_…_ENDPOINT) replace AWS's own:
	// private endpoints, and servers of tests.
	S3Endpoint, SQSEndpoint, DynamoEndpoint, LambdaEndpoint, STSEndpoint string
}

// OpenSearch is the domain of the store opensearch.
type OpenSearch struct {
	URL         string // MUNDAP_OPENSEARCH_URL: https://… of the domain
	Role        string // MUNDAP_OPENSEARCH_ROLE: the role that the domain knows; "": the function's own
	WithoutNori bool   // MUNDAP_RAG_NORI_PLUGIN is false
}

// Kendra is the index of the store kendra.
type Kendra struct {
	Index        string // MUNDAP_KENDRA_INDEX: its id
	Region       string // MUNDAP_KENDRA_REGION; "": the function's own
	Role         string // MUNDAP_KENDRA_ROLE: with which Kendra reads the bucket; "": texts are sent
	ReadersField string // MUNDAP_KENDRA_READERS_FIELD: the index's field for readers; "": it has none
	Plain        bool   // MUNDAP_RAG_KENDRA_METHOD is kendra_retriever
	Endpoint     string // MUNDAP_KENDRA_ENDPOINT, as S3Endpoint
}

// Stores that the settings may name.
const (
	local       = "local"
	openSearch  = "opensearch"
	kendraIndex = "kendra"
	faiss       = "faiss"
)

// FromEnv reads a Config by getenv. An impossible value is an error that names its variable.
func FromEnv(getenv func(string) string) (Config, error) {
	r := reader{getenv: getenv}
	c := Config{
		TablePrefix: getenv("MUNDAP_TABLE_PREFIX"), Bucket: getenv("MUNDAP_BUCKET"),
		SiteURL: strings.TrimRight(getenv("MUNDAP_SITE_URL"), "/"), SocketURL: getenv("MUNDAP_SOCKET_URL"),
		SocketEndpoint: getenv("MUNDAP_SOCKET_ENDPOINT"), Open: r.signIn("MUNDAP_SIGN_IN"),
		SessionLifetime: r.duration("MUNDAP_SESSION_LIFETIME"),
		QueueURL:        getenv("MUNDAP_QUEUE_URL"), DeadURL: getenv("MUNDAP_DEAD_QUEUE_URL"),
		AllowedOrigins: list(getenv("MUNDAP_ALLOWED_ORIGINS")), Profiles: getenv("MUNDAP_MODEL_PROFILES"),
		Function: getenv("AWS_LAMBDA_FUNCTION_NAME"),
		MaxBytes: r.integer("MUNDAP_INGEST_MAX_OBJECT_SIZE"), Formats: list(getenv("MUNDAP_INGEST_FORMATS")),
		Method: getenv("MUNDAP_RAG_METHOD"), Passages: int(r.integer("MUNDAP_RAG_RELEVANT_DOCS")),
		Serial: !r.flag("MUNDAP_RAG_PARALLEL", true), Dual: r.flag("MUNDAP_RAG_DUAL_SEARCH", false),
		Sources: r.flag("MUNDAP_RAG_REFERENCES", true), Debug: r.flag("MUNDAP_RAG_DEBUG", false),
		TurnLease:  r.duration("MUNDAP_TURN_LEASE"),
		S3Endpoint: getenv("MUNDAP_S3_ENDPOINT"), SQSEndpoint: getenv("MUNDAP_SQS_ENDPOINT"),
		DynamoEndpoint: getenv("MUNDAP_DYNAMODB_ENDPOINT"), LambdaEndpoint: getenv("MUNDAP_LAMBDA_ENDPOINT"),
		STSEndpoint: getenv("MUNDAP_STS_ENDPOINT"),
		Stores:      r.stores("MUNDAP_RAG_CAPABILITIES"),
		OpenSearch: OpenSearch{
			URL: getenv("MUNDAP_OPENSEARCH_URL"), Role: getenv("MUNDAP_OPENSEARCH_ROLE"), WithoutNori: !r.flag("MUNDAP_RAG_NORI_PLUGIN", true),
		},
		Kendra: Kendra{
			Index: getenv("MUNDAP_KENDRA_INDEX"), Region: getenv("MUNDAP_KENDRA_REGION"), Role: getenv("MUNDAP_KENDRA_ROLE"),
			ReadersField: getenv("MUNDAP_KENDRA_READERS_FIELD"), Plain: r.plainKendra("MUNDAP_RAG_KENDRA_METHOD"),
			Endpoint: getenv("MUNDAP_KENDRA_ENDPOINT"),
		},
	}
	c.OIDC, c.NoPasswords = r.oidc(), r.providerOnly()
	if queue, ok := strings.CutSuffix(c.QueueURL, ".fifo"); ok && c.DeadURL == "" {
		c.DeadURL = queue + "-dead.fifo"
	}
	return c, r.err
}

// reader reads variables and remembers what was wrong with them.
type reader struct {
	getenv func(string) string
	err    error
}

func (r *reader) wrong(name, value, want string) {
	r.err = errors.Join(r.err, fmt.Errorf("%s is %q, and should be %s", name, value, want))
}

func (r *reader) signIn(name string) (open bool) {
	switch v := r.getenv(name); v {
	case "", "accounts", "oidc":
		return false
	case "none":
		return true
	default:
		r.wrong(name, v, "accounts, oidc or none")
		return false
	}
}

// stores reads which stores are used, each once. faiss, a vector index in memory, is the local one here.
func (r *reader) stores(name string) []string {
	var all []string
	for _, store := range list(r.getenv(name)) {
		switch store {
		case faiss:
			store = local
		case local, openSearch, kendraIndex:
		default:
			r.wrong(name, store, "local, opensearch, kendra or faiss")
			continue
		}
		if !slices.Contains(all, store) {
			all = append(all, store)
		}
	}
	if len(all) == 0 {
		return []string{local}
	}
	return all
}

func (r *reader) plainKendra(name string) bool {
	switch v := r.getenv(name); v {
	case "", "custom_retriever":
		return false
	case "kendra_retriever":
		return true
	default:
		r.wrong(name, v, "custom_retriever or kendra_retriever")
		return false
	}
}

func (r *reader) duration(name string) time.Duration {
	v := r.getenv(name)
	if v == "" {
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		r.wrong(name, v, "a time such as 12h")
	}
	return d
}

func (r *reader) integer(name string) int64 {
	v := r.getenv(name)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 {
		r.wrong(name, v, "a whole number")
	}
	return n
}

func (r *reader) flag(name string, otherwise bool) bool {
	v := r.getenv(name)
	if v == "" {
		return otherwise
	}
	b, err := strconv.ParseBool(v)
	if err != nil {
		r.wrong(name, v, "true or false")
	}
	return b
}

func list(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
