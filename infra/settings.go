package main

import (
	"cmp"

	"github.com/mundap/mundap/internal/config/schema"
)

// Settings is everything that can be chosen about a deployment. Start from
// [DefaultSettings] or [SeedSettings]: the zero value does not validate.
type Settings struct {
	// Project begins every name: lower-case letters, digits and hyphens, 3 to 20 characters.
	Project string `yaml:"project" json:"project"`
	// Account and Region say where the stack goes. Empty: where the credentials
	// point that deploy it. Both are needed when Kendra is in another region.
	Account string `yaml:"account" json:"account"`
	Region  string `yaml:"region" json:"region"`
	// DataRegion is the region that documents, questions and answers must not
	// leave, such as ap-northeast-2 for Korea. Settings that would send them
	// elsewhere are refused, and the web is not searched. Empty: there is no such
	// region.
	DataRegion string `yaml:"data_region" json:"data_region"`
	// Retain keeps tables and the uploads bucket when the stack is removed.
	Retain bool `yaml:"retain" json:"retain"`
	// Protect has DynamoDB and Cognito refuse to delete tables and the user pool,
	// whoever asks. Set it once the first deployment has succeeded: one that fails
	// could not take them along, and the next one would find their names taken.
	Protect bool `yaml:"protect" json:"protect"`

	Site      Site      `yaml:"site" json:"site"`
	SignIn    SignIn    `yaml:"sign_in" json:"sign_in"`
	Limits    Limits    `yaml:"limits" json:"limits"`
	Functions Functions `yaml:"functions" json:"functions"`
	Models    []Profile `yaml:"models" json:"models"`
	// ReadQuotas makes the daily upkeep look up the quotas that Models do not set.
	ReadQuotas bool `yaml:"read_quotas" json:"read_quotas"`
	// RAG and Ingest are the keys rag and ingest of docs/config.md.
	RAG        schema.RAG    `yaml:"rag"`
	Ingest     schema.Ingest `yaml:"ingest"`
	OpenSearch OpenSearch    `yaml:"opensearch" json:"opensearch"`
	Kendra     Kendra        `yaml:"kendra" json:"kendra"`
	// KnowledgeBase and S3Vectors are keys of docs/config.md as well: both exist already.
	KnowledgeBase schema.KnowledgeBase `yaml:"knowledge_base"`
	S3Vectors     schema.S3Vectors     `yaml:"s3vectors"`
	// Web and Speech are beside the documents: another place to look, and a voice.
	Web    Web    `yaml:"web" json:"web"`
	Speech Speech `yaml:"speech" json:"speech"`
	// Readers search Mundap's own index if it is too large for the functions.
	Readers Readers `yaml:"readers" json:"readers"`
	// Machine runs the program on one instance, in place of functions and what
	// belongs to them. Of the above, it has the models, rag, ingest, the stores that
	// exist already, web, speech, allowed_origins and the length of sessions; the
	// rest is refused.
	Machine    Machine    `yaml:"machine" json:"machine"`
	Backup     Backup     `yaml:"backup" json:"backup"`
	Operations Operations `yaml:"operations" json:"operations"`
}

// Site is what CloudFront serves.
type Site struct {
	// PriceClass is CloudFront's: 100, 200 (with Seoul) or All.
	PriceClass string `yaml:"price_class" json:"price_class"`
	// Domain is a name of your own for the site, with the ARN of its
	// certificate in us-east-1. Both or neither.
	Domain      string `yaml:"domain" json:"domain"`
	Certificate string `yaml:"certificate" json:"certificate"`
	// AllowedOrigins are other sites whose pages may use the APIs, such as
	// https://intranet.example.com.
	AllowedOrigins []string `yaml:"allowed_origins" json:"allowed_origins"`
	// Firewall is a web ACL, which costs about 8 dollars a month.
	Firewall Firewall `yaml:"firewall" json:"firewall"`
}

