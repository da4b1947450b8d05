package aws_test

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
)

// sized is what a function is tested with and documented to have.
type sized struct {
	program                      string
	memory, seconds, temporaryMB int // memory: at least
}

// checkFunctions fails the test for functions that start, here, and would fail
// on AWS, or cost a multiple: another program, too little of something, a
// variable that one of them lacks.
func (s template) checkFunctions() {
	s.t.Helper()
	plain := sized{"lambda.zip", 512, 29, 512}
	sizes := map[string]sized{"chat": {"lambda-dict.zip", 1024, 300, 2048},
		"document-manager": {"lambda-dict.zip", 2048, 600, 2048}, "ping": {"lambda.zip", 128, 5, 512}}
	shared := map[string]string{}
	for _, h := range handlers {
		want, ok := sizes[h]
		if !ok {
			want = plain
		}
		id, f := s.function(h)
		s.want(id, "program", f.Code.S3Key, want.program)
		s.want(id, "timeout", strconv.Itoa(f.Timeout), strconv.Itoa(want.seconds))
		if len(f.Architectures) != 1 || f.Architectures[0] != "arm64" {
			s.t.Errorf("%s runs on %v; the program is built for arm64", id, f.Architectures)
		}
		p := s.fields(id)
		if memory, _ := p["MemorySize"].(float64); int(memory) < want.memory {
			s.t.Errorf("%s has %v MB; it needs %d", id, memory, want.memory)
		}
		scratch, _ := p["EphemeralStorage"].(map[string]any)
		if mb, _ := scratch["Size"].(float64); int(max(mb, 512)) < want.temporaryMB {
			s.t.Errorf("%s has %v MB in /tmp; it needs %d", id, mb, want.temporaryMB)
		}
		env := s.environment(h)
		for _, name := range []string{"MUNDAP_BUCKET", "MUNDAP_TABLE_PREFIX", "MUNDAP_SITE_URL",
			"MUNDAP_SOCKET_URL", "MUNDAP_SOCKET_ENDPOINT"} {
			if shared[name] == "" {
				shared[name] = env[name]
			}
			if env[name] == "" || env[name] != shared[name] {
				s.t.Errorf("%s has %s=%q, others %q", h, name, env[name], shared[name])
			}
		}
	}
	prefix := shared["MUNDAP_TABLE_PREFIX"]
	byName := func(list []schema.Table) map[string]schema.Table {
		all := map[string]schema.Table{}
		for _, t := range list {
			t.ID = ""
			all[t.Name] = t
		}
		return all
	}
	if got, want := byName(s.tables()), byName(schema.Named(prefix).Schema()); !reflect.DeepEqual(got, want) {
		s.t.Errorf("the tables are %v; the stores expect %v", got, want)
	}
}

// checkData fails the test for buckets, queues and triggers that lose something.
func (s template) checkData() {
	s.t.Helper()
	events := map[string]bool{}
	for _, n := range s.notifications() {
		events[n.event+" "+n.prefix] = true
	}
	for _, want := range []string{"s3:ObjectCreated:* docs/", "s3:ObjectRemoved:* docs/",
		"s3:ObjectCreated:* faq/", "s3:ObjectRemoved:* faq/"} {
		if !events[want] {
			s.t.Errorf("nobody is told of %s, only of %v", want, slices.Sorted(maps.Keys(events)))
		}
	}
	for _, id := range s.ids("AWS::S3::Bucket") {
		p := s.fields(id)
		public, _ := p["PublicAccessBlockConfiguration"].(map[string]any)
		for _, what := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls",
			"RestrictPublicBuckets"} {
			if public[what] != true {
				s.t.Errorf("%s may become public: %s is off", id, what)
			}
		}
		if p["BucketEncryption"] == nil {
			s.t.Errorf("%s is not encrypted", id)
		}
	}
	for _, id := range s.ids("AWS::DynamoDB::Table") {
		recovery, _ := s.fields(id)["PointInTimeRecoverySpecification"].(map[string]any)
		if recovery["PointInTimeRecoveryEnabled"] != true {
			s.t.Errorf("%s can't be brought back to an earlier time", id)
		}
	}
	_, f := s.function("document-manager")
	for _, id := range s.ids("AWS::SQS::Queue") {
		p := s.fields(id)
		redrive, _ := p["RedrivePolicy"].(map[string]any)
		if redrive == nil {
			continue
		}
		if visible, _ := p["VisibilityTimeout"].(float64); p["FifoQueue"] != true ||
			int(visible) < 6*f.Timeout {
			s.t.Errorf("%s hands out messages that are worked on, or in another order", id)
		}
		if n, _ := redrive["maxReceiveCount"].(float64); n < 11 {
			s.t.Errorf("%s puts messages aside after %v deliveries", id, n)
		}
	}
	for _, h := range []string{"chat", "event-manager"} {
		if s.invocations()[h].retries != 2 {
			s.t.Errorf("asynchronous runs of %s that fail are not repeated twice", h)
		}
	}
}

