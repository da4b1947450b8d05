package main

import (
	"strings"
	"testing"
)

// TestVersionsOfTheBucket: originals and answers stay as long as the settings
// say, what was made of them a day.
func TestVersionsOfTheBucket(t *testing.T) {
	s := DefaultSettings()
	s.Backup = Backup{TableDays: 14, VersionDays: 90}
	x := synthesiseFor(t, s)
	b := uploads(t, x)
	b.want(t, map[string]string{"VersioningConfiguration.Status": "Enabled"})
	days := map[string]string{}
	rules, _ := b.at("LifecycleConfiguration.Rules").([]any)
	for _, r := range rules {
		rule := resource{Properties: r.(map[string]any)}
		if n := rule.text("NoncurrentVersionExpiration.NoncurrentDays"); n != "" {
			days[rule.text("Prefix")] = n
		}
	}
	for prefix, want := range map[string]string{"docs/": "90", "faq/": "90", "history/": "90", "content/": "1",
		"index/": "1", "metadata/": "1", "speech/": "1"} {
		if days[prefix] != want {
			t.Errorf("versions below %s stay for %q days, not %s", prefix, days[prefix], want)
		}
	}
	if !strings.Contains(b.text("LifecycleConfiguration.Rules"), `"ExpiredObjectDeleteMarker":true`) {
		t.Error("marks of deletions stay for ever")
	}
	for _, table := range x.of("AWS::DynamoDB::Table") {
		table.want(t, map[string]string{"PointInTimeRecoverySpecification.RecoveryPeriodInDays": "14"})
	}
	// receipts of deletions name both
	x.lambda(t, s, "document-manager").want(t, map[string]string{
		"Environment.Variables.MUNDAP_KEPT_VERSION_DAYS": "90",
		"Environment.Variables.MUNDAP_KEPT_TABLE_DAYS":   "14"})
}

func TestWithoutVersionsWhatIsDeletedIsGone(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		if v := uploads(t, x).at("VersioningConfiguration"); v != nil {
			t.Errorf("versions: %v", v)
		}
	})
}
