package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsopensearchservice"
	"github.com/aws/aws-cdk-go/awscdk/v2/customresources"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// searchLogs are the domain's logs.
var searchLogs = []string{"SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS", "ES_APPLICATION_LOGS"}

// searchAlias is the alias that the program searches below; its indices' names
// begin with it and "-v".
const searchAlias = "mundap"

// searchCall is what the program asks of the domain: a method (the name of its action) on paths.
type searchCall struct {
	action string
	paths  []string
	writes bool // the document manager alone does it
}

// searchCalls are all. Nothing else of the domain's HTTP is reachable: neither
// its settings nor its security.
var searchCalls = []searchCall{
	{action: "es:ESHttpGet", paths: []string{"/" + searchAlias + "/_mapping",
		"/_cluster/health/" + searchAlias}},
	{action: "es:ESHttpPost", paths: []string{"/" + searchAlias + "/_msearch"}},
	// what it knows of a document
	{action: "es:ESHttpGet", paths: []string{"/" + searchAlias + "/_doc/*"}, writes: true},
	{action: "es:ESHttpPut", paths: []string{"/" + searchAlias + "/_doc/*",
		"/" + searchAlias + "-v*"}, writes: true},
	{action: "es:ESHttpPost", paths: []string{"/" + searchAlias + "/_bulk"}, writes: true},
	// rebuilding: a second index, the change of aliases, the end of the first one
	{action: "es:ESHttpGet", paths: []string{"/" + searchAlias + "-v*", "/_alias/" + searchAlias,
		"/_alias/" + searchAlias + "-v*", "/_cluster/health/" + searchAlias + "-vnext"}, writes: true},
	{action: "es:ESHttpPost", paths: []string{"/" + searchAlias + "-v*", "/_aliases"}, writes: true},
	{action: "es:ESHttpDelete", paths: []string{"/" + searchAlias + "-v*"}, writes: true},
}

// newSearch makes the OpenSearch domain. Who may speak to it is decided by IAM
// twice: the domain's policy and its fine-grained access control know one role,
// which the two functions that search and index take on. There is no password.
func newSearch(d *deployment, fs *functions) {
	s := d.settings.OpenSearch
	domainName := d.settings.Project
	arn := d.arn("es", "domain/"+domainName)

	role := searchRole(d, fs, arn)
	domain := awsopensearchservice.NewCfnDomain(d.Stack, jsii.String("Search"),
		&awsopensearchservice.CfnDomainProps{
			DomainName:                  jsii.String(domainName),
			EngineVersion:               jsii.String(s.Version),
			ClusterConfig:               cluster(s),
			EbsOptions:                  &awsopensearchservice.CfnDomain_EBSOptionsProperty{EbsEnabled: jsii.Bool(true), VolumeType: jsii.String("gp3"), VolumeSize: jsii.Number(s.VolumeGB)},
			EncryptionAtRestOptions:     &awsopensearchservice.CfnDomain_EncryptionAtRestOptionsProperty{Enabled: jsii.Bool(true)},
			NodeToNodeEncryptionOptions: &awsopensearchservice.CfnDomain_NodeToNodeEncryptionOptionsProperty{Enabled: jsii.Bool(true)},
			DomainEndpointOptions: &awsopensearchservice.CfnDomain_DomainEndpointOptionsProperty{
				EnforceHttps:      jsii.Bool(true),
				TlsSecurityPolicy: jsii.String("Policy-Min-TLS-1-2-PFS-2023-10"),
			},
			AdvancedSecurityOptions: &awsopensearchservice.CfnDomain_AdvancedSecurityOptionsInputProperty{
				Enabled: jsii.Bool(true), InternalUserDatabaseEnabled: jsii.Bool(false),
				MasterUserOptions: &awsopensearchservice.CfnDomain_MasterUserOptionsProperty{MasterUserArn: role.RoleArn()},
			},
			AccessPolicies: searchPolicy(d, fs, role, arn),
			// A policy about paths would not hold for indices that a body names.
			AdvancedOptions:      map[string]string{"rest.action.multi.allow_explicit_index": "false"},
			LogPublishingOptions: searchLogging(d, domainName),
		})
	domain.ApplyRemovalPolicy(d.removal(), nil)
	// Without it another version would replace the domain, and all that is in it.
	domain.CfnOptions().SetUpdatePolicy(&awscdk.CfnUpdatePolicy{EnableVersionUpgrade: jsii.Bool(true)})
	domain.Node().AddDependency(child(d.Stack, "SearchMayLog"))
	if d.settings.RAG.NoriPlugin {
		associateNori(d, domain, s.Version, arn)
	}
	for _, f := range []*function{fs.chat, fs.documentManager} {
		f.allow([]string{*role.RoleArn()}, "sts:AssumeRole")
		search := schema.Default().OpenSearch
		search.URL, search.Shards, search.Replicas = "https://"+*domain.AttrDomainEndpoint(), s.Shards,
			s.Replicas
		f.set(schema.Environment(schema.Settings{OpenSearch: search},
			schema.Settings{OpenSearch: schema.Default().OpenSearch}))
		f.set(facts(schema.Deployment{SearchRole: *role.RoleArn()}))
	}
}

