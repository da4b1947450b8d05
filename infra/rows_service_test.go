package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The assertions of the table's rows from the APIs on, in the table's order.

func rowNoAPIRole(t *testing.T, x template, s Settings) {
	permitted := 0
	for _, p := range x.of("AWS::Lambda::Permission") {
		if p.text("Principal") != "apigateway.amazonaws.com" {
			continue
		}
		permitted++
		if source := p.text("SourceArn"); !strings.Contains(source, `"Rest`) && !strings.Contains(source, `"Socket"`) {
			t.Errorf("called for %s", source)
		}
	}
	if permitted < 8 {
		t.Errorf("%d permissions for API Gateway", permitted)
	}
	for _, m := range x.of("AWS::ApiGateway::Method") {
		if m.at("Integration.Credentials") != nil {
			t.Errorf("a method takes on %s", m.text("Integration.Credentials"))
		}
	}
}

func rowREST(t *testing.T, x template, s Settings) {
	x.one(t, "AWS::ApiGateway::RestApi").want(t,
		map[string]string{"EndpointConfiguration.Types.0": "REGIONAL", "BinaryMediaTypes": ""})
	open := 0
	for id, m := range x.Resources {
		if m.Type != "AWS::ApiGateway::Method" {
			continue
		}
		m.want(t, map[string]string{"Integration.Type": "AWS_PROXY"})
		if m.text("AuthorizationType") != "CUSTOM" {
			open++
			if !strings.HasPrefix(id, "Restapisession") {
				t.Errorf("%s is open to anybody", id)
			}
		}
	}
	if open < 1 || open > 4 {
		t.Errorf("%d methods need no session", open)
	}
	stage := x.one(t, "AWS::ApiGateway::Stage")
	stage.want(t, map[string]string{"StageName": "prod",
		"MethodSettings.0.ThrottlingRateLimit": strconv.Itoa(s.Limits.RequestsPerSecond),
		"MethodSettings.0.DataTraceEnabled":    "false"})
	if format := strings.ToLower(stage.text("AccessLogSetting.Format")); format == "" ||
		strings.Contains(format, "cookie") || strings.Contains(format, "query") {
		t.Errorf("the access log holds %s", format)
	}
	for _, failure := range x.of("AWS::ApiGateway::GatewayResponse") {
		if text := failure.text("ResponseTemplates"); !strings.Contains(text, "요.") {
			t.Errorf("%s says %s", failure.text("ResponseType"), text)
		}
	}
}

func rowUpload(t *testing.T, x template, s Settings) {
	serves(t, x, "upload", "Upload")
	wantActions(t, x, "Upload", "s3:", "s3:PutObject")
	for _, g := range x.may(t, "Upload", "s3:PutObject") {
		if len(g.Resource) != 1 || !strings.HasSuffix(g.Resource[0], `/docs/*"]]}`) {
			t.Errorf("presigns %v", g.Resource)
		}
	}
	x.lambda(t, s, "upload").want(t, map[string]string{"Runtime": "provided.al2023",
		"Architectures.0": "arm64"})
}

// reads is for the functions that read the call log and write nothing.
func reads(handler, function string) rowTest {
	return func(t *testing.T, x template, s Settings) {
		serves(t, x, handler, function)
		x.lambda(t, s, handler)
		wantActions(t, x, function, "dynamodb:", readItemsSorted()...)
		wantActions(t, x, function, "s3:", "s3:GetObject", "s3:ListBucket")
	}
}

func readItemsSorted() []string { return slices.Sorted(slices.Values(readItems)) }

func rowDelete(t *testing.T, x template, s Settings) {
	serves(t, x, "delete", "Delete")
	for _, g := range x.may(t, "Delete", "dynamodb:DeleteItem") {
		for _, r := range g.Resource {
			if !strings.Contains(r, "TableCalls") && !strings.Contains(r, "TableConversations") &&
				!strings.Contains(r, "TableTurns") &&
				!strings.Contains(r, "TableConnections") { // a window that is gone, when it is told
				t.Errorf("empties %s", r)
			}
		}
	}
	if !slices.Contains(x.does(t, "Delete", "dynamodb:"), "dynamodb:DeleteItem") {
		t.Error("deletes nothing")
	}
}

