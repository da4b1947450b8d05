package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is one change of one file.
type mutant struct {
	file  string // path from the root
	line  int
	in    string // the function it lies in
	from  int    // byte offsets of what is replaced
	to    int
	was   string
	is    string
	order uint64 // chooses among the mutants of a package, evenly and always alike
}

func (m mutant) String() string {
	return fmt.Sprintf("%s:%d %s: %s → %s", m.file, m.line, m.in, brief(m.was), brief(m.is))
}

// id names the mutant while lines above it come and go.
func (m mutant) id() string {
	return fmt.Sprintf("%s %s: %s → %s", m.file, m.in, brief(m.was), brief(m.is))
}

func brief(code string) string {
	code = strings.Join(strings.Fields(code), " ")
	if code == "" {
		return "(nothing)"
	}
	if r := []rune(code); len(r) > 70 {
		return string(r[:67]) + "…"
	}
	return code
}

// mutantsOf chooses a target's mutants. Those that log or build messages are no
// faults that anybody promised to notice, and are left out.
func mutantsOf(t target) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(t.folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, f := range files {
		base := filepath.Base(f)
		if strings.HasSuffix(f, "_test.go") || base == "memory.go" || base == "fake.go" ||
			strings.HasSuffix(base, "_other.go") {
			continue
		}
		some, err := mutantsIn(f)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b mutant) int { return int(a.order>>1) - int(b.order>>1) })
	if len(all) > t.mutants {
		all = all[:t.mutants]
	}
	slices.SortFunc(all, func(a, b mutant) int {
		return strings.Compare(a.file, b.file)*1_000_000 +
			a.from - b.from
	})
	return all, nil
}

func mutantsIn(file string) ([]mutant, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	c := &collector{file: file, text: string(text), fset: fset}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && f.Name.Name != "String" &&
			f.Name.Name != "init" {
			c.in = f.Name.Name
			ast.Inspect(f.Body, c.visit)
		}
	}
	return c.found, nil
}

type collector struct {
	file, text, in string
	fset           *token.FileSet
	found          []mutant
}

// swaps are operators and what takes their place.
var swaps = map[token.Token]string{
	token.EQL: "!=", token.NEQ: "==", token.LSS: "<=", token.LEQ: "<", token.GTR: ">=",
	token.GEQ:  ">",
	token.LAND: "||", token.LOR: "&&", token.ADD: "-", token.SUB: "+",
}

func (c *collector) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		c.operator(n)
	case *ast.IfStmt:
		c.guard(n)
	case *ast.ExprStmt:
		c.call(n)
	case *ast.DeferStmt:
		c.replace(n.Pos(), n.End(), "")
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			c.replace(n.Pos(), n.X.Pos(), "")
		}
	case *ast.BlockStmt, *ast.CallExpr, *ast.FuncLit:
	case *ast.GenDecl:
		return false
	}
	return true
}

// operator swaps one, except where it only asks whether there is an error.
func (c *collector) operator(n *ast.BinaryExpr) {
	to, ok := swaps[n.Op]
	if !ok || isNil(n.Y) && c.source(n.X) == "err" || isText(n.X) || isText(n.Y) {
		return
	}
	c.replace(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), to)
}

// guard takes an if away whose body only leaves: the condition is never true.
func (c *collector) guard(n *ast.IfStmt) {
	if n.Else != nil || len(n.Body.List) == 0 {
		return
	}
	if cond := c.source(n.Cond); cond != "err != nil" {
		c.replace(n.Cond.Pos(), n.Cond.End(), "("+cond+") && false")
	}
}

// call takes a call away whose result nobody wants.
func (c *collector) call(n *ast.ExprStmt) {
	call, ok := n.X.(*ast.CallExpr)
	if !ok {
		return
	}
	name := strings.ToLower(c.source(call.Fun))
	for _, harmless := range []string{"log.", "logger.", ".warn", ".error", ".info", "panic",
		"fmt.", ".debug"} {
		if strings.Contains(name, harmless) {
			return
		}
	}
	if strings.HasSuffix(name, "lock") { // the race detector's business
		return
	}
	c.replace(n.Pos(), n.End(), "")
}

func (c *collector) replace(from, to token.Pos, by string) {
	start, end := c.fset.Position(from), c.fset.Position(to)
	m := mutant{
		file: c.file, line: start.Line, in: c.in, from: start.Offset, to: end.Offset,
		was: c.text[start.Offset:end.Offset], is: by,
	}
	h := fnv.New64a()
	fmt.Fprint(h, m.file, m.in, m.was, m.is, len(c.found))
	m.order = h.Sum64()
	if strings.Contains(strings.ToLower(m.was), ".unlock") {
		return
	}
	c.found = append(c.found, m)
}

func (c *collector) source(n ast.Node) string {
	return c.text[c.fset.Position(n.Pos()).Offset:c.fset.Position(n.End()).Offset]
}

func isNil(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "nil"
}

func isText(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}
