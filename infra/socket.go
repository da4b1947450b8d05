package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// ticketSource is where the authorizer finds a socket's ticket.
const ticketSource = "route.request.querystring.ticket"

// socketFields is what a line of the WebSocket API's access log holds. Not the
// query: the ticket stands there.
const socketFields = `{"time":"$context.requestTime","id":"$context.requestId","ip":"$context.identity.sourceIp","route":"$context.routeKey",` +
	`"connection":"$context.connectionId","status":"$context.status","error":"$context.error.responseType"}`

// socketRoutes are API Gateway's own. Of Mundap's frames the pings have a route
// besides, and an answer on it: pingRoute.
var socketRoutes = []string{"$connect", "$disconnect", "$default"}

// pingRoute is the op of a ping in version 2 of the protocol.
const pingRoute = "ping"

// socketAPI is the WebSocket API.
type socketAPI struct {
	d       *deployment
	api     awsapigatewayv2.CfnApi
	stage   awsapigatewayv2.CfnStage
	address string // for clients; "": API Gateway's own
}

func newSocketAPI(d *deployment) *socketAPI {
	return &socketAPI{d: d, api: awsapigatewayv2.NewCfnApi(d.Stack, jsii.String("Socket"),
		&awsapigatewayv2.CfnApiProps{
			Name:                     jsii.String(d.name("socket")),
			Description:              jsii.String("Mundap's questions and answers"),
			ProtocolType:             jsii.String("WEBSOCKET"),
			RouteSelectionExpression: jsii.String("$request.body.op"),
		})}
}

// host is the API's domain.
func (s *socketAPI) host() string {
	return *s.api.Ref() + ".execute-api." + *s.d.Region() + "." + *s.d.UrlSuffix()
}

func (s *socketAPI) url() string {
	return cmp.Or(s.address, "wss://"+s.host()+"/"+stageName)
}

// endpoint is where frames are posted to connections.
func (s *socketAPI) endpoint() string { return "https://" + s.host() + "/" + stageName }

// addSocketRoutes connects the API with the chat function. API Gateway waits 29
// seconds for it: so the function acknowledges, calls itself asynchronously and
// posts frames through the management API.
func addSocketRoutes(d *deployment, s *socketAPI, fs *functions, wall *firewall) {
	var parts []string
	integration := awsapigatewayv2.NewCfnIntegration(d.Stack, jsii.String("SocketIntegration"),
		&awsapigatewayv2.CfnIntegrationProps{
			ApiId:           s.api.Ref(),
			IntegrationType: jsii.String("AWS_PROXY"),
			IntegrationUri:  jsii.String(invocation(d, fs.chat)),
		})
	authorizer := socketAuthorizer(d, s, fs)
	var made []awscdk.CfnResource
	for _, key := range socketRoutes {
		props := &awsapigatewayv2.CfnRouteProps{
			ApiId:             s.api.Ref(),
			RouteKey:          jsii.String(key),
			AuthorizationType: jsii.String("NONE"), // of a connection that $connect let in
			Target:            jsii.String("integrations/" + *integration.Ref()),
		}
		if key == "$connect" && authorizer != nil {
			props.AuthorizationType, props.AuthorizerId = jsii.String("CUSTOM"), authorizer.Ref()
		}
		if key == "$connect" {
			props.ApiKeyRequired = wall.keyed()
		}
		made = append(made, awsapigatewayv2.NewCfnRoute(d.Stack,
			jsii.String("SocketRoute"+strings.TrimPrefix(key, "$")), props))
		parts = append(parts, strings.Join([]string{key, *props.AuthorizationType, ticketSource,
			fs.chat.handler, liveAlias, strconv.FormatBool(props.ApiKeyRequired != nil)}, " "))
	}
	answered, part := addPingRoute(d, s, fs.ping)
	addSocketStage(d, s, append(parts, part), append(made, answered...))
	permit(d, "SocketMayInvokeChat", fs.chat, d.arn("execute-api", *s.api.Ref()+"/*"))

	self := d.arn("lambda", "function:"+d.name(fs.chat.handler)+":"+liveAlias)
	fs.chat.allow([]string{self}, "lambda:InvokeFunction")
	fs.chat.set(facts(schema.Deployment{Alias: liveAlias}))
	posts := d.arn("execute-api", *s.api.Ref()+"/"+stageName+"/POST/@connections/*")
	// chat, site and delete tell a user's windows of changed conversations, and all
	// but chat and delete a document's owner that it has changed.
	for _, f := range []*function{fs.chat, fs.site, fs.deletion, fs.eventManager,
		fs.documentManager} {
		f.allow([]string{posts}, "execute-api:ManageConnections")
	}
	// Signing out closes the session's sockets.
	fs.site.allow([]string{d.arn("execute-api", *s.api.Ref()+"/"+stageName+
		"/DELETE/@connections/*")}, "execute-api:ManageConnections")
}

