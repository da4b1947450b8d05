package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskendra"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3deployment"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// korean is the language of everything that goes into Kendra.
const korean = "ko"

// faqFile is the sample FAQ: question, answer, address; no header row.
const faqFile = "faq-banking.csv"

// newKendra makes the index or takes an existing one, and lets chat ask it and
// the document manager fill it. There is no data source over the same files:
// they would be in it twice.
func newKendra(d *deployment, app awscdk.App, fs *functions, uploads awss3.Bucket) {
	region, id := *d.Region(), d.settings.Kendra.IndexID
	if d.settings.kendraElsewhere() {
		region = d.settings.Kendra.Region
	}
	if d.settings.Kendra.Create {
		id = newIndex(d, app, uploads)
	}
	arn := "arn:" + *d.Partition() + ":kendra:" + region + ":" + *d.Account() + ":index/" + id
	fs.chat.allow([]string{arn}, "kendra:Retrieve", "kendra:Query")
	fs.documentManager.allow([]string{arn}, "kendra:BatchPutDocument", "kendra:BatchDeleteDocument")
	for _, f := range []*function{fs.chat, fs.documentManager} {
		index := schema.Default().Kendra
		index.Index, index.Region = id, region
		index.QueriesPerMinute = d.settings.Kendra.QueriesPerMinute
		if d.settings.Kendra.Create { // whether an existing index has the field, or FAQs, is not known
			index.ReadersField, index.FAQ = readersField, d.settings.Kendra.FAQ
		}
		f.set(schema.Environment(schema.Settings{Kendra: index},
			schema.Settings{Kendra: schema.Default().Kendra}))
	}
	if !d.settings.kendraElsewhere() { // Kendra reads buckets of its own region only; elsewhere texts are sent
		passReader(d, fs.documentManager)
	}
}

// newIndex makes the index, here or in a stack of its own in the other region, and gives its id.
func newIndex(d *deployment, app awscdk.App, uploads awss3.Bucket) string {
	scope, bucket := d.Stack, awss3.IBucket(uploads)
	if d.settings.kendraElsewhere() {
		scope = awscdk.NewStack(app, jsii.String(*d.Node().Id()+"Kendra"), &awscdk.StackProps{
			StackName:             jsii.String(d.name("kendra")),
			Description:           jsii.String("Mundap's Kendra index"),
			Env:                   environment(d.settings.Account, d.settings.Kendra.Region),
			CrossRegionReferences: jsii.Bool(true),
		})
		d.AddStackDependency(scope, nil)
		bucket = faqBucket(d, scope)
	}
	index := awskendra.NewCfnIndex(scope, jsii.String("Kendra"), &awskendra.CfnIndexProps{
		Name: jsii.String(d.settings.Project), Edition: jsii.String(d.settings.Kendra.Edition),
		RoleArn: kendraLogRole(scope).RoleArn(), DocumentMetadataConfigurations: kendraFields(),
	})
	if d.settings.Kendra.FAQ {
		newFAQ(d, scope, index, bucket)
	}
	return *index.AttrId()
}

// readersField holds who may read a document.
const readersField = "mundap_readers"

// kendraFields are the index's fields that Mundap writes, reads back or filters
// by. Without the version no passage would be known to be current.
func kendraFields() *[]any {
	field := func(name, kind string, use awskendra.CfnIndex_SearchProperty) any {
		return &awskendra.CfnIndex_DocumentMetadataConfigurationProperty{Name: jsii.String(name),
			Type: jsii.String(kind), Search: &use}
	}
	yes, no := jsii.Bool(true), jsii.Bool(false)
	back := awskendra.CfnIndex_SearchProperty{Displayable: yes, Searchable: no, Facetable: no,
		Sortable: no}
	return &[]any{
		field("_version", "STRING_VALUE", back), field("_source_uri", "STRING_VALUE", back),
		field("_excerpt_page_number", "LONG_VALUE", back),
		field(readersField, "STRING_LIST_VALUE", awskendra.CfnIndex_SearchProperty{Displayable: no,
			Searchable: yes, Facetable: no, Sortable: no}),
	}
}

