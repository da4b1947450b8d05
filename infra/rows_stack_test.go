package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The assertions of the table's rows, in the table's order.

func rowModels(t *testing.T, x template, s Settings) {
	profiles := x.lambda(t, s, "chat").text("Environment.Variables.MUNDAP_PROFILE_OF_LLMS")
	for _, region := range []string{"us-west-2", "us-east-1", "ap-northeast-1", "eu-central-1"} {
		if !strings.Contains(profiles, `"region":"`+region+`"`) {
			t.Errorf("no profile in %s: %s", region, profiles)
		}
	}
	if strings.Count(profiles, "anthropic.claude-haiku-4-5") != 4 {
		t.Errorf("profiles %s", profiles)
	}
}

func rowBuckets(t *testing.T, x template, s Settings) {
	b := uploads(t, x)
	if origins := b.text("CorsConfiguration.CorsRules.0.AllowedOrigins"); strings.Contains(origins, "*") || !strings.Contains(origins, `["Distribution`) {
		t.Errorf("uploads from %s", origins)
	}
	if policy := map[bool]string{true: "RetainExceptOnCreate",
		false: "Delete"}[s.Retain]; b.DeletionPolicy != policy {
		t.Errorf("uploads: %s on removal, not %s", b.DeletionPolicy, policy)
	}
	buckets := x.of("AWS::S3::Bucket")
	if len(buckets) != 3 {
		t.Errorf("%d buckets", len(buckets))
	}
	logged := 0
	for _, b := range buckets {
		b.want(t, map[string]string{
			"PublicAccessBlockConfiguration.RestrictPublicBuckets":                                            "true",
			"BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm": "AES256",
		})
		if b.at("LoggingConfiguration") != nil {
			logged++
		}
	}
	if logged < 2 {
		t.Errorf("access to %d buckets is logged", logged)
	}
	enforced := 0
	for _, p := range x.of("AWS::S3::BucketPolicy") {
		if strings.Contains(p.text("PolicyDocument"), `"aws:SecureTransport":"false"`) {
			enforced++
		}
	}
	if enforced != len(buckets) {
		t.Errorf("%d of %d buckets insist on TLS", enforced, len(buckets))
	}
}

func rowDeployedFiles(t *testing.T, x template, s Settings) {
	x.with(t, "Custom::CDKBucketDeployment", "SystemMetadata.cache-control",
		"public, max-age=31536000, immutable").want(t, map[string]string{"Prune": "false"})
	x.with(t, "Custom::CDKBucketDeployment", "SystemMetadata.cache-control", "no-cache").want(t,
		map[string]string{"Prune": "true"})
	want := 2
	if s.Kendra.FAQ {
		want = 3
		x.with(t, "Custom::CDKBucketDeployment", "DestinationBucketKeyPrefix", "faq/")
	}
	if n := len(x.of("Custom::CDKBucketDeployment")); n != want {
		t.Errorf("%d deployments of files, not %d", n, want)
	}
	if strings.Contains(string(x.raw), "cloudfront:CreateInvalidation") {
		t.Error("something may empty caches, of every distribution")
	}
}

func rowDistribution(t *testing.T, x template, s Settings) {
	site := x.one(t, "AWS::CloudFront::Distribution")
	site.want(t, map[string]string{
		"DistributionConfig.PriceClass":                                "PriceClass_200",
		"DistributionConfig.HttpVersion":                               "http2and3",
		"DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy": "redirect-to-https",
		"DistributionConfig.Logging.IncludeCookies":                    "false",
	})
	x.one(t, "AWS::CloudFront::OriginAccessControl").want(t,
		map[string]string{"OriginAccessControlConfig.SigningBehavior": "always"})
	behaviours, _ := site.at("DistributionConfig.CacheBehaviors").([]any)
	if len(behaviours) != len(apiPaths) {
		t.Errorf("%d behaviours", len(behaviours))
	}
	for i := range behaviours {
		at := "DistributionConfig.CacheBehaviors." + strconv.Itoa(i) + "."
		if !slices.Contains(apiPaths, site.text(at+"PathPattern")) ||
			site.at(at+"ResponseHeadersPolicyId") == nil {
			t.Errorf("behaviour %s", site.text(at+"PathPattern"))
		}
		if linked := site.at(at+"FunctionAssociations") != nil; linked != (site.text(at+
			"PathPattern") == documentPath && s.SignIn.Method != noSignIn) {
			t.Errorf("%s has a function: %v", site.text(at+"PathPattern"), linked)
		}
		// AllViewerExceptHostHeader
		site.want(t, map[string]string{at +
			"OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac"})
	}
}