// Backup says how long earlier states are kept.
type Backup struct {
	// TableDays is how far back tables can be restored, to the second; 1 to 35.
	TableDays int `yaml:"table_days" json:"table_days"`
	// VersionDays is how long the uploads bucket keeps objects that were replaced
	// or deleted, 1 to 3650. If 0, it keeps none.
	VersionDays int `yaml:"version_days" json:"version_days"`
}

// Ways of signing in.
const (
	ownAccounts   = "accounts"
	cognitoPool   = "cognito"
	otherProvider = "oidc"
	noSignIn      = "none"
)

// SignIn says who may use the site.
type SignIn struct {
	// Method is accounts (Mundap's own), cognito (a user pool of the stack's),
	// oidc (another OpenID Connect provider) or none.
	Method string `yaml:"method" json:"method"`
	// OpenToAnyone is the explicit word that method none needs: everybody on
	// the internet then asks at your cost.
	OpenToAnyone bool `yaml:"open_to_anyone" json:"open_to_anyone"`
	// SessionHours is how long a session lasts, 1 to 8760.
	SessionHours int `yaml:"session_hours" json:"session_hours"`
	// IdleHours is how long a session may be unused before it ends, up to 8760. 0:
	// as long as it lasts.
	IdleHours int `yaml:"idle_hours" json:"idle_hours"`
	// OwnAccounts lets accounts of Mundap's own in too, beside method cognito or oidc.
	OwnAccounts bool `yaml:"own_accounts" json:"own_accounts"`
	// Name is what the button calls the provider, such as the company's name.
	Name    string  `yaml:"name" json:"name"`
	OIDC    OIDC    `yaml:"oidc" json:"oidc"`
	Cognito Cognito `yaml:"cognito" json:"cognito"`
}

// Limits are API Gateway's throttles, over all users, and what one user may do. The
// latter hold where people sign in; 0 means no limit.
type Limits struct {
	RequestsPerSecond int `yaml:"requests_per_second" json:"requests_per_second"`
	Burst             int `yaml:"burst" json:"burst"`
	UserQuestions     int `yaml:"user_questions" json:"user_questions"` // per minute
	UserUploads       int `yaml:"user_uploads" json:"user_uploads"`     // files per minute
	UserSockets       int `yaml:"user_sockets" json:"user_sockets"`     // at once
	// UserBytes is what a user's documents may take up.
	UserBytes int64 `yaml:"user_bytes" json:"user_bytes"`
	// AddressQuestions, AddressUploads and AddressSockets come from one network
	// address per minute.
	AddressQuestions int `yaml:"address_questions" json:"address_questions"`
	AddressUploads   int `yaml:"address_uploads" json:"address_uploads"`
	AddressSockets   int `yaml:"address_sockets" json:"address_sockets"`
}

// Function is one Lambda function's size.
type Function struct {
	MemoryMB int `yaml:"memory_mb" json:"memory_mb"` // 128 to 10240; CPU comes with it
	Seconds  int `yaml:"seconds" json:"seconds"`     // longest run, up to 900
}

// Functions are the sizes of the Lambda functions.
type Functions struct {
	Chat            Function `yaml:"chat" json:"chat"`
	DocumentManager Function `yaml:"document_manager" json:"document_manager"`
	// Small is every other function. API Gateway waits 29 seconds at most.
	Small Function `yaml:"small" json:"small"`
	// TemporaryMB is /tmp of chat and the document manager: segments of the
	// index, files that are read. 512 to 10240.
	TemporaryMB int `yaml:"temporary_mb" json:"temporary_mb"`
	// IndexMB is the size up to which the functions search Mundap's own index
	// themselves, 50 to half of TemporaryMB. They have to fetch it into /tmp within
	// the 10 seconds that a question waits. A larger index needs search readers or
	// OpenSearch. 100,000 passages take about 270 MB.
	IndexMB int `yaml:"index_mb" json:"index_mb"`
	// DocumentWorkers is how many documents are read at once, 2 to 1000.
	DocumentWorkers int `yaml:"document_workers" json:"document_workers"`
}

