package main

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

// accessFields is what a line of the REST API's access log holds: no cookies,
// no queries, no bodies.
const accessFields = `{"time":"$context.requestTime","id":"$context.requestId","ip":"$context.identity.sourceIp","method":"$context.httpMethod",` +
	`"route":"$context.resourcePath","status":"$context.status","bytes":"$context.responseLength","ms":"$context.responseLatency",` +
	`"error":"$context.error.responseType"}`

// route is one resource of the REST API.
type route struct {
	path    string
	methods []string
	open    bool // without a session: signing in
	serves  func(*functions) *function
}

// routes is everything that the REST API serves. origins are the other sites
// whose pages may use it.
func routes(s SignIn, origins []string) []route {
	site := func(fs *functions) *function { return fs.site }
	all := []route{
		{path: "provisioning", methods: []string{"POST"},
			serves: func(fs *functions) *function { return fs.provisioning }},
		{path: "upload", methods: []string{"POST"},
			serves: func(fs *functions) *function { return fs.upload }},
		{path: "query", methods: []string{"POST"},
			serves: func(fs *functions) *function { return fs.query }},
		{path: "history", methods: []string{"POST"},
			serves: func(fs *functions) *function { return fs.history }},
		{path: "delete", methods: []string{"POST"},
			serves: func(fs *functions) *function { return fs.deletion }},
	}
	all = append(all, s.routes(site)...)
	all = append(all,
		route{path: "api/session", methods: []string{"DELETE"}, serves: site},
		// the chat function has the index
		route{path: "api/search", methods: []string{"GET", "HEAD"},
			serves: func(fs *functions) *function { return fs.chat }},
		route{path: "api/{proxy+}", methods: []string{"ANY"}, serves: site},
		route{path: "documents/{proxy+}", methods: []string{"GET", "HEAD"}, serves: site},
		route{path: "speech/{proxy+}", methods: []string{"GET", "HEAD"}, serves: site},
	)
	if len(origins) > 0 {
		all = append(all, preflights(all, site)...)
	}
	return all
}

// preflights are the requests by which browsers ask whether a page of another
// site may call a path. They have no cookie. The site's function allows the
// origins in the settings and refuses all others.
func preflights(of []route, site func(*functions) *function) []route {
	var list []route
	for _, r := range of {
		if !slices.ContainsFunc(list, func(p route) bool { return p.path == r.path }) {
			list = append(list, route{path: r.path, methods: []string{"OPTIONS"}, open: true,
				serves: site})
		}
	}
	return list
}

// compressedFrom is the length in bytes from which on API Gateway compresses
// responses for clients that accept gzip. Shorter ones fit into a packet anyway.
const compressedFrom = 1024

func newRestAPI(d *deployment) awsapigateway.RestApi {
	group := newLogs(d, "LogRest", "/aws/apigateway/"+d.name("rest"))
	api := awsapigateway.NewRestApi(d.Stack, jsii.String("Rest"), &awsapigateway.RestApiProps{
		RestApiName:    jsii.String(d.name("rest")),
		Description:    jsii.String("Mundap's HTTP endpoints; CloudFront stands in front"),
		EndpointTypes:  &[]awsapigateway.EndpointType{awsapigateway.EndpointType_REGIONAL},
		CloudWatchRole: jsii.Bool(true),
		// CloudFront promises to compress only what it may cache; see docs/aws.md.
		MinCompressionSize: awscdk.Size_Bytes(jsii.Number(compressedFrom)),
		// the account has one such setting for all its APIs
		CloudWatchRoleRemovalPolicy: awscdk.RemovalPolicy_RETAIN,
		DeployOptions: &awsapigateway.StageOptions{
			StageName:            jsii.String(stageName),
			ThrottlingRateLimit:  jsii.Number(d.settings.Limits.RequestsPerSecond),
			ThrottlingBurstLimit: jsii.Number(d.settings.Limits.Burst),
			LoggingLevel:         awsapigateway.MethodLoggingLevel_ERROR,
			DataTraceEnabled:     jsii.Bool(false), // would log bodies
			// per-method metrics cost; the API's own are free
			MetricsEnabled:       jsii.Bool(false),
			AccessLogDestination: awsapigateway.NewLogGroupLogDestination(group),
			AccessLogFormat:      awsapigateway.AccessLogFormat_Custom(jsii.String(accessFields)),
		},
	})
	// The CDK adds an output with the API's own address. Nobody is to use that one.
	api.Node().TryRemoveChild(jsii.String("Endpoint"))
	// API Gateway would make this group itself when the stage is made, and keep it for ever.
	executions := newLogs(d, "LogRestErrors", "API-Gateway-Execution-Logs_"+*api.RestApiId()+"/"+
		stageName)
	api.DeploymentStage().Node().AddDependency(executions)
	addFailures(api)
	return api
}

