package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the templates of testdata anew")

// assetHash is the name of a folder or archive that is deployed.
var assetHash = regexp.MustCompile(`[0-9a-f]{64}`)

// normalised is a template as it is compared: without the CDK's own metadata,
// and with names in place of the hashes of assets. A program keeps its own name,
// so that swapping two of them is a difference.
func normalised(t *testing.T, raw []byte, assets map[string]string) []byte {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	resources, _ := v["Resources"].(map[string]any)
	for _, r := range resources {
		delete(r.(map[string]any), "Metadata")
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return assetHash.ReplaceAllFunc(b.Bytes(), func(hash []byte) []byte {
		return []byte(cmp.Or(assets[string(hash)], "ASSET"))
	})
}

// TestSnapshot makes changes of the templates reviewable: go test -run
// TestSnapshot -update writes them anew.
func TestSnapshot(t *testing.T) {
	both(t, func(t *testing.T, x template, s Settings) {
		path := filepath.Join("testdata", filepath.Base(t.Name())+".template.json")
		got := normalised(t, x.raw, x.assets)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if line := firstDifference(string(want), string(got)); line != "" {
			t.Errorf("%s differs: %s\nIf that is meant: go test -run TestSnapshot -update", path,
				line)
		}
	})
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(w):
			return "more: " + g[i]
		case i >= len(g):
			return "missing: " + w[i]
		case w[i] != g[i]:
			return "was " + strings.TrimSpace(w[i]) + ", is " + strings.TrimSpace(g[i])
		}
	}
	return ""
}

// linter is cfn-lint as test/servers/fetch installs it.
const linter = "../.cache/servers/python/bin/cfn-lint"

func TestLint(t *testing.T) {
	if _, err := os.Stat(linter); errors.Is(err, os.ErrNotExist) {
		t.Skip("cfn-lint is not there: test/servers/fetch gets it")
	}
	lint := func(t *testing.T, x template, s Settings) {
		path := filepath.Join(t.TempDir(), "template.json")
		if err := os.WriteFile(path, x.raw, 0o644); err != nil {
			t.Fatal(err)
		}
		// W3005: dependencies that the CDK writes twice. W3045: CloudFront's
		// standard logs need the bucket's ACL.
		regions := "us-west-2"
		if !s.Kendra.exists() {
			regions = "ap-northeast-2" // Seoul has everything else
		}
		command := exec.CommandContext(t.Context(), linter, "--regions", regions, "--ignore-checks",
			"W3005", "W3045", "-t", path)
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
	both(t, lint)
	t.Run("chosen", func(t *testing.T) { lint(t, synthesiseFor(t, chosen()), chosen()) })
}
