package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// both runs a test over the templates of both configurations.
func both(t *testing.T, test func(*testing.T, template, Settings)) {
	t.Run("default", func(t *testing.T) { test(t, synthesised["default"](t), DefaultSettings()) })
	t.Run("seed", func(t *testing.T) { test(t, synthesised["seed"](t), SeedSettings()) })
}

func TestSite(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		site := x.one(t, "AWS::CloudFront::Distribution")
		site.want(t, map[string]string{
			"DistributionConfig.PriceClass":                                "PriceClass_200",
			"DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy": "redirect-to-https",
		})
		served := map[string]bool{}
		behaviours, _ := site.at("DistributionConfig.CacheBehaviors").([]any)
		for i := range behaviours {
			at := "DistributionConfig.CacheBehaviors." + strconv.Itoa(i) + "."
			served[site.text(at+"PathPattern")] = true
			site.want(t, map[string]string{
				at + "ViewerProtocolPolicy": "redirect-to-https",
				// AllViewerExceptHostHeader
				at + "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
				// CachingDisabled
				at + "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
			})
		}
		for _, path := range []string{"/upload", "/query", "/history", "/delete", "/provisioning",
			"/api/*", "/documents/*", "/speech/*"} {
			if !served[path] {
				t.Errorf("%s does not reach the API", path)
			}
		}
		x.one(t, "AWS::CloudFront::OriginAccessControl")
		headers := x.one(t, "AWS::CloudFront::ResponseHeadersPolicy").text("ResponseHeadersPolicyConfig.SecurityHeadersConfig")
		for _, word := range []string{"ContentSecurityPolicy", "wss://", "StrictTransportSecurity",
			"SAMEORIGIN"} {
			if !strings.Contains(headers, word) {
				t.Errorf("security headers without %s", word)
			}
		}
	})
}

func TestBucketsArePrivateAndEncrypted(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		for _, b := range x.of("AWS::S3::Bucket") {
			b.want(t, map[string]string{
				"PublicAccessBlockConfiguration.BlockPublicAcls":                                                  "true",
				"PublicAccessBlockConfiguration.BlockPublicPolicy":                                                "true",
				"PublicAccessBlockConfiguration.IgnorePublicAcls":                                                 "true",
				"PublicAccessBlockConfiguration.RestrictPublicBuckets":                                            "true",
				"BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm": "AES256",
			})
		}
	})
}

// uploads is the bucket of documents: the one with notifications.
func uploads(t *testing.T, x template) resource {
	t.Helper()
	for _, b := range x.of("AWS::S3::Bucket") {
		if b.at("NotificationConfiguration") != nil {
			return b
		}
	}
	t.Fatal("no bucket notifies anybody")
	return resource{}
}

func TestUploads(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		b := uploads(t, x)
		if origins := b.text("CorsConfiguration.CorsRules.0.AllowedOrigins"); strings.Contains(origins, `"*"`) || !strings.Contains(origins, "DomainName") {
			t.Errorf("uploads from %s", origins)
		}
		if methods := b.text("CorsConfiguration.CorsRules.0.AllowedMethods"); !strings.Contains(methods, "PUT") {
			t.Errorf("methods %s", methods)
		}
		var events []string
		for i := range 6 {
			at := "NotificationConfiguration.LambdaConfigurations." + strconv.Itoa(i) + "."
			events = append(events, b.text(at+"Event"))
			b.want(t, map[string]string{at + "Filter.S3Key.Rules.0.Name": "prefix",
				at + "Filter.S3Key.Rules.0.Value": []string{"docs/", "faq/"}[i/3]})
		}
		if !slices.Equal(events, slices.Repeat([]string{"s3:ObjectCreated:*", "s3:ObjectRemoved:*",
			"s3:LifecycleExpiration:*"}, 2)) {
			t.Errorf("events %v", events)
		}
		permission := x.with(t, "AWS::Lambda::Permission", "Principal", "s3.amazonaws.com")
		if permission.at("SourceAccount") == nil || permission.at("SourceArn") == nil {
			t.Error("any bucket may call the event manager")
		}
	})
}

