package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestShippedSettingsAreValid(t *testing.T) {
	for name, s := range map[string]Settings{"default": DefaultSettings(), "seed": SeedSettings()} {
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsFile(t *testing.T) {
	for name, text := range map[string]string{
		"a.yaml": "region: ap-northeast-2\nrag:\n  relevant_docs: 6\n",
		"a.json": `{"region": "ap-northeast-2", "rag": {"relevant_docs": 6}}`,
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := LoadSettings(path, DefaultSettings())
		if err != nil || s.Region != "ap-northeast-2" || s.RAG.RelevantDocs != 6 ||
			s.RAG.Method != "RetrievalPrompt" {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// check is what is wrong with a settings file.
func check(text string) error {
	s, err := decodeSettings([]byte(text), DefaultSettings())
	if err != nil {
		return err
	}
	return s.Validate()
}

// TestImpossibleSettings: a fault names its key, so that one knows what to change.
func TestImpossibleSettings(t *testing.T) {
	for text, key := range map[string]string{
		"projekt: a":                    "projekt",
		"project: Mun_Dap":              "project:",
		"account: '12'":                 "account:",
		"region: Seoul":                 "region:",
		"site: {price_class: '300'}":    "site.price_class:",
		"site: {domain: a.example.com}": "site.domain:",
		"site: {domain: a.b, certificate: 'arn:aws:acm:ap-northeast-2:1:x'}": "us-east-1",
		"sign_in: {method: none}":                                     "sign_in.open_to_anyone:",
		"sign_in: {method: ldap}":                                     "sign_in.method:",
		"functions: {small: {memory_mb: 512, seconds: 60}}":           "functions.small.seconds:",
		"functions: {document_manager: {memory_mb: 64, seconds: 60}}": "functions.document_manager.memory_mb:",
		"functions: {chat: {memory_mb: 512, seconds: 901}}":           "functions.chat.seconds:",
		"models: []": "models:",
		"models: [{region: us-west-2, model: anthropic.claude-instant-v1}]":                                                                          "us.anthropic.claude-haiku-4-5",
		"models: [{region: us-west-2, model: mars.anthropic.claude-haiku}]":                                                                          "mars",
		"models: [{region: r, model: amazon.nova-lite-v1:0}]":                                                                                        "models[0].region:",
		"models: [{region: us-east-1, model: 'amazon.t:0', purpose: [embed]}]":                                                                       "at least one model must answer",
		"models: [{region: us-west-2, model: 'arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/a'}]":                             "models[0].model:",
		"models: [{region: us-west-2, model: us.anthropic.claude-haiku-4-5-20251001-v1:0, underlying: us.anthropic.claude-haiku-4-5-20251001-v1:0}]": "models[0].model:",
		"models: [{region: us-west-2, model: us.anthropic.claude-haiku-4-5-20251001-v1:0, cache: 2h}]":                                               "cache",
		"models: [{region: us-west-2, model: us.anthropic.claude-haiku-4-5-20251001-v1:0, tiers: {answer: gold}}]":                                   "gold",
		"models: [{region: us-west-2, model: anthropic.claude-haiku-4-5, endpoint: moon}]":                                                           "moon",
		"rag: {capabilities: [opensearch]}":                                                                                                          "opensearch.create",
		"rag: {capabilities: [kendra]}":                                                                                                              "kendra.create or kendra.index_id",
		"rag: {capabilities: [lucene]}":                                                                                                              "rag.capabilities:",
		"rag: {method: Guess}":                                                                                                                       "rag.method:",
		"ingest: {max_object_size: 0}":                                                                                                               "ingest.max_object_size:",
		"ingest: {formats: [.PDF]}":                                                                                                                  "ingest.formats:",
		"opensearch: {create: true, data_nodes: 4}":                                                                                                  "4 nodes can't be spread over 3 zones",
		"opensearch: {create: true, data_node_type: large}":                                                                                          "opensearch.data_node_type:",
		"kendra: {create: true, index_id: 12345678-1234-1234-1234-123456789012}":                                                                     "not both",
		"kendra: {faq: true}":                                                           "kendra.faq:",
		"kendra: {create: true, region: us-east-1}":                                     "kendra.region:",
		"region: ap-northeast-2\nkendra: {create: true}":                                "does not offer Kendra in ap-northeast-2",
		"site: {firewall: {create: true}}":                                              "site.firewall.create:",
		"site: {firewall: {acl: 'arn:aws:wafv2:ap-northeast-2:1:regional/webacl/a/b'}}": "site.firewall.acl:",
		"site: {firewall: {address_requests: 10}}":                                      "site.firewall.address_requests:",
		"site: {allowed_origins: ['*']}":                                                "site.allowed_origins:",
		"web: {provider: bing}":                                                         "web.provider:",
		"web: {provider: naver, secret: web/naver}":                                     "web.id:",
		"web: {provider: naver, id: i}":                                                 "web.secret:",
		"web: {provider: brave, secret: 'arn:aws:secretsmanager:x'}":                    "web.secret:",
		"web: {secret: web/google}":                                                     "web.secret:",
		"web: {provider: searxng}":                                                      "web.url:",
		"web: {provider: searxng, url: 'http://search.example'}":                        "web.url:",
		"speech: {provider: gramophone}":                                                "speech.provider:",
		"speech: {provider: openai}":                                                    "speech.url:",
		"speech: {secret: voice}":                                                       "speech.provider:",
		"speech: {provider: openai, url: 'https://v.example/v1', secret: 'a b'}":        "speech.secret:",
		"backup: {table_days: 36}":                                                      "backup.table_days:",
		"backup: {version_days: -1}":                                                    "backup.version_days:",
		"operations: {email: nobody}":                                                   "operations.email:",
		"operations: {log_days: 8}":                                                     "operations.log_days:",
	} {
		if err := check(text); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v does not name %q", text, err, key)
		}
	}
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	err := check("region: Seoul\noperations: {log_days: 8}")
	if err == nil || !strings.Contains(err.Error(), "region:") || !strings.Contains(err.Error(),
		"log_days:") {
		t.Errorf("%v", err)
	}
}

func TestInferenceProfiles(t *testing.T) {
	for id, want := range map[string]string{
		"us.anthropic.claude-haiku-4-5-20251001-v1:0": "us anthropic.claude-haiku-4-5-20251001-v1:0",
		"global.amazon.nova-2-lite-v1:0":              "global amazon.nova-2-lite-v1:0",
		"anthropic.claude-3-haiku-20240307-v1:0":      " anthropic.claude-3-haiku-20240307-v1:0",
		"amazon.titan-embed-text-v2:0":                " amazon.titan-embed-text-v2:0",
	} {
		model, geography, _ := inferenceProfile(id)
		if got := geography + " " + model; got != want {
			t.Errorf("%s: %q, not %q", id, got, want)
		}
	}
}

// TestFAQ: Kendra's plain CSV is question, answer and perhaps an address, without a header.
func TestFAQ(t *testing.T) {
	f, err := os.Open(filepath.Join("faq", faqFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 10 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		if len(row) != 3 || row[0] == "" || row[1] == "" || row[2] != "" &&
			!strings.HasPrefix(row[2], "https://") {
			t.Errorf("row %q", row)
		}
	}
}