// kendraPrincipal is Kendra acting for this account.
func kendraPrincipal(scope awscdk.Stack) awsiam.IPrincipal {
	return awsiam.NewServicePrincipal(jsii.String("kendra.amazonaws.com"),
		&awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": scope.Account()}},
		})
}

// kendraLogRole may write the index's logs and metrics and nothing else.
func kendraLogRole(scope awscdk.Stack) awsiam.Role {
	role := awsiam.NewRole(scope, jsii.String("KendraRole"),
		&awsiam.RoleProps{AssumedBy: kendraPrincipal(scope),
			Description: jsii.String("Logs and metrics of Kendra's index")})
	logs := "arn:" + *scope.Partition() + ":logs:" + *scope.Region() + ":" + *scope.Account() +
		":log-group:/aws/kendra/*"
	role.AddToPolicy(allowing([]string{logs}, "logs:CreateLogGroup", "logs:CreateLogStream",
		"logs:PutLogEvents", "logs:DescribeLogStreams"))
	role.AddToPolicy(allowing([]string{"*"}, "logs:DescribeLogGroups"))
	metrics := allowing([]string{"*"}, "cloudwatch:PutMetricData")
	metrics.AddCondition(jsii.String("StringEquals"),
		map[string]any{"cloudwatch:namespace": "AWS/Kendra"})
	role.AddToPolicy(metrics)
	return role
}

// passReader makes the role by which Kendra fetches documents, and lets the
// document manager pass it to Kendra alone.
func passReader(d *deployment, f *function) {
	role := awsiam.NewRole(d.Stack, jsii.String("KendraReader"),
		&awsiam.RoleProps{AssumedBy: kendraPrincipal(d.Stack),
			Description: jsii.String("Kendra reads documents")})
	role.AddToPolicy(allowing([]string{bucketARN(d, "/"+documentsPrefix+"*")}, getObject))
	pass := allowing([]string{*role.RoleArn()}, "iam:PassRole")
	pass.AddCondition(jsii.String("StringEquals"),
		map[string]any{"iam:PassedToService": "kendra.amazonaws.com"})
	f.role.AddToPolicy(pass)
	f.set(facts(schema.Deployment{KendraRole: *role.RoleArn()}))
}

// newFAQ puts the sample into the bucket and creates it in the index.
func newFAQ(d *deployment, scope awscdk.Stack, index awskendra.CfnIndex, bucket awss3.IBucket) {
	files := awss3deployment.NewBucketDeployment(scope, jsii.String("FAQFiles"),
		&awss3deployment.BucketDeploymentProps{
			Sources:           &[]awss3deployment.ISource{awss3deployment.Source_Asset(jsii.String(d.assets.FAQ), nil)},
			DestinationBucket: bucket, DestinationKeyPrefix: jsii.String(faqPrefix),
			Prune: jsii.Bool(false), MemoryLimit: jsii.Number(512),
		})
	role := awsiam.NewRole(scope, jsii.String("FAQReader"),
		&awsiam.RoleProps{AssumedBy: kendraPrincipal(scope),
			Description: jsii.String("Kendra reads the FAQ")})
	role.AddToPolicy(allowing([]string{*bucket.BucketArn() + "/" + faqPrefix + "*"}, getObject))
	faq := awskendra.NewCfnFaq(scope, jsii.String("FAQ"), &awskendra.CfnFaqProps{
		Name: jsii.String("faq-banking"), IndexId: index.AttrId(), RoleArn: role.RoleArn(),
		FileFormat: jsii.String("CSV"), LanguageCode: jsii.String(korean),
		S3Path: &awskendra.CfnFaq_S3PathProperty{Bucket: bucket.BucketName(),
			Key: jsii.String(faqPrefix + faqFile)},
	})
	faq.Node().AddDependency(files, role)
}

// faqBucket holds the FAQ where the index is in another region, whose buckets alone Kendra reads.
func faqBucket(d *deployment, scope awscdk.Stack) awss3.IBucket {
	return awss3.NewBucket(scope, jsii.String("FAQBucket"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:        jsii.Bool(true), RemovalPolicy: d.removal(),
	})
}
