package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// walled is a deployment in Seoul with a web ACL.
func walled() Settings {
	s := DefaultSettings()
	s.Account, s.Region = "123456789012", "ap-northeast-2"
	s.Site.Firewall.Create = true
	return s
}

// TestAFirewallIsMadeWhereCloudFrontWantsIt: in us-east-1, wherever the stack is.
func TestAFirewallIsMadeWhereCloudFrontWantsIt(t *testing.T) {
	folder := t.TempDir()
	if err := synthesise(placeholders(t), folder, just(walled())); err != nil {
		t.Fatal(err)
	}
	acl := readTemplate(t, filepath.Join(folder, "MundapFirewall.template.json")).one(t, "AWS::WAFv2::WebACL")
	acl.want(t, map[string]string{"Scope": "CLOUDFRONT", "Rules.2.Statement.RateBasedStatement.Limit": "10000",
		"Rules.2.Statement.RateBasedStatement.AggregateKeyType": "IP"})
	if rules := acl.text("Rules"); !strings.Contains(rules, "AWSManagedRulesKnownBadInputsRuleSet") ||
		!strings.Contains(rules, "AWSManagedRulesAmazonIpReputationList") {
		t.Errorf("rules %s", rules)
	}
	x := readTemplate(t, filepath.Join(folder, "Mundap.template.json"))
	if n := len(x.of("AWS::WAFv2::WebACL")); n != 0 {
		t.Errorf("%d web ACLs in Seoul", n)
	}
	if x.one(t, "AWS::CloudFront::Distribution").at("DistributionConfig.WebACLId") == nil {
		t.Error("the distribution has no web ACL")
	}
	behindTheFirewall(t, x)

	s := walled()
	s.Region = "us-east-1"
	x = synthesiseFor(t, s)
	x.one(t, "AWS::WAFv2::WebACL")
	behindTheFirewall(t, x)
}

func TestAFirewallOfOnesOwn(t *testing.T) {
	s := DefaultSettings()
	s.Site.Firewall.ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/company/4a1c"
	x := synthesiseFor(t, s)
	x.one(t, "AWS::CloudFront::Distribution").want(t,
		map[string]string{"DistributionConfig.WebACLId": s.Site.Firewall.ACL})
	behindTheFirewall(t, x)
}

// behindTheFirewall: whoever comes past CloudFront is refused, by REST and by
// socket, because CloudFront alone shows the secret.
func behindTheFirewall(t *testing.T, x template) {
	t.Helper()
	site := x.one(t, "AWS::CloudFront::Distribution")
	origins, _ := site.at("DistributionConfig.Origins").([]any)
	secrets := 0
	for i := range origins {
		at := "DistributionConfig.Origins." + strconv.Itoa(i)
		if !strings.Contains(site.text(at+".DomainName"), "execute-api") {
			continue
		}
		secrets++
		if h := site.text(at + ".OriginCustomHeaders"); !strings.Contains(h, `"x-api-key"`) ||
			!strings.Contains(h, "resolve:secretsmanager") {
			t.Errorf("%s shows %s", site.text(at+".DomainName"), h)
		}
	}
	if secrets != 2 {
		t.Errorf("%d origins are APIs", secrets)
	}
	if !strings.Contains(site.text("DistributionConfig.CacheBehaviors"), `"PathPattern":"/prod"`) {
		t.Error("the socket does not go through CloudFront")
	}
	for _, m := range x.of("AWS::ApiGateway::Method") {
		m.want(t, map[string]string{"ApiKeyRequired": "true"})
	}
	x.with(t, "AWS::ApiGatewayV2::Route", "RouteKey", "$connect").want(t,
		map[string]string{"ApiKeyRequired": "true"})
	stages := x.one(t, "AWS::ApiGateway::UsagePlan").text("ApiStages")
	for _, api := range []string{`{"Ref":"Rest`, `{"Ref":"Socket`} {
		if !strings.Contains(stages, api) {
			t.Errorf("the key does not belong to %s: %s", api, stages)
		}
	}
	if key := x.one(t, "AWS::ApiGateway::ApiKey").text("Value"); !strings.Contains(key, "resolve:secretsmanager") {
		t.Errorf("the key is %s", key)
	}
	for _, f := range x.of("AWS::Lambda::Function") {
		if url := f.text("Environment.Variables.MUNDAP_SOCKET_URL"); strings.Contains(url, "execute-api") {
			t.Errorf("clients are told %s", url)
		}
	}
}

// TestWithoutAFirewallNothingIsPaidForIt: neither secret nor key.
func TestWithoutAFirewallNothingIsPaidForIt(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		if n := len(x.of("AWS::ApiGateway::ApiKey")) + len(x.of("AWS::WAFv2::WebACL")); n != 0 {
			t.Errorf("%d parts of a firewall", n)
		}
	})
}
