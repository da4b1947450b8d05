package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

// indexSize makes a metric of the size of Mundap's own index in MB, which the
// document manager logs after each change.
func indexSize(d *deployment, fs *functions) awscloudwatch.IMetric {
	filter := awslogs.NewMetricFilter(d.Stack, jsii.String("IndexSize"), &awslogs.MetricFilterProps{
		LogGroup:        fs.documentManager.LogGroup(),
		MetricNamespace: jsii.String("Mundap"), MetricName: jsii.String(d.name("index-mb")),
		FilterPattern: awslogs.FilterPattern_Literal(jsii.String(`{ $.index_mb >= 0 }`)),
		MetricValue:   jsii.String("$.index_mb"),
	})
	return filter.Metric(&awscloudwatch.MetricOptions{Statistic: jsii.String("Maximum"),
		Period: fiveMinutes(), Label: jsii.String("MB")})
}

// graphOfIndex shows how near the index is to the largest size that the functions
// search.
func graphOfIndex(d *deployment, fs *functions) awscloudwatch.IWidget {
	limit := &[]*awscloudwatch.HorizontalAnnotation{{
		Value: jsii.Number(d.settings.Functions.IndexMB)}}
	return graph("Size of Mundap's own index, in MB",
		[]awscloudwatch.IMetric{indexSize(d, fs)}, limit)
}