func rowProvisioning(t *testing.T, x template, s Settings) {
	serves(t, x, "provisioning", "Provisioning")
	if url := x.lambda(t, s, "provisioning").text("Environment.Variables.MUNDAP_SOCKET_URL"); !strings.Contains(url, "wss://") {
		t.Errorf("tells %s", url)
	}
}

func rowSite(t *testing.T, x template, s Settings) {
	for _, path := range []string{"apiproxy", "documentsproxy", "speechproxy"} {
		serves(t, x, path, "Site")
	}
}

func rowAuthorizer(t *testing.T, x template, s Settings) {
	x.one(t, "AWS::ApiGateway::Authorizer").want(t,
		map[string]string{"IdentitySource": "method.request.header.Cookie", "Type": "REQUEST"})
	x.one(t, "AWS::ApiGatewayV2::Authorizer").want(t,
		map[string]string{"IdentitySource.0": "route.request.querystring.ticket",
			"AuthorizerType": "REQUEST"})
	wantActions(t, x, "Authorizer", "dynamodb:", append(readItemsSorted(), "dynamodb:UpdateItem")...)
}

func rowSocket(t *testing.T, x template, s Settings) {
	x.one(t, "AWS::ApiGatewayV2::Api").want(t, map[string]string{"ProtocolType": "WEBSOCKET",
		"RouteSelectionExpression": "$request.body.op"})
	stage := x.one(t, "AWS::ApiGatewayV2::Stage")
	stage.want(t, map[string]string{"DefaultRouteSettings.ThrottlingRateLimit": strconv.Itoa(s.Limits.RequestsPerSecond), "DefaultRouteSettings.DataTraceEnabled": "false"})
	if format := strings.ToLower(stage.text("AccessLogSettings.Format")); format == "" ||
		strings.Contains(format, "query") {
		t.Errorf("the access log holds %s", format)
	}
}

func rowSocketRoutes(t *testing.T, x template, s Settings) {
	for _, i := range x.of("AWS::ApiGatewayV2::Integration") {
		i.want(t, map[string]string{"IntegrationType": "AWS_PROXY"})
	}
	for key, authorization := range map[string]string{"$connect": "CUSTOM", "$disconnect": "NONE",
		"$default": "NONE", "ping": "NONE"} {
		x.with(t, "AWS::ApiGatewayV2::Route", "RouteKey", key).want(t,
			map[string]string{"AuthorizationType": authorization})
		to := "Chat"
		if key == "ping" {
			to = "Ping"
		}
		if got := x.behind(t, key); !strings.Contains(got, `"`+to) {
			t.Errorf("frames of %s go to %s", key, got)
		}
	}
	x.one(t, "AWS::ApiGatewayV2::RouteResponse").want(t,
		map[string]string{"RouteResponseKey": "$default"})
}

// behind is the address of the function behind a route of the socket.
func (x template) behind(t *testing.T, key string) string {
	t.Helper()
	target := x.with(t, "AWS::ApiGatewayV2::Route", "RouteKey", key).text("Target")
	for id, r := range x.Resources {
		if r.Type == "AWS::ApiGatewayV2::Integration" && strings.Contains(target, `"`+id+`"`) {
			return r.text("IntegrationUri")
		}
	}
	t.Errorf("%s leads to %s", key, target)
	return ""
}

// rowSocketDeployment: that it rolls is TestDeploymentsRoll's.
func rowSocketDeployment(t *testing.T, x template, s Settings) {
	deployment := x.one(t, "AWS::ApiGatewayV2::Deployment")
	if len(deployment.DependsOn) != 5 {
		t.Errorf("made after %v, not after the four routes and the answer", deployment.DependsOn)
	}
	if id := x.one(t, "AWS::ApiGatewayV2::Stage").text("DeploymentId"); !strings.Contains(id,
		"SocketDeployment") {
		t.Errorf("the stage serves %s", id)
	}
	if n := len(x.of("AWS::CloudFormation::Stack")); n != 0 {
		t.Errorf("%d nested stacks", n)
	}
}

