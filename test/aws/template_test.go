package aws_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

const account = "000000000000"

// template is a stack's, as the tests of infra keep it. What the emulator does
// not understand of it fails the test: a deployment could behave otherwise than
// what was tested.
type template struct {
	t         testing.TB
	Resources map[string]resource
	queues    string // where the queues are
}

type resource struct {
	Type       string
	Properties json.RawMessage
	DependsOn  any // what is made before it, besides what it refers to
	// what becomes of it when it is removed from the stack, or replaced
	DeletionPolicy, UpdateReplacePolicy string
}

// readTemplate reads the stack of a configuration: default or seed. The seed's
// names are the default's.
func readTemplate(t *testing.T, configuration string) template {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "infra", "testdata",
		configuration+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	return parseTemplate(t, bytes.ReplaceAll(data, []byte("mundap-seed"), []byte("mundap")))
}

func parseTemplate(t testing.TB, data []byte) template {
	t.Helper()
	s := template{t: t}
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// inert are kinds of resources that do nothing to a request: they watch, pay,
// keep logs and secrets, or belong to the deployment itself.
var inert = []string{
	"AWS::ApiGateway::Account", "AWS::Budgets::Budget", "AWS::CloudWatch::Alarm",
	"AWS::CloudWatch::Dashboard", "AWS::Lambda::LayerVersion", "AWS::Logs::MetricFilter",
	"AWS::Kendra::Faq", "AWS::Logs::LogGroup", "AWS::Logs::ResourcePolicy", "AWS::SNS::Topic",
	"AWS::SNS::TopicPolicy", "AWS::SecretsManager::Secret",
	"Custom::AWS", "Custom::S3AutoDeleteObjects",
}

// emulated are those that the emulator reads.
var emulated = []string{
	"AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Deployment",
	"AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Method",
	"AWS::ApiGateway::Resource", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage",
	"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Deployment",
	"AWS::ApiGatewayV2::Integration",
	"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::RouteResponse", "AWS::ApiGatewayV2::Stage",
	"AWS::CloudFront::Distribution", "AWS::CloudFront::Function",
	"AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::ResponseHeadersPolicy",
	"AWS::DynamoDB::Table", "AWS::Events::Rule",
	"AWS::IAM::Policy", "AWS::IAM::Role",
	"AWS::Lambda::Alias", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping",
	"AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::Lambda::Version",
	"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy",
	"Custom::CDKBucketDeployment",
	"AWS::OpenSearchService::Domain", "AWS::Kendra::Index", // by searchDomain and kendraService
}

// checkKinds fails the test for kinds of resources that nobody thought of here.
func (s template) checkKinds() {
	s.t.Helper()
	for id, r := range s.Resources {
		if !slices.Contains(inert, r.Type) && !slices.Contains(emulated, r.Type) {
			s.t.Errorf("%s: the emulator does not know %s", id, r.Type)
		}
	}
}

// ids are the resources of a kind, in order.
func (s template) ids(kind string) []string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		if s.Resources[id].Type == kind {
			all = append(all, id)
		}
	}
	return all
}

// only is the one resource of a kind.
func (s template) only(kind string) string {
	s.t.Helper()
	all := s.ids(kind)
	if len(all) != 1 {
		s.t.Fatalf("the emulator wants one %s, not %v", kind, all)
	}
	return all[0]
}

// ignored stands for a property that changes nothing of what the emulator does.
type ignored = json.RawMessage

// properties reads a resource's. One that P has no field for fails the test.
func properties[P any](s template, id string) P {
	s.t.Helper()
	var p P
	d := json.NewDecoder(bytes.NewReader(s.Resources[id].Properties))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		s.t.Errorf("%s: the emulator does not understand a property of this %s: %v", id,
			s.Resources[id].Type, err)
	}
	return p
}

// want fails the test if a property has another value than those that the
// emulator knows the meaning of.
func (s template) want(id, property, got string, known ...string) {
	s.t.Helper()
	if !slices.Contains(known, got) {
		s.t.Errorf("%s: the emulator does not know %s %q", id, property, got)
	}
}

// text resolves what CloudFormation would put in the place of v.
func (s template) text(v any) string {
	s.t.Helper()
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64, bool:
		return fmt.Sprint(v)
	case map[string]any:
		if len(v) == 1 {
			for f, x := range v {
				return s.intrinsic(f, x)
			}
		}
	}
	s.t.Errorf("the emulator does not understand the value %v", v)
	return ""
}

