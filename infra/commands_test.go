package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// guides are the pages with commands for people who deploy.
var guides = []string{"aws.md", "aws-first-deployment.md", "aws.ko.md"}

func guide(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestCommandsNameWhatIsThere: the default stack has what the guides' commands
// are about, under these names.
func TestCommandsNameWhatIsThere(t *testing.T) {
	known := map[string]bool{"--stack-name mundap": true, "mundap-admins": true} // a group that people make
	for _, r := range synthesised["default"](t).Resources {
		for _, property := range []string{"FunctionName", "TableName", "QueueName", "LogGroupName",
			"Name"} {
			known[r.text(property)] = true
		}
	}
	named := regexp.MustCompile("(?:--function-name|--table-name|--source-table-name|--queue-name|--log-group-name|" +
		"logs tail|FunctionName,Value=|[?]name==)[ ']*([/\\w.-]+)|(--stack-name [\\w-]+)|`(mundap-[\\w.-]+)`")
	for _, name := range guides {
		found := named.FindAllStringSubmatch(guide(t, name), -1)
		for _, f := range found {
			if of := f[1] + f[2] + f[3]; !known[of] && of != "mundap-" { // a loop's variable follows
				t.Errorf("%s: there is no %s", name, of)
			}
		}
		if len(found) < 5 {
			t.Errorf("%s names %d resources", name, len(found))
		}
	}
}

// TestTheChecklistKnowsTheOutputs compares the second check with the template.
func TestTheChecklistKnowsTheOutputs(t *testing.T) {
	row := regexp.MustCompile(`(?m)^\| 2 \|.*$`).FindString(guide(t, "aws-first-deployment.md"))
	var listed []string
	for _, f := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(row, -1) {
		listed = append(listed, f[1])
	}
	slices.Sort(listed)
	if want := slices.Sorted(maps.Keys(synthesised["default"](t).Outputs)); !slices.Equal(listed, want) {
		t.Errorf("the checklist expects the outputs %v, and the stack has %v", listed, want)
	}
}

// TestTheChecklistHasTwentyChecks, each with a command and what it should say.
func TestTheChecklistHasTwentyChecks(t *testing.T) {
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|([^|]+)\|(.+)\|([^|]+)\|$`).FindAllStringSubmatch(guide(t, "aws-first-deployment.md"), -1)
	if len(rows) != 20 {
		t.Errorf("%d checks", len(rows))
	}
	for _, r := range rows {
		if strings.TrimSpace(r[2]) == "" || strings.TrimSpace(r[3]) == "" || strings.TrimSpace(r[4]) == "" {
			t.Errorf("check %s lacks something", r[1])
		}
	}
}

// shell is the block of commands that follows a text.
func shell(t *testing.T, page, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, after)
	_, rest, _ = strings.Cut(rest, "```sh\n")
	block, _, ends := strings.Cut(rest, "```")
	if !found || !ends {
		t.Fatalf("no commands after %q", after)
	}
	var lines []string
	for line := range strings.Lines(block) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// cli answers as the AWS CLI does. The chat function was changed by the last
// deployment, ping was not, and query exists only since then.
const cli = `#!/bin/sh
case "$1 $2 $4" in
"cloudformation describe-stacks mundap") echo 2026-03-10T09:05:00.123000+00:00 ;;
"lambda list-versions-by-function mundap-ping")
  printf '$LATEST\t2026-03-09T10:00:00.000+0000\n1\t2026-03-01T10:00:00.000+0000\n2\t2026-03-09T10:00:00.000+0000\n' ;;
"lambda list-versions-by-function mundap-query")
  printf '$LATEST\t2026-03-10T09:06:00.000+0000\n1\t2026-03-10T09:06:00.000+0000\n' ;;
"lambda list-versions-by-function "*)
  printf '$LATEST\t2026-03-10T09:06:00.000+0000\n9\t2026-03-08T10:00:00.000+0000\n'
  printf '10\t2026-03-09T10:00:00.000+0000\n11\t2026-03-10T09:06:00.000+0000\n' ;;
"lambda update-alias "*) echo "$4 $6 $8" >>"$CALLS" ;;
esac
`

// TestTheWayBack runs the guides' commands for going back to the versions before
// the last deployment.
func TestTheWayBack(t *testing.T) {
	block := shell(t, guide(t, "aws.md"), "**Roll back**")
	if other := shell(t, guide(t, "aws.ko.md"), "**되돌리기.**"); other != block {
		t.Errorf("the guides differ:\n%s\n\n%s", block, other)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "aws"), []byte(cli), 0o755); err != nil {
		t.Fatal(err)
	}
	calls := filepath.Join(folder, "calls")
	run := exec.Command("sh", "-eu", "-c", block)
	run.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "CALLS="+calls)
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	made, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	moved := map[string]string{}
	for line := range strings.Lines(string(made)) {
		if f := strings.Fields(line); len(f) == 3 && f[1] == "live" {
			moved[f[0]] = f[2]
		}
	}
	want := map[string]string{}
	for _, r := range synthesised["default"](t).of("AWS::Lambda::Function") {
		if name := r.text("FunctionName"); name != "" && name != "mundap-query" {
			want[name] = "10"
		}
	}
	want["mundap-ping"] = "2"
	if !maps.Equal(moved, want) {
		t.Errorf("moved %v, and should have %v", moved, want)
	}
}

