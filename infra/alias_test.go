package main

import (
	"strings"
	"testing"
)

// TestEverythingCallsTheAlias: what still called the newest code would not go
// back with the rest.
func TestEverythingCallsTheAlias(t *testing.T) {
	callers := map[string]string{ // where each kind of caller names a function
		"AWS::ApiGateway::Method":         "Integration.Uri",
		"AWS::ApiGateway::Authorizer":     "AuthorizerUri",
		"AWS::ApiGatewayV2::Integration":  "IntegrationUri",
		"AWS::ApiGatewayV2::Authorizer":   "AuthorizerUri",
		"AWS::Lambda::Permission":         "FunctionName",
		"AWS::Lambda::EventSourceMapping": "FunctionName",
		"AWS::Events::Rule":               "Targets",
		"AWS::S3::Bucket":                 "NotificationConfiguration",
	}
	both(t, func(t *testing.T, x template, s Settings) {
		for kind, path := range callers {
			for id, r := range x.Resources {
				name := r.text(path)
				if r.Type == kind && name != "" && (!strings.Contains(name, "Live") ||
					strings.Contains(name, `","Arn"]`)) {
					t.Errorf("%s (%s) calls %s", id, kind, name)
				}
			}
		}
		for _, c := range x.of("AWS::Lambda::EventInvokeConfig") {
			if q := c.text("Qualifier"); !strings.Contains(q, `Live`) {
				t.Errorf("how asynchronous runs end is said of %s", q)
			}
		}
		self := x.may(t, "Chat", "lambda:InvokeFunction")
		if len(self) != 1 || !strings.HasSuffix(self[0].Resource[0], `:function:`+s.Project+`-chat:live"]]}`) {
			t.Errorf("chat calls %v", self)
		}
		x.lambda(t, s, "chat").want(t, map[string]string{"Environment.Variables.MUNDAP_ALIAS": "live"})
	})
}

// TestEarlierVersionsStay: otherwise there would be nothing to go back to.
func TestEarlierVersionsStay(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		versions, aliases := x.of("AWS::Lambda::Version"), x.of("AWS::Lambda::Alias")
		if len(versions) != 11 || len(aliases) != 11 {
			t.Errorf("%d versions and %d aliases of eleven functions", len(versions), len(aliases))
		}
		for _, v := range versions {
			if v.DeletionPolicy != "RetainExceptOnCreate" {
				t.Errorf("the version of %s: %s", v.text("FunctionName"), v.DeletionPolicy)
			}
		}
		for _, a := range aliases {
			a.want(t, map[string]string{"Name": "live"})
		}
	})
}