func (s template) intrinsic(f string, x any) string {
	s.t.Helper()
	list, _ := x.([]any)
	switch {
	case f == "Ref":
		return s.ref(x.(string))
	case f == "Fn::GetAtt" && len(list) == 2:
		return s.attribute(list[0].(string), s.text(list[1]))
	case f == "Fn::Join" && len(list) == 2:
		return strings.Join(s.texts(list[1]), list[0].(string))
	case f == "Fn::Select" && len(list) == 2:
		if parts := s.texts(list[1]); int(list[0].(float64)) < len(parts) {
			return parts[int(list[0].(float64))]
		}
	}
	s.t.Errorf("the emulator does not understand %s %v", f, x)
	return ""
}

// texts resolves a list, or the one value that stands for it.
func (s template) texts(v any) []string {
	s.t.Helper()
	if m, ok := v.(map[string]any); ok && m["Fn::Split"] != nil {
		parts := m["Fn::Split"].([]any)
		return strings.Split(s.text(parts[1]), parts[0].(string))
	}
	list, ok := v.([]any)
	if !ok {
		return []string{s.text(v)}
	}
	var all []string
	for _, x := range list {
		all = append(all, s.text(x))
	}
	return all
}

func (s template) ref(name string) string {
	switch name {
	case "AWS::Region":
		return servers.Region
	case "AWS::AccountId":
		return account
	case "AWS::Partition":
		return "aws"
	case "AWS::URLSuffix":
		return "amazonaws.com"
	}
	switch s.Resources[name].Type {
	case "AWS::SQS::Queue":
		return s.queues + "/" + account + "/" + s.name(name)
	case "AWS::Lambda::Alias":
		return s.aliasARN(name)
	}
	return s.name(name)
}

// name is a resource's own, or its place in the template.
func (s template) name(id string) string {
	var p struct{ TableName, QueueName, FunctionName, BucketName, LogGroupName any }
	// what has none of them is named by its place
	_ = json.Unmarshal(s.Resources[id].Properties, &p)
	for _, v := range []any{p.TableName, p.QueueName, p.FunctionName, p.BucketName,
		p.LogGroupName} {
		if v != nil {
			return s.text(v)
		}
	}
	return id
}

// arn is a role's.
func (s template) arn(id string) string { return "arn:aws:iam::" + account + ":role/" + id }

// attribute is what GetAtt gives.
func (s template) attribute(id, attribute string) string {
	s.t.Helper()
	at := ":" + servers.Region + ":" + account + ":"
	switch kind := s.Resources[id].Type; kind + " " + attribute {
	case "AWS::DynamoDB::Table Arn":
		return "arn:aws:dynamodb" + at + "table/" + s.name(id)
	case "AWS::SQS::Queue Arn":
		return "arn:aws:sqs" + at + s.name(id)
	case "AWS::Lambda::Function Arn":
		return "arn:aws:lambda" + at + "function:" + s.name(id)
	case "AWS::Logs::LogGroup Arn":
		return "arn:aws:logs" + at + "log-group:" + s.name(id) + ":*"
	case "AWS::S3::Bucket Arn":
		return "arn:aws:s3:::" + s.name(id)
	case "AWS::S3::Bucket RegionalDomainName":
		return s.name(id) + ".s3." + servers.Region + ".amazonaws.com"
	case "AWS::IAM::Role Arn":
		return s.arn(id)
	case "AWS::Kendra::Index Id":
		return kendraID
	case "AWS::CloudFront::Distribution DomainName":
		return strings.ToLower(id) + ".cloudfront.net"
	case "AWS::ApiGateway::RestApi RootResourceId", "AWS::CloudFront::Function FunctionARN",
		"AWS::CloudFront::OriginAccessControl Id",
		"AWS::SecretsManager::Secret Id", "AWS::OpenSearchService::Domain DomainEndpoint":
		return id
	case "AWS::OpenSearchService::Domain Arn":
		return "arn:aws:es" + at + "domain/" + id
	case "AWS::Events::Rule Arn":
		return "arn:aws:events" + at + "rule/" + id
	case "AWS::Kendra::Index Arn":
		return "arn:aws:kendra" + at + "index/" + id
	}
	s.t.Errorf("%s: the emulator does not know the attribute %s of %s", id, attribute,
		s.Resources[id].Type)
	return id
}

// alias is a name for a version of a function.
type alias struct {
	FunctionName, FunctionVersion any
	Name                          string
}