// TestTheGuidesRemoveEveryTable: what stays after the stack is named.
func TestTheGuidesRemoveEveryTable(t *testing.T) {
	var tables []string
	for _, r := range synthesised["default"](t).of("AWS::DynamoDB::Table") {
		tables = append(tables, strings.TrimPrefix(r.text("TableName"), "mundap-"))
	}
	slices.Sort(tables)
	for _, page := range []string{"aws.md", "aws.ko.md"} {
		list := regexp.MustCompile(`for t in ([a-z ]+);`).FindStringSubmatch(guide(t, page))
		if list == nil {
			t.Errorf("%s removes no tables", page)
		} else if got := strings.Fields(list[1]); !slices.Equal(slices.Sorted(slices.Values(got)), tables) {
			t.Errorf("%s removes %v of %v", page, got, tables)
		}
	}
}

// TestWhatStaysCanBeTakenOver: CloudFormation imports what has a name without
// references in the template, once account and region are known.
func TestWhatStaysCanBeTakenOver(t *testing.T) {
	s := DefaultSettings()
	s.Account, s.Region = "123456789012", "ap-northeast-2"
	x := synthesiseFor(t, s)
	for _, kind := range []string{"AWS::DynamoDB::Table", "AWS::S3::Bucket"} {
		for id, r := range x.Resources {
			name := r.at("TableName")
			if kind == "AWS::S3::Bucket" {
				name = r.at("BucketName")
			}
			if _, fixed := name.(string); r.Type == kind && name != nil && (!fixed || r.DeletionPolicy != "RetainExceptOnCreate") {
				t.Errorf("%s (%v, %s) can't be taken over", id, name, r.DeletionPolicy)
			}
		}
	}
}

// TestTwoProjectsShareNoName: names at CloudFront belong to the whole account.
func TestTwoProjectsShareNoName(t *testing.T) {
	for _, project := range []string{"default", "seed"} {
		x := synthesised[project](t)
		for _, f := range x.of("AWS::CloudFront::Function") {
			if s := map[string]Settings{"default": DefaultSettings(), "seed": SeedSettings()}[project]; !strings.HasPrefix(f.text("Name"), s.Project+"-") {
				t.Errorf("%s has the function %s", s.Project, f.text("Name"))
			}
		}
	}
}

// TestTheBootstrapNamesItsEnvironment: in the repository's root there is no app
// that could name it.
func TestTheBootstrapNamesItsEnvironment(t *testing.T) {
	for _, name := range guides {
		commands := regexp.MustCompile("aws-cdk@\\S+ bootstrap[^\n`]*").FindAllString(guide(t, name), -1)
		if len(commands) == 0 {
			t.Errorf("%s does not bootstrap", name)
		}
		for _, c := range commands {
			if !strings.Contains(c, "bootstrap aws://ACCOUNT/REGION") {
				t.Errorf("%s: %s", name, c)
			}
		}
	}
}