// addPingRoute has a small function answer pings. What it returns is the answer:
// the route has a response.
func addPingRoute(d *deployment, s *socketAPI, ping *function) (made []awscdk.CfnResource,
	part string) {
	integration := awsapigatewayv2.NewCfnIntegration(d.Stack, jsii.String("SocketPing"),
		&awsapigatewayv2.CfnIntegrationProps{
			ApiId:           s.api.Ref(),
			IntegrationType: jsii.String("AWS_PROXY"),
			IntegrationUri:  jsii.String(invocation(d, ping)),
		})
	route := awsapigatewayv2.NewCfnRoute(d.Stack, jsii.String("SocketRouteping"),
		&awsapigatewayv2.CfnRouteProps{
			ApiId:                            s.api.Ref(),
			RouteKey:                         jsii.String(pingRoute),
			AuthorizationType:                jsii.String("NONE"), // of a connection that $connect let in
			RouteResponseSelectionExpression: jsii.String("$default"),
			Target:                           jsii.String("integrations/" + *integration.Ref()),
		})
	response := awsapigatewayv2.NewCfnRouteResponse(d.Stack, jsii.String("SocketPong"),
		&awsapigatewayv2.CfnRouteResponseProps{
			ApiId: s.api.Ref(), RouteId: route.Ref(), RouteResponseKey: jsii.String("$default"),
		})
	permit(d, "SocketMayInvokePing", ping, d.arn("execute-api", *s.api.Ref()+"/*/"+pingRoute))
	return []awscdk.CfnResource{route, response}, pingRoute + " NONE " + ping.handler + " $default"
}

// socketAuthorizer reads the ticket on $connect; nil if nobody signs in.
func socketAuthorizer(d *deployment, s *socketAPI, fs *functions) awsapigatewayv2.CfnAuthorizer {
	if d.settings.SignIn.Method == noSignIn {
		return nil
	}
	permit(d, "SocketMayInvokeAuthorizer", fs.authorizer,
		d.arn("execute-api", *s.api.Ref()+"/authorizers/*"))
	return awsapigatewayv2.NewCfnAuthorizer(d.Stack, jsii.String("SocketTicket"),
		&awsapigatewayv2.CfnAuthorizerProps{
			ApiId: s.api.Ref(), Name: jsii.String(d.name("ticket")),
			AuthorizerType: jsii.String("REQUEST"),
			AuthorizerUri:  jsii.String(invocation(d, fs.authorizer)),
			IdentitySource: texts(ticketSource),
		})
}

// addSocketStage deploys the routes. CloudFormation makes a deployment once:
// its name holds a hash of what it deploys, so that changed routes are a new
// deployment, made before the old one goes.
func addSocketStage(d *deployment, s *socketAPI, parts []string, made []awscdk.CfnResource) {
	deployment := awsapigatewayv2.NewCfnDeployment(d.Stack,
		jsii.String("SocketDeployment"+hash(parts)),
		&awsapigatewayv2.CfnDeploymentProps{ApiId: s.api.Ref()})
	for _, r := range made {
		deployment.AddResourceDependency(r, nil)
	}
	group := newLogs(d, "LogSocket", "/aws/apigateway/"+d.name("socket"))
	// API Gateway's own name for them
	executions := newLogs(d, "LogSocketErrors", "/aws/apigateway/"+*s.api.Ref()+"/"+stageName)
	s.stage = awsapigatewayv2.NewCfnStage(d.Stack, jsii.String("SocketStage"),
		&awsapigatewayv2.CfnStageProps{
			ApiId: s.api.Ref(), StageName: jsii.String(stageName), DeploymentId: deployment.Ref(),
			DefaultRouteSettings: &awsapigatewayv2.CfnStage_RouteSettingsProperty{
				ThrottlingRateLimit:  jsii.Number(d.settings.Limits.RequestsPerSecond),
				ThrottlingBurstLimit: jsii.Number(d.settings.Limits.Burst),
				LoggingLevel:         jsii.String("ERROR"), DataTraceEnabled: jsii.Bool(false),
			},
			AccessLogSettings: &awsapigatewayv2.CfnStage_AccessLogSettingsProperty{DestinationArn: group.LogGroupArn(), Format: jsii.String(socketFields)},
		})
	// Logging needs the account's role, which the REST API brings.
	s.stage.Node().AddDependency(child(child(d.Stack, "Rest"), "Account"), executions)
}

// permit lets API Gateway call a function for one of its resources.
func permit(d *deployment, id string, f *function, source string) {
	awslambda.NewCfnPermission(d.Stack, jsii.String(id), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: f.live.FunctionArn(),
		Principal: jsii.String("apigateway.amazonaws.com"), SourceArn: jsii.String(source),
	})
}

// invocation is the address by which API Gateway calls a function.
func invocation(d *deployment, f *function) string {
	return "arn:" + *d.Partition() + ":apigateway:" + *d.Region() +
		":lambda:path/2015-03-31/functions/" + *f.live.FunctionArn() + "/invocations"
}

// hash names what a deployment deploys.
func hash(parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:5])
}
