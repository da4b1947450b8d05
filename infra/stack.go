package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// stageName is the stage of both APIs.
const stageName = "prod"

// deployment is what every concern of the stack needs to know.
type deployment struct {
	awscdk.Stack
	settings Settings
	assets   Assets
}

// NewStack adds Mundap's stack to an app, and a second one if Kendra's index is
// made in another region. The settings must be valid.
func NewStack(app awscdk.App, id string, s Settings, assets Assets) awscdk.Stack {
	d := &deployment{settings: s, assets: assets}
	d.Stack = awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{
		StackName:   jsii.String(s.Project),
		Description: jsii.String("Mundap: questions and answers over your own documents"),
		Env:         environment(s.Account, s.Region),
		CrossRegionReferences: jsii.Bool(s.kendraElsewhere() && s.Kendra.Create ||
			s.firewallElsewhere()),
	})
	if s.Machine.Create {
		d.buildMachine()
	} else {
		d.build(app)
	}
	return d.Stack
}

func (d *deployment) build(app awscdk.App) {
	tables := newTables(d)
	queues := newQueues(d)
	logs := newLogBucket(d)
	rest := newRestAPI(d)
	socket := newSocketAPI(d)
	wall := newFirewall(d, app)
	site := newSite(d, rest, socket, wall, logs)

	functions := newFunctions(d, site, socket)
	grantData(functions, tables)
	grantUploads(d, functions)
	grantQueues(d, functions, queues)
	allowModels(functions.chat, d.settings.Models)
	allowModels(functions.documentManager, d.settings.Models)
	if d.settings.ReadQuotas {
		allowQuotas(functions.documentManager, d.settings.Models)
	}
	grantSpeech(d, functions)
	grantWeb(d, functions)

	uploads := newUploads(d, functions.eventManager, site, logs)
	if d.settings.OpenSearch.Create {
		newSearch(d, functions)
	}
	grantStores(d, functions.chat, functions.documentManager)
	if d.settings.Kendra.exists() {
		newKendra(d, app, functions, uploads)
	}
	if d.settings.Readers.Shards > 0 {
		addReaders(d, functions)
	}
	addSignIn(d, site, functions)
	addRoutes(d, rest, functions, wall)
	addSocketRoutes(d, socket, functions, wall)
	addOriginKey(d, wall, rest, socket)
	addUpkeep(d, functions)
	addAlarms(d, rest, socket, functions, queues, tables)
	addOutputs(d, site, socket)
	acceptFindings(d)
}

// environment is nil while the deployer's credentials decide.
func environment(account, region string) *awscdk.Environment {
	if account == "" && region == "" {
		return nil
	}
	e := &awscdk.Environment{}
	if account != "" {
		e.Account = jsii.String(account)
	}
	if region != "" {
		e.Region = jsii.String(region)
	}
	return e
}

// name is a resource's name in the account: the project and what it is.
func (d *deployment) name(what string) string { return d.settings.Project + "-" + what }

// arn names a resource of this account and region.
func (d *deployment) arn(service, resource string) string {
	return "arn:" + *d.Partition() + ":" + service + ":" + *d.Region() + ":" + *d.Account() + ":" +
		resource
}

// removal is what becomes of what people have put in when the stack is removed.
// A first deployment that fails takes along what it made, which is empty:
// otherwise the next one would find its names taken.
func (d *deployment) removal() awscdk.RemovalPolicy {
	if d.settings.Retain {
		return awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	return awscdk.RemovalPolicy_DESTROY
}

// child finds a construct that the CDK made inside another one.
func child(parent constructs.IConstruct, id string) constructs.IConstruct {
	return parent.Node().FindChild(jsii.String(id))
}

// texts turns strings into what the CDK takes.
func texts(list ...string) *[]*string { return jsii.Strings(list...) }
