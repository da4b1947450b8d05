package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// firstAccount makes an account, whose password is in the answer: whoever may
// invoke the function may do that.
func firstAccount(d *deployment) string {
	return "1. Make an account for yourself: aws lambda invoke --function-name " + d.name("site") + ":" + liveAlias +
		` --cli-binary-format raw-in-base64-out --payload '{"addAccount":{"user":"NAME","admin":true}}' account.json`
}

// webStep is what is left to do for web search.
func webStep(s Settings) string {
	switch {
	case s.engine() == google:
		return " 4. For web search: aws secretsmanager put-secret-value --secret-id " + googleSecret +
			" --secret-string '{\"google_api_key\":\"KEY\",\"google_cse_id\":\"ID\"}'"
	case s.Web.Secret != "":
		return " 4. For web search: aws secretsmanager create-secret --name " + s.Web.Secret +
			" --secret-string file://key.txt"
	}
	return ""
}

// addOutputs says where the site is and what to do next.
func addOutputs(d *deployment, s *site, socket *socketAPI) {
	for _, o := range []struct{ id, what, value string }{
		{"SiteURL", "Open this", s.url},
		{"SocketURL", "What /provisioning tells clients", socket.url()},
		{"DistributionDomain", "What a name of your own points to (CNAME)",
			*s.distribution.DistributionDomainName()},
		{"UploadsBucket", "Documents: what is copied below docs/ is read and shared with everybody",
			uploadsBucket(d)},
		{"NextSteps", "See docs/aws.md",
			firstPerson(d) + " 2. Sign in at SiteURL. 3. Add documents there, or: aws s3 cp FILE s3://" +
				uploadsBucket(d) + "/" + documentsPrefix +
				webStep(d.settings)},
	} {
		awscdk.NewCfnOutput(d.Stack, jsii.String(o.id),
			&awscdk.CfnOutputProps{Description: jsii.String(o.what), Value: jsii.String(o.value)})
	}
}
