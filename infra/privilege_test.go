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
