package lint

import (
	"go/ast"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	fence     = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```")
	backtick  = regexp.MustCompile("`([^`\n]+)`")
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fileName  = regexp.MustCompile(`(?:[\w.-]+/)*[\w-][\w.-]*\.(?:go|ts|tsx|mjs|sh|sql|md)\b`)
	pathName  = regexp.MustCompile(`^(?:[\w.*-]+/)+[\w.*-]*$`)
	qualified = regexp.MustCompile(`\b([a-z][a-z0-9]*)\.([A-Z]\w*(?:\.[A-Z]\w*)?)\b`)
	docLink   = regexp.MustCompile(`\[\*?([A-Z][a-z0-9]+(?:\.\w+|[A-Z]\w*))\]`)
	firstWord = regexp.MustCompile(`^[A-Za-z]\w*`)
)

// elsewhere are names in documents that mean no file of the repository, with
// what they mean.
var elsewhere = map[string]string{
	"./data":                            "the data folder that make run makes",
	"blobs/":                            "in a data folder",
	"index/":                            "in a data folder",
	"cache/":                            "in a data folder",
	"tmp/":                              "in a data folder",
	"restoring/":                        "in a data folder",
	"replaced/":                         "in a data folder",
	"mundap/config.yaml":                "in a user's folder of settings",
	"infra/cdk.out/seed":                "written by make synth",
	"../screenshots":                    "written by make screenshots",
	"testing/synctest":                  "in Go's standard library",
	"SiteURL/":                          "an output of the stack",
	"SiteURL/api/session/oidc/callback": "below an output of the stack",
}

// TestDocumentsNameWhatExists checks the links of every Markdown page, and the
// files, folders and identifiers between backticks. Decisions and the changelog
// speak of their own time: only their links are checked.
func TestDocumentsNameWhatExists(t *testing.T) {
	tr := readTree(t)
	c := readCode(t, tr)
	for _, page := range tr.withSuffix(".md") {
		if strings.Contains(page, "/testdata/") || strings.HasPrefix(page, "web/samples/") {
			continue
		}
		text := fence.ReplaceAllString(tr.read(t, page), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target != "" && !strings.Contains(target, ":") && !tr.known[path.Join(path.Dir(page), target)] {
				t.Errorf("%s links to %s, which does not exist", page, target)
			}
		}
		if page == "CHANGELOG.md" || strings.HasPrefix(page, "docs/adr/") {
			continue
		}
		for _, m := range backtick.FindAllStringSubmatch(text, -1) {
			if missing := c.missing(tr, page, m[1]); missing != "" {
				t.Errorf("%s names %s, which does not exist", page, missing)
			}
		}
	}
}

// missing is the first name in a piece of inline code that is meant to exist and
// does not.
func (c *code) missing(tr *tree, page, text string) string {
	if elsewhere[text] != "" {
		return ""
	}
	if whole := fileName.FindString(text); (whole == text || pathName.MatchString(text)) && !tr.has(text, page) {
		return text
	}
	for _, m := range qualified.FindAllStringSubmatch(text, -1) {
		if s := c.named[m[1]]; s != nil && !s.has(m[2]) {
			return m[0]
		}
	}
	return ""
}

// TestCommentsNameWhatExists checks files, identifiers and doc links in the
// comments of every Go file, and that a doc comment does not begin with the
// former name of what it describes.
func TestCommentsNameWhatExists(t *testing.T) {
	tr := readTree(t)
	c := readCode(t, tr)
	for _, s := range c.sources {
		imported := foreign(s.file)
		for _, group := range s.file.Comments {
			for _, missing := range c.inComment(tr, s, imported, group.Text()) {
				t.Errorf("%s: the comment names %s, which does not exist", s.fset.Position(group.Pos()), missing)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if name, doc := described(n); doc != nil && stale(name, doc.Text()) {
				t.Errorf("%s: the comment of %s begins with another name", s.fset.Position(doc.Pos()), name)
			}
			return true
		})
	}
}

func (c *code) inComment(tr *tree, s source, imported map[string]bool, text string) []string {
	var missing []string
	for _, name := range fileName.FindAllString(text, -1) {
		if elsewhere[name] == "" && !tr.beside(name, s.name) {
			missing = append(missing, name)
		}
	}
	for _, m := range qualified.FindAllStringSubmatch(text, -1) {
		if known := c.named[m[1]]; known != nil && !imported[m[1]] && !known.has(m[2]) {
			missing = append(missing, m[0])
		}
	}
	for _, m := range docLink.FindAllStringSubmatch(text, -1) {
		if !c.folders[path.Dir(s.name)].has(m[1]) {
			missing = append(missing, m[0])
		}
	}
	return missing
}

// foreign are the names under which a file imports packages of other modules.
func foreign(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, i := range f.Imports {
		from, err := strconv.Unquote(i.Path.Value)
		if err != nil || strings.HasPrefix(from, "github.com/mundap/mundap/") {
			continue
		}
		name := path.Base(from)
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = true
	}
	return names
}

// described is what a declaration's doc comment describes.
func described(n ast.Node) (string, *ast.CommentGroup) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Name.Name, n.Doc
	case *ast.GenDecl:
		if len(n.Specs) == 1 && !n.Lparen.IsValid() {
			if spec, ok := n.Specs[0].(*ast.TypeSpec); ok {
				return spec.Name.Name, n.Doc
			}
		}
	case *ast.TypeSpec:
		return n.Name.Name, n.Doc
	}
	return "", nil
}

// stale says whether a doc comment begins with an identifier in mixed case that
// is not the name it stands at.
func stale(name, text string) bool {
	first := firstWord.FindString(text)
	return first != name && len(first) > 1 && strings.ToUpper(first) != first && strings.ToLower(first[1:]) != first[1:]
}
