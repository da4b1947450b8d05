package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rowTest says whether a template holds what a row of the documentation's table says.
type rowTest func(t *testing.T, x template, s Settings)

// rows are the assertions of the table "What the stack holds" in docs/aws.md,
// by the first name that a row has in backquotes. The other tests of this
// package look at the same things more closely.
var rows = map[string]rowTest{
	"profile_of_LLMs":             rowModels,
	"s3Bucket":                    rowBuckets,
	"BucketDeployment":            rowDeployedFiles,
	"distribution":                rowDistribution,
	"callLogDataTable":            rowTables,
	"roleLambdaWebsocket":         rowRoles,
	"AWSLambdaBasicExecutionRole": rowOwnLogs,
	"BedrockPolicy":               rowBedrock,
	"apiInvokePolicy":             rowConnections,
	"cfnIndex":                    inSeed("AWS::Kendra::Index", rowKendraIndex),
	"roleKendra":                  inSeed("AWS::Kendra::Index", rowKendraRoles),
	"kendraPolicy":                inSeed("AWS::Kendra::Index", rowKendraCalls),
	"passRolePolicy":              inSeed("AWS::Kendra::Index", rowPassedRole),
	"create-S3-data-source":       rowNoDataSource,
	"FAQ-Update":                  inSeed("AWS::Kendra::Faq", rowFAQ),
	"PollyPolicy":                 rowPolly,
	"domain":                      inSeed("AWS::OpenSearchService::Domain", rowDomain),
	"OpenSearchAccessPolicy":      inSeed("AWS::OpenSearchService::Domain", rowDomainPolicy),
	"analysis-nori":               inSeed("Custom::AWS", rowNori),
	"role":                        rowNoAPIRole,
	"api":                         rowREST,
	"lambdaUpload":                rowUpload,
	"lambdaQueryResult":           reads("query", "Query"),
	"lambdaGetHistory":            reads("history", "History"),
	"lambdaDeleteItems":           rowDelete,
	"lambdaProvisioning":          rowProvisioning,
	"site":                        rowSite,
	"authorizer":                  rowAuthorizer,
	"websocketapi":                rowSocket,
	"cfnIntegration":              rowSocketRoutes,
	"componentDeployment":         rowSocketDeployment,
	"googleApiSecret":             rowSecret,
	"lambdaChatWebsocket":         rowChat,
	"queue":                       rowQueue,
	"lambdaS3eventManager":        rowEventManager,
	"s3PutEventSource":            rowNotifications,
	"lambdDocumentManager":        rowDocumentManager,
	"logRetention":                rowLogRetention,
	"distributionDomainName":      rowOutputs,
	"Warnings":                    rowWarnings,
}

// TestTableOfTheDocumentation: every row has its assertion, every assertion a
// row, and all hold in both configurations.
func TestTableOfTheDocumentation(t *testing.T) {
	names := namesOfRows(t)
	for _, name := range names {
		test := rows[name]
		if test == nil {
			t.Errorf("the row of %s has no assertion", name)
			continue
		}
		t.Run(name, func(t *testing.T) { both(t, test) })
	}
	for name := range rows {
		if !slices.Contains(names, name) {
			t.Errorf("no row is about %s", name)
		}
	}
}

// namesOfRows are the first names in backquotes of the table's rows.
func namesOfRows(t *testing.T) []string {
	t.Helper()
	doc, err := os.ReadFile("../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(doc), "| base system | Mundap |")
	table, _, ends := strings.Cut(after, "\n\n")
	if !found || !ends {
		t.Fatal("docs/aws.md has lost its table")
	}
	quoted := regexp.MustCompile("`([^`]+)`")
	var names []string
	for line := range strings.Lines(table) {
		if name := quoted.FindStringSubmatch(line); name != nil {
			if slices.Contains(names, name[1]) {
				t.Errorf("two rows are about %s", name[1])
			}
			names = append(names, name[1])
		}
	}
	if n := strings.Count(table, "\n"); len(names) != n-1 { // the head's rest and the line below it
		t.Errorf("%d rows, %d of them with a name", n-1, len(names))
	}
	return names
}

// inSeed is for what the seed configuration has and the default has not: it
// costs money while nobody asks.
func inSeed(kind string, test rowTest) rowTest {
	return func(t *testing.T, x template, s Settings) {
		if s.OpenSearch.Create {
			test(t, x, s)
		} else if n := len(x.of(kind)); n > 0 {
			t.Errorf("the default has %d %s", n, kind)
		}
	}
}

// lambda is a function of Mundap's by its handler.
func (x template) lambda(t *testing.T, s Settings, handler string) resource {
	t.Helper()
	return x.with(t, "AWS::Lambda::Function", "FunctionName", s.Project+"-"+handler)
}

// does lists the actions of a function's role that begin like prefix, in order.
func (x template) does(t *testing.T, function, prefix string) []string {
	t.Helper()
	var list []string
	for role, statements := range x.granted(t) {
		if !strings.HasPrefix(role, "Role"+function) || len(role) != len("Role"+function)+8 {
			continue
		}
		for _, g := range statements {
			for _, action := range g.Action {
				if strings.HasPrefix(action, prefix) {
					list = append(list, action)
				}
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// wantActions compares what a function may do with what it should.
func wantActions(t *testing.T, x template, function, prefix string, want ...string) {
	t.Helper()
	if got := x.does(t, function, prefix); !slices.Equal(got, want) {
		t.Errorf("%s may %v, not %v", function, got, want)
	}
}

// serves says whether a path of the REST API is answered by a function, with
// the session that it needs.
func serves(t *testing.T, x template, path, function string) {
	t.Helper()
	for id, r := range x.Resources {
		if r.Type != "AWS::ApiGateway::Method" || !strings.HasPrefix(id, "Rest"+path) {
			continue
		}
		r.want(t, map[string]string{"AuthorizationType": "CUSTOM", "Integration.Type": "AWS_PROXY"})
		if uri := r.text("Integration.Uri"); !strings.Contains(uri, `"`+function) {
			t.Errorf("/%s goes to %s", path, uri)
		}
		return
	}
	t.Errorf("nothing serves /%s", path)
}

// TestTrapsAreTested: the tests that docs/aws.md names exist.
func TestTrapsAreTested(t *testing.T) {
	doc, err := os.ReadFile("../docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(doc), "| trap | what Mundap does | test |")
	table, _, ends := strings.Cut(after, "\n\n")
	if !found || !ends {
		t.Fatal("docs/aws.md has lost its table of traps")
	}
	tests := testsOfTheProject(t)
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || strings.HasPrefix(cells[1], "---") {
			continue
		}
		names := regexp.MustCompile("`(Test[^`]+)`").FindAllStringSubmatch(cells[3], -1)
		if len(names) == 0 {
			t.Errorf("no test: %s", cells[1])
		}
		for _, name := range names {
			if !tests[name[1]] {
				t.Errorf("%s: there is no %s", cells[1], name[1])
			}
		}
	}
}

// testsOfTheProject are the names of all test functions of both modules.
func testsOfTheProject(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, root := range []string{"../internal", "../test", "."} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			for _, name := range function.FindAllSubmatch(data, -1) {
				names[string(name[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
