package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	settings := flag.String("settings", "", "YAML or JSON file with settings, over the default ones")
	out := flag.String("out", "cdk.out", "folder for templates: default and seed below it, or the one of -settings itself")
	root := flag.String("root", "..", "the repository: bin/lambda, bin/lambda-dict and web/dist are taken from it")
	flag.Parse()

	defer jsii.Close()
	if err := run(*settings, *out, *root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		jsii.Close()
		os.Exit(1)
	}
}

// run writes the shipped configurations, or the one that a file describes.
func run(file, out, root string) error {
	scratch, err := os.MkdirTemp("", "mundap-infra")
	if err != nil {
		return fmt.Errorf("making a folder for placeholders: %w", err)
	}
	defer os.RemoveAll(scratch)
	assets, err := findAssets(root, scratch)
	if err != nil {
		return err
	}
	if len(assets.Missing) > 0 {
		fmt.Fprintf(os.Stderr, "Not built, so placeholders stand in; do not deploy this: %s\n", strings.Join(assets.Missing, ", "))
	}
	if file != "" {
		s, err := LoadSettings(file, DefaultSettings())
		if err != nil {
			return err
		}
		return synthesise(s, assets, out)
	}
	if err := synthesise(DefaultSettings(), assets, filepath.Join(out, "default")); err != nil {
		return err
	}
	return synthesise(SeedSettings(), assets, filepath.Join(out, "seed"))
}

// synthesise writes one configuration's templates and assets. What the CDK objects to comes as an error.
func synthesise(s Settings, assets Assets, out string) (err error) {
	defer func() {
		if r := recover(); r != nil { // how jsii reports
			err = fmt.Errorf("synthesising %s: %v", s.Project, r)
		}
	}()
	if err := s.Validate(); err != nil {
		return fmt.Errorf("settings of %s: %w", s.Project, err)
	}
	app := newApp(out)
	NewStack(app, "Mundap", s, assets)
	app.Synth(nil)
	fmt.Println(out)
	return nil
}

// newApp makes an app that neither reports to anybody nor records the program's own stack traces.
func newApp(out string) awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{
		Outdir: jsii.String(out), AnalyticsReporting: jsii.Bool(false), StackTraces: jsii.Bool(false), TreeMetadata: jsii.Bool(false),
		PostCliContext: &map[string]any{
			"@aws-cdk/core:checkSecretUsage":    true,
			"@aws-cdk/aws-iam:minimizePolicies": true, // statements are merged: a role's own policies end at 10 KB
		},
	})
}