// checkMethods fails the test for a behaviour of the distribution that takes
// methods which CloudFront knows no set of, or too few for an API.
func (s template) checkMethods() {
	s.t.Helper()
	config, _ := s.fields(s.only("AWS::CloudFront::Distribution"))["DistributionConfig"].(map[string]any)
	behaviours, _ := config["CacheBehaviors"].([]any)
	for _, b := range behaviours {
		behaviour, _ := b.(map[string]any)
		methods := map[any]bool{}
		list, _ := behaviour["AllowedMethods"].([]any)
		for _, m := range list {
			methods[m] = true
		}
		if len(methods) != 7 || !methods["POST"] || !methods["OPTIONS"] {
			s.t.Errorf("%v takes the methods %v", behaviour["PathPattern"], list)
		}
	}
}

// TestDamages damages the template in one place at a time. What a reading of it
// can't show, such as a missing permission, the tests that deploy it do.
func TestDamages(t *testing.T) {
	const ping = "AWS::ApiGatewayV2::Route"
	for _, d := range []struct{ name, kind, from, to string }{
		{"programs without the dictionary", "AWS::Lambda::Function", `"lambda-dict.zip"`, `"lambda.zip"`},
		{"programs with the dictionary", "AWS::Lambda::Function", `"lambda.zip"`, `"lambda-dict.zip"`},
		{"another processor", "AWS::Lambda::Function", `"arm64"`, `"x86_64"`},
		{"another runtime", "AWS::Lambda::Function", `"provided.al2023"`, `"provided.al2"`},
		{"little memory for chat", "AWS::Lambda::Function", `"MemorySize":1024`, `"MemorySize":256`},
		{"little memory for the others", "AWS::Lambda::Function", `"MemorySize":512`, `"MemorySize":128`},
		{"a short time for documents", "AWS::Lambda::Function", `"Timeout":600`, `"Timeout":60`},
		{"a long time for requests", "AWS::Lambda::Function", `"Timeout":29`, `"Timeout":900`},
		{"a small /tmp", "AWS::Lambda::Function", `"Size":2048`, `"Size":512`},
		{"a function that does not know the bucket", "AWS::Lambda::Function", `"MUNDAP_BUCKET"`, `"MUNDAP_BUCKETS"`},
		{"functions with the wrong tables", "AWS::Lambda::Function", `"MUNDAP_TABLE_PREFIX":"mundap-"`, `"MUNDAP_TABLE_PREFIX":"other-"`},
		{"another handler", "AWS::Lambda::Function", `"Handler":"query"`, `"Handler":"history"`},
		{"another sort key", "AWS::DynamoDB::Table", `"AttributeName":"sk"`, `"AttributeName":"sort"`},
		{"another time to live", "AWS::DynamoDB::Table", `"AttributeName":"expires"`, `"AttributeName":"ttl"`},
		{"no index by time", "AWS::DynamoDB::Table", `"conversation_time-index"`, `"time-index"`},
		{"no recovery of tables", "AWS::DynamoDB::Table", `"PointInTimeRecoveryEnabled":true`, `"PointInTimeRecoveryEnabled":false`},
		{"a stage without a deployment", "AWS::ApiGateway::Stage", `"DeploymentId"`, `"Description"`},
		{"a socket's stage without a deployment", "AWS::ApiGatewayV2::Stage", `"DeploymentId"`, `"Description"`},
		{"no role for logs", "AWS::ApiGateway::Account", `"CloudWatchRoleArn"`, `"Nothing"`},
		{"requests without a session", "AWS::ApiGateway::Method", `"AuthorizationType":"CUSTOM"`, `"AuthorizationType":"NONE"`},
		{"a search page that asks another function", "AWS::ApiGateway::Resource", `"PathPart":"search"`, `"PathPart":"find"`},
		{"sockets without a ticket", ping, `"AuthorizationType":"CUSTOM"`, `"AuthorizationType":"NONE"`},
		{"a ping that nobody answers", ping, `"RouteResponseSelectionExpression":"$default"`, `"RouteResponseSelectionExpression":"$none"`},
		{"routes chosen by another field", "AWS::ApiGatewayV2::Api", `$request.body.op`, `$request.body.action`},
		{"another integration of the socket", "AWS::ApiGatewayV2::Integration", `"AWS_PROXY"`, `"MOCK"`},
		{"an authorizer without its source", "AWS::ApiGatewayV2::Authorizer", `querystring.ticket`, `querystring.token`},
		{"nobody who looks after what is left", "AWS::Events::Rule", `"ENABLED"`, `"DISABLED"`},
		{"a queue without an order", "AWS::SQS::Queue", `"FifoQueue":true`, `"FifoQueue":false`},
		{"a queue that is impatient", "AWS::SQS::Queue", `"VisibilityTimeout":3600`, `"VisibilityTimeout":60`},
		{"a queue that gives up", "AWS::SQS::Queue", `"maxReceiveCount":11`, `"maxReceiveCount":1`},
		{"deletions that nobody hears of", "AWS::S3::Bucket", `"s3:ObjectRemoved:*"`, `"s3:ObjectTagging:*"`},
		{"uploads that nobody hears of", "AWS::S3::Bucket", `"Value":"docs/"`, `"Value":"documents/"`},
		{"a bucket that may become public", "AWS::S3::Bucket", `"BlockPublicPolicy":true`, `"BlockPublicPolicy":false`},
		{"browsers that may not upload", "AWS::S3::Bucket", `"PUT"`, `"POST"`},
		{"a newest version that is called past the alias", "AWS::Lambda::Permission", `Live`, `Life`},
		{"an alias of another function's version", "AWS::Lambda::Alias", `"FunctionVersion":{"Fn::GetAtt":["Chat`, `"FunctionVersion":{"Fn::GetAtt":["Site`},
		{"runs that are not repeated", "AWS::Lambda::EventInvokeConfig", `"MaximumRetryAttempts":2`, `"MaximumRetryAttempts":0`},
		{"functions that S3 may not call", "AWS::Lambda::Permission", `"s3.amazonaws.com"`, `"sns.amazonaws.com"`},
		{"one document at a time", "AWS::Lambda::EventSourceMapping", `"MaximumConcurrency":2`, `"MaximumConcurrency":1`},
		{"a site that takes no questions", "AWS::CloudFront::Distribution", `"POST"`, `"HEAD"`},
		{"a site that is switched off", "AWS::CloudFront::Distribution", `"Enabled":true`, `"Enabled":false`},
		{"a site that compresses nothing", "AWS::CloudFront::Distribution", `"Compress":true`, `"Compress":false`},
		{"an API that is asked in the clear", "AWS::CloudFront::Distribution", `"https-only"`, `"match-viewer"`},
		{"a function at the edge that is never published", "AWS::CloudFront::Function", `"AutoPublish":true`, `"AutoPublish":false`},
		{"requests for the client without a signature", "AWS::CloudFront::OriginAccessControl", `"always"`, `"never"`},
		{"security headers that functions may switch off", "AWS::CloudFront::ResponseHeadersPolicy", `"Override":true`, `"Override":false`},
		{"a short memory for HTTPS", "AWS::CloudFront::ResponseHeadersPolicy", `31536000`, `300`},
		{"an alarm that never goes off", "AWS::CloudWatch::Alarm", `"MetricName":"Errors"`, `"MetricName":"Error"`},
		{"an alarm for another API", "AWS::CloudWatch::Alarm", `"mundap-rest"`, `"mundap"`},
		{"an alarm that nobody gets", "AWS::CloudWatch::Alarm", `"AlarmActions"`, `"OKActions"`},
		{"an alarm that waits for seven lost messages", "AWS::CloudWatch::Alarm", `"Threshold":1,`, `"Threshold":7,`},
		{"an alarm in the other direction", "AWS::CloudWatch::Alarm", `"GreaterThanOrEqualToThreshold"`, `"LessThanThreshold"`},
		{"warnings that may not be published", "AWS::SNS::TopicPolicy", `"cloudwatch.amazonaws.com"`, `"events.amazonaws.com"`},
		{"a budget for a year", "AWS::Budgets::Budget", `"MONTHLY"`, `"ANNUALLY"`},
		{"a budget that warns at once", "AWS::Budgets::Budget", `"Threshold":80`, `"Threshold":1`},
		{"throttles for one method", "AWS::ApiGateway::Stage", `"ResourcePath":"/*"`, `"ResourcePath":"/query"`},
		{"a small burst", "AWS::ApiGatewayV2::Stage", `"ThrottlingBurstLimit":100`, `"ThrottlingBurstLimit":1`},
		{"a refusal in API Gateway's words", "AWS::ApiGateway::GatewayResponse", `"THROTTLED"`, `"QUOTA_EXCEEDED"`},
		{"events that are given up at once", "AWS::Lambda::EventInvokeConfig", `"MaximumEventAgeInSeconds":300`, `"MaximumEventAgeInSeconds":60`},
		{"an upkeep that does nothing", "AWS::Events::Rule", `mundapUpkeep`, `upkeep`},
		{"a recovery of one day", "AWS::DynamoDB::Table", `"RecoveryPeriodInDays":35`, `"RecoveryPeriodInDays":1`},
		{"an index without what is read from it", "AWS::DynamoDB::Table", `"INCLUDE"`, `"KEYS_ONLY"`},
		{"a key that is not defined", "AWS::DynamoDB::Table", `"AttributeDefinitions":[{"AttributeName":"pk"`, `"AttributeDefinitions":[{"AttributeName":"id"`},
		{"recordings that stay for ever", "AWS::S3::Bucket", `"speech/"`, `"sounds/"`},
		{"rules that are switched off", "AWS::S3::Bucket", `"Status":"Enabled"`, `"Status":"Disabled"`},
		{"a bucket that takes no logs of CloudFront", "AWS::S3::Bucket", `"BucketOwnerPreferred"`, `"BucketOwnerEnforced"`},
		{"browsers that may not read a part", "AWS::S3::Bucket", `"range"`, `"x-range"`},
		{"a bucket that can't be emptied", "AWS::S3::BucketPolicy", `"s3:DeleteObject*"`, `"s3:GetObject*"`},
	} {
		t.Run(d.name, func(t *testing.T) {
			damaged(t, func(s template) bool { return s.change(d.kind, d.from, d.to) != "" })
		})
	}
	for _, d := range []struct {
		name, kind string
		do         func(*resource)
	}{
		{"tables that go with the stack", "AWS::DynamoDB::Table", func(r *resource) { r.DeletionPolicy = "Delete" }},
		{"tables that stay after a failed first deployment", "AWS::DynamoDB::Table", func(r *resource) { r.DeletionPolicy = "Retain" }},
		{"tables that go when they are replaced", "AWS::DynamoDB::Table", func(r *resource) { r.UpdateReplacePolicy = "Delete" }},
		{"buckets that go when they are replaced", "AWS::S3::Bucket", func(r *resource) { r.UpdateReplacePolicy = "Delete" }},
		{"buckets that are made before they may notify", "AWS::S3::Bucket", inAnyOrder},
		{"a bucket that is emptied too late", "Custom::S3AutoDeleteObjects", inAnyOrder},
		{"a deployment that is made before its methods", "AWS::ApiGateway::Deployment", inAnyOrder},
		{"a deployment that is made before its routes", "AWS::ApiGatewayV2::Deployment", inAnyOrder},
		{"a stage that logs before there is a role", "AWS::ApiGateway::Stage", inAnyOrder},
		{"a socket's stage that logs before there is a role", "AWS::ApiGatewayV2::Stage", inAnyOrder},
	} {
		t.Run(d.name, func(t *testing.T) {
			damaged(t, func(s template) bool {
				for _, id := range s.ids(d.kind) {
					r := s.Resources[id]
					d.do(&r)
					s.Resources[id] = r
				}
				return len(s.ids(d.kind)) > 0
			})
		})
	}
	s := readTemplate(t, "default")
	s.inspect(t)
}

