package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/jsii-runtime-go"
)

// upkeepEvent is what the document manager knows its daily work by.
const upkeepEvent = "mundapUpkeep"

// addUpkeep has the document manager look once a day for what a program that
// always runs would do at its start: deletions that were broken off or that a
// restore undid, documents that an older version read.
func addUpkeep(d *deployment, fs *functions) {
	awsevents.NewRule(d.Stack, jsii.String("Upkeep"), &awsevents.RuleProps{
		Description: jsii.String("Mundap's daily upkeep"),
		Schedule:    awsevents.Schedule_Rate(awscdk.Duration_Days(jsii.Number(1))),
		Targets: &[]awsevents.IRuleTarget{awseventstargets.NewLambdaFunction(fs.documentManager.live,
			&awseventstargets.LambdaFunctionProps{
				Event:         awsevents.RuleTargetInput_FromObject(map[string]any{upkeepEvent: true}),
				RetryAttempts: jsii.Number(2), MaxEventAge: awscdk.Duration_Hours(jsii.Number(1)),
			})},
	})
}
