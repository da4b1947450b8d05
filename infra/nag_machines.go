package main

// readerFindings are accepted where there are search readers.
var readerFindings = append([]finding{
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:s3:::[^*]*\/index\/v1(-\d+\/\d+)?\/\*$/`},
		reason: "Segments of one shard, whose names are numbers."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:execute-api:.*:<ReaderAPI>\/\*\/POST\/\*\/v1\/\*$/`},
		reason: "The two requests of every shard, at the one API of the readers."},
	{rule: "AwsSolutions-SMG4", reason: "The key opens nothing from outside: an API checks signatures before it. Another value reaches readers when they boot."},
	{rule: "AwsSolutions-ELB2", reason: "A network load balancer logs TLS connections only. The API in front of it has an access log."},
}, hostFindings...)

// machineFindings are accepted in the stack of one instance.
var machineFindings = append([]finding{
	{rule: "AwsSolutions-IAM5", only: []string{"Resource::*"},
		reason: "Session Manager's channels, the descriptions of volumes and Polly's voices have no resource."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:ec2:.*:(instance|volume|snapshot)\/\*$/`},
		reason: "Instances and snapshots get their ids later; instances must carry this stack's tag, and the policy copies volumes with its tag."},
	{rule: "AwsSolutions-IAM5", only: []string{`/^Resource::arn:<AWS::Partition>:bedrock:\*::foundation-model\/[a-z0-9.:-]+$/`},
		reason: "A global inference profile sends one model's calls to any commercial region; the guide asks for this resource."},
}, hostFindings...)

// hostFindings are accepted wherever instances run the program.
var hostFindings = []finding{
	{rule: "AwsSolutions-AS3", reason: "Instances that are replaced are no news: the load balancer's health checks and the site tell whether one is missing."},
	{rule: "AwsSolutions-EC28", reason: "Detailed monitoring costs as much as the smallest instances."},
}

func acceptReaderFindings(d *deployment)  { accept(d, readerFindings) }
func acceptMachineFindings(d *deployment) { accept(d, machineFindings) }