// Profile is one model of Bedrock in one region. The functions get the list as
// JSON with these names.
type Profile struct {
	Region          string   `yaml:"region" json:"region"`
	Model           string   `yaml:"model" json:"model"` // model id, or inference profile such as us.anthropic.…
	Type            string   `yaml:"type" json:"type,omitempty"`
	MaxOutputTokens int      `yaml:"max_output_tokens" json:"max_output_tokens,omitempty"`
	TokensPerMinute int      `yaml:"tokens_per_minute" json:"tokens_per_minute,omitempty"`
	Purpose         []string `yaml:"purpose" json:"purpose,omitempty"` // [embed] for an embedding model
	// Underlying is needed if Model is the ARN of an application inference profile.
	// It is the model or inference profile, such as us.anthropic.…, from which that
	// one was created.
	Underlying string `yaml:"underlying" json:"underlying,omitempty"`
	// Endpoint is empty, or mantle to call the model at bedrock-mantle, which has a
	// quota of its own.
	Endpoint string `yaml:"endpoint" json:"endpoint,omitempty"`
	// Cache is how long the beginning of prompts is cached: 5m or 1h. Empty: it is
	// not cached.
	Cache string `yaml:"cache" json:"cache,omitempty"`
	// Tiers are service tiers by purpose, such as {summarise: flex}.
	Tiers map[string]string `yaml:"tiers" json:"tiers,omitempty"`
}

// known is the id that tells which model it is.
func (p Profile) known() string { return cmp.Or(p.Underlying, p.Model) }

// OpenSearch is the domain; made when Create is set.
type OpenSearch struct {
	Create         bool   `yaml:"create" json:"create"`
	Version        string `yaml:"version" json:"version"` // such as OpenSearch_2.19
	DataNodes      int    `yaml:"data_nodes" json:"data_nodes"`
	DataNodeType   string `yaml:"data_node_type" json:"data_node_type"`
	MasterNodes    int    `yaml:"master_nodes" json:"master_nodes"` // 0, 3 or 5
	MasterNodeType string `yaml:"master_node_type" json:"master_node_type"`
	VolumeGB       int    `yaml:"volume_gb" json:"volume_gb"` // per data node
	Zones          int    `yaml:"zones" json:"zones"`         // 1 to 3
	// Shards of the index, 1 to 100: as many as nodes that search at once, each of
	// 10 to 30 GB. An index that is there keeps what it was made with.
	Shards   int `yaml:"shards" json:"shards"`
	Replicas int `yaml:"replicas" json:"replicas"` // copies of each shard, 0 to 10
}

// Kendra is the index: made by the stack (Create), or an existing one (IndexID).
type Kendra struct {
	Create  bool   `yaml:"create" json:"create"`
	IndexID string `yaml:"index_id" json:"index_id"`
	// Region of the index; empty means the stack's own. A new index elsewhere is a second stack.
	Region  string `yaml:"region" json:"region"`
	Edition string `yaml:"edition" json:"edition"` // DEVELOPER_EDITION or ENTERPRISE_EDITION
	// QueriesPerMinute is how often the index may be called: 6 for each unit of its
	// capacity. 0: Mundap sets no limit.
	QueriesPerMinute int  `yaml:"queries_per_minute" json:"queries_per_minute"`
	FAQ              bool `yaml:"faq" json:"faq"` // deploy and create the sample FAQ; only into an index that is made
}

// Operations is watching and cost.
type Operations struct {
	// Email gets alarms and warnings about spending, once it has confirmed the
	// subscription. Empty: nobody.
	Email string `yaml:"email" json:"email"`
	// MonthlyBudget in US dollars; a warning comes at 80 % and when the forecast passes it.
	MonthlyBudget int `yaml:"monthly_budget" json:"monthly_budget"`
	// LogDays keeps logs: 1, 3, 5, 7, 14, 30, 60, 90, 180 or 365.
	LogDays int `yaml:"log_days" json:"log_days"`
}

