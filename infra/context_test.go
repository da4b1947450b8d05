package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSettingsOfTheContext: an object in cdk.json, single settings by their
// paths, a file and a configuration, each over what comes after it here.
func TestSettingsOfTheContext(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte("region: eu-central-1\noperations: {log_days: 7, email: a@example.com}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := contextSettings(map[string]any{
		"mundap:configuration": "seed",
		"mundap:settings":      file,
		"mundap": map[string]any{
			"account": "012345678901", "region": "ap-northeast-1",
			"ingest":     map[string]any{"max_object_size": 5e7, "formats": []any{"pdf"}},
			"operations": map[string]any{"log_days": 14},
		},
		"mundap:region":            "ap-northeast-2",
		"mundap:kendra.region":     "ap-northeast-1",
		"mundap:rag.relevant_docs": "6", // as -c gives it
		"mundap:rag.dual_search":   true,
		"mundap:rag.capabilities":  "[local, kendra, opensearch]",
		"@aws-cdk/core:something":  true,
		"somebody-elses":           "value",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := SeedSettings()
	want.Account, want.Region, want.Kendra.Region = "012345678901", "ap-northeast-2",
		"ap-northeast-1"
	want.Operations.LogDays, want.Operations.Email = 14, "a@example.com"
	want.Ingest.MaxObjectSize, want.Ingest.Formats = 50_000_000, []string{"pdf"}
	want.RAG.RelevantDocs, want.RAG.DualSearch, want.RAG.Capabilities = 6, true,
		[]string{"local", "kendra", "opensearch"}
	if got := text(t, s); got != text(t, want) {
		t.Errorf("settings\n%s\nwant\n%s", got, text(t, want))
	}
}

func TestNoContextIsTheDefault(t *testing.T) {
	s, err := contextSettings(nil)
	if err != nil || text(t, s) != text(t, DefaultSettings()) {
		t.Errorf("%v, %v", s, err)
	}
}

// TestImpossibleContext: nothing is synthesised, and whoever mistyped learns what there is.
func TestImpossibleContext(t *testing.T) {
	for _, c := range []struct {
		key   string
		value any
		says  string
	}{
		{"mundap:regoin", "ap-northeast-2", `there is no setting "regoin"; there are project, account, region`},
		{"mundap:rag.relevant_doc", "6", `there is no setting "relevant_doc"; there are capabilities, method, relevant_docs`},
		{"mundap:region.name", "x", "region has no settings of its own"},
		{"mundap:rag.relevant_docs", "many", "mundap:rag.relevant_docs in the context"},
		{"mundap:rag.relevant_docs", "", "no value"},
		{"mundap:rag.relevant_docs", "0", "rag.relevant_docs: 0 is not within 1 and 50"},
		{"mundap:rag.capabilities", "[local", "is not YAML"},
		{"mundap:configuration", "cheap", "is not default, seed or machine"},
		{"mundap:settings", "no-such-file.yaml", "no-such-file.yaml"},
		{"mundap", map[string]any{"regoin": "x"}, "regoin"},
		{"mundap", "ap-northeast-2", "mundap in the context"},
	} {
		if _, err := contextSettings(map[string]any{c.key: c.value}); err == nil ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%s=%v: %v does not say %q", c.key, c.value, err, c.says)
		}
	}
}

// TestAsTheCommandLineStartsIt: the whole program gets the context of cdk.json
// and -c and writes what is deployed next, or writes nothing.
func TestAsTheCommandLineStartsIt(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	program := func(context string) (string, error) {
		c := exec.CommandContext(t.Context(), os.Args[0])
		c.Env = append(os.Environ(), actAsProgram+"="+root, outputOfCLI+"="+out,
			"CDK_CONTEXT_JSON="+context)
		said, err := c.CombinedOutput()
		return string(said), err
	}
	if said, err := program("{}"); err == nil ||
		!strings.Contains(said, "not built: bin/lambda/bootstrap") {
		t.Errorf("without a program: %v, %s", err, said)
	}
	for _, file := range []string{"bin/lambda/bootstrap", "bin/lambda-dict/bootstrap", "bin/machine/mundap",
		"web/dist/index.html"} {
		path := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := program(`{"mundap:region": "Seoul"}`); err == nil || !strings.Contains(said, "region: ") {
		t.Errorf("a wrong region: %v, %s", err, said)
	}
	if made, _ := filepath.Glob(filepath.Join(out, "*")); len(made) > 0 {
		t.Errorf("nothing should be written before the settings are right: %v", made)
	}
	if said, err := program(`{"mundap": {"project": "library", "operations": {"log_days": 14}}, "mundap:operations.log_days": "7"}`); err != nil {
		t.Fatalf("%v, %s", err, said)
	}
	x := readTemplate(t, filepath.Join(out, "Mundap.template.json"))
	x.with(t, "AWS::Logs::LogGroup", "LogGroupName", "/aws/lambda/library-chat").want(t,
		map[string]string{"RetentionInDays": "7"})
}
