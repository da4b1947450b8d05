package main

import (
	"slices"
	"strings"
	"testing"
)

// TestOtherSitesMayUseTheAPIs: browsers ask each path before they call it, and
// without a cookie.
func TestOtherSitesMayUseTheAPIs(t *testing.T) {
	s := DefaultSettings()
	s.Site.AllowedOrigins = []string{"https://intranet.example.com"}
	x := synthesiseFor(t, s)
	asked := map[string]bool{}
	for _, m := range x.of("AWS::ApiGateway::Method") {
		resource := m.text("ResourceId")
		if m.text("HttpMethod") != "OPTIONS" {
			asked[resource] = asked[resource] || false
			continue
		}
		asked[resource] = true
		m.want(t, map[string]string{"AuthorizationType": "NONE"})
		if uri := m.text("Integration.Uri"); !strings.Contains(uri, `"SiteLive`) {
			t.Errorf("asks %s", uri)
		}
	}
	for resource, is := range asked {
		if !is {
			t.Errorf("nobody answers whether %s may be called", resource)
		}
	}
	x.lambda(t, s, "site").want(t, map[string]string{
		"Environment.Variables.MUNDAP_ALLOWED_ORIGINS": "https://intranet.example.com"})
	x.lambda(t, s, "chat").want(t, map[string]string{
		"Environment.Variables.MUNDAP_ALLOWED_ORIGINS": "https://intranet.example.com"})
	cors := x.one(t, "AWS::CloudFront::ResponseHeadersPolicy").text("ResponseHeadersPolicyConfig.CorsConfig")
	if !strings.Contains(cors, "https://intranet.example.com") || strings.Contains(cors, `"*"`) ||
		!strings.Contains(cors, `"OriginOverride":false`) {
		t.Errorf("CloudFront allows %s", cors)
	}
	if to, _ := uploads(t, x).at("CorsConfiguration.CorsRules.0.AllowedOrigins").([]any); !slices.Contains(to, any("https://intranet.example.com")) {
		t.Errorf("uploads from %v", to)
	}
}

func TestNoOtherSiteMayByDefault(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		for _, m := range x.of("AWS::ApiGateway::Method") {
			if m.text("HttpMethod") == "OPTIONS" {
				t.Errorf("%s is open to other sites", m.text("ResourceId"))
			}
		}
		if c := x.one(t, "AWS::CloudFront::ResponseHeadersPolicy").at("ResponseHeadersPolicyConfig.CorsConfig"); c != nil {
			t.Errorf("CloudFront allows %v", c)
		}
	})
}

// TestAnswersAreCompressed: by API Gateway, because CloudFront compresses only
// what it caches.
func TestAnswersAreCompressed(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		x.one(t, "AWS::ApiGateway::RestApi").want(t, map[string]string{"MinimumCompressionSize": "1024"})
	})
}