func rowSecret(t *testing.T, x template, s Settings) {
	x.one(t, "AWS::SecretsManager::Secret").want(t, map[string]string{
		"Name": "googl_api_key", "GenerateSecretString.GenerateStringKey": "google_api_key",
		"GenerateSecretString.SecretStringTemplate": `{"google_cse_id":"cse_id"}`,
	})
	for role, list := range x.granted(t) {
		for _, g := range list {
			if slices.Contains(g.Action, "secretsmanager:GetSecretValue") &&
				!strings.HasPrefix(role, "RoleChat") {
				t.Errorf("%s reads %v", role, g.Resource)
			}
		}
	}
	wantActions(t, x, "Chat", "secretsmanager:", "secretsmanager:GetSecretValue")
}

func rowChat(t *testing.T, x template, s Settings) {
	x.lambda(t, s, "chat").want(t, map[string]string{"MemorySize": strconv.Itoa(s.Functions.Chat.MemoryMB), "Timeout": "300", "PackageType": ""})
	self := x.may(t, "Chat", "lambda:InvokeFunction")
	if len(self) != 1 || len(self[0].Resource) != 1 || !strings.HasSuffix(self[0].Resource[0], ":function:"+s.Project+`-chat:live"]]}`) {
		t.Errorf("chat invokes %v", self)
	}
}

func rowQueue(t *testing.T, x template, s Settings) {
	queue := x.with(t, "AWS::SQS::Queue", "QueueName", s.Project+"-documents.fifo")
	queue.want(t, map[string]string{"FifoThroughputLimit": "perMessageGroupId",
		"DeduplicationScope": "messageGroup", "MessageRetentionPeriod": "172800",
		"SqsManagedSseEnabled": "true"})
	dead := x.with(t, "AWS::SQS::Queue", "QueueName", s.Project+"-documents-dead.fifo")
	dead.want(t, map[string]string{"MessageRetentionPeriod": "1209600",
		"SqsManagedSseEnabled": "true"})
	if to := queue.text("RedrivePolicy.deadLetterTargetArn"); !strings.Contains(to, "DeadLetters") {
		t.Errorf("dead letters go to %s", to)
	}
}

func rowEventManager(t *testing.T, x template, s Settings) {
	x.lambda(t, s, "event-manager")
	wantActions(t, x, "EventManager", "sqs:", "sqs:GetQueueAttributes", "sqs:GetQueueUrl",
		"sqs:SendMessage")
	for _, c := range x.of("AWS::Lambda::EventInvokeConfig") {
		if strings.Contains(c.text("FunctionName"), "EventManager") {
			if to := c.text("DestinationConfig.OnFailure.Destination"); !strings.Contains(to,
				"FailedRuns") {
				t.Errorf("failed runs go to %s", to)
			}
			return
		}
	}
	t.Error("failed runs go nowhere")
}

func rowNotifications(t *testing.T, x template, s Settings) {
	var events []string
	b := uploads(t, x)
	list, _ := b.at("NotificationConfiguration.LambdaConfigurations").([]any)
	for i := range list {
		at := "NotificationConfiguration.LambdaConfigurations." + strconv.Itoa(i) + "."
		events = append(events, b.text(at+"Event"))
		b.want(t, map[string]string{at + "Filter.S3Key.Rules.0.Value": []string{"docs/", "faq/"}[i/3]})
		if to := b.text(at + "Function"); !strings.Contains(to, "EventManager") {
			t.Errorf("%s goes to %s", b.text(at+"Event"), to)
		}
	}
	if !slices.Equal(events, slices.Repeat([]string{"s3:ObjectCreated:*", "s3:ObjectRemoved:*",
		"s3:LifecycleExpiration:*"}, 2)) {
		t.Errorf("events %v", events)
	}
}

