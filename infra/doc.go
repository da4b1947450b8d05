// Command infra generates Mundap's AWS stack with the CDK.
//
//	go run .                                  # both shipped configurations, into cdk.out/default and cdk.out/seed
//	go run . -settings mine.yaml -out cdk.out/mine
//	cdk deploy -c mundap:region=ap-northeast-2   # runs this program with the context of the CDK's command line: see context.go
//
// To read the code, begin with [Settings], which lists everything that can be
// configured, and [NewStack], which creates the stack. The other files each
// cover one subject: data.go (tables), uploads.go (the bucket of documents and
// the queue that its events go to), functions.go (the Lambda functions and
// their permissions), api.go (REST), socket.go (WebSocket), site.go (CloudFront
// and the client), search.go (OpenSearch), kendra.go, models.go (Bedrock),
// speech.go and websearch.go, alarms.go and dashboard.go, outputs.go.
// docs/aws.md explains what each resource is for and what a deployment costs.
//
// # Names
//
// Functions, tables and the uploads bucket have fixed names, such as
// "mundap-chat". A policy can therefore name exactly one resource, even where
// that resource in turn depends on the policy. As a consequence, an account can
// have only one stack of each project name in a region.
//
// The program does not call AWS. If the Lambda programs or the client have not
// been built, it uses placeholders and prints a warning. The resulting template
// can be inspected and tested, but must not be deployed.
package main
