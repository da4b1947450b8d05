package main

import (
	"strings"
	"testing"
)

// TestAFailedFirstDeploymentLeavesNothing: a rollback takes everything along, so
// that the next deployment finds no name taken.
func TestAFailedFirstDeploymentLeavesNothing(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		for id, r := range x.Resources {
			if r.DeletionPolicy == "Retain" && r.Type != "AWS::ApiGateway::Account" &&
				!strings.Contains(id, "CloudWatchRole") { // one for the account, kept for its other APIs
				t.Errorf("%s (%s) stays after a rollback", id, r.Type)
			}
			if r.text("DeletionProtectionEnabled") == "true" || r.text("DeletionProtection") == "ACTIVE" {
				t.Errorf("%s (%s) can't be deleted by a rollback", id, r.Type)
			}
		}
	})
}

// TestAStackCanBeRemoved: what is deleted is empty by then, and no function that
// may make log groups writes to one whose name the next deployment wants.
func TestAStackCanBeRemoved(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		emptied := ""
		for _, r := range x.of("Custom::S3AutoDeleteObjects") {
			emptied += r.text("BucketName")
		}
		for id, r := range x.Resources {
			if r.Type == "AWS::S3::Bucket" && r.DeletionPolicy == "Delete" &&
				!strings.Contains(emptied, id) {
				t.Errorf("the bucket %s is to be deleted, and nobody empties it", id)
			}
		}
		for _, f := range x.of("AWS::Lambda::Function") {
			group := f.text("LoggingConfig.LogGroup")
			if x.program(f) != "" || group == "" {
				continue // Mundap's own functions may not make a log group
			}
			for id, r := range x.Resources {
				if strings.Contains(group, id) && r.text("LogGroupName") != "" {
					t.Errorf("%s makes %s anew", f.text("Description"), r.text("LogGroupName"))
				}
			}
		}
	})
}

func TestTablesCanBeProtected(t *testing.T) {
	s := DefaultSettings()
	s.Protect = true
	for _, table := range synthesiseFor(t, s).of("AWS::DynamoDB::Table") {
		table.want(t, map[string]string{"DeletionProtectionEnabled": "true"})
	}
}