// DefaultSettings costs next to nothing while nobody uses it: no domain, no Kendra.
func DefaultSettings() Settings {
	return Settings{
		Project: "mundap",
		Retain:  true,
		Site:    Site{PriceClass: "200", Firewall: Firewall{AddressRequests: 10_000}},
		SignIn:  SignIn{Method: ownAccounts, SessionHours: 720, IdleHours: 168},
		// A browser that sends a folder begins up to 30 small files a second.
		Limits: Limits{RequestsPerSecond: 50, Burst: 100, UserQuestions: 120, UserUploads: 1800,
			UserSockets: 50, UserBytes: 20_000_000_000,
			AddressQuestions: 12_000, AddressUploads: 18_000, AddressSockets: 5000},
		Functions: Functions{
			Chat:            Function{MemoryMB: 1024, Seconds: 300},
			DocumentManager: Function{MemoryMB: 3008, Seconds: 600},
			Small:           Function{MemoryMB: 512, Seconds: 29},
			TemporaryMB:     2048,
			IndexMB:         400,
			DocumentWorkers: 2,
		},
		Models: smallClaude("us-west-2", "us-east-1", "ap-northeast-1", "eu-central-1"),
		RAG:    schema.Default().RAG,
		Ingest: schema.Default().Ingest,
		OpenSearch: OpenSearch{
			Version: "OpenSearch_2.19", DataNodes: 3, DataNodeType: "r6g.large.search",
			MasterNodes: 3, MasterNodeType: "m6g.large.search", VolumeGB: 20, Zones: 3,
			Shards: 1, Replicas: 1,
		},
		Kendra: Kendra{Edition: "DEVELOPER_EDITION",
			QueriesPerMinute: schema.KendraQueries},
		S3Vectors:  schema.Default().S3Vectors,
		Web:        Web{ReadPages: true},
		Readers:    Readers{Replicas: 2, InstanceType: "t4g.large", VolumeGB: 30},
		Machine:    Machine{InstanceType: "t4g.medium", VolumeGB: 30, SnapshotDays: 14},
		Backup:     Backup{TableDays: 35},
		Operations: Operations{MonthlyBudget: 50, LogDays: 30},
	}
}

// SeedSettings is the base system's configuration: its sizes, both of its
// stores, its formats, its models' successors. It costs thousands of dollars a
// month; docs/aws.md itemises it.
func SeedSettings() Settings {
	s := DefaultSettings()
	s.Project = "mundap-seed"
	s.Retain = false
	s.Functions.Chat = Function{MemoryMB: 8192, Seconds: 300}
	s.Functions.DocumentManager = Function{MemoryMB: 8192, Seconds: 600}
	s.RAG.Capabilities = []string{"kendra", "opensearch"}
	s.RAG.Debug = true
	s.RAG.SpeakAnswers = true
	s.Ingest.Formats = []string{"pdf", "txt", "csv", "pptx", "ppt", "docx", "doc", "xlsx", "py",
		"js", "md"}
	s.Models = append(s.Models, Profile{Region: "us-east-1", Model: "amazon.titan-embed-text-v2:0",
		Purpose: []string{"embed"}})
	s.OpenSearch = OpenSearch{
		Create: true, Version: "OpenSearch_2.19", DataNodes: 15, DataNodeType: "r6g.large.search",
		MasterNodes: 3, MasterNodeType: "r6g.large.search", VolumeGB: 100, Zones: 3,
		Shards: 5, Replicas: 2, // one shard on each of the 15 nodes
	}
	s.Kendra.Create, s.Kendra.FAQ = true, true
	s.Operations.MonthlyBudget = 5000
	return s
}

// smallClaude is the current small Claude model in each region, by the
// inference profile of its part of the world: newer models can't be called by
// their bare id. (Claude Instant, the base system's model, is no longer
// offered.)
func smallClaude(regions ...string) []Profile {
	var list []Profile
	for _, region := range regions {
		list = append(list, Profile{
			Region: region, Model: geographyOf(region) +
				".anthropic.claude-haiku-4-5-20251001-v1:0", Type: "claude", MaxOutputTokens: 8196,
		})
	}
	return list
}