// searchRole is the role that the domain knows. A function takes it on in a
// session of its own name, which is what tells who reads and who writes: the
// domain's own access control knows one role only without a password.
func searchRole(d *deployment, fs *functions, arn string) awsiam.Role {
	role := awsiam.NewRole(d.Stack, jsii.String("SearchRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewCompositePrincipal(
			inOwnSession(d, fs.chat), inOwnSession(d, fs.documentManager),
		),
		Description: jsii.String("Who the OpenSearch domain knows"),
	})
	for _, s := range searchStatements(d, fs, arn) {
		role.AddToPolicy(s)
	}
	return role
}

func inOwnSession(d *deployment, f *function) awsiam.IPrincipal {
	return awsiam.NewArnPrincipal(f.role.RoleArn()).WithConditions(&map[string]any{
		"StringEquals": map[string]any{"sts:RoleSessionName": d.name(f.handler)},
	})
}

// searchPolicy is the domain's own.
func searchPolicy(d *deployment, fs *functions, role awsiam.Role,
	arn string) awsiam.PolicyDocument {
	list := searchStatements(d, fs, arn)
	for _, s := range list {
		s.AddPrincipals(role)
	}
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &list})
}

func searchStatements(d *deployment, fs *functions, arn string) []awsiam.PolicyStatement {
	var list []awsiam.PolicyStatement
	for _, c := range searchCalls {
		var resources []string
		for _, path := range c.paths {
			resources = append(resources, arn+path)
		}
		s := allowing(resources, c.action)
		if c.writes { // the user id of a role's session is the role's id, a colon and the session's name
			s.AddCondition(jsii.String("StringLike"),
				map[string]any{"aws:userid": "*:" + d.name(fs.documentManager.handler)})
		}
		list = append(list, s)
	}
	return list
}

func cluster(s OpenSearch) *awsopensearchservice.CfnDomain_ClusterConfigProperty {
	c := &awsopensearchservice.CfnDomain_ClusterConfigProperty{
		InstanceType: jsii.String(s.DataNodeType), InstanceCount: jsii.Number(s.DataNodes),
		MultiAzWithStandbyEnabled: jsii.Bool(false),
		ZoneAwarenessEnabled:      jsii.Bool(s.Zones > 1),
		DedicatedMasterEnabled:    jsii.Bool(s.MasterNodes > 0),
	}
	if s.Zones > 1 {
		c.ZoneAwarenessConfig = &awsopensearchservice.CfnDomain_ZoneAwarenessConfigProperty{AvailabilityZoneCount: jsii.Number(s.Zones)}
	}
	if s.MasterNodes > 0 {
		c.DedicatedMasterType, c.DedicatedMasterCount = jsii.String(s.MasterNodeType),
			jsii.Number(s.MasterNodes)
	}
	return c
}

