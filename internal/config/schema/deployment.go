package schema

import "time"

// Deployment is what the stack tells its functions besides the settings: names
// and addresses of what it made.
type Deployment struct {
	TablePrefix  string        `yaml:"table_prefix" doc:"tables are this and calls, documents …"`
	Bucket       string        `yaml:"bucket" doc:"bucket of uploads and of everything made of them"`
	SiteURL      string        `yaml:"site_url" doc:"address of the site: https://… without a slash at its end"`
	Socket       Socket        `yaml:"socket"`
	SignIn       string        `yaml:"sign_in" doc:"accounts, oidc, or none: whoever reaches the site is its owner"`
	QueueURL     string        `yaml:"queue_url" doc:"FIFO queue of documents"`
	DeadQueueURL string        `yaml:"dead_queue_url" doc:"queue of its dead letters; empty: named like the queue, with -dead before .fifo"`
	OIDCSecret   string        `yaml:"oidc_secret" doc:"name in Secrets Manager of the client's secret at the identity provider; empty: a public client"`
	SearchRole   string        `yaml:"opensearch_role" doc:"role that the OpenSearch domain knows; empty: the function's own"`
	KendraRole   string        `yaml:"kendra_role" doc:"role with which Kendra reads the bucket; empty: it is sent the texts"`
	GoogleSecret string        `yaml:"google_secret" doc:"name in Secrets Manager of the key of Google's Programmable Search"`
	SpeechVoice  string        `yaml:"speech_voice" doc:"Polly's voice that reads answers aloud"`
	TurnLease    time.Duration `yaml:"turn_lease" doc:"how long a turn waits for its writer's sign of life; 0: the default"`

	// Addresses that stand in for those of AWS: private endpoints, and the
	// servers of tests. Empty: AWS's own.
	S3Endpoint      string `yaml:"s3_endpoint" doc:"address in place of the service's own"`
	SQSEndpoint     string `yaml:"sqs_endpoint" doc:"address in place of the service's own"`
	DynamoEndpoint  string `yaml:"dynamodb_endpoint" doc:"address in place of the service's own"`
	LambdaEndpoint  string `yaml:"lambda_endpoint" doc:"address in place of the service's own"`
	STSEndpoint     string `yaml:"sts_endpoint" doc:"address in place of the service's own"`
	SecretsEndpoint string `yaml:"secrets_endpoint" doc:"address in place of the service's own"`
	KendraEndpoint  string `yaml:"kendra_endpoint" doc:"address in place of the service's own"`
}

// Socket are the addresses of API Gateway's WebSocket API.
type Socket struct {
	URL      string `yaml:"url" doc:"wss://… that clients are told"`
	Endpoint string `yaml:"endpoint" doc:"https://… by which frames are sent"`
}
