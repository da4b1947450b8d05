package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdadestinations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// Prefixes of the uploads bucket.
const (
	documentsPrefix = "docs/"
	contentPrefix   = "content/"  // what was read of documents
	indexPrefix     = "index/"    // segments of the embedded search
	historyPrefix   = "history/"  // answers too long for a table
	metadataPrefix  = "metadata/" // Kendra's document ids
	speechPrefix    = "speech/"
	faqPrefix       = "faq/"
)

// documentEvents are every kind of creation and removal: plain and multipart
// uploads, forms, copies; deletions, markers and expirations.
var documentEvents = []string{"s3:ObjectCreated:*", "s3:ObjectRemoved:*",
	"s3:LifecycleExpiration:*"}

// uploadsBucket is the bucket's name. It is known beforehand so that the bucket
// may depend on the function that it notifies, and that function's permission
// on the bucket's name.
func uploadsBucket(d *deployment) string {
	return d.name("uploads-") + *d.Account() + "-" + *d.Region()
}

func bucketARN(d *deployment, path string) string {
	return "arn:" + *d.Partition() + ":s3:::" + uploadsBucket(d) + path
}

// newLogBucket takes the access logs of the other buckets and of CloudFront, for a quarter.
func newLogBucket(d *deployment) awss3.Bucket {
	return awss3.NewBucket(d.Stack, jsii.String("LogBucket"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:        jsii.Bool(true),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_PREFERRED, // CloudFront writes by ACL
		LifecycleRules:    &[]*awss3.LifecycleRule{{Expiration: awscdk.Duration_Days(jsii.Number(90))}},
		RemovalPolicy:     d.removal(),
		AutoDeleteObjects: jsii.Bool(!d.settings.Retain),
	})
}

// newUploads makes the bucket of documents. Browsers of the site alone may put
// and get, by addresses presigned for them.
func newUploads(d *deployment, events *function, site *site, logs awss3.Bucket) awss3.Bucket {
	bucket := awss3.NewBucket(d.Stack, jsii.String("Uploads"), &awss3.BucketProps{
		BucketName:             jsii.String(uploadsBucket(d)),
		Encryption:             awss3.BucketEncryption_S3_MANAGED,
		BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:             jsii.Bool(true),
		ObjectOwnership:        awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		ServerAccessLogsBucket: logs,
		ServerAccessLogsPrefix: jsii.String("uploads/"),
		RemovalPolicy:          d.removal(),
		AutoDeleteObjects:      jsii.Bool(!d.settings.Retain),
		Cors: &[]*awss3.CorsRule{{
			AllowedOrigins: texts(append([]string{site.url}, d.settings.Site.AllowedOrigins...)...),
			AllowedMethods: &[]awss3.HttpMethods{awss3.HttpMethods_PUT, awss3.HttpMethods_GET,
				awss3.HttpMethods_HEAD},
			AllowedHeaders: texts("content-type", "range"),
			ExposedHeaders: texts("ETag", "Accept-Ranges", "Content-Range", "Content-Length"),
			MaxAge:         jsii.Number(3600),
		}},
		Versioned:      jsii.Bool(d.settings.Backup.VersionDays > 0),
		LifecycleRules: uploadRules(d.settings.Backup.VersionDays),
	})
	notify(d, bucket, events)
	return bucket
}

// keptPrefixes hold what nobody can make again: originals and long answers.
var keptPrefixes = []string{documentsPrefix, faqPrefix, historyPrefix}

// madePrefixes hold what is made of the originals. Their old versions go with
// the next day.
var madePrefixes = []string{contentPrefix, indexPrefix, metadataPrefix, speechPrefix}

// uploadRules are what expires in the uploads bucket.
func uploadRules(versionDays int) *[]*awss3.LifecycleRule {
	rules := []*awss3.LifecycleRule{{
		Id:                                  jsii.String("unfinished-uploads"),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(7)),
	}, {
		Id:         jsii.String("recordings"), // made again when somebody asks
		Prefix:     jsii.String(speechPrefix),
		Expiration: awscdk.Duration_Days(jsii.Number(30)),
	}}
	if versionDays == 0 {
		return &rules
	}
	old := func(prefix string, days int) {
		rules = append(rules, &awss3.LifecycleRule{
			Id: jsii.String("versions-of-" + strings.TrimSuffix(prefix, "/")), Prefix: jsii.String(prefix),
			NoncurrentVersionExpiration: awscdk.Duration_Days(jsii.Number(days)),
		})
	}
	for _, prefix := range keptPrefixes {
		old(prefix, versionDays)
	}
	for _, prefix := range madePrefixes {
		old(prefix, 1)
	}
	rules = append(rules, &awss3.LifecycleRule{Id: jsii.String("markers-of-nothing"),
		ExpiredObjectDeleteMarker: jsii.Bool(true)})
	return &rules
}