func TestQueue(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		queue := x.with(t, "AWS::SQS::Queue", "QueueName", s.Project+"-documents.fifo")
		queue.want(t, map[string]string{
			"FifoQueue": "true", "DeduplicationScope": "messageGroup",
			"FifoThroughputLimit": "perMessageGroupId", "SqsManagedSseEnabled": "true",
			"MessageRetentionPeriod": "172800", "RedrivePolicy.maxReceiveCount": "11",
		})
		dead := x.with(t, "AWS::SQS::Queue", "QueueName", s.Project+"-documents-dead.fifo")
		dead.want(t, map[string]string{"FifoQueue": "true", "MessageRetentionPeriod": "1209600"})
		manager := x.with(t, "AWS::Lambda::Function", "FunctionName", s.Project+"-document-manager")
		if visibility, timeout := queue.at("VisibilityTimeout").(float64),
			manager.at("Timeout").(float64); visibility < 6*timeout {
			t.Errorf("visible again after %v s, with a function of %v s", visibility, timeout)
		}
		x.one(t, "AWS::Lambda::EventSourceMapping").want(t,
			map[string]string{"FunctionResponseTypes.0": "ReportBatchItemFailures",
				"ScalingConfig.MaximumConcurrency": "2", "BatchSize": "1"})
		for _, c := range x.of("AWS::Lambda::EventInvokeConfig") {
			if c.at("DestinationConfig.OnFailure.Destination") == nil {
				t.Error("an asynchronous function loses what it can't do")
			}
		}
		if n := len(x.of("AWS::Lambda::EventInvokeConfig")); n != 2 {
			t.Errorf("%d functions with asynchronous runs, not event manager and chat", n)
		}
	})
}

func TestTables(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		for _, d := range descriptions() {
			table := x.with(t, "AWS::DynamoDB::Table", "TableName", s.Project+"-"+d.name)
			table.want(t, map[string]string{
				"BillingMode": "PAY_PER_REQUEST",
				"PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled": "true",
				"KeySchema.0.AttributeName":                                   d.hash,
				"KeySchema.1.AttributeName":                                   d.sort,
			})
			if d.expires {
				table.want(t, map[string]string{"TimeToLiveSpecification.AttributeName": "expires",
					"TimeToLiveSpecification.Enabled": "true"})
			}
			if policy := map[bool]string{true: "RetainExceptOnCreate",
				false: "Delete"}[s.Retain]; table.DeletionPolicy != policy {
				t.Errorf("%s: %s on removal, not %s", d.name, table.DeletionPolicy, policy)
			}
		}
		x.with(t, "AWS::DynamoDB::Table", "TableName", s.Project+"-calls").want(t,
			map[string]string{
				"GlobalSecondaryIndexes.0.IndexName":                 "request_id-index",
				"GlobalSecondaryIndexes.0.KeySchema.0.AttributeName": "request_id",
				"LocalSecondaryIndexes.0.KeySchema.1.AttributeName":  "conversation_time",
			})
	})
}

// TestTheSearchPageAsksTheFunctionThatHasTheIndex, and only with a session.
func TestTheSearchPageAsksTheFunctionThatHasTheIndex(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		found := 0
		for _, m := range x.of("AWS::ApiGateway::Method") {
			if !strings.HasPrefix(m.text("ResourceId.Ref"), "Restapisearch") {
				continue
			}
			found++
			m.want(t, map[string]string{"AuthorizationType": "CUSTOM"})
			if uri := m.text("Integration.Uri"); !strings.Contains(uri, `"Chat`) {
				t.Errorf("%s leads to %s", m.text("HttpMethod"), uri)
			}
		}
		if found != 2 {
			t.Errorf("%d methods, not GET and HEAD", found)
		}
	})
}

