package schema

import "time"

// Settings are what both worlds can be told. The zero value answers nothing
// well: begin with [Default].
type Settings struct {
	AllowedOrigins []string      `yaml:"allowed_origins" doc:"other origins whose pages may use the server, such as https://chat.example.com; the server's own origin is always allowed"`
	Profiles       JSON          `yaml:"profile_of_LLMs" doc:"models in several Amazon Bedrock regions, as a JSON list; used instead of model"`
	ReadQuotas     bool          `yaml:"read_quotas" doc:"at startup, look up in Service Quotas the quotas that profile_of_LLMs does not set, and measure how many tokens the models need for Korean text"`
	RAG            RAG           `yaml:"rag"`
	OpenSearch     OpenSearch    `yaml:"opensearch"`
	Kendra         Kendra        `yaml:"kendra"`
	KnowledgeBase  KnowledgeBase `yaml:"knowledge_base"`
	S3Vectors      S3Vectors     `yaml:"s3vectors"`
	Web            Web           `yaml:"web"`
	Speech         Speech        `yaml:"speech"`
	Ingest         Ingest        `yaml:"ingest"`
	Session        Session       `yaml:"session"`
	OIDC           OIDC          `yaml:"oidc"`
}

// RAG is how answers are made from documents. Defaults are the base system's,
// debug statistics aside.
type RAG struct {
	Capabilities    []string      `yaml:"capabilities" doc:"search stores to use: local, faiss (the local store, by vectors only), opensearch, kendra, bedrock, s3vectors"`
	Method          string        `yaml:"method" doc:"RetrievalPrompt, RetrievalQA or ConversationalRetrievalChain"`
	RelevantDocs    int           `yaml:"relevant_docs" doc:"number of passages to take from each store, and to keep in the end"`
	Parallel        bool          `yaml:"parallel" doc:"ask all stores at once"`
	DualSearch      bool          `yaml:"dual_search" doc:"search Korean questions in English too"`
	References      bool          `yaml:"references" doc:"show the list of sources"`
	Debug           bool          `yaml:"debug" doc:"show debug statistics"`
	StoreTimeout    time.Duration `yaml:"store_timeout" doc:"maximum wait for a store"`
	ContextTokens   int           `yaml:"context_tokens" doc:"maximum number of tokens that passages take up in a prompt"`
	KendraMethod    string        `yaml:"kendra_method" doc:"custom_retriever or kendra_retriever"`
	NoriPlugin      bool          `yaml:"nori_plugin" doc:"use Nori for keyword search in OpenSearch"`
	ParallelSummary bool          `yaml:"parallel_summary" doc:"summarise functions of code in all regions at once"`
	Judge           bool          `yaml:"judge" doc:"have the language model check each answer's sentences too, in one extra call"`
	JudgeTimeout    time.Duration `yaml:"judge_timeout" doc:"maximum wait for that check; after that, the verdicts of the first checks are kept"`
	SpeakAnswers    bool          `yaml:"speak_answers" doc:"read answers aloud if speech is configured"`
}

// OpenSearch is the cluster of the store opensearch.
type OpenSearch struct {
	URL      string `yaml:"url" doc:"URL of the cluster for the store opensearch, such as http://127.0.0.1:9200"`
	Alias    string `yaml:"alias" doc:"alias of the index that Mundap creates there"`
	User     string `yaml:"user" doc:"user name for the cluster; empty: none is needed"`
	Password Secret `yaml:"password" doc:"the user's password"`
	Region   string `yaml:"region" doc:"region of an Amazon OpenSearch domain; requests are signed with the credentials that the AWS SDK finds"`
	Shards   int    `yaml:"shards" doc:"number of shards of the index that Mundap creates, 1 to 100; an existing index keeps its own"`
	Replicas int    `yaml:"replicas" doc:"maximum number of copies of each shard, 0 to 10, limited by the number of nodes; an existing index keeps its own"`
}

// KendraQueries is how many calls per minute an index of Kendra takes that has
// no added capacity: 0.1 per second.
const KendraQueries = 6

