package aws_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// recorder is a test that remembers whether it failed.
type recorder struct {
	testing.TB
	failed []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Error(args ...any)         { r.failed = append(r.failed, fmt.Sprint(args...)) }
func (r *recorder) Errorf(f string, a ...any) { r.failed = append(r.failed, fmt.Sprintf(f, a...)) }

// noticed ends the reading of a template in which something was noticed that
// leaves nothing to read on from.
type noticed struct{}

func (r *recorder) Fatalf(f string, a ...any) {
	r.Errorf(f, a...)
	panic(noticed{})
}

func (r *recorder) Fatal(args ...any) {
	r.Error(args...)
	panic(noticed{})
}

// TestWhatIsNotUnderstoodFails changes one thing of the template at a time.
func TestWhatIsNotUnderstoodFails(t *testing.T) {
	for name, change := range map[string]func(s template) string{
		"another integration": func(s template) string {
			return s.change("AWS::ApiGateway::Method", `"Type":"AWS_PROXY"`, `"Type":"AWS"`)
		},
		"a method that wants a key": func(s template) string {
			return s.change("AWS::ApiGateway::Method", `"HttpMethod"`, `"ApiKeyRequired":true,"HttpMethod"`)
		},
		"an authorizer whose answers are kept": func(s template) string {
			return s.change("AWS::ApiGateway::Authorizer", `"AuthorizerResultTtlInSeconds":0`, `"AuthorizerResultTtlInSeconds":300`)
		},
		"binary media types": func(s template) string {
			return s.change("AWS::ApiGateway::RestApi", `"Name"`, `"BinaryMediaTypes":["*/*"],"Name"`)
		},
		"another answer of a route": func(s template) string {
			return s.change("AWS::ApiGatewayV2::RouteResponse", `"RouteResponseKey":"$default"`, `"RouteResponseKey":"200"`)
		},
		"a path with a parameter": func(s template) string {
			return s.change("AWS::ApiGateway::Resource", `"PathPart":"query"`, `"PathPart":"{id}"`)
		},
		"an API that is cached": func(s template) string {
			return s.change("AWS::CloudFront::Distribution", cachingDisabled, cachingOptimized)
		},
		"a batch whose failures nobody reads": func(s template) string {
			return s.change("AWS::Lambda::EventSourceMapping", `["ReportBatchItemFailures"]`, `[]`)
		},
		"a mapping with a filter": func(s template) string {
			return s.change("AWS::Lambda::EventSourceMapping", `"BatchSize"`, `"FilterCriteria":{},"BatchSize"`)
		},
		"another kind of filter": func(s template) string {
			return s.change("AWS::S3::Bucket", `"Name":"prefix"`, `"Name":"size"`)
		},
		"a policy with a condition": func(s template) string {
			return s.change("AWS::IAM::Policy", `"Effect":"Allow"`, `"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}},"Effect":"Allow"`)
		},
		"a bucket's policy for anybody": func(s template) string {
			return s.change("AWS::S3::BucketPolicy", `"Effect":"Deny"`, `"Effect":"Allow"`)
		},
		"a role with a managed policy": func(s template) string {
			return s.change("AWS::IAM::Role", `"AssumeRolePolicyDocument"`, `"ManagedPolicyArns":["arn:aws:iam::aws:policy/AdministratorAccess"],"AssumeRolePolicyDocument"`)
		},
		"a kind of resource": func(s template) string {
			s.Resources["New"] = resource{Type: "AWS::WAFv2::WebACL",
				Properties: json.RawMessage("{}")}
			return "AWS::WAFv2::WebACL"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := readTemplate(t, "default")
			seen := &recorder{TB: t}
			s.t = seen
			s.read(t)
			if len(seen.failed) > 0 {
				t.Fatalf("the template itself is not understood: %v", seen.failed)
			}
			if change(s) == "" {
				t.Fatal("the template has nothing to change")
			}
			if s.read(t); len(seen.failed) == 0 {
				t.Error("nobody noticed")
			}
		})
	}
}

// change puts one text in the place of another in every resource of a kind, and
// gives the new one; "": it stands nowhere.
func (s template) change(kind, from, to string) (changed string) {
	for _, id := range s.ids(kind) {
		var compact strings.Builder
		encoder := json.NewEncoder(&compact)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(s.Resources[id].Properties); err != nil {
			s.t.Fatal(err)
		}
		if strings.Contains(compact.String(), from) {
			changed = to
			r := s.Resources[id]
			r.Properties = json.RawMessage(strings.ReplaceAll(compact.String(), from, to))
			s.Resources[id] = r
		}
	}
	return changed
}

// read reads all that the emulator does of a template.
func (s template) read(t *testing.T) {
	e := &emulator{t: t, template: s, names: strings.NewReplacer()}
	s.checkKinds()
	s.checkResourcePolicies()
	s.checkDeployments()
	s.tables()
	e.rest, e.api = s.rest(e), s.socket(e)
	s.distribution(e)
	s.clientBucket()
	s.notifications()
	s.mappings()
	s.invocations()
	for _, h := range handlers {
		s.environment(h)
		s.allowed(s.t, h)
	}
}

// TestTheRoutes are those of the template, as API Gateway chooses among them.
func TestTheRoutes(t *testing.T) {
	s := readTemplate(t, "default")
	e := &emulator{t: t, template: s, names: strings.NewReplacer()}
	api := s.rest(e)
	for _, c := range []struct {
		method, path, handler string
		signedIn              bool
	}{
		{"POST", "/upload", "upload", true}, {"GET", "/upload", "", false},
		{"POST", "/delete", "delete", true}, {"POST", "/nothing", "", false},
		{"GET", "/api/session", "site", false}, {"DELETE", "/api/session", "site", true},
		{"PATCH", "/api/settings", "site", true},
		{"GET", "/documents/a/b.pdf", "site", true}, {"PUT", "/documents/a", "", false},
		{"GET", "/documents", "", false},
	} {
		m := api.root.find(c.path, c.method)
		if m == nil {
			m = &restMethod{}
		}
		if m.handler != c.handler || (m.authorizer != nil) != c.signedIn {
			t.Errorf("%s %s leads to %q, signed in %v", c.method, c.path, m.handler,
				m.authorizer != nil)
		}
	}
	if routes := slices.Sorted(maps.Keys(s.socket(e).routes)); fmt.Sprint(routes) != "[$connect $default $disconnect ping]" {
		t.Errorf("the socket has %v", routes)
	}
}