func rowTables(t *testing.T, x template, s Settings) {
	if n := len(x.of("AWS::DynamoDB::Table")); n != 8 {
		t.Errorf("%d tables", n)
	}
	for _, table := range x.of("AWS::DynamoDB::Table") {
		table.want(t, map[string]string{
			"BillingMode": "PAY_PER_REQUEST",
			"PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled": "true",
			"DeletionProtectionEnabled":                                   "false",
			"SSESpecification.SSEEnabled":                                 "true",
		})
	}
	x.with(t, "AWS::DynamoDB::Table", "TableName", s.Project+"-calls").want(t, map[string]string{
		"KeySchema.0.AttributeName": "user_id", "KeySchema.1.AttributeName": "request_time",
		"GlobalSecondaryIndexes.0.IndexName":                 "request_id-index",
		"GlobalSecondaryIndexes.0.KeySchema.0.AttributeName": "request_id",
	})
	for _, name := range []string{"documents", "turns", "settings", "connections", "accounts",
		"ledger"} {
		x.with(t, "AWS::DynamoDB::Table", "TableName", s.Project+"-"+name).want(t,
			map[string]string{"TimeToLiveSpecification.Enabled": "true"})
	}
}

func rowRoles(t *testing.T, x template, s Settings) {
	used := map[string]bool{}
	for _, f := range x.of("AWS::Lambda::Function") {
		if !strings.HasPrefix(f.text("FunctionName"), s.Project+"-") {
			continue // the CDK's own, which run at deployment
		}
		role := f.text("Role")
		if used[role] {
			t.Errorf("%s shares its role", f.text("FunctionName"))
		}
		used[role] = true
	}
	if len(used) != 11 {
		t.Errorf("%d roles of functions", len(used))
	}
	for id, r := range x.Resources {
		if r.Type != "AWS::IAM::Role" || !strings.HasPrefix(id, "Role") {
			continue
		}
		who := r.text("AssumeRolePolicyDocument.Statement")
		if strings.Count(who, `"Service"`) != 1 || !strings.Contains(who, `"lambda.amazonaws.com"`) {
			t.Errorf("%s is taken on by %s", id, who)
		}
	}
}

func rowOwnLogs(t *testing.T, x template, s Settings) {
	for id, r := range x.Resources {
		if r.Type == "AWS::IAM::Role" && strings.HasPrefix(id, "Role") &&
			r.at("ManagedPolicyArns") != nil {
			t.Errorf("%s has %s", id, r.text("ManagedPolicyArns"))
		}
	}
	for _, function := range []string{"Chat", "DocumentManager", "EventManager", "Authorizer",
		"Site", "Provisioning", "Upload", "Query", "History", "Delete"} {
		for _, g := range x.may(t, function, "logs:PutLogEvents") {
			if len(g.Resource) != 1 || !strings.Contains(g.Resource[0], `"Log`+function) {
				t.Errorf("%s writes %v", function, g.Resource)
			}
		}
	}
}

func rowBedrock(t *testing.T, x template, s Settings) {
	for _, function := range []string{"Chat", "DocumentManager"} {
		wantActions(t, x, function, "bedrock:", "bedrock:InvokeModel",
			"bedrock:InvokeModelWithResponseStream")
		for _, g := range x.may(t, function, "bedrock:InvokeModel") {
			for _, r := range g.Resource {
				if !strings.Contains(r, "foundation-model/") &&
					!strings.Contains(r, "inference-profile/") {
					t.Errorf("%s asks %s", function, r)
				}
			}
		}
	}
	for _, function := range []string{"Site", "Query", "EventManager"} {
		wantActions(t, x, function, "bedrock:")
	}
}

func rowConnections(t *testing.T, x template, s Settings) {
	for function, methods := range map[string][]string{"Chat": {"POST"}, "Site": {"DELETE", "POST"},
		"Delete": {"POST"}, "EventManager": {"POST"}, "DocumentManager": {"POST"}} {
		wantActions(t, x, function, "execute-api:", "execute-api:ManageConnections")
		for _, g := range x.may(t, function, "execute-api:ManageConnections") {
			for i, r := range g.Resource {
				if len(g.Resource) != len(methods) || !strings.Contains(r, `"Socket"`) ||
					!strings.HasSuffix(r, `/prod/`+methods[i]+`/@connections/*"]]}`) {
					t.Errorf("%s may %v", function, g.Resource)
				}
			}
		}
	}
}

func rowKendraIndex(t *testing.T, x template, s Settings) {
	x.one(t, "AWS::Kendra::Index").want(t, map[string]string{"Edition": "DEVELOPER_EDITION",
		"Name": s.Project})
}

