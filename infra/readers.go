package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// Readers are instances that search Mundap's own index in place of the
// functions, when it is larger than functions.index_mb.
type Readers struct {
	// Shards is the number of parts of the index, 0 to 16; if 0, there are no readers.
	// A shard of 2 to 3 million passages suits the default instance. If the number
	// changes, all documents are indexed again.
	Shards int `yaml:"shards" json:"shards"`
	// Replicas is how many instances serve each shard, 1 to 4. With two, the shard
	// can still be searched if one fails.
	Replicas int `yaml:"replicas" json:"replicas"`
	// InstanceType must have an ARM processor. Segments that fit into its memory
	// are searched without reading from the disk.
	InstanceType string `yaml:"instance_type" json:"instance_type"`
	// VolumeGB is the size of each instance's disk. It should be twice the size of
	// the shard plus 8 GB.
	VolumeGB int `yaml:"volume_gb" json:"volume_gb"`
}

// readerPort is where instances listen. The load balancer has a port for each
// shard from here on.
const readerPort = 8430

func (r Readers) check(f *faults, rag schema.RAG) {
	f.within("readers.shards", r.Shards, 0, 16)
	f.within("readers.replicas", r.Replicas, 1, 4)
	f.within("readers.volume_gb", r.VolumeGB, 10, 16000)
	f.unless(armInstance.MatchString(r.InstanceType), "readers.instance_type",
		"%q is not an instance type with an ARM processor, such as t4g.large", r.InstanceType)
	f.unless(r.Shards == 0 || slices.Contains(rag.Capabilities, "local") || slices.Contains(rag.Capabilities, "faiss"), "readers.shards",
		"search readers serve the store local, but rag.capabilities does not name it")
}

// addReaders makes the search readers and lets the functions ask them.
//
// The functions stay outside the network, where they reach all other services
// of AWS without a NAT gateway. They call an API that only they may call. A link
// takes the requests into the network, to a load balancer that passes them on to
// instances that are ready. See docs/adr/0018-search-readers.md.
func addReaders(d *deployment, fs *functions) {
	r := d.settings.Readers
	vpc := network(d, 2)
	key := awssecretsmanager.NewSecret(d.Stack, jsii.String("ReaderKey"), &awssecretsmanager.SecretProps{
		SecretName:  jsii.String(d.name("search-reader")),
		Description: jsii.String("Shared by the functions and the search readers"),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			PasswordLength: jsii.Number(64), ExcludePunctuation: jsii.Bool(true)}})

	// The rules of these groups refer to each other.
	link, balancer, instances := group(d, vpc, "ReaderLink"), group(d, vpc, "ReaderBalancer"),
		group(d, vpc, "Readers")
	for i := range r.Shards {
		balancer.AddIngressRule(link, awsec2.Port_Tcp(jsii.Number(readerPort+i)),
			jsii.String("Requests of the functions"), nil)
	}
	instances.AddIngressRule(balancer, awsec2.Port_Tcp(jsii.Number(readerPort)),
		jsii.String("Requests and health checks"), nil)

	nlb := awselasticloadbalancingv2.NewNetworkLoadBalancer(d.Stack, jsii.String("ReaderNLB"),
		&awselasticloadbalancingv2.NetworkLoadBalancerProps{Vpc: vpc, InternetFacing: jsii.Bool(false),
			CrossZoneEnabled: jsii.Bool(true), SecurityGroups: &[]awsec2.ISecurityGroup{balancer},
			VpcSubnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}})
	api := newReaderAPI(d, vpc, link)
	var addresses []string
	for i := range r.Shards {
		group := newShard(d, vpc, instances, key, i)
		listener := nlb.AddListener(jsii.String(fmt.Sprint("Shard", i)),
			&awselasticloadbalancingv2.BaseNetworkListenerProps{Port: jsii.Number(readerPort + i)})
		listener.AddTargets(jsii.String("Readers"), &awselasticloadbalancingv2.AddNetworkTargetsProps{
			Port: jsii.Number(readerPort), Targets: &[]awselasticloadbalancingv2.INetworkLoadBalancerTarget{group},
			DeregistrationDelay: awscdk.Duration_Seconds(jsii.Number(10)),
			HealthCheck: &awselasticloadbalancingv2.HealthCheck{
				Protocol: awselasticloadbalancingv2.Protocol_HTTP, Path: jsii.String("/readyz"),
				Interval:                awscdk.Duration_Seconds(jsii.Number(10)),
				HealthyThresholdCount:   jsii.Number(2),
				UnhealthyThresholdCount: jsii.Number(2)},
		})
		addresses = append(addresses, api.add(i, *listener.ListenerArn()))
	}
	known := facts(schema.Deployment{SearchReaders: addresses, SearchReaderSecret: d.name("search-reader")})
	fs.chat.set(known)
	fs.documentManager.set(known) // the number of shards
	fs.chat.allow([]string{*key.SecretArn()}, "secretsmanager:GetSecretValue")
	fs.chat.allow([]string{d.arn("execute-api", *api.Ref()+"/*/POST/*/v1/*")}, "execute-api:Invoke")
	acceptReaderFindings(d)
}

