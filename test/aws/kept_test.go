package aws_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// checkKept fails the test for data that go when a table or a bucket is
// replaced or removed, and for copies of deleted data that stay longer than
// receipts of deletions say.
func (s template) checkKept() {
	s.t.Helper()
	days := s.environment("document-manager")["MUNDAP_KEPT_TABLE_DAYS"]
	for _, id := range s.ids("AWS::DynamoDB::Table") {
		s.checkStays(id)
		p := some[struct {
			keyed
			AttributeDefinitions             []struct{ AttributeName string }
			PointInTimeRecoverySpecification struct{ RecoveryPeriodInDays int }
			GlobalSecondaryIndexes           []keyed
			LocalSecondaryIndexes            []keyed
		}](s, id)
		s.want(id, "days of recovery", strconv.Itoa(p.PointInTimeRecoverySpecification.RecoveryPeriodInDays), days)
		used := map[string]bool{}
		for _, k := range append(append([]keyed{p.keyed}, p.GlobalSecondaryIndexes...), p.LocalSecondaryIndexes...) {
			for i, e := range k.KeySchema {
				used[e.AttributeName] = true
				s.want(id, "key", e.KeyType, []string{"HASH", "RANGE"}[i])
			}
			kind := map[bool]string{true: "INCLUDE", false: "KEYS_ONLY"}[len(k.Projection.NonKeyAttributes) > 0]
			if k.IndexName != "" {
				s.want(id, "projection of "+k.IndexName, k.Projection.ProjectionType, kind)
			}
		}
		for _, a := range p.AttributeDefinitions {
			if !used[a.AttributeName] {
				s.t.Errorf("%s defines %s, which is no key", id, a.AttributeName)
			}
			delete(used, a.AttributeName)
		}
		if len(used) > 0 {
			s.t.Errorf("%s does not define %v", id, used)
		}
	}
	s.checkUploads()
	s.checkLogBucket()
}

// checkStays: CloudFormation replaces what can't be changed in place, and then
// deletes the former one unless it is told to keep it.
func (s template) checkStays(id string) {
	s.t.Helper()
	r := s.Resources[id]
	s.want(id, "policies", r.DeletionPolicy+" "+r.UpdateReplacePolicy, "RetainExceptOnCreate Retain")
}

func (s template) checkUploads() {
	s.t.Helper()
	for _, id := range s.ids("AWS::S3::Bucket") {
		p := some[struct {
			NotificationConfiguration any
			CorsConfiguration         struct {
				CorsRules []struct{ AllowedHeaders, AllowedMethods, ExposedHeaders []string }
			}
			LifecycleConfiguration struct {
				Rules []struct {
					Prefix, Status                 string
					ExpirationInDays               int
					AbortIncompleteMultipartUpload struct{ DaysAfterInitiation int }
				}
			}
		}](s, id)
		if p.NotificationConfiguration == nil {
			continue
		}
		s.checkStays(id)
		s.want(id, "rules", fmt.Sprint(p.LifecycleConfiguration.Rules), "[{ Enabled 0 {7}} {speech/ Enabled 30 {0}}]")
		s.want(id, "what pages may do", fmt.Sprint(p.CorsConfiguration.CorsRules),
			"[{[content-type range] [PUT GET HEAD] [ETag Accept-Ranges Content-Range Content-Length]}]")
		// S3 asks whether it may call the function when the bucket is made
		if !slices.ContainsFunc(s.ids("AWS::Lambda::Permission"), func(permission string) bool {
			return some[struct{ Principal string }](s, permission).Principal == "s3.amazonaws.com" &&
				s.waitsFor(id, permission)
		}) {
			s.t.Errorf("%s is made before S3 may call the function that it notifies", id)
		}
	}
}

// checkLogBucket: CloudFront writes its logs by access lists, which buckets
// don't have by default.
func (s template) checkLogBucket() {
	s.t.Helper()
	type config struct {
		DistributionConfig struct{ Logging struct{ Bucket any } }
	}
	logging := some[config](s, s.only("AWS::CloudFront::Distribution")).DistributionConfig.Logging
	for _, id := range s.ids("AWS::S3::Bucket") {
		if !strings.Contains(fmt.Sprint(logging.Bucket), id) {
			continue
		}
		s.checkStays(id)
		p := some[struct {
			OwnershipControls struct {
				Rules []struct{ ObjectOwnership string }
			}
			LifecycleConfiguration struct{ Rules []struct{ Status string } }
		}](s, id)
		s.want(id, "ownership", fmt.Sprint(p.OwnershipControls.Rules), "[{BucketOwnerPreferred}]")
		s.want(id, "expiry", fmt.Sprint(p.LifecycleConfiguration.Rules), "[{Enabled}]")
		return
	}
	s.t.Errorf("CloudFront writes no log")
}

// checkEmptied fails the test for a bucket that can't be deleted with the stack
// because the function which empties it may not, or does so too late.
func (s template) checkEmptied() {
	s.t.Helper()
	for _, id := range s.ids("Custom::S3AutoDeleteObjects") {
		bucket := refOf(s.fields(id)["BucketName"])
		policy := ""
		for _, p := range s.ids("AWS::S3::BucketPolicy") {
			if refOf(s.fields(p)["Bucket"]) == bucket && s.waitsFor(id, p) {
				policy = p
			}
		}
		if policy == "" {
			s.t.Errorf("%s is emptied after nobody may do so any more", bucket)
			continue
		}
		doc := some[struct {
			PolicyDocument struct {
				Statement []struct {
					Effect string
					Action any
				}
			}
		}](s, policy).PolicyDocument
		if !slices.ContainsFunc(doc.Statement, func(one struct {
			Effect string
			Action any
		}) bool {
			return one.Effect == "Allow" &&
				fmt.Sprint(one.Action) == "[s3:DeleteObject* s3:GetBucket* s3:List* s3:PutBucketPolicy]"
		}) {
			s.t.Errorf("nobody may empty %s", bucket)
		}
	}
}
