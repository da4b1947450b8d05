package main

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// addDashboard shows what the alarms look at, and what one asks next: which
// function ran how often and how long, and which region's models refused.
// CloudWatch has three dashboards of up to fifty metrics free of charge.
func addDashboard(d *deployment, alarms []alarm, fs *functions) {
	var widgets []awscloudwatch.IWidget
	for _, a := range alarms {
		limit := &[]*awscloudwatch.HorizontalAnnotation{{Value: jsii.Number(a.threshold)}}
		widgets = append(widgets, graph(a.what, []awscloudwatch.IMetric{a.metric}, limit))
	}
	var runs, seconds []awscloudwatch.IMetric
	for _, f := range fs.all() {
		runs = append(runs, f.MetricInvocations(&awscloudwatch.MetricOptions{Statistic: jsii.String("Sum"), Period: fiveMinutes(), Label: jsii.String(f.handler)}))
		seconds = append(seconds, f.MetricDuration(&awscloudwatch.MetricOptions{Statistic: jsii.String("p95"), Period: fiveMinutes(), Label: jsii.String(f.handler)}))
	}
	widgets = append(widgets, graph("Runs of each function", runs, nil),
		graph("How long 95 of 100 runs took at most, in ms", seconds, nil))
	widgets = append(widgets, graph("Requests that Bedrock refused", refusals(d.settings.Models),
		nil))
	if slices.Contains(d.settings.RAG.Capabilities, "local") {
		widgets = append(widgets, graphOfIndex(d, fs))
	}
	board := awscloudwatch.NewDashboard(d.Stack, jsii.String("Dashboard"),
		&awscloudwatch.DashboardProps{DashboardName: jsii.String(d.settings.Project)})
	for row := range slices.Chunk(widgets, 2) {
		board.AddWidgets(row...)
	}
}

func graph(title string, metrics []awscloudwatch.IMetric,
	limits *[]*awscloudwatch.HorizontalAnnotation) awscloudwatch.IWidget {
	return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
		Title: jsii.String(title), Width: jsii.Number(12), Height: jsii.Number(5), Left: &metrics,
		LeftAnnotations: limits,
	})
}

// refusals are the throttles of each profile's model, each in its region.
func refusals(profiles []Profile) []awscloudwatch.IMetric {
	var list []awscloudwatch.IMetric
	for _, p := range profiles {
		list = append(list, awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String("AWS/Bedrock"), MetricName: jsii.String("InvocationThrottles"),
			Statistic: jsii.String("Sum"), Period: fiveMinutes(),
			Region: jsii.String(p.Region), Label: jsii.String(p.Region + " " + p.Model),
			DimensionsMap: &map[string]*string{"ModelId": jsii.String(p.Model)},
		}))
	}
	return list
}