// newLogs makes a group of logs that are kept as long as the settings say.
// name "": CloudFormation makes one up.
func newLogs(d *deployment, id, name string) awslogs.LogGroup {
	props := &awslogs.LogGroupProps{Retention: retention(d.settings.Operations.LogDays),
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY}
	if name != "" {
		props.LogGroupName = jsii.String(name)
	}
	return awslogs.NewLogGroup(d.Stack, jsii.String(id), props)
}

// addFailures makes what API Gateway says by itself read like the functions' own failures.
func addFailures(api awsapigateway.RestApi) {
	for _, f := range []struct {
		id     string
		kind   awsapigateway.ResponseType
		status string
		said   string
	}{
		{"Unauthorized", awsapigateway.ResponseType_UNAUTHORIZED(), "401",
			"로그인이 필요해요. 로그인한 뒤 다시 시도해 주세요."},
		{"Denied", awsapigateway.ResponseType_ACCESS_DENIED(), "401", "로그인이 끝났어요. 다시 로그인해 주세요."},
		{"Throttled", awsapigateway.ResponseType_THROTTLED(), "429",
			"지금 요청이 너무 많아요. 잠시 뒤에 다시 시도해 주세요."},
		{"NoRoute", awsapigateway.ResponseType_MISSING_AUTHENTICATION_TOKEN(), "404",
			"없는 주소예요. 주소를 확인해 주세요."},
		{"TooSlow", awsapigateway.ResponseType_INTEGRATION_TIMEOUT(), "504",
			"답이 너무 늦어요. 잠시 뒤에 다시 시도해 주세요."},
		{"Broken", awsapigateway.ResponseType_DEFAULT_5XX(), "500", "문제가 생겼어요. 잠시 뒤에 다시 시도해 주세요."},
	} {
		api.AddGatewayResponse(jsii.String("Failure"+f.id), &awsapigateway.GatewayResponseOptions{
			Type: f.kind, StatusCode: jsii.String(f.status),
			Templates: &map[string]*string{"application/json": jsii.String(`{"statusCode":` + f.status + `,"msg":"` + f.said + `"}`)},
		})
	}
}

// addRoutes lets the functions answer. The CDK names the deployment by what the
// routes are, so that a change rolls out.
func addRoutes(d *deployment, api awsapigateway.RestApi, fs *functions, wall *firewall) {
	guarded := &awsapigateway.MethodOptions{ApiKeyRequired: wall.keyed()}
	if d.settings.SignIn.Method != noSignIn {
		guarded.AuthorizationType = awsapigateway.AuthorizationType_CUSTOM
		guarded.Authorizer = awsapigateway.NewRequestAuthorizer(d.Stack, jsii.String("Session"),
			&awsapigateway.RequestAuthorizerProps{
				Handler:         fs.authorizer.live,
				IdentitySources: &[]*string{awsapigateway.IdentitySource_Header(jsii.String("Cookie"))},
				// signing out holds at once
				ResultsCacheTtl: awscdk.Duration_Seconds(jsii.Number(0)),
			})
	}
	integrations := map[*function]awsapigateway.Integration{}
	for _, r := range routes(d.settings.SignIn, d.settings.Site.AllowedOrigins) {
		f := r.serves(fs)
		if integrations[f] == nil {
			integrations[f] = awsapigateway.NewLambdaIntegration(f.live,
				&awsapigateway.LambdaIntegrationOptions{
					// One permission per function, not per method.
					ScopePermissionToMethod: jsii.Bool(false),
				})
		}
		options := guarded
		if r.open {
			options = &awsapigateway.MethodOptions{AuthorizationType: awsapigateway.AuthorizationType_NONE,
				ApiKeyRequired: wall.keyed()}
		}
		resource := resourceAt(api, r.path)
		for _, method := range r.methods {
			resource.AddMethod(jsii.String(method), integrations[f], options)
		}
	}
}

// resourceAt finds or makes the resource of a path.
func resourceAt(api awsapigateway.RestApi, path string) awsapigateway.IResource {
	at := api.Root()
	for part := range strings.SplitSeq(path, "/") {
		next := at.GetResource(jsii.String(part))
		if next == nil {
			next = at.AddResource(jsii.String(part), nil)
		}
		at = next
	}
	return at
}
