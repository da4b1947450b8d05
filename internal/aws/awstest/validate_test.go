package awstest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/aws/awstest"
)

const small = `{
 "metadata": {"protocol": "rest-json"},
 "operations": {"Say": {"http": {"method": "POST", "requestUri": "/say/{id}"}, "input": {"shape": "SayIn"}, "output": {"shape": "SayOut"}}},
 "shapes": {
  "SayIn": {"type": "structure", "required": ["id", "text"], "members": {
    "id": {"shape": "Text", "location": "uri", "locationName": "id"}, "text": {"shape": "Text"}, "tone": {"shape": "Tone"},
    "list": {"shape": "List"}, "part": {"shape": "Part"}, "n": {"shape": "Int"}}},
  "SayOut": {"type": "structure", "members": {"body": {"shape": "Blob"}}, "payload": "body"},
  "Text": {"type": "string", "min": 1, "max": 5}, "Tone": {"type": "string", "enum": ["low", "high"]},
  "List": {"type": "list", "member": {"shape": "Text"}, "max": 2}, "Int": {"type": "integer", "min": 0},
  "Part": {"type": "structure", "union": true, "members": {"a": {"shape": "Text"}, "b": {"shape": "Int"}}},
  "Blob": {"type": "blob"}
 }}`

func TestRequestsAreCheckedAgainstTheModel(t *testing.T) {
	var m awstest.Model
	if err := json.Unmarshal([]byte(small), &m); err != nil {
		t.Fatal(err)
	}
	for body, wrong := range map[string]string{
		`{"text":"가나다","tone":"low","list":["a"],"part":{"a":"x"},"n":3}`: "",
		`{}`:                                  "text is missing",
		`{"text":""}`:                         "0 characters",
		`{"text":"abcdef"}`:                   "6 characters",
		`{"text":5}`:                          "no string",
		`{"text":"a","tone":"x"}`:             "none of",
		`{"text":"a","id":"b"}`:               "no member id",
		`{"text":"a","list":["a","b","c"]}`:   "3 entries",
		`{"text":"a","list":[""]}`:            "list[0]",
		`{"text":"a","part":{"a":"x","b":1}}`: "union",
		`{"text":"a","n":1.5}`:                "whole number",
		`{"text":"a","n":-1}`:                 "out of range",
		`{"text":"a"} x`:                      "follows",
		`{"text":"a","part":"x"}`:             "no structure",
	} {
		err := m.Request("Say", []byte(body))
		if (err == nil) != (wrong == "") || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v, want %q", body, err, wrong)
		}
	}
	if err := m.Reply("Say", []byte("raw bytes")); err != nil {
		t.Errorf("a payload of bytes: %v", err)
	}
	if err := m.Request("Sing", nil); err == nil {
		t.Error("an unknown operation passes")
	}
}