func inAnyOrder(r *resource) { r.DependsOn = nil }

// damaged fails the test if nobody notices what damage does to the template. It
// reports whether it has done anything.
func damaged(t *testing.T, damage func(s template) bool) {
	t.Helper()
	s := readTemplate(t, "default")
	seen := &recorder{TB: t}
	s.t = seen
	if !damage(s) {
		t.Fatal("the template has nothing to damage")
	}
	defer func() {
		if r := recover(); r != nil && r != any(noticed{}) {
			panic(r)
		}
		if len(seen.failed) == 0 {
			t.Error("nobody noticed")
		}
	}()
	s.inspect(t)
}

// inspect is read, with what a deployment needs besides.
func (s template) inspect(t *testing.T) {
	s.read(t)
	s.checkFunctions()
	s.checkData()
	s.checkMethods()
	s.checkWarnings()
	s.checkEdge()
	s.checkRates()
	s.checkEvents()
	s.checkKept()
	s.checkEmptied()
	if len(s.schedules()) != 1 {
		s.t.Errorf("the daily upkeep is not scheduled")
	}
	e := &emulator{t: t, template: s, names: strings.NewReplacer()}
	if rule := s.cors(e).find(s.text("https://"+s.attribute(s.only("AWS::CloudFront::Distribution"), "DomainName")), "PUT", "content-type"); rule == nil {
		s.t.Errorf("the site's pages may not upload")
	}
	if m := s.rest(e).root.find("/api/search", "GET"); m == nil || m.authorizer == nil ||
		m.handler != "chat" {
		s.t.Errorf("the search page does not ask the function that has the index")
	}
	for _, path := range []string{"/upload", "/delete"} {
		if m := s.rest(e).root.find(path, "POST"); m == nil || m.authorizer == nil || "/"+m.handler != path {
			s.t.Errorf("%s does not lead to its function, or without a session", path)
		}
	}
	if api := s.socket(e); api.authorizer != "authorizer" || api.identity != "ticket" || !api.answered["ping"] {
		s.t.Errorf("sockets are opened by %q with %q, and pings answered %v", api.authorizer, api.identity, api.answered["ping"])
	}
}
