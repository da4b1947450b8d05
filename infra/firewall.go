package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"
)

// firewallRegion is the only region that can hold web ACLs for CloudFront.
const firewallRegion = "us-east-1"

// originHeader carries the origin secret. API Gateway itself compares it with
// the API key, before any function runs, and refuses a request without it.
const originHeader = "x-api-key"

// Firewall is a web ACL in front of the site, the REST API and the socket. All
// three are then reached through CloudFront alone.
type Firewall struct {
	// Create makes a web ACL with AWS's lists of bad addresses and known attacks,
	// and a limit for each address.
	Create bool `yaml:"create" json:"create"`
	// ACL is the ARN of an existing web ACL to use instead. Its scope must be
	// CLOUDFRONT.
	ACL string `yaml:"acl" json:"acl"`
	// AddressRequests is how many requests one address may send in five minutes,
	// 100 to 2,000,000,000. Everybody in a company often has the same address.
	AddressRequests int `yaml:"address_requests" json:"address_requests"`
}

// on reports whether there is a web ACL.
func (f Firewall) on() bool { return f.Create || f.ACL != "" }

// firewallElsewhere reports whether the web ACL needs a stack of its own.
func (s Settings) firewallElsewhere() bool {
	return s.Site.Firewall.Create && s.Region != firewallRegion
}

func (s Settings) checkFirewall(f *faults) {
	w := s.Site.Firewall
	f.unless(!w.Create || w.ACL == "", "site.firewall.acl",
		"set either site.firewall.create to make a web ACL or site.firewall.acl to use an existing one, not both")
	f.unless(w.ACL == "" || strings.HasPrefix(w.ACL, "arn:aws:wafv2:"+firewallRegion+":") &&
		strings.Contains(w.ACL, ":global/webacl/"), "site.firewall.acl",
		"%q is not the ARN of a web ACL for CloudFront, which begins with arn:aws:wafv2:us-east-1: and has :global/webacl/",
		w.ACL)
	f.within("site.firewall.address_requests", w.AddressRequests, 100, 2_000_000_000)
	f.unless(!s.firewallElsewhere() || s.Account != "" && s.Region != "", "site.firewall.create",
		"web ACLs for CloudFront are in us-east-1, so the ACL is a second stack: set account and region")
}

// firewall closes the APIs to everybody but CloudFront.
type firewall struct {
	acl    string
	secret *string // what CloudFront sends in originHeader
}

// newFirewall makes the web ACL or takes the existing one, and makes the secret.
// It returns nil if the settings have no firewall.
func newFirewall(d *deployment, app awscdk.App) *firewall {
	s := d.settings.Site.Firewall
	if !s.on() {
		return nil
	}
	w := &firewall{acl: s.ACL}
	if s.Create {
		w.acl = newWebACL(d, app)
	}
	secret := awssecretsmanager.NewSecret(d.Stack, jsii.String("OriginSecret"),
		&awssecretsmanager.SecretProps{
			Description:   jsii.String("What CloudFront shows to Mundap's APIs"),
			RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
			GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
				PasswordLength: jsii.Number(48), ExcludePunctuation: jsii.Bool(true)},
		})
	w.secret = secret.SecretValue().UnsafeUnwrap()
	return w
}

// newWebACL makes the ACL, here or in a stack of its own in us-east-1.
func newWebACL(d *deployment, app awscdk.App) string {
	scope := d.Stack
	if d.settings.firewallElsewhere() {
		scope = awscdk.NewStack(app, jsii.String(*d.Node().Id()+"Firewall"), &awscdk.StackProps{
			StackName:             jsii.String(d.name("firewall")),
			Description:           jsii.String("Mundap's web ACL"),
			Env:                   environment(d.settings.Account, firewallRegion),
			CrossRegionReferences: jsii.Bool(true),
		})
		d.AddStackDependency(scope, nil)
	}
	acl := awswafv2.NewCfnWebACL(scope, jsii.String("Firewall"), &awswafv2.CfnWebACLProps{
		Name: jsii.String(d.name("site")), Scope: jsii.String("CLOUDFRONT"),
		DefaultAction: &awswafv2.CfnWebACL_DefaultActionProperty{
			Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		VisibilityConfig: d.visible("site"),
		Rules: &[]any{
			d.listed(0, "AWSManagedRulesAmazonIpReputationList"),
			d.listed(1, "AWSManagedRulesKnownBadInputsRuleSet"),
			&awswafv2.CfnWebACL_RuleProperty{
				Name: jsii.String("each-address"), Priority: jsii.Number(2),
				Action:           &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{}},
				VisibilityConfig: d.visible("each-address"),
				Statement: &awswafv2.CfnWebACL_StatementProperty{
					RateBasedStatement: &awswafv2.CfnWebACL_RateBasedStatementProperty{
						AggregateKeyType: jsii.String("IP"), EvaluationWindowSec: jsii.Number(300),
						Limit: jsii.Number(d.settings.Site.Firewall.AddressRequests),
					}},
			},
		},
	})
	return *acl.AttrArn()
}