func rowDocumentManager(t *testing.T, x template, s Settings) {
	manager := x.lambda(t, s, "document-manager")
	manager.want(t, map[string]string{"RecursiveLoop": "Allow", "Timeout": "600",
		"MemorySize": strconv.Itoa(s.Functions.DocumentManager.MemoryMB)})
	x.one(t, "AWS::Lambda::EventSourceMapping").want(t,
		map[string]string{"FunctionResponseTypes.0": "ReportBatchItemFailures"})
	queue := x.with(t, "AWS::SQS::Queue", "QueueName", s.Project+"-documents.fifo")
	if visibility, timeout := queue.at("VisibilityTimeout").(float64),
		manager.at("Timeout").(float64); visibility < 6*timeout {
		t.Errorf("visible again after %v s, with a function of %v s", visibility, timeout)
	}
}

func rowLogRetention(t *testing.T, x template, s Settings) {
	var names string
	for _, g := range x.of("AWS::Logs::LogGroup") {
		g.want(t, map[string]string{"RetentionInDays": strconv.Itoa(s.Operations.LogDays)})
		names += g.text("LogGroupName") + "\n"
	}
	for _, name := range []string{"API-Gateway-Execution-Logs_", "/aws/lambda/" + s.Project +
		"-chat"} {
		if !strings.Contains(names, name) {
			t.Errorf("logs of %s are kept for ever", name)
		}
	}
	for id, r := range x.Resources { // one writes its group when the stage is made: it must be there by then
		if r.Type == "AWS::ApiGateway::Stage" && !slices.ContainsFunc(r.DependsOn,
			func(on string) bool { return strings.HasPrefix(on, "LogRestErrors") }) {
			t.Errorf("%s does not wait for its log group: %v", id, r.DependsOn)
		}
	}
}

func rowOutputs(t *testing.T, x template, s Settings) {
	want := []string{"DistributionDomain", "NextSteps", "SiteURL", "SocketURL", "UploadsBucket"}
	if got := slices.Sorted(maps.Keys(x.Outputs)); !slices.Equal(got, want) {
		t.Errorf("outputs %v, not %v", got, want)
	}
	steps := text(t, x.Outputs["NextSteps"].Value)
	for _, command := range []string{"aws lambda invoke", "aws s3 cp",
		"aws secretsmanager put-secret-value"} {
		if !strings.Contains(steps, command) {
			t.Errorf("no step %s in %s", command, steps)
		}
	}
}

func rowWarnings(t *testing.T, x template, s Settings) {
	metrics := map[string]bool{}
	alarms := x.of("AWS::CloudWatch::Alarm")
	for _, a := range alarms {
		metrics[a.text("Namespace")+" "+a.text("MetricName")] = true
		if actions := a.text("AlarmActions"); !strings.Contains(actions, "Warnings") {
			t.Errorf("%s tells %s", a.text("AlarmDescription"), actions)
		}
	}
	for _, metric := range []string{
		"AWS/SQS ApproximateNumberOfMessagesVisible", "AWS/Lambda Errors", "AWS/Lambda Throttles",
		"AWS/ApiGateway 5XXError", "AWS/DynamoDB WriteThrottleEvents",
	} {
		if !metrics[metric] {
			t.Errorf("nobody hears of %s", metric)
		}
	}
	if len(alarms) != 10 {
		t.Errorf("%d alarms, of which CloudWatch has ten free of charge", len(alarms))
	}
	x.one(t, "AWS::Budgets::Budget").want(t, map[string]string{
		"NotificationsWithSubscribers.0.Notification.Threshold":        "80",
		"NotificationsWithSubscribers.1.Notification.NotificationType": "FORECASTED",
	})
	x.one(t, "AWS::CloudWatch::Dashboard").want(t, map[string]string{"DashboardName": s.Project})
}
