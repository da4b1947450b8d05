package importtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mundap/mundap/"

// contracts are the packages that say what parts promise each other.
var contracts = []string{
	"internal/auth", "internal/blob", "internal/connections", "internal/document", "internal/embed",
	"internal/forgetting", "internal/history",
	"internal/llm", "internal/queue", "internal/retrieve", "internal/settings", "internal/speech",
	"internal/turn",
	"internal/websearch",
}

// rules say what a package of this module may import of this module and from
// outside. The first rule whose pattern matches holds; a package that none
// matches fails the test, so that a new package is placed on purpose. Patterns
// are those of path.Match; a trailing "/..." covers everything below as well.
// "std" is implied.
var rules = []struct {
	packages string
	internal []string // packages of this module
	external []string // prefixes of other modules' packages
}{
	{"internal/fault", nil, nil},
	{"internal/wire", nil, nil},
	{"internal/limit", nil, nil},
	{"internal/pace", nil, []string{"golang.org/x/sys/unix"}},
	{"internal/importtest", nil, nil},
	{"internal/auth/signin", contractAnd("internal/wire"), []string{"golang.org/x/crypto/argon2",
		"golang.org/x/text/unicode/norm"}},
	{"internal/auth/oidc", contractAnd("internal/auth/signin"),
		[]string{"github.com/coreos/go-oidc/v3/oidc", "golang.org/x/oauth2",
			"golang.org/x/text/unicode/norm"}},
	{"internal/auth/oidc/oidctest", nil, []string{"github.com/go-jose/go-jose/v4"}},
	{"internal/llm/pool/...", contractAnd("internal/llm/pool/..."), nil},
	{"internal/aws/kendra", contractAnd("internal/aws/...", "internal/citation"), anything},
	{"internal/aws/...", contractAnd("internal/aws/...", "internal/llm/pool/...",
		"internal/korean", "internal/sse"), anything},
	{"internal/load/formattest", readers(), anything},
	{"internal/load/content", []string{"internal/document", "internal/korean",
		"internal/load/numbering", "internal/tabletext"}, nil},
	{"internal/load/charset", nil, []string{"golang.org/x/text"}},
	{"internal/load/numbering", []string{"internal/korean"}, nil},
	{"internal/load/format", []string{"internal/document", "internal/fault", "internal/korean",
		"internal/load/charset", "internal/load/content"}, nil},
	{"internal/load/archive", readers(), []string{"golang.org/x/text"}},
	{"internal/load/outline", readers(), []string{"golang.org/x/text/width"}},
	{"internal/load/compound", readers(), anything},
	{"internal/load/chart", readers("internal/load/archive", "internal/load/spreadsheet"), nil},
	{"internal/load/refused", readers("internal/load/archive", "internal/load/compound",
		"internal/load/charset"), nil},
	{"internal/load/pdf", readers("internal/load/pdf/layout", "internal/load/pdf/pdfium"),
		anything},
	{"internal/load/pdf/layout", readers("internal/load/outline"), nil},
	{"internal/load/pdf/pdfium", []string{"internal/load/pdf/layout"}, anything},
	{"internal/load/*", readers("internal/load/archive", "internal/load/charset",
		"internal/load/chart",
		"internal/load/compound", "internal/load/numbering",
		"internal/load/outline", "internal/load/spreadsheet"), anything},
	{"internal/session/sessiontest", contractAnd("internal/chat", "internal/wire"), nil},
	{"internal/localindex/indextest", contractAnd("internal/korean/morph", "internal/localindex",
		"internal/localindex/storage"),
		nil},
	{"internal/*/*test", contractAnd("internal/*/*test"), []string{"golang.org/x/text/unicode/norm",
		"go.uber.org/goleak"}},
	{"internal/korean", []string{"internal/fault"}, []string{"golang.org/x/text"}},
	{"internal/korean/morph/...", []string{"internal/fault", "internal/korean",
		"internal/korean/morph/..."},
		[]string{"golang.org/x/text", "golang.org/x/sys", "github.com/ikawaha/kagome-dict-ko",
			"github.com/ikawaha/kagome-dict"}},
	{"internal/korean/compact", nil, nil},
	{"internal/tabletext", nil, nil},
	{"internal/verify/lexicon", []string{"internal/korean/..."}, nil},
	{"internal/verify/value", []string{"internal/korean", "internal/verify/lexicon"}, nil},
	{"internal/verify/predicate", []string{"internal/verify/lexicon"}, nil},
	{"internal/verify/passage", []string{"internal/korean", "internal/tabletext",
		"internal/verify/lexicon", "internal/verify/predicate", "internal/verify/value"}, nil},
	{"internal/verify/claim", []string{"internal/korean", "internal/verify/lexicon",
		"internal/verify/passage", "internal/verify/predicate", "internal/verify/value"}, nil},
	{"internal/verify/scope", []string{"internal/korean", "internal/verify/claim",
		"internal/verify/lexicon", "internal/verify/passage", "internal/verify/value"}, nil},
	{"internal/verify/decision", nil, nil},
	{"internal/verify/view", compared(), nil},
	{"internal/verify/arithmetic", compared("internal/verify/view"), nil},
	{"internal/verify/polarity", compared("internal/verify/view"), nil},
	{"internal/verify/placement", compared("internal/verify/arithmetic", "internal/verify/polarity",
		"internal/verify/view"), nil},
	{"internal/verify/naming", compared("internal/verify/placement", "internal/verify/view"), nil},
	{"internal/verify/evidence", compared("internal/verify/arithmetic", "internal/verify/naming",
		"internal/verify/placement", "internal/verify/polarity", "internal/verify/view"), nil},
	{"internal/verify/signal", compared("internal/verify/arithmetic", "internal/verify/decision", "internal/verify/evidence",
		"internal/verify/naming", "internal/verify/placement", "internal/verify/polarity", "internal/verify/view"), nil},
	{"internal/verify", []string{"internal/korean/...", "internal/verify/..."}, nil},
	{"internal/prompt", contractAnd("internal/korean"), nil},
	{"internal/load", []string{"internal/fault", "internal/korean", "internal/load/..."}, anything},
	{"internal/faq", contractAnd("internal/relevance"), nil},
	{"internal/summary", contractAnd("internal/korean/...", "internal/prompt", "internal/relevance"), nil},
	{"internal/split", contractAnd("internal/korean", "internal/load/content",
		"internal/load/outline"), nil},
	{"internal/ingest", contractAnd("internal/korean", "internal/load/content",
		"internal/load/format", "internal/pace", "internal/split"), nil},
	{"internal/chat/...", contractAnd("internal/chat/...", "internal/korean",
		"internal/korean/morph", "internal/limit", "internal/load/format", "internal/prompt", "internal/relevance",
		"internal/split", "internal/summary", "internal/tabletext", "internal/verify"), nil},
	{"internal/relevance", contractAnd("internal/korean/...", "internal/tabletext",
		"internal/verify/value"), nil},
	{"internal/safehtml", contractAnd("internal/korean"), []string{"github.com/yuin/goldmark"}},
	{"internal/export/...", []string{"internal/citation/caption", "internal/export", "internal/fault",
		"internal/korean", "internal/wire"}, []string{"github.com/yuin/goldmark"}},
	{"internal/citation/caption", []string{"internal/fault", "internal/wire"}, nil},
	{"internal/citation", contractAnd("internal/citation/caption", "internal/korean",
		"internal/safehtml", "internal/wire"),
		[]string{"golang.org/x/sync/singleflight"}},
	{"internal/session", contractAnd("internal/chat", "internal/citation", "internal/korean",
		"internal/safehtml", "internal/wire"), nil},
	{"internal/server/...", contractAnd("internal/auth/oidc", "internal/auth/signin",
		"internal/chat", "internal/citation", "internal/ingest", "internal/korean",
		"internal/export/...", "internal/limit", "internal/safehtml", "internal/server/...", "internal/session", "internal/wire"),
		[]string{"github.com/coder/websocket", "golang.org/x/sync/errgroup", "golang.org/x/text"}},
	{"internal/evaluate", contractAnd("internal/korean"), nil},
	{"internal/localindex/field", []string{"internal/korean/..."}, nil},
	{"internal/localindex/expand", []string{"internal/korean/...", "internal/localindex/field",
		"internal/localindex/rank"}, nil},
	{"internal/localindex/vector", []string{"internal/localindex/rank", "internal/localindex/segment",
		"internal/simd"}, nil},
	{"internal/localindex/storage", contractAnd(), []string{"golang.org/x/sys"}},
	{"internal/localindex/...", contractAnd("internal/korean/...", "internal/localindex/...",
		"internal/pace", "internal/relevance", "internal/simd"), anything},
	{"internal/searcher", contractAnd("internal/localindex/..."), nil},
	{"internal/localstore/...", contractAnd("internal/localstore/..."),
		[]string{"modernc.org/sqlite", "golang.org/x/sys"}},
	{"internal/datadir", []string{"internal/fault"}, []string{"golang.org/x/sys"}},
	{"internal/fileblob/...", contractAnd(), []string{"golang.org/x/text/unicode/norm",
		"golang.org/x/sys"}},
	{"internal/backup", []string{"internal/fault"}, nil},
	{"internal/simd", nil, nil},
	{"internal/embed/e5/...", contractAnd("internal/pace", "internal/simd"),
		[]string{"golang.org/x/text", "golang.org/x/sys"}},
	{"internal/openai/...", contractAnd("internal/korean", "internal/sse"), nil},
	{"internal/sse", nil, nil},
	{"internal/jsonl", nil, nil},
	{"internal/webapi/...", contractAnd("internal/korean"), nil},
	{"internal/config/schema", []string{"internal/fault"}, nil},
	{"internal/config", []string{"internal/auth/oidc", "internal/config/schema", "internal/fault",
		"internal/llm/pool"}, []string{"go.yaml.in/yaml/v3"}},
	{"internal/admin", contractAnd("internal/auth/signin", "internal/chat", "internal/citation",
		"internal/ingest", "internal/wire"), nil},
	{"internal/wiring", anything, anything},
	{"internal/app", anything, anything},
	{"internal/lambdafn/...", anything, anything},
	{"internal/testutil/...", contractAnd(), []string{"go.uber.org/goleak"}},
	{"cmd/...", anything, anything},
	{"web", nil, nil},
	{"eval/...", anything, anything},
	{"test/...", anything, anything},
}