func rowKendraRoles(t *testing.T, x template, s Settings) {
	readers := map[string]string{"KendraReader": "docs/*", "FAQReader": "faq/*", "KendraRole": ""}
	for role, list := range x.granted(t) {
		for name, prefix := range readers {
			if !strings.HasPrefix(role, name) {
				continue
			}
			for _, g := range list {
				for _, action := range g.Action {
					if strings.HasPrefix(action, "s3:") &&
						(action != "s3:GetObject" || !strings.Contains(g.Resource[0], prefix) ||
							prefix == "") {
						t.Errorf("%s may %s on %v", role, action, g.Resource)
					}
				}
			}
			delete(readers, name)
		}
	}
	if len(readers) > 0 {
		t.Errorf("no roles %v", readers)
	}
}

func rowKendraCalls(t *testing.T, x template, s Settings) {
	wantActions(t, x, "Chat", "kendra:", "kendra:Query", "kendra:Retrieve")
	wantActions(t, x, "DocumentManager", "kendra:", "kendra:BatchDeleteDocument",
		"kendra:BatchPutDocument")
}

func rowPassedRole(t *testing.T, x template, s Settings) {
	wantActions(t, x, "Chat", "iam:")
	pass := x.may(t, "DocumentManager", "iam:PassRole")
	if len(pass) != 1 || len(pass[0].Resource) != 1 || !strings.Contains(pass[0].Resource[0],
		"KendraReader") {
		t.Fatalf("passes %v", pass)
	}
	if to, _ := pass[0].Condition["StringEquals"].(map[string]any); to["iam:PassedToService"] != "kendra.amazonaws.com" {
		t.Errorf("passed to %v", pass[0].Condition)
	}
}

func rowNoDataSource(t *testing.T, x template, s Settings) {
	if n := len(x.of("AWS::Kendra::DataSource")); n != 0 {
		t.Errorf("%d data sources put every file in twice", n)
	}
	for id, output := range x.Outputs {
		if strings.Contains(text(t, output.Value), "aws kendra") {
			t.Errorf("%s is a command to type", id)
		}
	}
}

func rowFAQ(t *testing.T, x template, s Settings) {
	x.one(t, "AWS::Kendra::Faq").want(t, map[string]string{"LanguageCode": "ko",
		"FileFormat": "CSV", "S3Path.Key": "faq/faq-banking.csv"})
}

func rowPolly(t *testing.T, x template, s Settings) {
	wantActions(t, x, "Chat", "polly:", "polly:SynthesizeSpeech")
	wantActions(t, x, "Site", "polly:")
}

func rowDomain(t *testing.T, x template, s Settings) {
	d := x.one(t, "AWS::OpenSearchService::Domain")
	d.want(t, map[string]string{
		"EngineVersion": "OpenSearch_2.19", "ClusterConfig.InstanceCount": "15",
		"ClusterConfig.InstanceType":         "r6g.large.search",
		"ClusterConfig.DedicatedMasterCount": "3",
		"ClusterConfig.DedicatedMasterType":  "r6g.large.search", "EBSOptions.VolumeSize": "100",
		"EBSOptions.VolumeType":                                   "gp3",
		"ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount": "3",
		"NodeToNodeEncryptionOptions.Enabled":                     "true",
		"EncryptionAtRestOptions.Enabled":                         "true",
		"DomainEndpointOptions.EnforceHTTPS":                      "true",
		"DomainEndpointOptions.TLSSecurityPolicy":                 "Policy-Min-TLS-1-2-PFS-2023-10",
		"AdvancedSecurityOptions.InternalUserDatabaseEnabled":     "false",
		"LogPublishingOptions.SEARCH_SLOW_LOGS.Enabled":           "true",
	})
	if d.at("AdvancedSecurityOptions.MasterUserOptions.MasterUserARN") == nil ||
		strings.Contains(d.text("AdvancedSecurityOptions"), "assword") {
		t.Errorf("known by %s", d.text("AdvancedSecurityOptions"))
	}
}

func rowDomainPolicy(t *testing.T, x template, s Settings) {
	policy := x.one(t, "AWS::OpenSearchService::Domain").text("AccessPolicies")
	if !strings.Contains(policy, "SearchRole") || strings.Contains(policy, `"es:*"`) || strings.Contains(policy, `"Principal":"*"`) || strings.Contains(policy, `"AWS":"*"`) {
		t.Errorf("the domain answers %s", policy)
	}
}

func rowNori(t *testing.T, x template, s Settings) {
	var calls string
	for _, r := range x.of("Custom::AWS") {
		calls += r.text("Create")
	}
	for _, word := range []string{"analysis-nori", "describePackages", "associatePackage"} {
		if !strings.Contains(calls, word) {
			t.Errorf("no %s in %s", word, calls)
		}
	}
}
