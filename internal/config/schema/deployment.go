package schema

import "time"

// Deployment is what the stack tells its functions in addition to the settings: names
// and addresses of what it made.
type Deployment struct {
	TablePrefix        string        `yaml:"table_prefix" doc:"prefix of the tables' names, which continue with calls, documents …"`
	Bucket             string        `yaml:"bucket" doc:"bucket that holds the uploads and everything made from them"`
	SiteURL            string        `yaml:"site_url" doc:"address of the site: https://… without a trailing slash"`
	Socket             Socket        `yaml:"socket"`
	SignIn             string        `yaml:"sign_in" doc:"accounts, oidc, or none: whoever reaches the site is its owner"`
	QueueURL           string        `yaml:"queue_url" doc:"FIFO queue of documents"`
	DeadQueueURL       string        `yaml:"dead_queue_url" doc:"its dead-letter queue; empty: the name of the queue with -dead before .fifo"`
	OIDCSecret         string        `yaml:"oidc_secret" doc:"name of the secret in Secrets Manager that holds the client secret for the identity provider; empty: a public client"`
	SearchRole         string        `yaml:"opensearch_role" doc:"role that may use the OpenSearch domain; empty: the function's own"`
	KendraRole         string        `yaml:"kendra_role" doc:"role with which Kendra reads the bucket; empty: the texts are sent to it"`
	GoogleSecret       string        `yaml:"google_secret" doc:"name of the secret in Secrets Manager that holds the key for Google's Programmable Search"`
	WebSecret          string        `yaml:"web_secret" doc:"name of the secret in Secrets Manager that holds web.key; empty: the engine needs none"`
	SpeechSecret       string        `yaml:"speech_secret" doc:"name of the secret in Secrets Manager that holds speech.api_key; empty: the server needs none"`
	IndexMB            int           `yaml:"index_mb" doc:"size in MB up to which functions search Mundap's own index themselves; 0: no limit"`
	SearchReaders      []string      `yaml:"search_readers" doc:"addresses of the search readers, an entry for each shard of the index, with the shard's readers separated by spaces; empty: functions search the index themselves"`
	SearchReaderSecret string        `yaml:"search_reader_secret" doc:"name of the secret in Secrets Manager that holds the search readers' key"`
	UserQuestions      int           `yaml:"user_questions" doc:"questions that one user may ask per minute, of all functions together; 0: no limit"`
	UserUploads        int           `yaml:"user_uploads" doc:"files that one user may upload per minute; 0: no limit"`
	UserSockets        int           `yaml:"user_sockets" doc:"connections that one user may keep open; 0: no limit"`
	UserBytes          int64         `yaml:"user_bytes" doc:"bytes that one user's documents may take up; 0: no limit"`
	AddressQuestions   int           `yaml:"address_questions" doc:"questions that may come from one network address per minute; 0: no limit"`
	AddressUploads     int           `yaml:"address_uploads" doc:"files that may be uploaded from one network address per minute; 0: no limit"`
	AddressSockets     int           `yaml:"address_sockets" doc:"connections that one network address may open per minute; 0: no limit"`
	Kept               Kept          `yaml:"kept"`
	Alias              string        `yaml:"alias" doc:"alias of its own by which the chat function calls itself; empty: the newest code"`
	TurnLease          time.Duration `yaml:"turn_lease" doc:"how long a turn waits for a sign of life from its writer; 0: the default"`

	// Addresses that stand in for those of AWS: private endpoints, and the
	// servers of tests. Empty: AWS's own.
	S3Endpoint      string `yaml:"s3_endpoint" doc:"address to use instead of the service's own"`
	SQSEndpoint     string `yaml:"sqs_endpoint" doc:"address to use instead of the service's own"`
	DynamoEndpoint  string `yaml:"dynamodb_endpoint" doc:"address to use instead of the service's own"`
	LambdaEndpoint  string `yaml:"lambda_endpoint" doc:"address to use instead of the service's own"`
	STSEndpoint     string `yaml:"sts_endpoint" doc:"address to use instead of the service's own"`
	SecretsEndpoint string `yaml:"secrets_endpoint" doc:"address to use instead of the service's own"`
	QuotasEndpoint  string `yaml:"quotas_endpoint" doc:"address to use instead of the service's own"`
	KendraEndpoint  string `yaml:"kendra_endpoint" doc:"address to use instead of the service's own"`
}

// Kept is how long AWS keeps what was deleted.
type Kept struct {
	TableDays   int `yaml:"table_days" doc:"days that tables can be restored to; receipts of deletions say so"`
	VersionDays int `yaml:"version_days" doc:"days that the bucket keeps what was deleted; 0: it keeps nothing"`
}

// Socket are the addresses of API Gateway's WebSocket API.
type Socket struct {
	URL      string `yaml:"url" doc:"wss://… address for clients"`
	Endpoint string `yaml:"endpoint" doc:"https://… address through which frames are sent"`
}