var anything = []string{"..."}

// contractAnd is what contracts may import, and more.
func contractAnd(more ...string) []string {
	return append(append([]string{"internal/fault"}, contracts...), more...)
}

// readers is what packages that read files may import, and more.
func readers(more ...string) []string {
	return append([]string{"internal/document", "internal/fault", "internal/korean",
		"internal/load/content", "internal/load/format"}, more...)
}

// compared is what packages that compare a claim with passages may import, and more.
func compared(more ...string) []string {
	return append([]string{"internal/korean", "internal/verify/claim", "internal/verify/lexicon",
		"internal/verify/passage", "internal/verify/predicate", "internal/verify/scope",
		"internal/verify/value"}, more...)
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

// packages reads the imports of all packages of the module, tests left out,
// from the files themselves: the test's cached result then counts only as long
// as none of them changed.
func packages(t *testing.T) []goPackage {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string]*goPackage{}
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return skipFolder(root, file, e.Name())
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		p := found[dir]
		if p == nil {
			p = &goPackage{ImportPath: module + filepath.ToSlash(dir)}
			found[dir] = p
		}
		for _, i := range parsed.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			p.Imports = append(p.Imports, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]goPackage, 0, len(found))
	for _, dir := range slices.Sorted(maps.Keys(found)) {
		list = append(list, *found[dir])
	}
	return list
}

