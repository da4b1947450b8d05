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
	settings := flag.String("settings", "",
		"YAML or JSON file with settings, over the default ones")
	out := flag.String("out", "cdk.out",
		"folder for templates: default and seed below it, or the one of -settings itself")
	root := flag.String("root", "..", "the repository: bin/lambda, bin/lambda-dict and web/dist are taken from it")
	flag.Parse()

	defer jsii.Close()
	do := func() error { return run(*settings, *out, *root) }
	if os.Getenv(outputOfCLI) != "" && *settings == "" {
		do = func() error { return runForCLI(*root) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		jsii.Close()
		os.Exit(1)
	}
}

// outputOfCLI is where the CDK's command line wants the templates when it has
// started this program (cdk.json says how).
const outputOfCLI = "CDK_OUTDIR"

// runForCLI writes what the CDK's context describes to where its command line,
// which deploys it next, expects it.
func runForCLI(root string) error {
	return withAssets(root, func(assets Assets) error {
		if len(assets.Missing) > 0 {
			return fmt.Errorf("not built: %s; run make lambda client first",
				strings.Join(assets.Missing, ", "))
		}
		return synthesise(assets, "", contextSettings)
	})
}

// run writes the shipped configurations, or the one that a file describes.
func run(file, out, root string) error {
	return withAssets(root, func(assets Assets) error {
		if len(assets.Missing) > 0 {
			fmt.Fprintf(os.Stderr, "Not built, so placeholders stand in; do not deploy this: %s\n",
				strings.Join(assets.Missing, ", "))
		}
		if file != "" {
			return synthesise(assets, out, func(map[string]any) (Settings,
				error) {
				return LoadSettings(file, DefaultSettings())
			})
		}
		if err := synthesise(assets, filepath.Join(out, "default"),
			just(DefaultSettings())); err != nil {
			return err
		}
		if err := synthesise(assets, filepath.Join(out, "machine"),
			just(MachineSettings())); err != nil {
			return err
		}
		return synthesise(assets, filepath.Join(out, "seed"), just(SeedSettings()))
	})
}

// withAssets finds what is deployed, with placeholders for what was not built while do runs.
func withAssets(root string, do func(Assets) error) error {
	scratch, err := os.MkdirTemp("", "mundap-infra")
	if err != nil {
		return fmt.Errorf("making a folder for placeholders: %w", err)
	}
	defer os.RemoveAll(scratch)
	assets, err := findAssets(root, scratch)
	if err != nil {
		return err
	}
	return do(assets)
}

// just gives settings whatever the context says.
func just(s Settings) func(map[string]any) (Settings, error) {
	return func(map[string]any) (Settings, error) { return s, s.Validate() }
}

// synthesise writes one configuration's templates and assets; what the settings
// are, settings says, which gets the CDK's context. out "" is where the CDK's
// command line wants them. What the CDK objects to comes as an error.
func synthesise(assets Assets, out string, settings func(context map[string]any) (Settings,
	error)) (err error) {
	defer func() {
		if r := recover(); r != nil { // how jsii reports
			err = fmt.Errorf("synthesising: %v", r)
		}
	}()
	app := newApp(out)
	s, err := settings(contextOf(app))
	if err != nil {
		return err
	}
	NewStack(app, "Mundap", s, assets)
	app.Synth(nil)
	fmt.Println(*app.Outdir())
	return nil
}

// contextOf is everything that cdk.json, the command line's -c and the app
// itself have put into the context.
func contextOf(app awscdk.App) map[string]any {
	context, _ := app.Node().GetAllContext(nil).(map[string]any)
	return context
}

// newApp makes an app that neither reports to anybody nor records the program's own stack traces.
func newApp(out string) awscdk.App {
	props := &awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false), StackTraces: jsii.Bool(false),
		TreeMetadata: jsii.Bool(false),
		PostCliContext: &map[string]any{
			"@aws-cdk/core:checkSecretUsage": true,
			// statements are merged: a role's own policies end at 10 KB
			"@aws-cdk/aws-iam:minimizePolicies": true,
		},
	}
	if out != "" {
		props.Outdir = jsii.String(out)
	}
	return awscdk.NewApp(props)
}
