package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestKoreasDataStayThere: the shipped settings name no other region, but for
// the one of CloudFront's own parts.
func TestKoreasDataStayThere(t *testing.T) {
	s, err := LoadSettings("korea.yaml", DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	x := synthesiseFor(t, s)
	for _, region := range regexp.MustCompile(`\b(us|eu|ap|ca|sa|me|af|il|mx)-[a-z]+-\d\b`).FindAllString(string(x.raw), -1) {
		if region != "ap-northeast-2" {
			t.Errorf("the template names %s", region)
		}
	}
	for _, g := range x.may(t, "Chat", "bedrock:InvokeModel") {
		for _, r := range g.Resource {
			if !strings.Contains(r, ":bedrock:ap-northeast-2::foundation-model/") {
				t.Errorf("chat may call %s", r)
			}
		}
	}
	if n := len(x.of("AWS::SecretsManager::Secret")); n != 0 {
		t.Error("questions may go to a search engine on the web")
	}
}

// TestDataThatWouldLeaveAreRefused: each way out is named by its key.
func TestDataThatWouldLeaveAreRefused(t *testing.T) {
	const home = "data_region: ap-northeast-2\nregion: ap-northeast-2\n"
	const model = "models: [{region: ap-northeast-2, model: 'amazon.nova-lite-v1:0'}]\n"
	if err := check(home + model); err != nil {
		t.Fatal(err)
	}
	for text, key := range map[string]string{
		home: "models[0].region:", // the default models are elsewhere
		home + "models: [{region: ap-northeast-2, model: 'global.anthropic.claude-haiku-4-5-20251001-v1:0'}]":                                                                           "models[0].model:",
		home + "models: [{region: ap-northeast-2, model: 'apac.amazon.nova-lite-v1:0'}]":                                                                                                "amazon.nova-lite-v1:0",
		home + "models: [{region: ap-northeast-2, model: 'anthropic.claude-haiku-4-5', endpoint: mantle}]":                                                                              "models[0].endpoint:",
		home + "models: [{region: ap-northeast-2, underlying: 'global.amazon.nova-2-lite-v1:0', model: 'arn:aws:bedrock:ap-northeast-2:123456789012:application-inference-profile/a'}]": "models[0].model:",
		"data_region: ap-northeast-2\nregion: us-east-1\n" + model:                                                                                                                      "region:",
		"data_region: ap-northeast-2\n" + model:                                                                                                                                         "region:",
		home + model + "kendra: {index_id: 12345678-1234-1234-1234-123456789012, region: ap-northeast-1}":                                                                               "kendra.region:",
		home + model + "knowledge_base: {id: KB12345678, region: us-east-1}":                                                                                                            "knowledge_base.region:",
		home + model + "s3vectors: {bucket: b, region: us-west-2}":                                                                                                                      "s3vectors.region:",
		home + model + "web: {provider: searxng, url: 'https://search.example'}":                                                                                                        "web.provider:",
		home + model + "speech: {provider: openai, url: 'https://voice.example/v1'}":                                                                                                    "speech.provider:",
		"data_region: Korea\n" + model: "data_region:",
	} {
		if err := check(text); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v does not name %q", text, err, key)
		}
	}
}