func group(d *deployment, vpc awsec2.Vpc, id string) awsec2.SecurityGroup {
	return awsec2.NewSecurityGroup(d.Stack, jsii.String(id+"Group"), &awsec2.SecurityGroupProps{
		Vpc: vpc, Description: jsii.String(id), AllowAllOutbound: jsii.Bool(true)})
}

// newShard makes the instances that search a shard.
func newShard(d *deployment, vpc awsec2.Vpc, instances awsec2.ISecurityGroup,
	key awssecretsmanager.Secret, shard int) awsautoscaling.AutoScalingGroup {
	r := d.settings.Readers
	id := fmt.Sprint("Reader", shard)
	h := newHost(d, id, fmt.Sprintf("the search readers of shard %d", shard))
	prefix := "index/v1/"
	if r.Shards > 1 {
		prefix = fmt.Sprintf("index/v1-%d/%d/", r.Shards, shard)
	}
	h.allow([]string{bucketARN(d, "/"+prefix+"*")}, getObject)
	h.allow([]string{bucketARN(d, "")}, "s3:ListBucket") // a missing object is "not found", not "forbidden"
	h.allow([]string{*key.SecretArn()}, "secretsmanager:GetSecretValue")
	h.run("(umask 077; aws secretsmanager get-secret-value --region "+*d.Region()+" --secret-id "+
		*key.SecretArn()+" --query SecretString --output text > /etc/mundap/key)",
		"chown mundap /etc/mundap/key")
	h.serve("mundap-search-reader", "/usr/local/bin/mundap search-reader --listen 0.0.0.0:8430"+
		" --index s3://"+uploadsBucket(d)+"/"+prefix+" --cache /var/cache/mundap --key-file /etc/mundap/key",
		"AWS_REGION="+*d.Region(), "MUNDAP_LANG=en")
	return awsautoscaling.NewAutoScalingGroup(d.Stack, jsii.String(id), &awsautoscaling.AutoScalingGroupProps{
		Vpc: vpc, VpcSubnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC},
		LaunchTemplate: h.template(d, id, r.InstanceType, r.VolumeGB, instances),
		MinCapacity:    jsii.Number(r.Replicas), MaxCapacity: jsii.Number(r.Replicas + 1),
		// A reader that is not ready after the time that fetching its shard may take
		// is replaced.
		HealthChecks: awsautoscaling.HealthChecks_WithAdditionalChecks(
			&awsautoscaling.AdditionalHealthChecksOptions{
				AdditionalTypes: &[]awsautoscaling.AdditionalHealthCheckType{awsautoscaling.AdditionalHealthCheckType_ELB},
				GracePeriod:     awscdk.Duration_Minutes(jsii.Number(20))}),
		UpdatePolicy: awsautoscaling.UpdatePolicy_RollingUpdate(&awsautoscaling.RollingUpdateOptions{
			MinInstancesInService: jsii.Number(r.Replicas), MaxBatchSize: jsii.Number(1),
			PauseTime: awscdk.Duration_Minutes(jsii.Number(5))}),
	})
}

