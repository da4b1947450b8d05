package aws_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// some reads those properties of a resource that P has fields for.
func some[P any](s template, id string) P {
	var p P
	_ = json.Unmarshal(s.Resources[id].Properties, &p) // what is not there stays empty
	return p
}

// metrics are those that the alarms watch, each with the names of its
// dimensions: AWS knows no metric with others, and its alarm would never go off.
var metrics = map[string]string{
	"AWS/SQS ApproximateNumberOfMessagesVisible": "[QueueName]",
	"AWS/SQS ApproximateAgeOfOldestMessage":      "[QueueName]",
	"AWS/Lambda Errors":                          "[FunctionName]",
	"AWS/Lambda Throttles":                       "[]",
	"AWS/ApiGateway 5XXError":                    "[ApiName]",
	"AWS/ApiGateway IntegrationError":            "[ApiId Stage]",
	"AWS/DynamoDB WriteThrottleEvents":           "[TableName]",
}

// checkWarnings fails the test for alarms that never go off, for a budget that
// counts something else, and for a topic that takes no messages from either.
func (s template) checkWarnings() {
	s.t.Helper()
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		p := some[struct {
			Namespace, MetricName, Statistic, ComparisonOperator, TreatMissingData string
			Period, EvaluationPeriods, Threshold                                   float64
			AlarmActions                                                           []any
			Dimensions                                                             []struct {
				Name  string
				Value any
			}
		}](s, id)
		names := []string{}
		for _, d := range p.Dimensions {
			names = append(names, d.Name)
			value := s.name(refOf(d.Value))
			if text, fixed := d.Value.(string); fixed {
				value = text
			}
			if api := some[struct{ Name string }](s, s.only("AWS::ApiGateway::RestApi")); d.Name == "ApiName" {
				s.want(id, "API", value, api.Name)
			}
			if d.Name == "Stage" {
				s.want(id, "stage", value, some[struct{ StageName string }](s, s.only("AWS::ApiGatewayV2::Stage")).StageName)
			}
		}
		s.want(id, "dimensions of "+p.Namespace+" "+p.MetricName, fmt.Sprint(names),
			metrics[p.Namespace+" "+p.MetricName])
		s.want(id, "comparison", p.ComparisonOperator, "GreaterThanOrEqualToThreshold")
		s.want(id, "missing data", p.TreatMissingData, "notBreaching")
		s.want(id, "statistic", p.Statistic, map[bool]string{true: "Maximum", false: "Sum"}[p.Namespace == "AWS/SQS"])
		if p.Period != 300 || p.EvaluationPeriods < 1 || p.EvaluationPeriods > 3 {
			s.t.Errorf("%s looks %v times at %v seconds", id, p.EvaluationPeriods, p.Period)
		}
		if strings.HasSuffix(p.MetricName, "MessagesVisible") && p.Threshold != 1 {
			s.t.Errorf("%s waits for %v lost messages", id, p.Threshold)
		}
		if len(p.AlarmActions) != 1 || s.Resources[refOf(p.AlarmActions[0])].Type != "AWS::SNS::Topic" {
			s.t.Errorf("%s tells nobody", id)
		}
	}
	s.checkBudget()
	s.checkTopic()
}

func (s template) checkBudget() {
	s.t.Helper()
	id := s.only("AWS::Budgets::Budget")
	p := some[struct {
		Budget struct {
			BudgetType, TimeUnit string
			BudgetLimit          struct{ Unit string }
		}
		NotificationsWithSubscribers []struct {
			Notification struct {
				ComparisonOperator, ThresholdType string
				Threshold                         float64
			}
			Subscribers []struct{ SubscriptionType string }
		}
	}](s, id)
	s.want(id, "kind", p.Budget.BudgetType+" "+p.Budget.TimeUnit+" "+p.Budget.BudgetLimit.Unit, "COST MONTHLY USD")
	for _, n := range p.NotificationsWithSubscribers {
		s.want(id, "warning", fmt.Sprint(n), "{{GREATER_THAN PERCENTAGE 80} [{SNS}]}", "{{GREATER_THAN PERCENTAGE 100} [{SNS}]}")
	}
}

func (s template) checkTopic() {
	s.t.Helper()
	for _, id := range s.ids("AWS::SNS::TopicPolicy") {
		p := some[struct {
			PolicyDocument struct {
				Statement []struct {
					Action, Effect string
					Principal      any
				}
			}
		}](s, id)
		for _, one := range p.PolicyDocument.Statement {
			who, _ := json.Marshal(one.Principal)
			if one.Effect == "Allow" && one.Action == "sns:Publish" &&
				string(who) == `{"Service":["budgets.amazonaws.com","cloudwatch.amazonaws.com"]}` {
				return
			}
		}
	}
	s.t.Errorf("neither alarms nor the budget may publish warnings")
}