// TestTheSizeOfTheIndexIsAMetric: functions search it up to a limit only.
func TestTheSizeOfTheIndexIsAMetric(t *testing.T) {
	x := synthesised["default"](t)
	x.one(t, "AWS::Logs::MetricFilter").want(t, map[string]string{
		"FilterPattern":                           `{ $.index_mb >= 0 }`,
		"MetricTransformations.0.MetricName":      "mundap-index-mb",
		"MetricTransformations.0.MetricValue":     "$.index_mb",
		"MetricTransformations.0.MetricNamespace": "Mundap",
	})
	for _, f := range []string{"mundap-chat", "mundap-document-manager"} {
		x.with(t, "AWS::Lambda::Function", "FunctionName", f).want(t,
			map[string]string{"Environment.Variables.MUNDAP_INDEX_MB": "400"})
	}
}

// deployed is what a function is deployed as.
type deployed struct {
	program     string // with the Korean dictionary or without it
	memory      int    // MB
	seconds     int
	temporaryMB int // 0: Lambda's 512
	variables   []string
}

// asDeployed are all functions by their handler.
func asDeployed(s Settings) map[string]deployed {
	common := []string{"MUNDAP_BUCKET", "MUNDAP_SITE_URL", "MUNDAP_SOCKET_ENDPOINT",
		"MUNDAP_SOCKET_URL", "MUNDAP_TABLE_PREFIX"}
	small := deployed{"lambda", s.Functions.Small.MemoryMB, s.Functions.Small.Seconds, 0, common}
	large := func(f Function, more ...string) deployed {
		more = append(more, "MUNDAP_PROFILE_OF_LLMS", "MUNDAP_INDEX_MB")
		if s.OpenSearch.Create {
			more = append(more, "MUNDAP_OPENSEARCH_URL", "MUNDAP_OPENSEARCH_ROLE")
		}
		return deployed{"lambda-dict", f.MemoryMB, f.Seconds, s.Functions.TemporaryMB,
			append(more, common...)}
	}
	queue := small
	queue.variables = append([]string{"MUNDAP_QUEUE_URL"}, common...)
	site := small
	site.variables = append([]string{"MUNDAP_PROFILE_OF_LLMS", "MUNDAP_INDEX_MB",
		"MUNDAP_SPEECH_PROVIDER", "MUNDAP_SPEECH_VOICE", "MUNDAP_GOOGLE_SECRET"},
		queue.variables...)
	return map[string]deployed{
		"chat":             large(s.Functions.Chat, "MUNDAP_GOOGLE_SECRET", "MUNDAP_SPEECH_PROVIDER", "MUNDAP_SPEECH_VOICE"),
		"document-manager": large(s.Functions.DocumentManager, "MUNDAP_QUEUE_URL"),
		"event-manager":    queue, "site": site, "authorizer": small, "provisioning": small,
		"upload": small, "query": small, "history": small, "delete": small,
		"ping": {"lambda", 128, 5, 0, nil},
	}
}

func TestFunctions(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		all := asDeployed(s)
		for _, f := range x.of("AWS::Lambda::Function") {
			if x.program(f) != "" && all[f.text("Handler")].program == "" {
				t.Errorf("nobody has said what %s is deployed as", f.text("FunctionName"))
			}
		}
		for handler, d := range all {
			f := x.with(t, "AWS::Lambda::Function", "FunctionName", s.Project+"-"+handler)
			if got := x.program(f); got != d.program {
				t.Errorf("%s is the program %s, not %s", handler, got, d.program)
			}
			temporary := ""
			if d.temporaryMB > 0 {
				temporary = strconv.Itoa(d.temporaryMB)
			}
			f.want(t, map[string]string{"Handler": handler, "Runtime": "provided.al2023",
				"Architectures.0": "arm64", "Architectures.1": "",
				"MemorySize": strconv.Itoa(d.memory), "Timeout": strconv.Itoa(d.seconds),
				"EphemeralStorage.Size":                     temporary,
				"Environment.Variables.MUNDAP_TABLE_PREFIX": s.Project + "-"})
			for _, name := range d.variables {
				if f.at("Environment.Variables."+name) == nil {
					t.Errorf("%s does not get %s", handler, name)
				}
			}
			if f.at("LoggingConfig.LogGroup") == nil {
				t.Errorf("%s has no log group", handler)
			}
		}
		for _, g := range x.of("AWS::Logs::LogGroup") {
			g.want(t, map[string]string{"RetentionInDays": strconv.Itoa(s.Operations.LogDays)})
		}
		for _, name := range []string{"chat", "site"} {
			x.with(t, "AWS::Lambda::Function", "FunctionName", s.Project+"-"+name).want(t,
				map[string]string{"Environment.Variables.MUNDAP_GOOGLE_SECRET": "googl_api_key"})
		}
	})
}

