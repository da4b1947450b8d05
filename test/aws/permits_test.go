package aws_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// statement allows actions on resources.
type statement struct{ actions, resources []string }

// policyStatement is one of a policy document, of a role or of a resource.
type policyStatement struct {
	Effect                       string
	Action, Resource             any
	Condition, Principal, Sid    any
	NotAction, NotResource       any
	NotPrincipal, PrincipalOrgID any
}

// allowed are the statements of a handler's role. A condition, or a role with
// further policies, fails the test.
func (s template) allowed(t testing.TB, handler string) []statement {
	t.Helper()
	_, f := s.function(handler)
	m, _ := f.Role.(map[string]any)
	role, _ := m["Fn::GetAtt"].([]any)
	if len(role) != 2 {
		t.Fatalf("%s has no role of the stack", handler)
	}
	// no managed policies beside
	properties[struct{ AssumeRolePolicyDocument, Description, Tags ignored }](s, role[0].(string))
	var all []statement
	for _, id := range s.ids("AWS::IAM::Policy") {
		var p struct {
			Roles          []any
			PolicyDocument struct{ Statement []policyStatement }
		}
		if err := json.Unmarshal(s.Resources[id].Properties, &p); err != nil {
			t.Error(err)
		}
		if !slices.ContainsFunc(p.Roles,
			func(r any) bool { m, ok := r.(map[string]any); return ok && m["Ref"] == role[0] }) {
			continue
		}
		for _, one := range p.PolicyDocument.Statement {
			if one.Action == "iam:PassRole" { // see mayPass
				continue
			}
			if one.Condition != nil || one.NotAction != nil || one.NotResource != nil ||
				one.Effect != "Allow" {
				t.Errorf("%s: the emulator does not know the statement %v", handler, one)
				continue
			}
			all = append(all, statement{s.texts(one.Action), s.texts(one.Resource)})
		}
	}
	return all
}

// checkResourcePolicies fails the test for a statement of a bucket's or queue's
// policy that is none of these: the refusal of plain HTTP, which no request of
// the emulator is to AWS; the distribution's reading of the client; what lets
// the deployment's own functions empty a bucket.
func (s template) checkResourcePolicies() {
	s.t.Helper()
	for _, kind := range []string{"AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"} {
		for _, id := range s.ids(kind) {
			for _, one := range s.resourcePolicy(id) {
				condition, _ := json.Marshal(one.Condition)
				plain := one.Effect == "Deny" && string(condition) == `{"Bool":{"aws:SecureTransport":"false"}}`
				if !plain && !s.readsClient(one, "") && !s.ofDeployment(one) {
					s.t.Errorf("%s: the emulator does not know the statement %v", id, one)
				}
			}
		}
	}
}

// ofDeployment says whether a statement lets a role do something that no function of Mundap has.
func (s template) ofDeployment(one policyStatement) bool {
	principal, _ := one.Principal.(map[string]any)
	if one.Effect != "Allow" || len(principal) != 1 || principal["AWS"] == nil {
		return false
	}
	who := s.text(principal["AWS"])
	return who != "*" && !slices.ContainsFunc(handlers, func(h string) bool {
		_, f := s.function(h)
		return s.text(f.Role) == who
	})
}

func (s template) resourcePolicy(id string) []policyStatement {
	return properties[struct {
		Bucket, Queues any
		PolicyDocument struct {
			Statement []policyStatement
			Version   string
		}
	}](s, id).PolicyDocument.Statement
}

// readsClient says whether a statement lets the distribution read an object; "": any.
func (s template) readsClient(one policyStatement, object string) bool {
	condition, _ := one.Condition.(map[string]any)
	equals, _ := condition["StringEquals"].(map[string]any)
	principal, _ := one.Principal.(map[string]any)
	return one.Effect == "Allow" && one.Action == "s3:GetObject" &&
		principal["Service"] == "cloudfront.amazonaws.com" &&
		len(condition) == 1 && len(equals) == 1 && equals["AWS:SourceArn"] != nil &&
		s.text(equals["AWS:SourceArn"]) == "arn:aws:cloudfront::"+account+":distribution/"+
			s.only("AWS::CloudFront::Distribution") &&
		(object == "" || matchesAny(s.texts(one.Resource), object))
}

func permits(list []statement, action, resource string) bool {
	for _, s := range list {
		if matchesAny(s.actions, action) && matchesAny(s.resources, resource) {
			return true
		}
	}
	return false
}

func matchesAny(patterns []string, s string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return glob(p, s) })
}

// glob matches as IAM and CloudFront do: a star stands for any characters, slashes too.
func glob(pattern, s string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for i := range len(s) + 1 {
		if glob(rest, s[i:]) {
			return true
		}
	}
	return false
}

func TestWhatIsNotAllowedIsRefused(t *testing.T) {
	list := []statement{{[]string{"s3:GetObject"}, []string{"arn:aws:s3:::b/docs/*"}},
		{[]string{"sqs:SendMessage"}, []string{"arn:q"}}}
	for _, c := range []struct {
		action, resource string
		want             bool
	}{
		{"s3:GetObject", "arn:aws:s3:::b/docs/a", true}, {"s3:PutObject", "arn:aws:s3:::b/docs/a",
			false},
		{"s3:GetObject", "arn:aws:s3:::b/index/a", false},
		{"sqs:SendMessage", "arn:aws:s3:::b/docs/a", false},
		{"sqs:SendMessage", "arn:q2", false},
	} {
		if got := permits(list, c.action, c.resource); got != c.want {
			t.Errorf("%s on %s: %v", c.action, c.resource, got)
		}
	}
}

func TestStarsStandForAnything(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"a*", "a/b/c", true}, {"*/x/*", "a/x/b/c", true},
		{"*/x/*", "a/b", false},
		{"/api/*", "/api/", true}, {"/api/*", "/api", false}, {"*", "", true},
	} {
		if got := glob(c.pattern, c.s); got != c.want {
			t.Errorf("%s and %s: %v", c.pattern, c.s, got)
		}
	}
}