// readerAPI is the API through which the functions reach the readers.
type readerAPI struct {
	awsapigatewayv2.CfnApi
	d    *deployment
	link awsapigatewayv2.CfnVpcLink
}

// readerFields are the fields of a line in its access log.
const readerFields = `{"time":"$context.requestTime","id":"$context.requestId","route":"$context.routeKey","caller":"$context.identity.caller",` +
	`"status":"$context.status","ms":"$context.integrationLatency","error":"$context.integrationErrorMessage"}`

func newReaderAPI(d *deployment, vpc awsec2.Vpc, link awsec2.SecurityGroup) *readerAPI {
	var subnets []any
	for _, s := range *vpc.PublicSubnets() {
		subnets = append(subnets, s.SubnetId())
	}
	a := &readerAPI{d: d, CfnApi: awsapigatewayv2.NewCfnApi(d.Stack, jsii.String("ReaderAPI"),
		&awsapigatewayv2.CfnApiProps{Name: jsii.String(d.name("search-reader")),
			Description:  jsii.String("The functions' way to the search readers"),
			ProtocolType: jsii.String("HTTP")})}
	a.link = awsapigatewayv2.NewCfnVpcLink(d.Stack, jsii.String("ReaderVpcLink"),
		&awsapigatewayv2.CfnVpcLinkProps{Name: jsii.String(d.name("search-reader")),
			SubnetIds: &subnets, SecurityGroupIds: &[]any{link.SecurityGroupId()}})
	logs := newLogs(d, "LogReaders", "/aws/apigateway/"+d.name("search-reader"))
	awsapigatewayv2.NewCfnStage(d.Stack, jsii.String("ReaderStage"), &awsapigatewayv2.CfnStageProps{
		ApiId: a.Ref(), StageName: jsii.String("$default"), AutoDeploy: jsii.Bool(true),
		AccessLogSettings: &awsapigatewayv2.CfnStage_AccessLogSettingsProperty{
			DestinationArn: logs.LogGroupArn(), Format: jsii.String(readerFields)},
	})
	return a
}

// add makes the route to a shard and returns the shard's address.
func (a *readerAPI) add(shard int, listener string) string {
	integration := awsapigatewayv2.NewCfnIntegration(a.d.Stack, jsii.String(fmt.Sprint("ReaderIntegration", shard)),
		&awsapigatewayv2.CfnIntegrationProps{ApiId: a.Ref(), IntegrationType: jsii.String("HTTP_PROXY"),
			ConnectionType: jsii.String("VPC_LINK"), ConnectionId: a.link.Ref(),
			IntegrationMethod: jsii.String("ANY"), IntegrationUri: jsii.String(listener),
			PayloadFormatVersion: jsii.String("1.0"), TimeoutInMillis: jsii.Number(12000)})
	awsapigatewayv2.NewCfnRoute(a.d.Stack, jsii.String(fmt.Sprint("ReaderRoute", shard)),
		&awsapigatewayv2.CfnRouteProps{ApiId: a.Ref(), AuthorizationType: jsii.String("AWS_IAM"),
			RouteKey: jsii.String(fmt.Sprintf("POST /%d/v1/{proxy+}", shard)),
			Target:   jsii.String("integrations/" + *integration.Ref())})
	host := strings.Join([]string{*a.Ref(), "execute-api", *a.d.Region(), *a.d.UrlSuffix()}, ".")
	return fmt.Sprintf("https://%s/%d", host, shard)
}