func TestRoutesAskWhoIsThere(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		open := 0
		for _, m := range x.of("AWS::ApiGateway::Method") {
			switch m.text("AuthorizationType") {
			case "NONE":
				open++
			case "CUSTOM":
			default:
				t.Errorf("a method with %q", m.text("AuthorizationType"))
			}
		}
		if open != 2 { // GET and POST of /api/session
			t.Errorf("%d methods need no session", open)
		}
		x.with(t, "AWS::ApiGatewayV2::Route", "RouteKey", "$connect").want(t,
			map[string]string{"AuthorizationType": "CUSTOM"})
		x.one(t, "AWS::ApiGatewayV2::Authorizer").want(t,
			map[string]string{"IdentitySource.0": "route.request.querystring.ticket"})
		x.one(t, "AWS::ApiGateway::Authorizer").want(t,
			map[string]string{"IdentitySource": "method.request.header.Cookie",
				"AuthorizerResultTtlInSeconds": "0"})
	})
}

func TestSocket(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		var keys []string
		for _, r := range x.of("AWS::ApiGatewayV2::Route") {
			keys = append(keys, r.text("RouteKey"))
		}
		slices.Sort(keys)
		if !slices.Equal(keys, []string{"$connect", "$default", "$disconnect", "ping"}) {
			t.Errorf("routes %v", keys)
		}
		stage := x.one(t, "AWS::ApiGatewayV2::Stage")
		stage.want(t, map[string]string{"StageName": "prod",
			"DefaultRouteSettings.ThrottlingRateLimit": "50",
			"DefaultRouteSettings.DataTraceEnabled":    "false"})
		if format := stage.text("AccessLogSettings.Format"); strings.Contains(strings.ToLower(format), "query") {
			t.Error("the ticket would be logged")
		}
		x.one(t, "AWS::ApiGateway::Stage").want(t,
			map[string]string{"MethodSettings.0.ThrottlingRateLimit": "50",
				"MethodSettings.0.DataTraceEnabled": "false"})
		self := x.may(t, "Chat", "lambda:InvokeFunction")
		if len(self) != 1 || len(self[0].Resource) != 1 || !strings.HasSuffix(self[0].Resource[0], ":function:"+s.Project+`-chat:live"]]}`) {
			t.Errorf("chat invokes %v", self)
		}
	})
}

func TestOperations(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		if n := len(x.of("AWS::CloudWatch::Alarm")); n != 10 { // what CloudWatch has free of charge
			t.Errorf("%d alarms", n)
		}
		x.one(t, "AWS::CloudWatch::Dashboard")
		x.one(t, "AWS::Budgets::Budget").want(t,
			map[string]string{"Budget.BudgetLimit.Amount": strconv.Itoa(s.Operations.MonthlyBudget)})
		for _, id := range []string{"SiteURL", "SocketURL", "UploadsBucket", "NextSteps"} {
			if x.Outputs[id].Value == nil {
				t.Errorf("no output %s", id)
			}
		}
		secret := x.one(t, "AWS::SecretsManager::Secret")
		secret.want(t, map[string]string{
			"Name": "googl_api_key", "GenerateSecretString.GenerateStringKey": "google_api_key", "GenerateSecretString.SecretStringTemplate": `{"google_cse_id":"cse_id"}`, "SecretString": "",
		})
	})
}

