package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/jsii-runtime-go"
)

// actAsProgram makes the test's binary the program itself: its value is the
// repository that it is to take.
const actAsProgram = "MUNDAP_INFRA_ROOT"

func TestMain(m *testing.M) {
	if root := os.Getenv(actAsProgram); root != "" {
		err := runForCLI(root)
		jsii.Close()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
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

// resource is one resource of a template. Properties differ by type and are looked into by path.
type resource struct {
	Type           string
	Properties     map[string]any
	DependsOn      []string
	DeletionPolicy string
	UpdatePolicy   map[string]any
}

// template is a synthesised template.
type template struct {
	Resources map[string]resource
	Outputs   map[string]struct{ Value any }

	raw    []byte
	assets map[string]string // by hash, what was deployed: "lambda" or "lambda-dict"
}

// synthesised are the templates of the two shipped configurations, made once.
var synthesised = map[string]func(*testing.T) template{
	"default": once(DefaultSettings), "seed": once(SeedSettings),
}

func once(settings func() Settings) func(*testing.T) template {
	var first sync.Once
	var made template
	return func(t *testing.T) template {
		first.Do(func() { made = synthesiseFor(t, settings()) })
		if made.Resources == nil {
			t.Fatal("no template")
		}
		return made
	}
}

// synthesiseFor gives the main stack's template of some settings.
func synthesiseFor(t *testing.T, s Settings) template {
	t.Helper()
	folder, err := os.MkdirTemp("", "mundap-synth")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := synthesise(placeholders(t), folder, just(s)); err != nil {
		t.Fatal(err)
	}
	made := readTemplate(t, filepath.Join(folder, "Mundap.template.json"))
	made.assets = programs(t, folder)
	return made
}

// programs finds the Lambda programs among the assets of a synthesised folder:
// the name of each one's own folder by the asset's hash.
func programs(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(folder, "asset.*", "bootstrap"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, hash, _ := strings.Cut(filepath.Base(filepath.Dir(path)), "asset.")
		for _, name := range []string{"lambda", "lambda-dict"} {
			if strings.Contains(string(text), "program bin/"+name+":") {
				found[hash] = name
			}
		}
	}
	if len(found) != 2 {
		t.Fatalf("the assets hold the programs %v, not the one with the dictionary and the one without", found)
	}
	return found
}

// program is the name of the program that a function's code is; "" if it is none.
func (x template) program(f resource) string {
	hash, _, _ := strings.Cut(f.text("Code.S3Key"), ".zip")
	return x.assets[hash]
}

func readTemplate(t *testing.T, path string) template {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	made := template{raw: data}
	if err := json.Unmarshal(data, &made); err != nil {
		t.Fatal(err)
	}
	return made
}

// of lists the resources of a type in the order of their ids.
func (x template) of(kind string) []resource {
	var list []resource
	for _, id := range slices.Sorted(maps.Keys(x.Resources)) {
		if x.Resources[id].Type == kind {
			list = append(list, x.Resources[id])
		}
	}
	return list
}

// one is the only resource of a type.
func (x template) one(t *testing.T, kind string) resource {
	t.Helper()
	list := x.of(kind)
	if len(list) != 1 {
		t.Fatalf("%d resources of type %s", len(list), kind)
	}
	return list[0]
}

// with finds the resource of a type with a property of a value.
func (x template) with(t *testing.T, kind, property, value string) resource {
	t.Helper()
	for _, r := range x.of(kind) {
		if r.text(property) == value {
			return r
		}
	}
	t.Fatalf("no %s with %s %q", kind, property, value)
	return resource{}
}

// at looks into properties by a path such as "VersioningConfiguration.Status"
// or "Rules.0.Id"; nil if nothing is there.
func (r resource) at(path string) any {
	var v any = r.Properties
	for part := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// text is a property as text; intrinsic functions as JSON.
func (r resource) text(path string) string {
	v := r.at(path)
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	}
	data, _ := json.Marshal(v)
	return string(data)
}

// want compares properties with what they should be.
func (r resource) want(t *testing.T, properties map[string]string) {
	t.Helper()
	for path, value := range properties {
		if got := r.text(path); got != value {
			t.Errorf("%s: %s is %q, not %q", r.Type, path, got, value)
		}
	}
}

// statement is one statement of a policy.
type statement struct {
	Effect    string
	Action    oneOrMore
	Resource  oneOrMore
	Principal any
	Condition map[string]any
}

// oneOrMore is a value or a list of them; functions as JSON.
type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil {
		list = []json.RawMessage{data}
	}
	for _, x := range list {
		var s string
		if json.Unmarshal(x, &s) != nil {
			s = string(x)
		}
		*o = append(*o, s)
	}
	return nil
}

// granted gives every statement of IAM policies, with the ids of the roles that it is for.
func (x template) granted(t *testing.T) map[string][]statement {
	t.Helper()
	all := map[string][]statement{}
	for _, r := range append(x.of("AWS::IAM::Policy"), x.of("AWS::IAM::ManagedPolicy")...) {
		var list []statement
		data, _ := json.Marshal(r.at("PolicyDocument.Statement"))
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}
		roles, _ := r.at("Roles").([]any)
		for _, role := range roles {
			id, _ := role.(map[string]any)["Ref"].(string)
			all[id] = append(all[id], list...)
		}
	}
	return all
}

// may gives the statements of a function's role that hold an action.
func (x template) may(t *testing.T, function, action string) []statement {
	t.Helper()
	var found []statement
	for role, list := range x.granted(t) {
		if !strings.HasPrefix(role, "Role"+function) || len(role) != len("Role"+function)+
			8 { // eight digits of a hash
			continue
		}
		for _, s := range list {
			if slices.Contains(s.Action, action) {
				found = append(found, s)
			}
		}
	}
	return found
}

// text is a value as it is compared and printed.
func text(t *testing.T, v any) string {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
