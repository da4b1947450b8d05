package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
)

// alarm tells people about a sum or maximum over five minutes that is not what it should be.
type alarm struct {
	id, what  string
	metric    awscloudwatch.IMetric
	threshold float64 // at least this much
	periods   float64 // this many times in a row
}

// addAlarms watches for what was lost, failed, was refused or costs too much.
// CloudWatch has ten alarms free of charge; each further metric is 0.10 dollars
// a month.
func addAlarms(d *deployment, rest awsapigateway.RestApi, socket *socketAPI, fs *functions,
	q *queues, tables map[string]table) {
	topic := newTopic(d)
	addBudget(d, topic)
	alarms := listAlarms(rest, socket, fs, q, tables)
	for _, a := range alarms {
		made := awscloudwatch.NewAlarm(d.Stack, jsii.String("Alarm"+a.id),
			&awscloudwatch.AlarmProps{
				AlarmDescription: jsii.String(a.what), Metric: a.metric,
				Threshold: jsii.Number(a.threshold), EvaluationPeriods: jsii.Number(a.periods),
				ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
				TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			})
		made.AddAlarmAction(awscloudwatchactions.NewSnsAction(topic))
	}
	addDashboard(d, alarms, fs)
}

func listAlarms(rest awsapigateway.RestApi, socket *socketAPI, fs *functions, q *queues,
	tables map[string]table) []alarm {
	sum := &awscloudwatch.MetricOptions{Statistic: jsii.String("Sum"), Period: fiveMinutes()}
	most := &awscloudwatch.MetricOptions{Statistic: jsii.String("Maximum"), Period: fiveMinutes()}
	return []alarm{
		{"DeadLetters", "Documents that could not be read: see docs/aws.md for the redrive",
			q.dead.MetricApproximateNumberOfMessagesVisible(most), 1, 1},
		{"FailedRuns", "Events or turns whose asynchronous runs failed to the end",
			q.failed.MetricApproximateNumberOfMessagesVisible(most), 1, 1},
		{"Waiting", "A document has been waiting for six hours",
			q.documents.MetricApproximateAgeOfOldestMessage(most), 6 * 3600, 3},
		{"ChatErrors", "Runs of chat that failed", fs.chat.MetricErrors(sum), 3, 1},
		{"DocumentErrors", "Runs of the document manager that failed",
			fs.documentManager.MetricErrors(sum), 3, 2},
		{"EventErrors", "Runs of the event manager that failed", fs.eventManager.MetricErrors(sum),
			1, 1},
		{"RestErrors", "Answers of the REST API with a status of 500 or more",
			rest.MetricServerError(sum), 5, 1},
		{"SocketErrors", "Frames that chat could not take", socketErrors(socket), 5, 1},
		{"Throttles", "Runs that Lambda refused: the account's concurrency is used up",
			awslambda.Function_MetricAllThrottles(sum), 1, 2},
		{"TurnThrottles", "Writes of answers that DynamoDB refused",
			throttledWrites(tables["Turns"]), 10, 2},
	}
}

func fiveMinutes() awscdk.Duration { return awscdk.Duration_Minutes(jsii.Number(5)) }

func socketErrors(s *socketAPI) awscloudwatch.IMetric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/ApiGateway"), MetricName: jsii.String("IntegrationError"),
		Statistic: jsii.String("Sum"), Period: fiveMinutes(),
		DimensionsMap: &map[string]*string{"ApiId": s.api.Ref(), "Stage": jsii.String(stageName)},
	})
}

func throttledWrites(t table) awscloudwatch.IMetric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/DynamoDB"), MetricName: jsii.String("WriteThrottleEvents"),
		Statistic: jsii.String("Sum"), Period: fiveMinutes(),
		DimensionsMap: &map[string]*string{"TableName": t.TableName()},
	})
}

// newTopic carries warnings to the address of the settings.
func newTopic(d *deployment) awssns.Topic {
	topic := awssns.NewTopic(d.Stack, jsii.String("Warnings"), &awssns.TopicProps{
		TopicName: jsii.String(d.name("warnings")), DisplayName: jsii.String("Mundap"),
		EnforceSSL: jsii.Bool(true),
	})
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("budgets.amazonaws.com"), nil), awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    texts("sns:Publish"), Resources: &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": d.Account()}},
	}))
	if email := d.settings.Operations.Email; email != "" {
		awssns.NewCfnSubscription(d.Stack, jsii.String("WarningsByMail"),
			&awssns.CfnSubscriptionProps{
				TopicArn: topic.TopicArn(), Protocol: jsii.String("email"),
				Endpoint: jsii.String(email),
			})
	}
	return topic
}

// addBudget warns when most of the month's money is spent, and when it looks as
// if it would be. The budget counts the whole account: costs carry the stack's
// name only after somebody has activated its tag for billing.
func addBudget(d *deployment, topic awssns.Topic) {
	warning := func(kind string, percent float64) any {
		return &awsbudgets.CfnBudget_NotificationWithSubscribersProperty{
			Notification: &awsbudgets.CfnBudget_NotificationProperty{
				NotificationType:   jsii.String(kind),
				ComparisonOperator: jsii.String("GREATER_THAN"),
				Threshold:          jsii.Number(percent), ThresholdType: jsii.String("PERCENTAGE"),
			},
			Subscribers: &[]any{&awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: jsii.String("SNS"), Address: topic.TopicArn()}},
		}
	}
	awsbudgets.NewCfnBudget(d.Stack, jsii.String("Budget"), &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetName: jsii.String(d.settings.Project), BudgetType: jsii.String("COST"),
			TimeUnit:    jsii.String("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: jsii.Number(d.settings.Operations.MonthlyBudget), Unit: jsii.String("USD")},
		},
		NotificationsWithSubscribers: &[]any{warning("ACTUAL", 80), warning("FORECASTED", 100)},
	})
}
