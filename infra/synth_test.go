package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// placeholders are assets that do not depend on what was built.
func placeholders(t *testing.T) Assets {
	t.Helper()
	root := t.TempDir()
	a, err := findAssets(root, filepath.Join(root, "scratch"))
	if err != nil {
		t.Fatal(err)
	}
	a.FAQ = "faq"
	return a
}

func TestNag(t *testing.T) {
	for name, s := range map[string]Settings{"default": DefaultSettings(), "seed": SeedSettings()} {
		t.Run(name, func(t *testing.T) {
			app := newApp(t.TempDir())
			stack := NewStack(app, "Mundap", s, placeholders(t))
			awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{}), nil)
			found := assertions.Annotations_FromStack(stack)
			messages := *found.FindError(jsii.String("*"), assertions.Match_AnyValue())
			messages = append(messages, *found.FindWarning(jsii.String("*"), assertions.Match_AnyValue())...)
			for _, m := range messages {
				t.Errorf("%v: %.180v", *m.Id, m.Entry.Data)
			}
		})
	}
}