// searchLogging makes the logs and lets the service write them.
func searchLogging(d *deployment, domainName string) *map[string]any {
	options := map[string]any{}
	for _, kind := range searchLogs {
		group := awslogs.NewLogGroup(d.Stack, jsii.String("Log"+kind), &awslogs.LogGroupProps{
			LogGroupName:  jsii.String("/aws/opensearch/" + domainName + "/" + kind),
			Retention:     retention(d.settings.Operations.LogDays),
			RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
		})
		options[kind] = &awsopensearchservice.CfnDomain_LogPublishingOptionProperty{CloudWatchLogsLogGroupArn: group.LogGroupArn(), Enabled: jsii.Bool(true)}
	}
	awslogs.NewResourcePolicy(d.Stack, jsii.String("SearchMayLog"), &awslogs.ResourcePolicyProps{
		ResourcePolicyName: jsii.String(d.name("search-logs")),
		PolicyStatements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("es.amazonaws.com"), nil)},
			Actions:    texts("logs:PutLogEvents", "logs:CreateLogStream"),
			Resources:  texts(d.arn("logs", "log-group:/aws/opensearch/"+domainName+"/*")),
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": d.Account()}},
		})},
	})
	return &options
}

// associateNori gives the domain the Korean analyzer. CloudFormation has no
// resource for it, and the package's id differs by region and engine: it is
// looked up. AWS then works on it for some 30 to 60 minutes, during which
// documents wait in the queue.
func associateNori(d *deployment, domain awsopensearchservice.CfnDomain, version, arn string) {
	find := customresources.NewAwsCustomResource(d.Stack, jsii.String("NoriPackage"),
		sdkResource(d, &customresources.AwsSdkCall{
			Service: jsii.String("OpenSearch"), Action: jsii.String("describePackages"),
			Parameters: map[string]any{"Filters": []any{
				map[string]any{"Name": "PackageName", "Value": []any{"analysis-nori"}},
				map[string]any{"Name": "EngineVersion", "Value": []any{version}},
			}},
			OutputPaths: texts("PackageDetailsList.0.PackageID"),
			PhysicalResourceId: customresources.PhysicalResourceId_Of(jsii.String("analysis-nori-" +
				version)),
		}, nil, allowing([]string{"*"}, "es:DescribePackages")))
	id := find.GetResponseField(jsii.String("PackageDetailsList.0.PackageID"))
	call := func(action string) *customresources.AwsSdkCall {
		return &customresources.AwsSdkCall{
			Service: jsii.String("OpenSearch"), Action: jsii.String(action),
			Parameters: map[string]any{"PackageID": id, "DomainName": domain.Ref()},
			PhysicalResourceId: customresources.PhysicalResourceId_Of(jsii.String("nori-of-" +
				d.settings.Project)),
			// Already there, or the domain went first.
			IgnoreErrorCodesMatching: jsii.String("ConflictException|ResourceNotFoundException"),
		}
	}
	customresources.NewAwsCustomResource(d.Stack, jsii.String("NoriOfDomain"),
		sdkResource(d, call("associatePackage"), call("dissociatePackage"),
			allowing([]string{arn}, "es:AssociatePackage", "es:DissociatePackage")))
}

func sdkResource(d *deployment, create, remove *customresources.AwsSdkCall,
	may awsiam.PolicyStatement) *customresources.AwsCustomResourceProps {
	return &customresources.AwsCustomResourceProps{
		OnCreate: create, OnUpdate: create, OnDelete: remove,
		Policy: customresources.AwsCustomResourcePolicy_FromStatements(&[]awsiam.PolicyStatement{may}),
		// the runtime's own knows these calls; fetching another needs the network
		InstallLatestAwsSdk: jsii.Bool(false),
		Timeout:             awscdk.Duration_Minutes(jsii.Number(2)),
	}
}