// KendraRegions are where AWS offers Kendra; Seoul is not among them. From
// "Amazon Kendra endpoints and quotas" of the AWS General Reference.
func KendraRegions() []string {
	return []string{
		"us-east-1", "us-east-2", "us-west-2", "ap-northeast-1", "ap-south-1", "ap-southeast-1",
		"ap-southeast-2", "ca-central-1", "eu-west-1", "eu-west-2", "us-gov-west-1",
	}
}

// Kendra is the index of the store kendra. Credentials are those that the AWS SDK finds.
type Kendra struct {
	Index            string `yaml:"index" doc:"id of the Amazon Kendra index for the store kendra"`
	Region           string `yaml:"region" doc:"region of the index; empty: the one in the AWS configuration"`
	FAQ              bool   `yaml:"faq" doc:"whether the index has FAQs, which are then searched first; if false, one call for each question is enough"`
	QueriesPerMinute int    `yaml:"queries_per_minute" doc:"calls per minute that the index takes; 6 without added capacity; 0: no limit"`
	ReadersField     string `yaml:"readers_field" doc:"name of the index field (list of strings, searchable) that says who may read a document; empty: there is none"`
}

// KnowledgeBase is a knowledge base of Amazon Bedrock, the store bedrock. It is
// only read. Credentials are those that the AWS SDK finds.
type KnowledgeBase struct {
	ID     string `yaml:"id" doc:"id of the knowledge base of Amazon Bedrock for the store bedrock"`
	Region string `yaml:"region" doc:"region of the knowledge base; empty: the one in the AWS configuration"`
	Hybrid bool   `yaml:"hybrid" doc:"search by words as well as vectors, if its vector store supports both"`
}

// S3Vectors is the vector bucket of the store s3vectors. Credentials are those
// that the AWS SDK finds.
type S3Vectors struct {
	Bucket string `yaml:"bucket" doc:"vector bucket in Amazon S3 for the store s3vectors"`
	Index  string `yaml:"index" doc:"name of the index that Mundap creates there"`
	Region string `yaml:"region" doc:"region of the vector bucket; empty: the one in the AWS configuration"`
}

// Web is the search engine that is used if no document answers a question. Without
// a provider the web is not searched.
type Web struct {
	Provider  string `yaml:"provider" doc:"search engine for questions that no document answers: google, naver, brave or searxng; empty: none"`
	ID        string `yaml:"id" doc:"Google's search engine ID, or Naver's client ID"`
	Key       Secret `yaml:"key" doc:"key of Google's or Brave's API, or Naver's client secret"`
	KeyFile   string `yaml:"key_file" doc:"file that contains the key, in place of web.key; read at each start"`
	URL       string `yaml:"url" doc:"address of the SearXNG server, such as http://127.0.0.1:8888"`
	ReadPages bool   `yaml:"read_pages" doc:"read the pages that were found, not only the search engine's excerpts"`
}

// Speech is what reads answers aloud. Without a provider nothing does.
type Speech struct {
	Provider string `yaml:"provider" doc:"service that reads answers aloud: openai (any server with /audio/speech) or polly; empty: none"`
	URL      string `yaml:"url" doc:"base URL of the server with /audio/speech, such as http://127.0.0.1:8880/v1"`
	Model    string `yaml:"model" doc:"the speech model's name; empty: tts-1"`
	Voice    string `yaml:"voice" doc:"name of the voice; empty: alloy, or Polly's Seoyeon"`
	APIKey   Secret `yaml:"api_key" doc:"API key, if the server requires one"`
	Region   string `yaml:"region" doc:"Polly's region; empty: the one in the AWS configuration"`
}

