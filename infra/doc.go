// Command infra synthesises Mundap's stack on AWS, written with the CDK.
//
//	go run .                                  # both shipped configurations, into cdk.out/default and cdk.out/seed
//	go run . -settings mine.yaml -out cdk.out/mine
//	cdk deploy -c mundap:region=ap-northeast-2   # the CDK's command line runs it with its context: see context.go
//
// Reading order: [Settings] is everything that can be chosen; [NewStack] lays
// the stack out; then a file per concern: data.go (tables), uploads.go
// (documents' bucket and the queue behind it), functions.go (every Lambda
// function with what it may do), api.go (REST), socket.go (WebSocket), site.go
// (CloudFront and the client), search.go (OpenSearch), kendra.go, models.go
// (Bedrock), speech.go and websearch.go, alarms.go and dashboard.go, outputs.go. What
// each resource is for, and what a deployment costs, stands in docs/aws.md.
//
// # Names
//
// Functions, the uploads bucket and tables have names that are known beforehand
// ("mundap-chat"). So a policy can name exactly one resource even where the
// resource depends on the policy, and one account and region holds one stack
// per project name.
//
// The program makes no call to AWS. Without built Lambda programs and a built
// client it takes placeholders, and says so: such a template can be looked at
// and tested, but must not be deployed.
package main
