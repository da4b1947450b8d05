package aws_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

const account = "000000000000"

// template is the stack's, as the tests of infra keep it.
type template struct {
	Resources map[string]resource
}

type resource struct {
	Type       string
	Properties json.RawMessage
}

func readTemplate(t *testing.T, configuration string) template {
	t.Helper()
	data, err := os.ReadFile("../../infra/testdata/" + configuration + ".template.json")
	if err != nil {
		t.Skipf("the stack has no template yet: %v", err)
	}
	data = bytes.ReplaceAll(data, []byte("mundap-seed"), []byte("mundap")) // one project's names for all
	var s template
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// text resolves what CloudFormation would put in the place of v.
func (s template) text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		if name, ok := v["Ref"].(string); ok {
			return s.ref(name)
		}
		if list, ok := v["Fn::GetAtt"].([]any); ok {
			return s.arn(list[0].(string))
		}
		if list, ok := v["Fn::Join"].([]any); ok {
			var parts []string
			for _, p := range list[1].([]any) {
				parts = append(parts, s.text(p))
			}
			return strings.Join(parts, list[0].(string))
		}
	}
	return "unknown"
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
	return name
}

func (s template) arn(id string) string {
	var p struct{ TableName, QueueName, FunctionName any }
	_ = json.Unmarshal(s.Resources[id].Properties, &p) // what has no such name has no ARN here
	at := ":" + servers.Region + ":" + account + ":"
	switch s.Resources[id].Type {
	case "AWS::DynamoDB::Table":
		return "arn:aws:dynamodb" + at + "table/" + s.text(p.TableName)
	case "AWS::SQS::Queue":
		return "arn:aws:sqs" + at + s.text(p.QueueName)
	case "AWS::Lambda::Function":
		return "arn:aws:lambda" + at + "function:" + s.text(p.FunctionName)
	case "AWS::IAM::Role":
		return "arn:aws:iam::" + account + ":role/" + id
	case "AWS::Kendra::Index":
		return kendraID // of the attribute Id
	}
	return id
}

// environment is what the function of a handler gets.
func (s template) environment(handler string) map[string]string {
	env := map[string]string{}
	for _, r := range s.Resources {
		var p struct {
			Handler     string
			Environment struct{ Variables map[string]any }
		}
		if r.Type != "AWS::Lambda::Function" || json.Unmarshal(r.Properties, &p) != nil || p.Handler != handler {
			continue
		}
		for name, v := range p.Environment.Variables {
			env[name] = s.text(v)
		}
	}
	return env
}

// statement allows actions on resources.
type statement struct{ actions, resources []string }

// allowed are the statements of a handler's role.
func (s template) allowed(t *testing.T, handler string) []statement {
	t.Helper()
	role := ""
	for _, r := range s.Resources {
		var p struct {
			Handler string
			Role    map[string][]string
		}
		if r.Type == "AWS::Lambda::Function" && json.Unmarshal(r.Properties, &p) == nil && p.Handler == handler {
			role = p.Role["Fn::GetAtt"][0]
		}
	}
	var all []statement
	for _, r := range s.Resources {
		var p struct {
			Roles          []map[string]string
			PolicyDocument struct{ Statement []map[string]any }
		}
		if r.Type != "AWS::IAM::Policy" || json.Unmarshal(r.Properties, &p) != nil || len(p.Roles) == 0 || p.Roles[0]["Ref"] != role {
			continue
		}
		for _, one := range p.PolicyDocument.Statement {
			if one["Action"] == "iam:PassRole" { // see mayPass
				continue
			}
			if one["Condition"] != nil || one["Effect"] != "Allow" {
				t.Errorf("%s: the test does not know the statement %v", handler, one)
			}
			all = append(all, statement{s.texts(one["Action"]), s.texts(one["Resource"])})
		}
	}
	return all
}

func (s template) texts(v any) []string {
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

func permits(list []statement, action, resource string) bool {
	for _, s := range list {
		if matchesAny(s.actions, action) && matchesAny(s.resources, resource) {
			return true
		}
	}
	return false
}

// matchesAny knows the one wildcard that the stack uses: a star at the end.
func matchesAny(patterns []string, s string) bool {
	for _, p := range patterns {
		if prefix, ok := strings.CutSuffix(p, "*"); p == s || ok && strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