// Ingest is how documents come in.
type Ingest struct {
	MaxObjectSize int64    `yaml:"max_object_size" doc:"maximum size of a document, in bytes"`
	Formats       []string `yaml:"formats" doc:"formats to read; empty: all that Mundap can read"`
	ChunkSize     int      `yaml:"chunk_size" doc:"length of a passage, in characters"`
	ChunkOverlap  int      `yaml:"chunk_overlap" doc:"number of characters that neighbouring passages share, in whole sentences"`
	MemoryMB      int      `yaml:"memory_mb" doc:"maximum memory of a process that reads files, in MB"`
	Samples       bool     `yaml:"samples" doc:"offer the sample documents in an empty library; they are marked as samples, and with accounts only the user who adds them sees them"`
}

// Session is how long people stay signed in.
type Session struct {
	Lifetime time.Duration `yaml:"lifetime" doc:"how long people stay signed in"`
	Idle     time.Duration `yaml:"idle" doc:"how long a session may be unused before it ends, at least 1m; 0: as long as it lasts"`
}

// OIDC is an OpenID Connect provider through which people sign in, in addition to Mundap's own accounts.
type OIDC struct {
	Issuer           string   `yaml:"issuer" doc:"identity provider (OpenID Connect) for signing in, exactly as it names itself, such as https://login.example.com/realms/company; empty: none"`
	ClientID         string   `yaml:"client_id" doc:"id of this server at the provider"`
	ClientSecret     Secret   `yaml:"client_secret" doc:"this server's secret at the provider; empty: a public client"`
	ClientSecretFile string   `yaml:"client_secret_file" doc:"file that contains the secret, in place of oidc.client_secret; read at each sign-in"`
	SiteURL          string   `yaml:"site_url" doc:"address at which people reach this server, such as https://chat.example.com; empty: taken from the request"`
	Name             string   `yaml:"name" doc:"name of the provider on the sign-in button, such as your company's name"`
	Scopes           []string `yaml:"scopes" doc:"scopes to request in addition to openid"`
	UserClaim        string   `yaml:"user_claim" doc:"claim that becomes the user name"`
	TrustEmails      bool     `yaml:"trust_emails" doc:"accept e-mail addresses that the provider does not mark as verified"`
	EmailDomains     []string `yaml:"email_domains" doc:"e-mail domains whose users may sign in; empty: all"`
	RequiredClaim    string   `yaml:"required_claim" doc:"claim that everybody who signs in must have, such as groups=staff; empty: none"`
	AdminEmails      []string `yaml:"admin_emails" doc:"e-mail addresses of administrators"`
	AdminClaim       string   `yaml:"admin_claim" doc:"claim that makes a user an administrator, such as groups=mundap-admins; empty: none"`
	Audiences        []string `yaml:"audiences" doc:"further audiences to accept in ID tokens"`
	OwnAccounts      bool     `yaml:"own_accounts" doc:"let Mundap's own accounts sign in as well"`
}

// Default returns the defaults of both worlds.
func Default() Settings {
	return Settings{
		RAG: RAG{
			Capabilities: []string{"local"}, Method: "RetrievalPrompt", RelevantDocs: 4,
			Parallel: true, References: true,
			StoreTimeout: 10 * time.Second, JudgeTimeout: 8 * time.Second, ContextTokens: 4000, KendraMethod: "custom_retriever",
			NoriPlugin:      true,
			ParallelSummary: true,
		},
		OpenSearch: OpenSearch{Alias: "mundap", Shards: 1, Replicas: 1},
		Kendra:     Kendra{FAQ: true, QueriesPerMinute: KendraQueries},
		S3Vectors:  S3Vectors{Index: "mundap"},
		Web:        Web{ReadPages: true},
		Ingest: Ingest{MaxObjectSize: 102_400_000, ChunkSize: 1000, ChunkOverlap: 100,
			MemoryMB: 1024, Samples: true},
		Session: Session{Lifetime: 30 * 24 * time.Hour, Idle: 7 * 24 * time.Hour},
		OIDC: OIDC{Scopes: []string{"profile", "email"}, UserClaim: "email",
			OwnAccounts: true},
	}
}

// OnAWS returns the defaults for functions on AWS: unless configured otherwise, people sign in
// through the identity provider alone, if there is one.
func OnAWS() Settings {
	s := Default()
	s.OIDC.OwnAccounts = false
	return s
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