func TestDefaultHasNoStandingCost(t *testing.T) {
	x := synthesised["default"](t)
	for _, kind := range []string{
		"AWS::OpenSearchService::Domain", "AWS::Kendra::Index", "AWS::EC2::NatGateway",
		"AWS::EC2::VPCEndpoint", "AWS::KMS::Key", "AWS::WAFv2::WebACL",
	} {
		if n := len(x.of(kind)); n != 0 {
			t.Errorf("%d of %s cost money while nobody asks", n, kind)
		}
	}
	for _, a := range x.of("AWS::Lambda::Alias") {
		if c := a.at("ProvisionedConcurrencyConfig"); c != nil {
			t.Errorf("instances cost money while nobody asks: %v", c)
		}
	}
}

func TestSeedSearch(t *testing.T) {
	x := synthesised["seed"](t)
	domain := x.one(t, "AWS::OpenSearchService::Domain")
	domain.want(t, map[string]string{
		"ClusterConfig.InstanceCount": "15", "ClusterConfig.InstanceType": "r6g.large.search",
		"ClusterConfig.DedicatedMasterCount":                           "3",
		"ClusterConfig.DedicatedMasterType":                            "r6g.large.search",
		"ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount":      "3",
		"EBSOptions.VolumeSize":                                        "100",
		"EBSOptions.VolumeType":                                        "gp3",
		"EncryptionAtRestOptions.Enabled":                              "true",
		"NodeToNodeEncryptionOptions.Enabled":                          "true",
		"DomainEndpointOptions.EnforceHTTPS":                           "true",
		"AdvancedSecurityOptions.Enabled":                              "true",
		"AdvancedSecurityOptions.InternalUserDatabaseEnabled":          "false",
		`AdvancedOptions`:                                              `{"rest.action.multi.allow_explicit_index":"false"}`,
		"AdvancedSecurityOptions.MasterUserOptions.MasterUserName":     "",
		"AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword": "",
	})
	if domain.UpdatePolicy["EnableVersionUpgrade"] != true {
		t.Errorf("another version replaces the domain: %v", domain.UpdatePolicy)
	}
	env := x.lambda(t, SeedSettings(), "document-manager")
	if shards, replicas := env.text("Environment.Variables.MUNDAP_OPENSEARCH_SHARDS"),
		env.text("Environment.Variables.MUNDAP_OPENSEARCH_REPLICAS"); shards != "5" || replicas != "2" {
		t.Errorf("an index of %s shards and %s replicas on 15 nodes", shards, replicas)
	}
	if domain.at("AdvancedSecurityOptions.MasterUserOptions.MasterUserARN") == nil {
		t.Error("no role is the domain's master")
	}
	var calls string
	for _, r := range x.of("Custom::AWS") {
		calls += r.text("Create")
	}
	for _, word := range []string{"analysis-nori", "describePackages", "associatePackage"} {
		if !strings.Contains(calls, word) {
			t.Errorf("the Korean analyzer's package: no %s", word)
		}
	}
}