// aliasARN is the address of an alias, by which everything calls its function.
// Its version must be one of the same function.
func (s template) aliasARN(id string) string {
	s.t.Helper()
	a := properties[alias](s, id)
	of := s.text(a.FunctionName)
	get, _ := a.FunctionVersion.(map[string]any)["Fn::GetAtt"].([]any)
	if len(get) != 2 || get[1] != "Version" {
		s.t.Errorf("%s: the alias of %s is of the version %v", id, of, a.FunctionVersion)
	} else if v := properties[struct{ FunctionName any }](s, get[0].(string)); s.text(v.FunctionName) != of {
		s.t.Errorf("%s: an alias of %s and a version of %v", id, of, v.FunctionName)
	}
	return "arn:aws:lambda:" + servers.Region + ":" + account + ":function:" + of + ":" + a.Name
}

// called is the alias that an ARN or a name means; "" if there is none. Without
// an alias, the newest code would be called: whoever goes back to an earlier
// version would not get it.
func (s template) called(arn string) (id string) {
	s.t.Helper()
	for _, id := range s.ids("AWS::Lambda::Alias") {
		if full := s.aliasARN(id); full == arn || strings.HasSuffix(full, ":function:"+arn) {
			return id
		}
	}
	return ""
}

// function is a Lambda function of the stack.
type function struct {
	FunctionName, Role any
	Handler            string
	Timeout            int
	Environment        struct{ Variables map[string]any }
	Runtime            string
	Architectures      []string

	Code struct {
		S3Key    string
		S3Bucket ignored
	}

	Description, EphemeralStorage, LoggingConfig, MemorySize, Tags ignored
	// no run here is stopped for its many predecessors
	RecursiveLoop ignored
}

// tag is the build tag of a function's program. The templates of infra/testdata
// hold the program's name in the place of its hash.
func (s template) tag(id string, f function) string {
	s.t.Helper()
	switch f.Code.S3Key {
	case "lambda.zip":
		return "nodict"
	case "lambda-dict.zip":
		return ""
	}
	s.t.Fatalf("%s: the emulator has no program %s", id, f.Code.S3Key)
	return ""
}

// function finds the function of a handler; "" if there is none.
func (s template) function(handler string) (id string, f function) {
	s.t.Helper()
	for _, id := range s.ids("AWS::Lambda::Function") {
		var p struct{ Handler string }
		if json.Unmarshal(s.Resources[id].Properties, &p) == nil && p.Handler == handler {
			f = properties[function](s, id)
			s.want(id, "runtime", f.Runtime, "provided.al2023")
			return id, f
		}
	}
	return "", function{}
}

// handler is that of the function with an ARN, which an event source or an API names.
func (s template) handler(arn string) string {
	s.t.Helper()
	if a := s.called(arn); a != "" {
		of := s.text(properties[alias](s, a).FunctionName)
		for _, id := range s.ids("AWS::Lambda::Function") {
			var p struct{ Handler string }
			if json.Unmarshal(s.Resources[id].Properties, &p) == nil && s.name(id) == of {
				return p.Handler
			}
		}
	}
	s.t.Errorf("no alias of a function is %s", arn)
	return ""
}

// integration is the handler behind the address by which API Gateway calls a function.
func (s template) integration(uri any) string {
	s.t.Helper()
	_, rest, _ := strings.Cut(s.text(uri), ":lambda:path/2015-03-31/functions/")
	arn, ok := strings.CutSuffix(rest, "/invocations")
	if !ok {
		s.t.Errorf("the emulator does not understand the integration %v", uri)
	}
	return s.handler(arn)
}

// environment is what the function of a handler gets.
func (s template) environment(handler string) map[string]string {
	s.t.Helper()
	env := map[string]string{}
	_, f := s.function(handler)
	for name, v := range f.Environment.Variables {
		env[name] = s.text(v)
	}
	return env
}

// mayInvoke says whether a service may call a function on behalf of source.
func (s template) mayInvoke(handler, service, source string) bool {
	s.t.Helper()
	id, _ := s.function(handler)
	for _, p := range s.ids("AWS::Lambda::Permission") {
		permission := properties[struct {
			Action, Principal                      string
			FunctionName, SourceArn, SourceAccount any
		}](s, p)
		if permission.Action != "lambda:InvokeFunction" || permission.Principal != service+
			".amazonaws.com" ||
			permission.SourceAccount != nil && s.text(permission.SourceAccount) != account {
			continue
		}
		a := s.called(s.text(permission.FunctionName))
		if a != "" && s.text(properties[alias](s, a).FunctionName) == s.name(id) &&
			glob(s.text(permission.SourceArn), source) {
			return true
		}
	}
	return false
}
