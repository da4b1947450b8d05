package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"
)

func TestKendraInAnotherRegion(t *testing.T) {
	s := SeedSettings()
	s.Account, s.Region, s.Kendra.Region = "123456789012", "ap-northeast-2", "ap-northeast-1"
	folder := t.TempDir()
	if err := synthesise(placeholders(t), folder, just(s)); err != nil {
		t.Fatal(err)
	}
	there := readTemplate(t, filepath.Join(folder, "MundapKendra.template.json"))
	there.one(t, "AWS::Kendra::Index")
	there.one(t, "AWS::Kendra::Faq").want(t, map[string]string{"LanguageCode": "ko"})
	here := readTemplate(t, filepath.Join(folder, "Mundap.template.json"))
	if n := len(here.of("AWS::Kendra::Index")); n != 0 {
		t.Errorf("%d indexes in the stack itself", n)
	}
	here.with(t, "AWS::Lambda::Function", "FunctionName", s.Project+"-chat").want(t,
		map[string]string{"Environment.Variables.MUNDAP_KENDRA_REGION": "ap-northeast-1"})
	for _, g := range here.may(t, "Chat", "kendra:Retrieve") {
		if !strings.Contains(strings.Join(g.Resource, " "),
			"kendra:ap-northeast-1:123456789012:index/") {
			t.Errorf("asks %v", g.Resource)
		}
	}
	if pass := here.may(t, "DocumentManager", "iam:PassRole"); len(pass) != 0 {
		t.Error("Kendra can't read buckets of another region: texts are sent, and no role is passed")
	}
}

func TestExistingKendraIndex(t *testing.T) {
	s := DefaultSettings()
	s.RAG.Capabilities = []string{"local", "kendra"}
	s.Kendra.IndexID = "12345678-1234-1234-1234-123456789012"
	x := synthesiseFor(t, s)
	if n := len(x.of("AWS::Kendra::Index")); n != 0 {
		t.Errorf("%d indexes are made", n)
	}
	x.with(t, "AWS::Lambda::Function", "FunctionName", "mundap-chat").want(t,
		map[string]string{"Environment.Variables.MUNDAP_KENDRA_INDEX": s.Kendra.IndexID})
	if field := x.with(t, "AWS::Lambda::Function", "FunctionName",
		"mundap-chat").at("Environment.Variables.MUNDAP_KENDRA_READERS_FIELD"); field != nil {
		t.Errorf("an existing index is filtered by its field %v, which it may lack", field)
	}
	if g := x.may(t, "DocumentManager", "kendra:BatchPutDocument"); len(g) != 1 ||
		!strings.Contains(g[0].Resource[0], s.Kendra.IndexID) {
		t.Errorf("fills %v", g)
	}
}

func TestStoresThatExist(t *testing.T) {
	s := DefaultSettings()
	s.RAG.Capabilities = []string{"local", "bedrock", "s3vectors"}
	s.KnowledgeBase.ID, s.KnowledgeBase.Region = "KB12345678", "us-east-1"
	s.S3Vectors.Bucket = "company-vectors"
	x := synthesiseFor(t, s)
	x.with(t, "AWS::Lambda::Function", "FunctionName", "mundap-chat").want(t, map[string]string{
		"Environment.Variables.MUNDAP_KNOWLEDGE_BASE_ID": "KB12345678",
		"Environment.Variables.MUNDAP_S3VECTORS_BUCKET":  "company-vectors"})
	if g := x.may(t, "Chat", "bedrock:Retrieve"); len(g) != 1 ||
		!strings.Contains(g[0].Resource[0], "us-east-1") || !strings.Contains(g[0].Resource[0], "KB12345678") {
		t.Errorf("asks %v", g)
	}
	wantActions(t, x, "DocumentManager", "s3vectors:", "s3vectors:CreateIndex", "s3vectors:DeleteVectors",
		"s3vectors:GetVectors", "s3vectors:PutVectors")
	wantActions(t, x, "Chat", "s3vectors:", "s3vectors:GetVectors", "s3vectors:QueryVectors")
}

func TestOpenToAnyone(t *testing.T) {
	s := DefaultSettings()
	s.SignIn = SignIn{Method: noSignIn, OpenToAnyone: true, SessionHours: 1}
	x := synthesiseFor(t, s)
	if n := len(x.of("AWS::ApiGateway::Authorizer")) +
		len(x.of("AWS::ApiGatewayV2::Authorizer")); n != 0 {
		t.Errorf("%d authorizers", n)
	}
}

func TestOwnDomainAndMail(t *testing.T) {
	s := DefaultSettings()
	s.Site.Domain, s.Site.Certificate = "chat.example.com",
		"arn:aws:acm:us-east-1:123456789012:certificate/abc"
	s.Operations.Email = "kim@example.com"
	x := synthesiseFor(t, s)
	x.one(t, "AWS::CloudFront::Distribution").want(t, map[string]string{
		"DistributionConfig.Aliases.0":                                "chat.example.com",
		"DistributionConfig.ViewerCertificate.MinimumProtocolVersion": "TLSv1.2_2021",
	})
	uploads(t, x).want(t, map[string]string{"CorsConfiguration.CorsRules.0.AllowedOrigins.0": "https://chat.example.com"})
	x.one(t, "AWS::SNS::Subscription").want(t, map[string]string{"Endpoint": "kim@example.com",
		"Protocol": "email"})
}

// TestDeploymentsRoll: other routes are another deployment, or nobody would ever see them.
func TestDeploymentsRoll(t *testing.T) {
	s := DefaultSettings()
	s.SignIn = SignIn{Method: noSignIn, OpenToAnyone: true, SessionHours: 1}
	before, after := synthesised["default"](t), synthesiseFor(t, s)
	for _, kind := range []string{"AWS::ApiGateway::Deployment", "AWS::ApiGatewayV2::Deployment"} {
		for id, r := range before.Resources {
			if _, same := after.Resources[id]; r.Type == kind && same {
				t.Errorf("%s %s serves other routes than before", kind, id)
			}
		}
	}
}

// TestANewRouteRollsTheRESTAPI: a route more, and the stage serves another deployment.
func TestANewRouteRollsTheRESTAPI(t *testing.T) {
	folder := t.TempDir()
	app := newApp(folder)
	stack := NewStack(app, "Mundap", DefaultSettings(), placeholders(t))
	api := child(stack, "Rest").(awsapigateway.RestApi)
	api.Root().AddResource(jsii.String("more"), nil).AddMethod(jsii.String("GET"),
		awsapigateway.NewMockIntegration(nil), nil)
	app.Synth(nil)
	serves := func(x template) string {
		return x.one(t,
			"AWS::ApiGateway::Stage").text("DeploymentId")
	}
	before, after := serves(synthesised["default"](t)),
		serves(readTemplate(t, filepath.Join(folder, "Mundap.template.json")))
	if before == after || before == "" {
		t.Errorf("%s serves a route more than before", after)
	}
}