// skipFolder leaves out what is no part of the module: hidden folders, test data, other modules.
func skipFolder(root, dir, name string) error {
	if dir == root {
		return nil
	}
	if strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		internal, external, ok := allowed(name)
		if !ok {
			t.Errorf("%s: no rule says what it may import; place it in the table", name)
			continue
		}
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, module)
			switch {
			case isOwn && !matchesAny(internal, own):
				t.Errorf("%s imports %s, which the table does not allow", name, own)
			case !isOwn && strings.Contains(strings.Split(imported, "/")[0], ".") &&
				!hasPrefix(external, imported):
				t.Errorf("%s imports %s, which the table does not allow", name, imported)
			}
		}
	}
}

func allowed(name string) (internal, external []string, ok bool) {
	for _, r := range rules {
		if matches(r.packages, name) {
			return r.internal, r.external, true
		}
	}
	if slices.Contains(contracts, name) {
		// keys and names are in NFC by contract
		return contractAnd(), []string{"golang.org/x/text/unicode/norm"}, true
	}
	return nil, nil, false
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

func matches(pattern, name string) bool {
	if below, ok := strings.CutSuffix(pattern, "..."); ok {
		return below == "" || strings.HasPrefix(name+"/", below)
	}
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

func hasPrefix(prefixes []string, imported string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool {
		return p == "..." ||
			strings.HasPrefix(imported, p)
	})
}

// Only adapters and what wires them know AWS.
func TestOnlyAdaptersKnowAWS(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if matchesAny([]string{"internal/aws/...", "internal/app", "internal/wiring",
			"internal/lambdafn/...", "cmd/...", "test/...", "eval/..."}, name) {
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "github.com/aws/") ||
				strings.HasPrefix(imported, module+"internal/aws/") {
				t.Errorf("%s imports %s", name, imported)
			}
		}
	}
}

// Templates look methods up by name while the program runs, so that the linker
// keeps every method there is: the functions that read no documents would be
// half as large again, and start later. Only prompts are templates, and those
// functions make none.
func TestSmallFunctionsHoldNoTemplates(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if !matchesAny([]string{"internal/auth/...", "internal/aws/...", "internal/server/...",
			"internal/session/...", "internal/lambdafn/...", "internal/citation"}, name) {
			continue
		}
		for _, imported := range p.Imports {
			if imported == "text/template" || imported == "html/template" {
				t.Errorf("%s imports %s", name, imported)
			}
		}
	}
}

// Suites and the stores in memory beside them hold package testing.
func TestTheProgramsHoldNoSuites(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if matchesAny([]string{"internal/*/*test", "internal/*/*/*test", "test/...", "eval/..."},
			name) {
			continue
		}
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, module)
			if isOwn && strings.HasPrefix(own, "internal/") && strings.HasSuffix(own, "test") {
				t.Errorf("%s imports %s", name, own)
			}
		}
	}
}

// Packages named after nothing in particular collect everything.
func TestNoCatchAllPackages(t *testing.T) {
	for _, p := range packages(t) {
		switch base := path.Base(p.ImportPath); base {
		case "util", "utils", "common", "helper", "helpers", "manager", "misc", "shared":
			t.Errorf("%s: call it by what it does", p.ImportPath)
		}
	}
}
