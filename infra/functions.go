package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

// liveAlias is the alias through which everything calls a function. It points to
// the version of the newest deployment, or to an earlier one after a rollback.
const liveAlias = "live"

// function is one Lambda function with its role.
type function struct {
	awslambda.Function
	live    awslambda.Alias
	stack   awscdk.Stack
	role    awsiam.Role
	handler string
}

// functions are all of them. The program is one; the handler's name chooses what it does.
type functions struct {
	chat, documentManager                          *function // with the Korean dictionary
	eventManager, authorizer, site                 *function
	provisioning, upload, query, history, deletion *function
	ping                                           *function
}

// all lists them, those first that people wait for or that work longest.
func (fs *functions) all() []*function {
	return []*function{
		fs.chat, fs.documentManager, fs.eventManager, fs.authorizer, fs.site, fs.provisioning,
		fs.upload, fs.query, fs.history, fs.deletion, fs.ping,
	}
}

func newFunctions(d *deployment, site *site, socket *socketAPI) *functions {
	env := newEnvironment(d, site, socket)
	size := d.settings.Functions
	plain := func(id, handler, what string) *function {
		return newFunction(d, functionProps{id: id, handler: handler, what: what,
			code: d.assets.Lambda, size: size.Small, env: env.common()})
	}
	reader := func(id, handler, what string, size Function) *function {
		return newFunction(d, functionProps{
			id: id, handler: handler, what: what, code: d.assets.LambdaDictionary, size: size,
			temporaryMB: d.settings.Functions.TemporaryMB, env: env.models(),
			sendsToItself: handler == "document-manager",
		})
	}
	return &functions{
		chat: reader("Chat", "chat",
			"The socket: acknowledges a question, then answers it in a second, asynchronous run of itself", size.Chat),
		documentManager: reader("DocumentManager", "document-manager",
			"Reads, splits and indexes documents; forgets deleted ones", size.DocumentManager),
		eventManager: plain("EventManager", "event-manager",
			"Puts the bucket's events into the queue, in order for each key"),
		authorizer: plain("Authorizer", "authorizer", "Knows sessions and tickets"),
		site: newFunction(d, functionProps{id: "Site", handler: "site",
			what: "Signing in, documents, conversations, settings, links to files and recordings",
			code: d.assets.Lambda, size: size.Small,
			// it names the models, and shows how they stand; it may not ask them
			env: env.models()}),
		provisioning: plain("Provisioning", "provisioning",
			"Tells clients the socket's address"),
		upload:   plain("Upload", "upload", "Grants uploads by presigned addresses"),
		query:    plain("Query", "query", "Gives the answer to one request"),
		history:  plain("History", "history", "Gives the call log"),
		deletion: plain("Delete", "delete", "Empties the call log of its owner"),
		ping: newFunction(d, functionProps{id: "Ping", handler: "ping",
			what: "Answers the socket's pings", code: d.assets.Lambda,
			size: Function{MemoryMB: 128, Seconds: 5}, env: env.common()}),
	}
}

type functionProps struct {
	id, handler, what string
	code              string // folder with the program
	size              Function
	temporaryMB       int // 0: Lambda's 512
	// sendsToItself: through the queue, step by step. Lambda would stop the
	// sixteenth run of such a chain and take it for a mistake.
	sendsToItself bool
	env           map[string]string
}

func newFunction(d *deployment, p functionProps) *function {
	group := newLogs(d, "Log"+p.id, "/aws/lambda/"+d.name(p.handler))
	// Not the managed policy for Lambda: that one allows writing to every log group.
	f := &function{stack: d.Stack, handler: p.handler,
		role: awsiam.NewRole(d.Stack, jsii.String("Role"+p.id), &awsiam.RoleProps{
			AssumedBy:   awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
			Description: jsii.String("What " + d.name(p.handler) + " may do"),
		})}
	f.allow([]string{*group.LogGroupArn()}, "logs:CreateLogStream", "logs:PutLogEvents")

	props := &awslambda.FunctionProps{
		FunctionName: jsii.String(d.name(p.handler)),
		Description:  jsii.String(p.what),
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(),
		Architecture: awslambda.Architecture_ARM_64(),
		Code:         awslambda.Code_FromAsset(jsii.String(p.code), nil),
		Handler:      jsii.String(p.handler),
		Role:         f.role,
		MemorySize:   jsii.Number(p.size.MemoryMB),
		Timeout:      awscdk.Duration_Seconds(jsii.Number(p.size.Seconds)),
		LogGroup:     group,
		Environment:  environmentOf(p.env),
	}
	if p.sendsToItself {
		props.RecursiveLoop = awslambda.RecursiveLoop_ALLOW
	}
	if p.temporaryMB > 0 {
		props.EphemeralStorageSize = awscdk.Size_Mebibytes(jsii.Number(p.temporaryMB))
	}
	// Earlier versions are kept so that the alias can be moved back to one of them.
	props.CurrentVersionOptions = &awslambda.VersionOptions{
		RemovalPolicy: awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE}
	f.Function = awslambda.NewFunction(d.Stack, jsii.String(p.id), props)
	f.live = awslambda.NewAlias(f.Function, jsii.String("Live"), &awslambda.AliasProps{
		AliasName: jsii.String(liveAlias), Version: f.CurrentVersion()})
	return f
}

// allow adds a statement to the function's own role.
func (f *function) allow(resources []string, actions ...string) {
	f.role.AddToPolicy(allowing(resources, actions...))
}

func allowing(resources []string, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Actions: texts(actions...),
		Resources: texts(resources...)})
}

// set adds environment variables.
func (f *function) set(env map[string]string) {
	for _, k := range slices.Sorted(maps.Keys(env)) {
		f.AddEnvironment(jsii.String(k), jsii.String(env[k]), nil)
	}
}

func environmentOf(env map[string]string) *map[string]*string {
	out := map[string]*string{}
	for k, v := range env {
		out[k] = jsii.String(v)
	}
	return &out
}

// retention is CloudWatch's name for a number of days that the settings allow.
func retention(days int) awslogs.RetentionDays {
	switch days {
	case 1:
		return awslogs.RetentionDays_ONE_DAY
	case 3:
		return awslogs.RetentionDays_THREE_DAYS
	case 5:
		return awslogs.RetentionDays_FIVE_DAYS
	case 7:
		return awslogs.RetentionDays_ONE_WEEK
	case 14:
		return awslogs.RetentionDays_TWO_WEEKS
	case 30:
		return awslogs.RetentionDays_ONE_MONTH
	case 60:
		return awslogs.RetentionDays_TWO_MONTHS
	case 90:
		return awslogs.RetentionDays_THREE_MONTHS
	case 180:
		return awslogs.RetentionDays_SIX_MONTHS
	case 365:
		return awslogs.RetentionDays_ONE_YEAR
	}
	panic(fmt.Sprintf("retention of %d days passed validation", days))
}
