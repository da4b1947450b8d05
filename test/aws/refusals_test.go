package aws_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/test/servers"
)

// checkDeployments fails the test for what API Gateway refuses to deploy, or
// deploys without what the template says: a stage without a deployment of its
// API, a deployment that is made before its methods or routes are, and logs
// without the account's role for them.
func (s template) checkDeployments() {
	s.t.Helper()
	for _, api := range []struct {
		stage, deployment, field string
		deployed                 []string
	}{
		{"AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment", "RestApiId",
			[]string{"AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse"}},
		{"AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::Deployment", "ApiId",
			[]string{"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::RouteResponse"}},
	} {
		for _, id := range s.ids(api.stage) {
			p := s.fields(id)
			deployment := refOf(p["DeploymentId"])
			if s.Resources[deployment].Type != api.deployment ||
				refOf(s.fields(deployment)[api.field]) != refOf(p[api.field]) {
				s.t.Errorf("%s has no deployment of its API", id)
				continue
			}
			for _, kind := range api.deployed {
				for _, part := range s.ids(kind) {
					if !s.waitsFor(deployment, part) {
						s.t.Errorf("%s may be made before %s, and lacks it then", deployment, part)
					}
				}
			}
			s.checkLogRole(id, p)
		}
	}
}

// checkLogRole: API Gateway refuses a stage that logs while the account has no
// role for that.
func (s template) checkLogRole(stage string, p map[string]any) {
	s.t.Helper()
	if p["AccessLogSetting"] == nil && p["AccessLogSettings"] == nil {
		s.t.Errorf("%s writes no access log", stage)
	}
	for _, account := range s.ids("AWS::ApiGateway::Account") {
		if s.fields(account)["CloudWatchRoleArn"] != nil && s.waitsFor(stage, account) {
			return
		}
	}
	s.t.Errorf("%s logs before the account has a role for that", stage)
}

// waitsFor reports whether a resource is made after another one.
func (s template) waitsFor(id, other string) bool {
	switch d := s.Resources[id].DependsOn.(type) {
	case string:
		return d == other
	case []any:
		return slices.Contains(d, any(other))
	}
	return false
}

func (s template) fields(id string) map[string]any {
	var p map[string]any
	_ = json.Unmarshal(s.Resources[id].Properties, &p) // what is not there has none
	return p
}

func refOf(v any) string {
	m, _ := v.(map[string]any)
	id, _ := m["Ref"].(string)
	return id
}

// keyed is a table's or an index's description.
type keyed struct {
	IndexName  string
	KeySchema  []struct{ AttributeName, KeyType string }
	Projection struct {
		ProjectionType   string
		NonKeyAttributes []string
	}
}

func (k keyed) keys() (hash, sort string) {
	for _, e := range k.KeySchema {
		if e.KeyType == "HASH" {
			hash = e.AttributeName
		} else {
			sort = e.AttributeName
		}
	}
	return hash, sort
}

func (k keyed) index() schema.Index {
	hash, sort := k.keys()
	return schema.Index{Name: k.IndexName, HashKey: hash, RangeKey: sort,
		Include: k.Projection.NonKeyAttributes}
}

// tables are the template's, as they are made here: with another key or without
// an index, functions are refused what they ask for.
func (s template) tables() []schema.Table {
	s.t.Helper()
	var all []schema.Table
	for _, id := range s.ids("AWS::DynamoDB::Table") {
		p := properties[struct {
			keyed
			TableName                                     any
			AttributeDefinitions                          []struct{ AttributeName, AttributeType string }
			GlobalSecondaryIndexes, LocalSecondaryIndexes []keyed
			TimeToLiveSpecification                       struct {
				AttributeName string
				Enabled       bool
			}
			BillingMode                                                       string
			PointInTimeRecoverySpecification, SSESpecification, TableClass    ignored
			DeletionProtectionEnabled, Tags, ContributorInsightsSpecification ignored
		}](s, id)
		s.want(id, "billing", p.BillingMode, "PAY_PER_REQUEST")
		t := schema.Table{Name: s.text(p.TableName)}
		t.HashKey, t.RangeKey = p.keys()
		for _, a := range p.AttributeDefinitions {
			s.want(id, "type of a key", a.AttributeType, "S")
		}
		for _, x := range p.GlobalSecondaryIndexes {
			t.GlobalIndexes = append(t.GlobalIndexes, x.index())
		}
		for _, x := range p.LocalSecondaryIndexes {
			t.LocalIndexes = append(t.LocalIndexes, x.index())
		}
		if p.TimeToLiveSpecification.Enabled {
			t.TTL = p.TimeToLiveSpecification.AttributeName
			s.want(id, "time to live", t.TTL, schema.TTL)
		}
		all = append(all, t)
	}
	return all
}

// hides reports whether S3 says "forbidden" to a function that asks for an
// object which is not there: it may not know that, without s3:ListBucket.
func (e *emulator) hides(handler string, r *http.Request) bool {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return key != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		r.Header.Get("Authorization") != "" && // a presigned address is its maker's
		!permits(e.roles[handler], "s3:ListBucket", "arn:aws:s3:::"+bucket)
}

// destinations are the regions that an inference profile of a geography sends a
// request to, as far as the stack's models go: for each of them a function needs
// a permission besides that for the profile. From the Bedrock user guide,
// "Supported regions and models for inference profiles".
var destinations = map[string][]string{
	"us": {"us-east-1", "us-east-2", "us-west-2"},
	"eu": {"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"},
	"jp": {"ap-northeast-1", "ap-northeast-3"}, "au": {"ap-southeast-2", "ap-southeast-4"},
	"apac": {"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
		"ap-southeast-2"},
	"global": {servers.Region, "us-east-1", ""},
}
