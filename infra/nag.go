package main

import (
	"slices"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// finding is one of cdk-nag's rules that does not hold here, and why that is
// accepted. A finding about wildcards is accepted for the ones it names only:
// any other wildcard fails the tests.
type finding struct {
	rule, reason string
	only         []string // regular expressions over what the rule found; none: all of it
	paths        []string // constructs that it is about; none: the stack
}

var findings = []finding{
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:s3:::[^*]*\/(docs|content|index|history|metadata|speech|faq)\/\*$/`, `/^Resource::<Uploads[0-9A-F]+\.Arn>\/faq\/\*$/`},
		reason: "Objects are named by people and by what is read of them; each function has its actions below its prefixes only."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:execute-api:.*:<Socket>\/prod\/(POST|DELETE)\/@connections\/\*$/`},
		reason: "Connections come and go; their ids are not known beforehand."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:es:.*:domain\/[a-z0-9-]+\/(_alias\/)?mundap(\/_doc\/|-v)\*$/`},
		reason: "Paths of the one alias: its documents, and its versioned indices."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:logs:.*:log-group:\/aws\/kendra\/\*$/`},
		reason: "Kendra names its log groups itself, below this prefix."},
	{rule: "AwsSolutions-IAM5", only: []string{"Resource::*"},
		paths: []string{"RoleChat/DefaultPolicy/Resource", "KendraRole/DefaultPolicy/Resource",
			"NoriPackage/CustomResourcePolicy/Resource", "RoleDocumentManager/DefaultPolicy/Resource"},
		reason: "These actions have no resource: polly:SynthesizeSpeech without lexicons, cloudwatch:PutMetricData (held to Kendra's namespace), logs:DescribeLogGroups, es:DescribePackages, servicequotas:List*."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:bedrock:\*::foundation-model\/[a-z0-9.:-]+$/`},
		reason: "A global inference profile sends one model's calls to any commercial region; the guide asks for this resource."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:bedrock-mantle:[a-z0-9-]+:.*:project\/\*$/`},
		reason: "The endpoint bedrock-mantle has permissions for projects only; the one of an account without projects has an id that AWS makes up."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Action::s3:(Abort|DeleteObject|GetBucket|GetObject|List)\*$/`, `/^Resource::<(Web|Uploads|FAQBucket)[0-9A-F]+\.Arn>\/\*$/`, `/^Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-.*\/\*$/`},
		reason: "The CDK's own function copies the client and the FAQ when they are deployed, and nothing else ever calls it."},
	{rule: "AwsSolutions-IAM4", only: []string{
		"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
		"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
	},
		reason: "Functions of the CDK that run at deployment, and API Gateway's account-wide role for logs, come with these policies. Mundap's own roles have none."},
	{rule: "AwsSolutions-L1", reason: "Functions of the CDK that run at deployment; their runtime comes with the CDK's version."},
	{rule: "AwsSolutions-COG4", reason: "One authorizer of Mundap's reads the session's cookie on REST and the ticket on sockets, so that existing clients work."},
	{rule: "AwsSolutions-APIG4", paths: []string{"Rest/Default/api/session/GET/Resource",
		"Rest/Default/api/session/POST/Resource"},
		reason: "Signing in: whoever does that has no session yet."},
	{rule: "AwsSolutions-APIG4", paths: []string{"Rest/Default/provisioning/OPTIONS/Resource",
		"Rest/Default/upload/OPTIONS/Resource", "Rest/Default/query/OPTIONS/Resource",
		"Rest/Default/history/OPTIONS/Resource", "Rest/Default/delete/OPTIONS/Resource",
		"Rest/Default/api/session/OPTIONS/Resource", "Rest/Default/api/search/OPTIONS/Resource",
		"Rest/Default/api/{proxy+}/OPTIONS/Resource",
		"Rest/Default/documents/{proxy+}/OPTIONS/Resource", "Rest/Default/speech/{proxy+}/OPTIONS/Resource"},
		reason: "Browsers ask whether a page of another site may call a path without a cookie; the function answers by site.allowed_origins and does nothing else."},
	{rule: "AwsSolutions-APIG4", paths: []string{"SocketRoutedisconnect", "SocketRoutedefault", "SocketRouteping"},
		reason: "API Gateway authorizes a connection once, on $connect."},
	{rule: "AwsSolutions-APIG2", reason: "Existing clients send bodies with wrong content types, which a validator would refuse; handlers check every field."},
	{rule: "AwsSolutions-APIG3", reason: "A web ACL costs 8 dollars a month and more; throttles, sizes and sign-in hold without. With site.firewall, CloudFront's covers the API, which refuses whoever comes past it."},
	{rule: "AwsSolutions-CFR1", reason: "Who may use the site is decided by signing in, not by country."},
	{rule: "AwsSolutions-CFR2", reason: "A web ACL costs 8 dollars a month and more; throttles, sizes and sign-in hold without. site.firewall adds one."},
	{rule: "AwsSolutions-CFR4", reason: "CloudFront's own certificate has a fixed policy. With a domain of one's own (site.domain) TLS 1.2 of 2021 is asked for."},
	{rule: "AwsSolutions-SQS3", paths: []string{"FailedRuns/Resource"},
		reason: "It is itself where failed runs end; an alarm tells people."},
	{rule: "AwsSolutions-SMG4", reason: "Google's values are entered by a person, and CloudFront and API Gateway hold the origin's at once; rotating them here would break them."},
	{rule: "AwsSolutions-OS1", reason: "Lambda outside a VPC has no standing cost; the domain is reachable by signed HTTPS of one role only."},
	{rule: "AwsSolutions-OS3", reason: "Lambda has no fixed addresses; the domain is reachable by signed HTTPS of one role only."},
}

// acceptFindings writes the findings into the template, beside what they are about.
func acceptFindings(d *deployment) {
	accept(d, append(slices.Clone(findings), signInFindings...))
}

func accept(d *deployment, list []finding) {
	for _, f := range list {
		suppression := &cdknag.NagPackSuppression{Id: jsii.String(f.rule),
			Reason: jsii.String(f.reason)}
		var only []any
		for _, text := range f.only {
			if text[0] == '/' {
				only = append(only, &cdknag.RegexAppliesTo{Regex: jsii.String(text)})
			} else {
				only = append(only, text)
			}
		}
		if only != nil {
			suppression.AppliesTo = &only
		}
		accepted := &[]*cdknag.NagPackSuppression{suppression}
		if f.paths == nil {
			cdknag.NagSuppressions_AddStackSuppressions(d.Stack, accepted, nil)
		}
		for _, path := range f.paths {
			acceptAt(d, path, accepted)
		}
	}
}
