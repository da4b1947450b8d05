package aws_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

// rule is one statement with its principals and conditions.
type rule struct {
	Effect    string
	Action    any
	Resource  any
	Principal map[string]any
	Condition map[string]map[string]any
}

// identity is who asks, as conditions see it: names of their keys with their values.
type identity map[string]string

// allows reports whether a rule allows an action on a resource to somebody.
// What it does not know fails the test.
func (s template) allows(t *testing.T, r rule, action, resource string, who identity) bool {
	t.Helper()
	if r.Effect != "Allow" || !matchesAny(s.texts(r.Action), action) ||
		!matchesAny(s.texts(r.Resource), resource) {
		return false
	}
	return s.holds(t, r, who)
}

// holds reports whether a rule's conditions hold.
func (s template) holds(t *testing.T, r rule, who identity) bool {
	t.Helper()
	for operator, keys := range r.Condition {
		for key, want := range keys {
			got, known := who[key]
			switch pattern := s.text(want); {
			case !known || operator != "StringEquals" && operator != "StringLike":
				t.Errorf("the test does not know the condition %s of %s", operator, key)
				return false
			case operator == "StringLike" && strings.HasPrefix(pattern, "*"):
				if !strings.HasSuffix(got, pattern[1:]) {
					return false
				}
			case got != pattern:
				return false
			}
		}
	}
	return true
}

// rulesOf are those of a role's policies; the role is named by its ARN.
func (s template) rulesOf(role string) []rule {
	var all []rule
	for _, r := range s.Resources {
		var p struct {
			Roles          []map[string]string
			PolicyDocument struct{ Statement []rule }
		}
		if r.Type == "AWS::IAM::Policy" && json.Unmarshal(r.Properties, &p) == nil &&
			len(p.Roles) > 0 && s.arn(p.Roles[0]["Ref"]) == role {
			all = append(all, p.PolicyDocument.Statement...)
		}
	}
	return all
}

// trusted are the rules about who may take a role on.
func (s template) trusted(role string) []rule {
	var p struct {
		AssumeRolePolicyDocument struct{ Statement []rule }
	}
	_, id, _ := strings.Cut(role, "role/")
	_ = json.Unmarshal(s.Resources[id].Properties, &p) // what is no role trusts nobody
	return p.AssumeRolePolicyDocument.Statement
}

// roleOf is the ARN of a function's role.
func (s template) roleOf(handler string) string {
	for _, r := range s.Resources {
		var p struct {
			Handler string
			Role    any
		}
		if r.Type == "AWS::Lambda::Function" && json.Unmarshal(r.Properties, &p) == nil &&
			p.Handler == handler {
			return s.text(p.Role)
		}
	}
	return ""
}

// mayAssume reports whether a function may take a role on, in a session of a
// name: both sides must say so.
func (s template) mayAssume(t *testing.T, handler, role, session string) bool {
	t.Helper()
	if !permits(s.allowed(t, handler), "sts:AssumeRole", role) {
		return false
	}
	for _, r := range s.trusted(role) {
		if r.Action == "sts:AssumeRole" && s.text(r.Principal["AWS"]) == s.roleOf(handler) &&
			s.holds(t, r, identity{"sts:RoleSessionName": session}) {
			return true
		}
	}
	return false
}

// mayPass reports whether a function may pass a role to a service, and the service may take it on.
func (s template) mayPass(t *testing.T, handler, role, service string) bool {
	t.Helper()
	passes, takes := false, false
	for _, r := range s.rulesOf(s.roleOf(handler)) {
		passes = passes || r.Action == "iam:PassRole" && s.allows(t, r, "iam:PassRole", role,
			identity{"iam:PassedToService": service})
	}
	for _, r := range s.trusted(role) {
		takes = takes || s.text(r.Principal["Service"]) == service &&
			s.holds(t, r, identity{"aws:SourceAccount": account})
	}
	return passes && takes
}

func TestConditionsAreHeeded(t *testing.T) {
	s := readTemplate(t, "seed")
	role := s.environment("chat")["MUNDAP_OPENSEARCH_ROLE"]
	for _, c := range []struct {
		handler, session string
		want             bool
	}{
		{"chat", "mundap-chat", true}, {"document-manager", "mundap-document-manager", true},
		{"chat", "mundap-document-manager", false}, {"site", "mundap-site", false},
	} {
		if got := s.mayAssume(t, c.handler, role, c.session); got != c.want {
			t.Errorf("%s as %s: %v", c.handler, c.session, got)
		}
	}
	for session, want := range map[string]bool{"mundap-chat": false,
		"mundap-document-manager": true} {
		writes := false
		for _, r := range s.rulesOf(role) {
			writes = writes || s.allows(t, r, "es:ESHttpPost", "arn:aws:es:"+servers.Region+":"+
				account+":domain/mundap/mundap/_bulk", identity{"aws:userid": "AROA:" + session})
		}
		if writes != want {
			t.Errorf("%s writes: %v", session, writes)
		}
	}
	reader := s.environment("document-manager")["MUNDAP_KENDRA_ROLE"]
	if !s.mayPass(t, "document-manager", reader, "kendra.amazonaws.com") ||
		s.mayPass(t, "document-manager", reader, "lambda.amazonaws.com") ||
		s.mayPass(t, "chat", reader, "kendra.amazonaws.com") {
		t.Error("the role for Kendra is passed by the document manager to Kendra alone")
	}
}
