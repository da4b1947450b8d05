package cost

// Price is AWS's price of something in US dollars, without taxes and before free allowances.
type Price struct {
	What  string
	Unit  string  // what USEast and Seoul are for
	Per   float64 // how many of the single things that are counted make one unit
	US    float64 // us-east-1
	Seoul float64 // ap-northeast-2; 0 if not found, or not offered there
	Read  string  // where, and when it was read there
}

// each is the price of one.
func (p Price) each() float64 { return p.US / p.Per }

// eachInSeoul is the price of one in Seoul, or of us-east-1 where Seoul's is not known.
func (p Price) eachInSeoul() float64 {
	if p.Seoul == 0 {
		return p.each()
	}
	return p.Seoul / p.Per
}

// HoursPerMonth is how AWS's own calculator counts a month.
const HoursPerMonth = 730

// The prices. None was read from a bill. "Price List" is
// https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/OFFER/current/REGION/index.json;
// dates are the days on which those read it or AWS's page who published the
// figure.
var (
	Secret = Price{"secret", "a month", 1, 0.40, 0.40,
		"Price List AWSSecretsManager ap-northeast-2, 2026-10-01; aws.amazon.com/secrets-manager/pricing, 2026-06-22"}
	Alarm = Price{"alarm", "metric and month", 1, 0.10, 0.10,
		"Price List AmazonCloudWatch ap-northeast-2 (CW:AlarmMonitorUsage), 2026-10-01"}
	Dashboard = Price{"dashboard", "a month", 1, 3.00, 0,
		"aws.amazon.com/cloudwatch/pricing, quoted undated"}
	LogsTaken = Price{"logs taken in", "GB", 1, 0.50, 0.76,
		"Price List AmazonCloudWatch us-east-1, 2026-10-05, and ap-northeast-2, 2026-10-01"}
	LogsKept = Price{"logs kept", "GB and month", 1, 0.03, 0.0314,
		"Price List AmazonCloudWatch us-east-1, 2026-10-05, and ap-northeast-2, 2026-10-01"}
	FIFORequest = Price{"SQS FIFO requests", "million", 1e6, 0.50, 0,
		"aws.amazon.com/sqs/pricing, quoted 2025-10-05"}

	LambdaRun = Price{"Lambda runs", "million", 1e6, 0.20, 0.20,
		"Price List AWSLambda us-east-1, 2026-10-05, and ap-northeast-2, 2026-10-01"}
	LambdaTime = Price{"Lambda arm64", "million GB-seconds", 1e6, 13.3334, 13.3334,
		"Price List AWSLambda us-east-1, 2026-10-05, and ap-northeast-2, 2026-10-01"}
	LambdaScratch = Price{"Lambda /tmp over 512 MB", "million GB-seconds", 1e6, 0.0309, 0,
		"Price List AWSLambda us-east-1, 2026-10-05"}
	RESTRequest = Price{"REST requests", "million", 1e6, 3.50, 0,
		"aws.amazon.com/api-gateway/pricing, its example of us-east-1, 2026-09-20"}
	SocketMessage = Price{"WebSocket messages (of 32 KB)", "million", 1e6, 1.00, 1.14,
		"aws.amazon.com/api-gateway/pricing, its example of us-east-1, 2026-09-20; Price List AmazonApiGateway ap-northeast-2, 2026"}
	SocketMinute = Price{"WebSocket minutes", "million", 1e6, 0.25, 0,
		"aws.amazon.com/api-gateway/pricing, its example of us-east-1, 2026-09-20"}

	ReadUnit = Price{"DynamoDB read units", "million", 1e6, 0.125, 0.1355,
		"list prices of us-east-1 since 2024-11-01; Price List AmazonDynamoDB ap-northeast-2, 2026-06-12"}
	WriteUnit = Price{"DynamoDB write units", "million", 1e6, 0.625, 0.68,
		"list prices of us-east-1 since 2024-11-01; Price List AmazonDynamoDB ap-northeast-2, 2026-06-12"}
	TableStored = Price{"DynamoDB storage", "GB and month", 1, 0.25, 0,
		"list price of us-east-1, quoted undated"}
	TableBackup = Price{"DynamoDB point-in-time recovery", "GB and month", 1, 0.20, 0,
		"list price of us-east-1, quoted undated"}
	ObjectPut = Price{"S3 PUT, LIST", "million", 1e6, 5.00, 4.50,
		"Price List AmazonS3 us-east-1, 2026-09-28, and ap-northeast-2, 2026-10-01"}
	ObjectGet = Price{"S3 GET", "million", 1e6, 0.40, 0.35,
		"Price List AmazonS3 us-east-1, 2026-09-28, and ap-northeast-2, 2026-10-01"}
	Stored = Price{"S3 storage", "GB and month", 1, 0.023, 0.025,
		"aws.amazon.com/s3/pricing, 2026-06-22; Price List AmazonS3 ap-northeast-2, 2026-10-01"}

	HaikuInput = Price{"Claude Haiku 4.5 by us., eu., jp. or au.: input", "million tokens", 1e6,
		1.10, 1.10, "aws.amazon.com/bedrock/pricing, 2026-10-05; by global. a tenth less"}
	HaikuOutput = Price{"Claude Haiku 4.5 by us., eu., jp. or au.: output", "million tokens", 1e6,
		5.50, 5.50, "aws.amazon.com/bedrock/pricing, 2026-10-05; by global. a tenth less"}
	TitanInput = Price{"Titan Text Embeddings V2", "million tokens", 1e6, 0.02, 0,
		"Price List AmazonBedrock us-east-1, 2026-10-05"}
	NeuralVoice = Price{"Polly, neural voice", "million characters", 1e6, 16.00, 0,
		"aws.amazon.com/polly/pricing, 2026-10-07"}

	KendraDeveloper = Price{"Kendra, developer edition", "hour", 1, 1.125, 0,
		"aws.amazon.com/kendra/pricing, 2026-10-07"}
	KendraEnterprise = Price{"Kendra, enterprise edition", "hour", 1, 1.40, 0,
		"aws.amazon.com/kendra/pricing, 2026-10-07"}
	SearchDisk = Price{"OpenSearch gp3 disk", "GB and month", 1, 0.122, 0,
		"Price List AmazonES us-east-1, 2026-10-05"}
)