// notify sends the bucket's events to the event manager. Through the bucket's
// own property and not the CDK's custom resource, whose role may change the
// notifications of every bucket in the account.
func notify(d *deployment, bucket awss3.Bucket, events *function) {
	permission := awslambda.NewCfnPermission(d.Stack, jsii.String("UploadsMayNotify"),
		&awslambda.CfnPermissionProps{
			Action:        jsii.String("lambda:InvokeFunction"),
			FunctionName:  events.live.FunctionArn(),
			Principal:     jsii.String("s3.amazonaws.com"),
			SourceAccount: d.Account(),
			SourceArn:     jsii.String(bucketARN(d, "")),
		})
	var list []any
	for _, prefix := range []string{documentsPrefix, faqPrefix} {
		for _, event := range documentEvents {
			list = append(list, &awss3.CfnBucket_LambdaConfigurationProperty{
				Event:    jsii.String(event),
				Function: events.live.FunctionArn(),
				Filter: &awss3.CfnBucket_NotificationFilterProperty{S3Key: &awss3.CfnBucket_S3KeyFilterProperty{
					Rules: &[]any{&awss3.CfnBucket_FilterRuleProperty{Name: jsii.String("prefix"),
						Value: jsii.String(prefix)}},
				}},
			})
		}
	}
	resource := bucket.Node().DefaultChild().(awss3.CfnBucket)
	resource.SetNotificationConfiguration(&awss3.CfnBucket_NotificationConfigurationProperty{LambdaConfigurations: &list})
	resource.AddResourceDependency(permission, nil)
}

// queues are where events wait, and where those go that nobody could handle.
type queues struct {
	documents, dead awssqs.Queue // FIFO
	failed          awssqs.Queue // asynchronous runs that failed to the end
}

const (
	queueDays = 2 // the base system's retention
	// SQS's longest; a message's age goes on counting when it moves here, so it must be longer
	deadDays = 14
	// deliveries is for functions that never start: a task that fails is put
	// aside, with its reason, by the document manager after five attempts.
	// Twice that and one more, as package sqsqueue asks for.
	deliveries = 11
	// messageBatch: what follows a failed message in a batch loses an
	// attempt. So each comes alone.
	messageBatch = 1
)

func newQueues(d *deployment) *queues {
	q := &queues{}
	q.dead = awssqs.NewQueue(d.Stack, jsii.String("DeadLetters"), &awssqs.QueueProps{
		QueueName: jsii.String(d.name("documents-dead.fifo")), Fifo: jsii.Bool(true),
		EnforceSSL:      jsii.Bool(true),
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(deadDays)),
	})
	q.documents = awssqs.NewQueue(d.Stack, jsii.String("Documents"), &awssqs.QueueProps{
		QueueName: jsii.String(d.name("documents.fifo")), Fifo: jsii.Bool(true),
		EnforceSSL:      jsii.Bool(true),
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(queueDays)),
		// Groups are keys: order holds within one, and they do not wait for each other.
		DeduplicationScope:        awssqs.DeduplicationScope_MESSAGE_GROUP,
		FifoThroughputLimit:       awssqs.FifoThroughputLimit_PER_MESSAGE_GROUP_ID,
		ContentBasedDeduplication: jsii.Bool(false),
		VisibilityTimeout:         awscdk.Duration_Seconds(jsii.Number(queueFactor * d.settings.Functions.DocumentManager.Seconds)),
		DeadLetterQueue: &awssqs.DeadLetterQueue{Queue: q.dead,
			MaxReceiveCount: jsii.Number(deliveries)},
	})
	q.failed = awssqs.NewQueue(d.Stack, jsii.String("FailedRuns"), &awssqs.QueueProps{
		QueueName: jsii.String(d.name("failed-runs")), EnforceSSL: jsii.Bool(true),
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(deadDays)),
	})
	return q
}