// listed is a group of rules that AWS maintains. The group of common rules is
// not used, because it takes code and long texts in a request for attacks.
func (d *deployment) listed(priority float64, name string) any {
	return &awswafv2.CfnWebACL_RuleProperty{
		Name: jsii.String(name), Priority: jsii.Number(priority),
		OverrideAction:   &awswafv2.CfnWebACL_OverrideActionProperty{None: map[string]any{}},
		VisibilityConfig: d.visible(name),
		Statement: &awswafv2.CfnWebACL_StatementProperty{
			ManagedRuleGroupStatement: &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{
				VendorName: jsii.String("AWS"), Name: jsii.String(name)}},
	}
}

// visible makes AWS count requests. Samples of requests would contain cookies and
// be stored in us-east-1, so none are kept if the data must stay in a region.
func (d *deployment) visible(name string) any {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{MetricName: jsii.String(d.name(name)),
		CloudWatchMetricsEnabled: jsii.Bool(true),
		SampledRequestsEnabled:   jsii.Bool(d.settings.DataRegion == "")}
}

// keyed says whether a method or route requires the secret; if nil, it does not.
func (w *firewall) keyed() *bool {
	if w == nil {
		return nil
	}
	return jsii.Bool(true)
}

// header is the header that CloudFront adds for the APIs; nil means none.
func (w *firewall) header() *map[string]*string {
	if w == nil {
		return nil
	}
	return &map[string]*string{originHeader: w.secret}
}

// socketBehaviour passes the socket through CloudFront, under the path that it
// has at API Gateway.
func socketBehaviour(socket *socketAPI, w *firewall) *awscloudfront.BehaviorOptions {
	return &awscloudfront.BehaviorOptions{
		Origin: awscloudfrontorigins.NewHttpOrigin(jsii.String(socket.host()),
			&awscloudfrontorigins.HttpOriginProps{CustomHeaders: w.header(),
				ProtocolPolicy: awscloudfront.OriginProtocolPolicy_HTTPS_ONLY}),
		ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY,
		AllowedMethods:       awscloudfront.AllowedMethods_ALLOW_GET_HEAD_OPTIONS(),
		CachePolicy:          awscloudfront.CachePolicy_CACHING_DISABLED(),
		OriginRequestPolicy:  awscloudfront.OriginRequestPolicy_ALL_VIEWER_EXCEPT_HOST_HEADER(),
	}
}

// addOriginKey makes API Gateway refuse requests without the secret.
func addOriginKey(d *deployment, w *firewall, rest awsapigateway.RestApi, socket *socketAPI) {
	if w == nil {
		return
	}
	key := awsapigateway.NewCfnApiKey(d.Stack, jsii.String("OriginKey"),
		&awsapigateway.CfnApiKeyProps{Name: jsii.String(d.name("origin")), Enabled: jsii.Bool(true),
			Description: jsii.String("CloudFront's key"), Value: w.secret})
	plan := awsapigateway.NewCfnUsagePlan(d.Stack, jsii.String("OriginPlan"),
		&awsapigateway.CfnUsagePlanProps{UsagePlanName: jsii.String(d.name("origin")),
			ApiStages: &[]any{
				&awsapigateway.CfnUsagePlan_ApiStageProperty{ApiId: rest.RestApiId(),
					Stage: rest.DeploymentStage().StageName()},
				&awsapigateway.CfnUsagePlan_ApiStageProperty{ApiId: socket.api.Ref(),
					Stage: socket.stage.Ref()},
			}})
	awsapigateway.NewCfnUsagePlanKey(d.Stack, jsii.String("OriginPlanKey"),
		&awsapigateway.CfnUsagePlanKeyProps{KeyId: key.Ref(), KeyType: jsii.String("API_KEY"),
			UsagePlanId: plan.Ref()})
}