// TestSearchPaths: the role that the domain knows may ask what the program asks
// and nothing else, and writes in the document manager's session alone. So says
// the domain's own policy.
func TestSearchPaths(t *testing.T) {
	x := synthesised["seed"](t)
	writer := map[string]any{"aws:userid": "*:mundap-seed-document-manager"}
	var domain, role []statement
	data, _ := json.Marshal(x.one(t, "AWS::OpenSearchService::Domain").at("AccessPolicies.Statement"))
	if err := json.Unmarshal(data, &domain); err != nil {
		t.Fatal(err)
	}
	for id, list := range x.granted(t) {
		if strings.HasPrefix(id, "SearchRole") {
			role = list
		}
	}
	for name, list := range map[string][]statement{"the domain": domain, "the role": role} {
		var got []string
		for _, s := range list {
			like, _ := s.Condition["StringLike"].(map[string]any)
			for _, r := range s.Resource {
				_, path, _ := strings.Cut(r, "domain/mundap-seed")
				got = append(got, fmt.Sprintf("%v%s %v", s.Action, strings.TrimSuffix(path, `"]]}`), maps.Equal(like, writer)))
			}
		}
		slices.Sort(got)
		want := []string{
			"[es:ESHttpDelete]/mundap-v* true",
			"[es:ESHttpGet]/_alias/mundap true", "[es:ESHttpGet]/_alias/mundap-v* true",
			"[es:ESHttpGet]/_cluster/health/mundap false", "[es:ESHttpGet]/_cluster/health/mundap-vnext true",
			"[es:ESHttpGet]/mundap-v* true", "[es:ESHttpGet]/mundap/_doc/* true",
			"[es:ESHttpGet]/mundap/_mapping false", "[es:ESHttpPost]/_aliases true",
			"[es:ESHttpPost]/mundap-v* true", "[es:ESHttpPost]/mundap/_bulk true",
			"[es:ESHttpPost]/mundap/_msearch false",
			"[es:ESHttpPut]/mundap-v* true", "[es:ESHttpPut]/mundap/_doc/* true",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s allows\n%s\nand should\n%s", name, strings.Join(got, "\n"),
				strings.Join(want, "\n"))
		}
	}
	sessions := x.with(t, "AWS::IAM::Role", "Description",
		"Who the OpenSearch domain knows").text("AssumeRolePolicyDocument")
	for _, session := range []string{"mundap-seed-chat", "mundap-seed-document-manager"} {
		if !strings.Contains(sessions, `"Condition":{"StringEquals":{"sts:RoleSessionName":"`+session+`"}}`) {
			t.Errorf("%s is not taken on as %s alone", sessions, session)
		}
	}
}

func TestSeedKendra(t *testing.T) {
	x := synthesised["seed"](t)
	index := x.one(t, "AWS::Kendra::Index")
	index.want(t, map[string]string{
		"Edition":                               "DEVELOPER_EDITION",
		"DocumentMetadataConfigurations.0.Name": "_version",
		"DocumentMetadataConfigurations.0.Search.Displayable": "true",
		"DocumentMetadataConfigurations.1.Name":               "_source_uri",
		"DocumentMetadataConfigurations.1.Search.Displayable": "true",
		"DocumentMetadataConfigurations.2.Name":               "_excerpt_page_number",
		"DocumentMetadataConfigurations.2.Search.Displayable": "true",
		"DocumentMetadataConfigurations.3.Name":               "mundap_readers",
		"DocumentMetadataConfigurations.3.Type":               "STRING_LIST_VALUE",
		"DocumentMetadataConfigurations.3.Search.Displayable": "false",
	})
	for function, actions := range map[string][]string{
		"Chat": {"kendra:Retrieve", "kendra:Query"}, "DocumentManager": {"kendra:BatchPutDocument",
			"kendra:BatchDeleteDocument"},
	} {
		for _, action := range actions {
			g := x.may(t, function, action)
			if len(g) != 1 || len(g[0].Resource) != 1 || !strings.Contains(g[0].Resource[0], `":index/",{"Fn::GetAtt":["Kendra","Id"]}`) {
				t.Errorf("%s may %s on %v", function, action, g)
			}
		}
		x.with(t, "AWS::Lambda::Function", "Handler", map[string]string{"Chat": "chat",
			"DocumentManager": "document-manager"}[function]).
			want(t, map[string]string{"Environment.Variables.MUNDAP_KENDRA_READERS_FIELD": "mundap_readers"})
	}
	x.one(t, "AWS::Kendra::Faq").want(t, map[string]string{"LanguageCode": "ko",
		"FileFormat": "CSV", "S3Path.Key": "faq/faq-banking.csv"})
	if n := len(x.of("AWS::Kendra::DataSource")); n != 0 {
		t.Error("a data source would put every file in twice")
	}
	pass := x.may(t, "DocumentManager", "iam:PassRole")
	if len(pass) != 1 || len(pass[0].Resource) != 1 || !strings.Contains(pass[0].Resource[0],
		"KendraReader") {
		t.Fatalf("passes %v", pass)
	}
	if to, _ := pass[0].Condition["StringEquals"].(map[string]any); to["iam:PassedToService"] != "kendra.amazonaws.com" {
		t.Errorf("passed to %v", pass[0].Condition)
	}
}
