package main

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The server is another module, which this one does not import. What the two must agree on is compared in the source.

// TestFunctionsGetWhatTheyRead: every variable that functions read is set for some function, those of a store where the
// store is. Others have defaults.
func TestFunctionsGetWhatTheyRead(t *testing.T) {
	optional := []string{
		"MUNDAP_ALLOWED_ORIGINS", "MUNDAP_TURN_LEASE", // further origins; tests
		"MUNDAP_S3_ENDPOINT", "MUNDAP_SQS_ENDPOINT", "MUNDAP_DYNAMODB_ENDPOINT", "MUNDAP_LAMBDA_ENDPOINT", "MUNDAP_STS_ENDPOINT", "MUNDAP_KENDRA_ENDPOINT", // servers of tests
	}
	read := map[string]bool{}
	for _, found := range regexp.MustCompile(`"(MUNDAP_[A-Z0-9_]+)"`).FindAllStringSubmatch(source(t, "../internal/lambdafn/config.go"), -1) {
		read[found[1]] = true
	}
	if len(read) < 10 {
		t.Fatalf("only %d variables found", len(read))
	}
	both(t, func(t *testing.T, x template, s Settings) {
		given := map[string]bool{}
		for _, f := range x.of("AWS::Lambda::Function") {
			variables, _ := f.at("Environment.Variables").(map[string]any)
			for name := range variables {
				given[name] = true
			}
		}
		for name := range read {
			if strings.HasPrefix(name, "MUNDAP_OPENSEARCH_") && !s.OpenSearch.Create || strings.HasPrefix(name, "MUNDAP_KENDRA_") && !s.Kendra.exists() {
				continue
			}
			if !given[name] && !slices.Contains(optional, name) {
				t.Errorf("no function gets %s", name)
			}
		}
	})
}

// TestTablesAreTheStores: descriptions says what the store's schema says.
func TestTablesAreTheStores(t *testing.T) {
	text := source(t, "../internal/aws/dynamostore/schema/schema.go")
	names := map[string]string{}
	for _, found := range regexp.MustCompile(`(\w+): prefix \+ "(\w+)"`).FindAllStringSubmatch(text, -1) {
		names[found[1]] = found[2]
	}
	want := map[string]description{}
	for _, found := range regexp.MustCompile(`pair\("(\w+)", t\.\w+, (TTL|"")\)`).FindAllStringSubmatch(text, -1) {
		want[found[1]] = description{id: found[1], hash: "pk", sort: "sk", expires: found[2] == "TTL"}
	}
	long := regexp.MustCompile(`ID: "(\w+)", Name: t\.\w+, HashKey: "(\w+)"(?:, RangeKey: "(\w+)")?(, TTL: TTL)?`)
	for _, found := range long.FindAllStringSubmatch(text, -1) {
		want[found[1]] = description{id: found[1], hash: found[2], sort: found[3], expires: found[4] != ""}
	}
	got := map[string]description{}
	for _, d := range descriptions() {
		if names[d.id] != d.name {
			t.Errorf("%s is called %q, and %q by the store", d.id, d.name, names[d.id])
		}
		d.name, d.requestIndex, d.conversationIndex = "", false, false
		got[d.id] = d
	}
	if !maps.Equal(got, want) {
		t.Errorf("tables %v, and in the store %v", got, want)
	}
	for constant, value := range map[string]string{"TTL": ttlAttribute, "ByRequestID": requestIndex, "ByConversation": conversationIndex} {
		if !regexp.MustCompile(fmt.Sprintf(`%s\s*=\s*%q`, constant, value)).MatchString(text) {
			t.Errorf("the store's %s is not %q", constant, value)
		}
	}
}

func source(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
