package cost

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/aws.md anew")

const document = "../../../docs/aws.md"

// most is what the default configuration may cost in a month in which nobody uses it.
const most = 5.00

func standing(t *testing.T, configuration string) []Item {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../infra/testdata",
		configuration+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	items, err := Standing(data)
	if err != nil {
		t.Fatalf("%s: %v", configuration, err)
	}
	return items
}

// TestDefaultCostsAtMostFiveDollars, even when other stacks have used up the
// account's free allowances.
func TestDefaultCostsAtMostFiveDollars(t *testing.T) {
	month, free := Total(standing(t, "default"))
	if month > most || free > month {
		t.Errorf("%.2f dollars a month, %.2f with free allowances", month, free)
	}
}

// TestSeedIsItsStores: the seed configuration is the default with OpenSearch and Kendra.
func TestSeedIsItsStores(t *testing.T) {
	domain, err := Search(15, "r6g.large.search", 3, "r6g.large.search", 100)
	if err != nil {
		t.Fatal(err)
	}
	small, _ := Total(standing(t, "default"))
	stores, _ := Total(domain)
	want := small + stores + KendraDeveloper.US*HoursPerMonth
	if got, _ := Total(standing(t, "seed")); math.Abs(got-want) > 0.01 {
		t.Errorf("%.2f dollars a month, not %.2f", got, want)
	}
}

func TestUnknownResourcesAndRequestsAreErrors(t *testing.T) {
	if _, err := Standing([]byte(`{"Resources": {"A": {"Type": "AWS::EC2::NatGateway"}}}`)); err == nil {
		t.Error("a gateway of 33 dollars a month went unseen")
	}
	if _, err := Standing([]byte(`{"Resources": {"A": {"Type": "AWS::OpenSearchService::Domain", "Properties": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "x9.large.search"}}}}}`)); err == nil {
		t.Error("a node whose price is not known went unseen")
	}
	if _, err := Turn(map[string]int{"quantum:Ask": 1}); err == nil {
		t.Error("a request whose price is not known went unseen")
	}
}

func TestTurn(t *testing.T) {
	charges, err := Turn(map[string]int{"dynamodb:GetItem": 10, "dynamodb:PutItem": 1,
		"s3:GetObject": 2})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{ // dollars for a thousand questions in us-east-1
		"dynamodb:GetItem": 10 * 2 * 1000 * 0.125e-6, "dynamodb:PutItem": 2 * 1000 * 0.625e-6,
		"s3:GetObject":          2 * 1000 * 0.4e-6,
		"model, 3000 tokens in": 3.30, "model, 500 tokens out": 2.75,
	}
	for _, c := range charges {
		us, seoul := c.Thousand()
		if w, ok := want[c.What]; ok && math.Abs(us-w) > 1e-9 {
			t.Errorf("%s: %v, not %v", c.What, us, w)
		}
		if us > 0 && (seoul < us/2 || seoul > us*2) {
			t.Errorf("%s: %v in us-east-1 and %v in Seoul", c.What, us, seoul)
		}
		delete(want, c.What)
	}
	if len(want) > 0 {
		t.Errorf("nothing about %v", want)
	}
}

func TestEveryPriceSaysWhereItWasRead(t *testing.T) {
	for _, p := range all() {
		if p.What == "" || p.Unit == "" || p.Per == 0 || p.US <= 0 || p.Read == "" {
			t.Errorf("%+v", p)
		}
	}
}

// choices are what the documentation tells besides the default.
func choices(t *testing.T) []Choice {
	t.Helper()
	search := func(nodes int, node string, masters int, master string, gigabytes int) []Item {
		items, err := Search(nodes, node, masters, master, gigabytes)
		if err != nil {
			t.Fatal(err)
		}
		return items
	}
	seed := standing(t, "seed")
	return []Choice{
		{"`opensearch`, smallest: `data_nodes: 1`, `data_node_type: t3.small.search`, `volume_gb: 10`, `zones: 1`, `master_nodes: 0`", search(1, "t3.small.search", 0, "", 10)},
		{"`opensearch: {create: true}`", search(3, "r6g.large.search", 3, "m6g.large.search", 20)},
		{"`kendra: {create: true}`", []Item{{KendraDeveloper.What, KendraDeveloper.US * HoursPerMonth, 0}}},
		{"`kendra: {create: true, edition: ENTERPRISE_EDITION}`", []Item{{KendraEnterprise.What, KendraEnterprise.US * HoursPerMonth, 0}}},
		{"the seed configuration", seed[len(standing(t, "default")):]},
	}
}

// TestTablesOfTheDocumentation: go test ./test/aws/cost -update writes them anew.
func TestTablesOfTheDocumentation(t *testing.T) {
	for name, want := range map[string]string{
		"standing cost": StandingTable(standing(t, "default")),
		"other choices": ChoicesTable(choices(t)), "prices": PricesTable(),
	} {
		if *update {
			if err := Write(document, name, want); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Section(string(data), name)
		if err != nil || got != want {
			t.Errorf("docs/aws.md, %s: %v\nis\n%s\nshould be\n%s\nIf that is meant: go test ./test/aws/cost -update", name, err, got, want)
		}
	}
}

func TestWriteChangesItsSectionOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.md")
	text := "before\n<!-- a -->\nold\n<!-- end of a -->\n<!-- b -->\nold\n<!-- end of b -->\nafter\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, "b", "new\n"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if want := strings.Replace(text, "<!-- b -->\nold", "<!-- b -->\nnew", 1); err != nil ||
		string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	if err := Write(path, "c", "new\n"); err == nil {
		t.Error("wrote a section that is not there")
	}
}
