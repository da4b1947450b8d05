package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// withoutResource are actions that AWS has no resource for; see AWS's service
// authorization reference.
var withoutResource = []string{"polly:SynthesizeSpeech", "logs:DescribeLogGroups",
	"cloudwatch:PutMetricData", "es:DescribePackages"}

func TestLeastPrivilege(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		for role, list := range x.granted(t) {
			for _, g := range list {
				for _, action := range g.Action {
					if action == "*" || strings.HasSuffix(action, ":*") {
						t.Errorf("%s may %s", role, action)
					}
					if strings.Contains(action, "*") && strings.HasPrefix(role, "Role") {
						t.Errorf("%s, a role of Mundap's own, may %s", role, action)
					}
					if slices.Contains(g.Resource, "*") && !slices.Contains(withoutResource,
						action) {
						t.Errorf("%s may %s on everything", role, action)
					}
				}
			}
		}
	})
}

func TestNobodyIsLetInUnnamed(t *testing.T) {
	anyone := regexp.MustCompile(`"Principal":\s*("\*"|\{\s*"AWS":\s*"\*"\s*\})`)
	allowed := regexp.MustCompile(`"Effect":\s*"Deny",\s*"Principal":\s*(\{\s*"AWS":\s*"\*"\s*\}|"\*")`) // without TLS
	both(t, func(t *testing.T, x template, s Settings) {
		if all, deny := len(anyone.FindAll(x.raw, -1)), len(allowed.FindAll(x.raw, -1)); all == 0 ||
			all != deny {
			t.Errorf("%d statements about anybody, %d of them refuse", all, deny)
		}
	})
}

func TestNoPasswordStandsInTheTemplate(t *testing.T) {
	word := regexp.MustCompile(`(?i)"[a-z_]*(password|passwd|secret_?key|api_?key)[a-z_]*":\s*"[^"]`)
	both(t, func(t *testing.T, x template, s Settings) {
		for _, found := range word.FindAllString(string(x.raw), -1) {
			t.Errorf("found %s", found)
		}
	})
}

func TestModelsOfTheProfilesOnly(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		for _, function := range []string{"Chat", "DocumentManager"} {
			var all []string
			for _, g := range x.may(t, function, "bedrock:InvokeModelWithResponseStream") {
				all = append(all, g.Resource...)
			}
			for _, r := range all {
				if !strings.Contains(r, "claude-haiku-4-5") && !strings.Contains(r, "titan-embed") {
					t.Errorf("%s may call %s", function, r)
				}
			}
			text := strings.Join(all, "\n")
			for _, want := range []string{
				"bedrock:us-west-2:", "inference-profile/us.anthropic", "bedrock:ap-northeast-1:",
				"inference-profile/jp.anthropic",
				"bedrock:ap-northeast-3::foundation-model/anthropic",
				"inference-profile/eu.anthropic",
				"bedrock:us-east-2::foundation-model/anthropic",
			} {
				if !strings.Contains(text, want) {
					t.Errorf("%s may not call %s", function, want)
				}
			}
		}
	})
}

// TestFurtherWaysToAModel: an application inference profile needs itself and the
// models of what it was made from; the second endpoint needs its own action.
func TestFurtherWaysToAModel(t *testing.T) {
	const arn = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123"
	s := DefaultSettings()
	s.Models = []Profile{
		{Region: "us-west-2", Model: arn, Underlying: "us.anthropic.claude-haiku-4-5-20251001-v1:0"},
		{Region: "us-east-1", Model: "anthropic.claude-haiku-4-5", Endpoint: "mantle"},
		{Region: "ap-northeast-2", Model: "global.amazon.nova-2-lite-v1:0", Cache: "5m",
			Tiers: map[string]string{"summarise": "flex"}},
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	x := synthesiseFor(t, s)
	may := strings.Join(x.may(t, "Chat", "bedrock:InvokeModel")[0].Resource, "\n")
	for _, want := range []string{arn, "bedrock:us-east-2::foundation-model/anthropic.claude-haiku",
		"bedrock:*::foundation-model/amazon.nova-2-lite", "inference-profile/global.amazon"} {
		if !strings.Contains(may, want) {
			t.Errorf("chat may not call %s", want)
		}
	}
	if strings.Contains(may, ":inference-profile/us.") || strings.Contains(may, "foundation-model/anthropic.claude-haiku-4-5\"") {
		t.Errorf("chat may call more than it needs: %s", may)
	}
	mantle := x.may(t, "Chat", "bedrock-mantle:CreateInference")
	if len(mantle) != 1 || len(mantle[0].Resource) != 1 ||
		!strings.Contains(mantle[0].Resource[0], ":bedrock-mantle:us-east-1:") {
		t.Errorf("the second endpoint: %+v", mantle)
	}
	told := x.lambda(t, s, "chat").text("Environment.Variables.MUNDAP_PROFILE_OF_LLMS")
	for _, want := range []string{`"endpoint":"mantle"`, `"cache":"5m"`, `"tiers":{"summarise":"flex"}`,
		`"underlying":"us.anthropic`} {
		if !strings.Contains(told, want) {
			t.Errorf("chat is not told %s: %s", want, told)
		}
	}
}

// TestQuotasAreReadByTheUpkeepAlone, and only if the settings want that.
func TestQuotasAreReadByTheUpkeepAlone(t *testing.T) {
	s := DefaultSettings()
	s.ReadQuotas = true
	x := synthesiseFor(t, s)
	wantActions(t, x, "DocumentManager", "servicequotas:", "servicequotas:ListAWSDefaultServiceQuotas",
		"servicequotas:ListServiceQuotas")
	count := x.may(t, "DocumentManager", "bedrock:CountTokens")
	if len(count) != 1 || len(count[0].Resource) != 4 || !strings.Contains(count[0].Resource[0], "foundation-model/anthropic.claude-haiku-4-5") {
		t.Errorf("tokens are counted by %v", count)
	}
	wantActions(t, x, "Chat", "servicequotas:")
	x.lambda(t, s, "chat").want(t, map[string]string{"Environment.Variables.MUNDAP_READ_QUOTAS": "true"})
	both(t, func(t *testing.T, x template, s Settings) { wantActions(t, x, "DocumentManager", "servicequotas:") })
}
