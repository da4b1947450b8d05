package cost

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Item is something that costs money while nobody asks.
type Item struct {
	What  string
	Month float64 // dollars a month
	Free  float64 // dollars a month while the account has its free allowances
}

// idle are types of resources that cost nothing until they are used or hold
// something. A type that stands neither here nor in Standing is an error:
// somebody must say what it costs.
var idle = []string{
	"AWS::ApiGateway::Account", "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Deployment",
	"AWS::ApiGateway::GatewayResponse",
	"AWS::ApiGateway::Method", "AWS::ApiGateway::Resource", "AWS::ApiGateway::RestApi",
	"AWS::ApiGateway::Stage",
	"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Deployment",
	"AWS::ApiGatewayV2::Integration",
	"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::RouteResponse", "AWS::ApiGatewayV2::Stage",
	"AWS::Budgets::Budget", // without actions
	"AWS::CloudFront::Distribution", "AWS::CloudFront::Function",
	"AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::ResponseHeadersPolicy",
	"AWS::DynamoDB::Table", // on demand; backups are priced by what is stored
	"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::Kendra::Faq",
	"AWS::Lambda::Alias", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Function",
	"AWS::Lambda::LayerVersion", "AWS::Lambda::Permission",
	"AWS::Lambda::Version",    // up to 75 GB of code in a region
	"AWS::Logs::MetricFilter", // a metric costs in hours in which it gets figures
	"AWS::Logs::LogGroup", "AWS::Logs::ResourcePolicy", "AWS::S3::Bucket", "AWS::S3::BucketPolicy",
	"AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SQS::Queue",
	"AWS::SQS::QueuePolicy",
	"Custom::AWS", "Custom::CDKBucketDeployment", "Custom::S3AutoDeleteObjects",
	"AWS::Events::Rule", // one that AWS runs by its clock
}

// pollers is how many connections Lambda keeps open to a queue that nothing
// arrives in, each asking every twenty seconds, SQS's longest wait: AWS's guide
// "Using Lambda with Amazon SQS" names five to start with.
const (
	pollers      = 5
	pollsPerHour = 3600 / 20
)

// small is how many gigabytes lie in each kind of store of a deployment that nobody uses any more.
const small = 0.1

// Standing itemises what the resources of a template cost in a month in which
// nobody asks, in us-east-1.
func Standing(template []byte) ([]Item, error) {
	var stack struct {
		Resources map[string]struct {
			Type       string
			Properties json.RawMessage
		}
	}
	if err := json.Unmarshal(template, &stack); err != nil {
		return nil, fmt.Errorf("reading the template: %w", err)
	}
	counts := map[string]int{}
	var stores []Item
	for id, r := range stack.Resources {
		counts[r.Type]++
		var more []Item
		var err error
		switch r.Type {
		case "AWS::OpenSearchService::Domain":
			more, err = domain(r.Properties)
		case "AWS::Kendra::Index":
			more, err = index(r.Properties)
		case "AWS::SecretsManager::Secret", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard",
			"AWS::Lambda::EventSourceMapping":
		default:
			if !slices.Contains(idle, r.Type) {
				err = fmt.Errorf("what a %s costs is not known", r.Type)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		stores = append(stores, more...)
	}
	n := func(kind string) float64 { return float64(counts[kind]) }
	polls := n("AWS::Lambda::EventSourceMapping") * pollers * pollsPerHour * HoursPerMonth
	items := []Item{
		allowance("secret", n("AWS::SecretsManager::Secret"), 0, Secret),
		allowance(fmt.Sprintf("%.0f alarms (%d free)", n("AWS::CloudWatch::Alarm"), freeAlarms),
			n("AWS::CloudWatch::Alarm"), freeAlarms, Alarm),
		allowance(fmt.Sprintf("dashboard (%d free)", freeDashboards),
			n("AWS::CloudWatch::Dashboard"), freeDashboards, Dashboard),
		allowance(fmt.Sprintf("Lambda's asking the queue: %d at a time, each every 20 s, %.2f million requests (1 million free)", pollers, polls/1e6), polls, freeFIFORequests, FIFORequest),
	}
	items = append(items, Item{
		What:  fmt.Sprintf("%.0f MB each in tables, buckets and logs", 1000*small),
		Month: small * (TableStored.US + TableBackup.US + Stored.US + LogsKept.US),
		Free:  small * (TableBackup.US + Stored.US), // 25 GB of tables and 5 GB of logs are free
	})
	slices.SortFunc(stores, func(a, b Item) int { return int(b.Month - a.Month) })
	return append(items, stores...), nil
}

// allowance is an item of which an account has some free of charge.
func allowance(what string, count, free float64, p Price) Item {
	return Item{What: what, Month: count * p.each(), Free: max(0, count-free) * p.each()}
}

// Total is the sum of items.
func Total(items []Item) (month, free float64) {
	for _, i := range items {
		month += i.Month
		free += i.Free
	}
	return month, free
}

// domain prices an OpenSearch domain of a template.
func domain(properties json.RawMessage) ([]Item, error) {
	var d struct {
		ClusterConfig struct {
			InstanceCount, DedicatedMasterCount int
			InstanceType, DedicatedMasterType   string
		}
		EBSOptions struct{ VolumeSize int }
	}
	if err := json.Unmarshal(properties, &d); err != nil {
		return nil, err
	}
	c := d.ClusterConfig
	return Search(c.InstanceCount, c.InstanceType, c.DedicatedMasterCount, c.DedicatedMasterType,
		d.EBSOptions.VolumeSize)
}

// Search prices an OpenSearch domain: data nodes with gigabytes of disk each, and masters.
func Search(nodes int, node string, masters int, master string, gigabytes int) ([]Item, error) {
	at := func(what string, n int, kind string) (Item, error) {
		p, ok := searchNodes[kind]
		if !ok && n > 0 {
			return Item{}, fmt.Errorf("what a %s costs is not known", kind)
		}
		month := float64(n) * p.US * HoursPerMonth
		return Item{fmt.Sprintf("OpenSearch, %s: %d × %s", what, n, kind), month, month}, nil
	}
	data, err := at("data", nodes, node)
	if err != nil {
		return nil, err
	}
	disks := float64(nodes*gigabytes) * SearchDisk.US
	items := []Item{data, {fmt.Sprintf("OpenSearch, disks: %d × %d GB", nodes, gigabytes), disks,
		disks}}
	if masters == 0 {
		return items, nil
	}
	first, err := at("masters", masters, master)
	return append(items, first), err
}

// index prices a Kendra index of a template.
func index(properties json.RawMessage) ([]Item, error) {
	var i struct{ Edition string }
	if err := json.Unmarshal(properties, &i); err != nil {
		return nil, err
	}
	p, ok := map[string]Price{"DEVELOPER_EDITION": KendraDeveloper,
		"ENTERPRISE_EDITION": KendraEnterprise}[i.Edition]
	if !ok {
		return nil, fmt.Errorf("what a Kendra index of %q costs is not known", i.Edition)
	}
	return []Item{{p.What, p.US * HoursPerMonth, p.US * HoursPerMonth}}, nil
}
