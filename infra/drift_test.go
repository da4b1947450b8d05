package main

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/config/schema"
)

// TestFunctionsGetWhatTheyRead: a function is told nothing that is no setting,
// and every fact of the deployment is told to some function, those of a store
// where the store is.
func TestFunctionsGetWhatTheyRead(t *testing.T) {
	known := map[string]bool{}
	for _, f := range schema.Fields[schema.Settings]() {
		known[f.Env] = true
	}
	facts := schema.Fields[schema.Deployment]()
	for _, f := range facts {
		known[f.Env] = true
	}
	both(t, func(t *testing.T, x template, s Settings) {
		given := map[string]bool{}
		for _, f := range x.of("AWS::Lambda::Function") {
			variables, _ := f.at("Environment.Variables").(map[string]any)
			for name := range variables {
				given[name] = true
				if strings.HasPrefix(name, "MUNDAP_") && !known[name] {
					t.Errorf("nothing reads %s", name)
				}
			}
		}
		for _, f := range facts {
			if !given[f.Env] && !leftOut(f.Key, s) {
				t.Errorf("no function gets %s", f.Env)
			}
		}
	})
}

// leftOut says whether a fact has no place in a deployment with these settings.
func leftOut(key string, s Settings) bool {
	switch key {
	case "turn_lease", "oidc_secret", "kept.version_days": // tests; a confidential client of another provider
		return true
	case "web_secret": // Google's has a name of its own
		return s.Web.Secret == ""
	case "speech_secret":
		return s.Speech.Secret == ""
	case "search_readers", "search_reader_secret":
		return s.Readers.Shards == 0
	case "opensearch_role":
		return !s.OpenSearch.Create
	case "kendra_role":
		return !s.Kendra.exists()
	}
	return strings.HasSuffix(key, "_endpoint") // servers of tests, private endpoints
}

// What the two modules must agree on besides is compared in the source.

// TestTablesAreTheStores: descriptions says what the store's schema says.
func TestTablesAreTheStores(t *testing.T) {
	text := source(t, "../internal/aws/dynamostore/schema/schema.go")
	names := map[string]string{}
	for _, found := range regexp.MustCompile(`(\w+):\s+prefix \+ "(\w+)"`).FindAllStringSubmatch(text, -1) {
		names[found[1]] = found[2]
	}
	want := map[string]description{}
	for _, found := range regexp.MustCompile(`pair\("(\w+)", t\.\w+, (TTL|"")\)`).FindAllStringSubmatch(text, -1) {
		want[found[1]] = description{id: found[1], hash: "pk", sort: "sk",
			expires: found[2] == "TTL"}
	}
	long := regexp.MustCompile(`ID: "(\w+)", Name: t\.\w+, HashKey: "(\w+)"(?:, RangeKey: "(\w+)")?(, TTL: TTL)?`)
	for _, found := range long.FindAllStringSubmatch(text, -1) {
		want[found[1]] = description{id: found[1], hash: found[2], sort: found[3],
			expires: found[4] != ""}
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
	for constant, value := range map[string]string{"TTL": ttlAttribute, "ByRequestID": requestIndex,
		"ByConversation": conversationIndex} {
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