// grantQueues connects the queue's two ends, and keeps what asynchronous runs could not do.
func grantQueues(d *deployment, fs *functions, q *queues) {
	for _, f := range []*function{fs.eventManager, fs.site,
		fs.documentManager} { // the last one: the next step of a long document
		f.allow([]string{*q.documents.QueueArn()}, "sqs:SendMessage")
		f.set(facts(schema.Deployment{QueueURL: *q.documents.QueueUrl(),
			DeadQueueURL: *q.dead.QueueUrl()}))
	}
	// what it puts aside, with the reason
	fs.documentManager.allow([]string{*q.dead.QueueArn()}, "sqs:SendMessage")
	fs.documentManager.live.AddEventSource(awslambdaeventsources.NewSqsEventSource(q.documents,
		&awslambdaeventsources.SqsEventSourceProps{
			BatchSize:               jsii.Number(messageBatch),
			ReportBatchItemFailures: jsii.Bool(true),
			MaxConcurrency:          jsii.Number(d.settings.Functions.DocumentWorkers),
		}))
	fs.eventManager.live.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		RetryAttempts: jsii.Number(2), MaxEventAge: awscdk.Duration_Hours(jsii.Number(6)),
		OnFailure: awslambdadestinations.NewSqsDestination(q.failed),
	})
	// A turn is fenced by its attempt, so that further tries can't answer
	// twice; after five minutes nobody is waiting any more.
	fs.chat.live.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		RetryAttempts: jsii.Number(2), MaxEventAge: awscdk.Duration_Minutes(jsii.Number(5)),
		OnFailure: awslambdadestinations.NewSqsDestination(q.failed),
	})
}

// Actions on objects.
const (
	getObject    = "s3:GetObject"
	putObject    = "s3:PutObject"
	deleteObject = "s3:DeleteObject"
)

// grantUploads says which function does what below which prefix. A presigned
// address can do what its maker may.
func grantUploads(d *deployment, fs *functions) {
	for _, g := range []struct {
		f        *function
		actions  []string
		prefixes []string
	}{
		{fs.upload, []string{putObject}, []string{documentsPrefix}},
		{fs.query, []string{getObject}, []string{contentPrefix, historyPrefix}},
		{fs.history, []string{getObject}, []string{contentPrefix, historyPrefix}},
		{fs.deletion, []string{getObject, deleteObject}, []string{historyPrefix}},
		// recordings of deleted answers
		{fs.deletion, []string{getObject, deleteObject}, []string{speechPrefix}},
		{fs.site, []string{deleteObject}, []string{speechPrefix}},
		{fs.site, []string{getObject}, []string{documentsPrefix, faqPrefix, contentPrefix,
			historyPrefix, speechPrefix}},
		// samples; deletions
		{fs.site, []string{putObject, deleteObject}, []string{documentsPrefix, historyPrefix}},
		// speech: whether an answer was read aloud before
		{fs.chat, []string{getObject}, []string{documentsPrefix, faqPrefix, contentPrefix,
			indexPrefix, historyPrefix, speechPrefix}},
		{fs.chat, []string{putObject, deleteObject}, []string{historyPrefix, speechPrefix}},
		// seals and discards uploads
		{fs.eventManager, []string{getObject, putObject, deleteObject}, []string{documentsPrefix}},
		{fs.eventManager, []string{getObject, deleteObject}, []string{faqPrefix}},
		{fs.documentManager, []string{getObject, deleteObject},
			[]string{documentsPrefix, faqPrefix, contentPrefix, indexPrefix, metadataPrefix}},
		{fs.documentManager, []string{putObject}, []string{contentPrefix, indexPrefix,
			metadataPrefix, historyPrefix}},
		// answers that go with a document, and their recordings
		{fs.documentManager, []string{getObject}, []string{historyPrefix}},
		{fs.documentManager, []string{deleteObject}, []string{historyPrefix, speechPrefix}},
	} {
		var resources []string
		for _, prefix := range g.prefixes {
			resources = append(resources, bucketARN(d, "/"+prefix+"*"))
		}
		g.f.allow(resources, g.actions...)
	}
	// Without it a missing object answers "forbidden" instead of "not found".
	for _, f := range []*function{fs.query, fs.history, fs.deletion, fs.site, fs.chat,
		fs.eventManager, fs.documentManager} {
		f.allow([]string{bucketARN(d, "")}, "s3:ListBucket")
	}
}