// checkEdge fails the test for a site that CloudFront does not serve, serves
// uncompressed, or without the headers that protect it.
func (s template) checkEdge() {
	s.t.Helper()
	type behaviour struct{ Compress bool }
	id := s.only("AWS::CloudFront::Distribution")
	p := some[struct {
		DistributionConfig struct {
			Enabled              bool
			CacheBehaviors       []behaviour
			DefaultCacheBehavior behaviour
			Origins              []struct {
				CustomOriginConfig *struct{ OriginProtocolPolicy string }
			}
		}
	}](s, id).DistributionConfig
	if !p.Enabled {
		s.t.Errorf("%s is switched off", id)
	}
	if slices.Contains(append(p.CacheBehaviors, p.DefaultCacheBehavior), behaviour{}) {
		s.t.Errorf("%s does not compress everything", id)
	}
	for _, o := range p.Origins {
		if o.CustomOriginConfig != nil {
			s.want(id, "protocol of the API", o.CustomOriginConfig.OriginProtocolPolicy, "https-only")
		}
	}
	for _, id := range s.ids("AWS::CloudFront::Function") {
		if !some[struct{ AutoPublish bool }](s, id).AutoPublish {
			s.t.Errorf("%s is not published", id)
		}
	}
	access := s.only("AWS::CloudFront::OriginAccessControl")
	s.want(access, "signature", fmt.Sprint(some[struct {
		OriginAccessControlConfig struct{ OriginAccessControlOriginType, SigningBehavior, SigningProtocol string }
	}](s, access)), "{{s3 always sigv4}}")
	s.checkHeaders()
}

// checkHeaders: a function may bring a stricter policy of its own for what the
// page may load, but may not switch off the rest.
func (s template) checkHeaders() {
	s.t.Helper()
	id := s.only("AWS::CloudFront::ResponseHeadersPolicy")
	type plain struct{ Override bool }
	p := some[struct {
		ResponseHeadersPolicyConfig struct {
			SecurityHeadersConfig struct {
				ContentSecurityPolicy, ContentTypeOptions, FrameOptions plain
				ReferrerPolicy                                          struct {
					Override       bool
					ReferrerPolicy string
				}
				StrictTransportSecurity struct {
					Override               bool
					AccessControlMaxAgeSec int
				}
			}
		}
	}](s, id).ResponseHeadersPolicyConfig.SecurityHeadersConfig
	s.want(id, "security headers", fmt.Sprint(p),
		"{{false} {true} {true} {true same-origin} {true 31536000}}")
}

// checkRates fails the test for a stage that throttles only some methods, or
// that refuses a burst which its rate would allow.
func (s template) checkRates() {
	s.t.Helper()
	type rates struct {
		HttpMethod, ResourcePath, LoggingLevel    string
		ThrottlingBurstLimit, ThrottlingRateLimit int
	}
	rest, socket := s.only("AWS::ApiGateway::Stage"), s.only("AWS::ApiGatewayV2::Stage")
	methods := some[struct{ MethodSettings []rates }](s, rest).MethodSettings
	s.want(rest, "rates", fmt.Sprint(methods), "[{* /* ERROR 100 50}]")
	s.want(socket, "rates", fmt.Sprint(some[struct{ DefaultRouteSettings rates }](s, socket)), "{{  ERROR 100 50}}")
	said := map[string]bool{}
	for _, id := range s.ids("AWS::ApiGateway::GatewayResponse") {
		said[some[struct{ ResponseType string }](s, id).ResponseType] = true
	}
	for _, kind := range []string{"UNAUTHORIZED", "ACCESS_DENIED", "THROTTLED", "MISSING_AUTHENTICATION_TOKEN",
		"INTEGRATION_TIMEOUT", "DEFAULT_5XX"} {
		if !said[kind] {
			s.t.Errorf("API Gateway says %s in its own words", kind)
		}
	}
}

// checkEvents fails the test for runs that are given up before they are
// repeated, and for a schedule that asks for nothing.
func (s template) checkEvents() {
	s.t.Helper()
	for _, id := range s.ids("AWS::Lambda::EventInvokeConfig") {
		if age := some[struct{ MaximumEventAgeInSeconds int }](s, id).MaximumEventAgeInSeconds; age < 300 {
			s.t.Errorf("%s gives up after %d s; Lambda repeats after one minute and after two more", id, age)
		}
	}
	for _, one := range s.schedules() {
		s.want("the schedule", "event", one.handler+" "+string(one.event), `document-manager {"mundapUpkeep":true}`)
	}
}
