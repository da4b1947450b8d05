package main

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// chosen are settings that the shipped configurations leave out.
func chosen() Settings {
	s := walled()
	s.Region, s.Site.AllowedOrigins = firewallRegion, []string{"https://chat.example.com"}
	s.Backup.VersionDays, s.ReadQuotas = 30, true
	return s
}

// TestNag: every finding of AWS Solutions is mended, or accepted in nag.go with a reason.
func TestNag(t *testing.T) {
	for name, s := range map[string]Settings{"default": DefaultSettings(), "seed": SeedSettings(),
		"chosen": chosen()} {
		t.Run(name, func(t *testing.T) {
			app := newApp(t.TempDir())
			stack := NewStack(app, "Mundap", s, placeholders(t))
			awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{}), nil)
			found := assertions.Annotations_FromStack(stack)
			messages := *found.FindError(jsii.String("*"), assertions.Match_AnyValue())
			messages = append(messages, *found.FindWarning(jsii.String("*"),
				assertions.Match_AnyValue())...)
			for _, m := range messages {
				//lint:ignore SA1019 the assertions give messages of this type and no other
				t.Errorf("%v: %.180v", *m.Id, m.Entry.Data)
			}
		})
	}
}