// searchNodes are the nodes of OpenSearch that are priced here, data nodes and masters alike.
var searchNodes = map[string]Price{
	"t3.small.search": {"OpenSearch t3.small.search", "hour", 1, 0.036, 0,
		"Price List AmazonES us-east-1, 2026-10-05"},
	"m6g.large.search": {"OpenSearch m6g.large.search", "hour", 1, 0.128, 0,
		"Price List AmazonES us-east-1, 2026-10-05"},
	"r6g.large.search": {"OpenSearch r6g.large.search", "hour", 1, 0.167, 0,
		"Price List AmazonES us-east-1, 2026-10-05"},
}

// What every account has free of charge each month, always.
const (
	freeAlarms       = 10
	freeDashboards   = 3
	freeFIFORequests = 1e6
)

// all are the prices, in the order of the documentation.
func all() []Price {
	return []Price{
		HaikuInput, HaikuOutput, TitanInput, NeuralVoice,
		LambdaTime, LambdaScratch, LambdaRun, RESTRequest, SocketMessage, SocketMinute,
		ReadUnit, WriteUnit, TableStored, TableBackup, ObjectPut, ObjectGet, Stored, FIFORequest,
		LogsTaken, LogsKept, Secret, Alarm, Dashboard,
		searchNodes["t3.small.search"], searchNodes["m6g.large.search"],
		searchNodes["r6g.large.search"], SearchDisk,
		KendraDeveloper, KendraEnterprise,
	}
}
