package main

import (
	"cmp"
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
	in    string // the enclosing function
	from  int    // byte offsets of what is replaced
	to    int
	was   string
	is    string
	idle  bool   // was is a statement that stays in the code and is never reached
	unfit string // why it can't be made; if "", it can
	by    string // the tests that are tried first, as for go test -run; if "", all at once
	order uint64 // chooses among the mutants of a package, evenly and always alike
}

func (m mutant) String() string {
	if m.unfit != "" {
		return fmt.Sprintf("%s %s: %s", m.file, m.in, m.unfit)
	}
	return fmt.Sprintf("%s:%d %s: %s → %s", m.file, m.line, m.in, brief(m.was), brief(m.is))
}

// id names the mutant while lines above it come and go.
func (m mutant) id() string {
	return fmt.Sprintf("%s %s: %s → %s", m.file, m.in, brief(m.was), brief(m.is))
}

// code is what stands in the place of was. A statement that is taken away stays in
// a branch that is never reached: without it, what it names could be unused, and
// the package would not compile.
func (m mutant) code() string {
	if m.idle {
		return "if false {\n" + m.was + "\n}"
	}
	return m.is
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

// mutantsOf chooses a target's mutants; another seed chooses others. Mutants that
// only change logs or messages are left out: no test has to notice them.
func mutantsOf(t target, seed int) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(t.folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, f := range files {
		base := filepath.Base(f)
		if strings.HasSuffix(f, "_test.go") || base == "fake.go" ||
			strings.HasSuffix(base, "_other.go") {
			continue
		}
		some, err := mutantsIn(f, seed)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b mutant) int { return cmp.Compare(a.order, b.order) })
	if len(all) > t.mutants {
		all = all[:t.mutants]
	}
	slices.SortFunc(all, func(a, b mutant) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.from, b.from))
	})
	return all, nil
}

func mutantsIn(file string, seed int) ([]mutant, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	c := &collector{file: file, text: string(text), fset: fset, seed: seed,
		headers: map[ast.Node]bool{}}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && f.Name.Name != "String" &&
			f.Name.Name != "init" {
			c.in, c.strings = f.Name.Name, textsAmong(f.Type.Params)
			ast.Inspect(f.Body, c.visit)
		}
	}
	return c.found, nil
}

type collector struct {
	file, text, in string
	fset           *token.FileSet
	seed           int
	found          []mutant
	texts          int               // sums of texts, which have no difference
	headers        map[ast.Node]bool // assignments in the header of an if, a for or a switch
	strings        map[string]bool   // parameters of the function that are texts
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
		c.headers[n.Init] = true
		c.guard(n)
	case *ast.ForStmt:
		c.headers[n.Init], c.headers[n.Post] = true, true
	case *ast.SwitchStmt:
		c.headers[n.Init] = true
	case *ast.ExprStmt:
		c.call(n)
	case *ast.DeferStmt:
		c.remove(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			c.replace(n.Pos(), n.X.Pos(), "")
		}
	case *ast.BlockStmt:
		c.order(n.List)
	case *ast.CaseClause:
		c.order(n.Body)
	case *ast.AssignStmt:
		c.assignment(n)
	case *ast.Ident:
		c.truth(n)
	case *ast.BranchStmt:
		if n.Tok == token.CONTINUE && n.Label == nil {
			c.replace(n.Pos(), n.End(), "break")
		}
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
	if n.Op == token.ADD && c.isSumOfTexts(n) {
		c.texts++
		return
	}
	c.replace(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), to)
}

// guard takes an if without an else away: its condition is never true. Where the
// condition asks for an error, the error is ignored.
func (c *collector) guard(n *ast.IfStmt) {
	if n.Else == nil && len(n.Body.List) > 0 {
		c.replace(n.Cond.Pos(), n.Cond.End(), "("+c.source(n.Cond)+") && false")
	}
}

// assignment takes the assignment to a field or an element away.
func (c *collector) assignment(n *ast.AssignStmt) {
	if len(n.Lhs) != 1 || n.Tok == token.DEFINE {
		return
	}
	switch n.Lhs[0].(type) {
	case *ast.SelectorExpr, *ast.IndexExpr:
		c.remove(n)
	}
}

// truth swaps true and false.
func (c *collector) truth(n *ast.Ident) {
	switch n.Name {
	case "true":
		c.replace(n.Pos(), n.End(), "false")
	case "false":
		c.replace(n.Pos(), n.End(), "true")
	}
}

// order swaps neighbouring steps that can fail, or that are only called.
func (c *collector) order(list []ast.Stmt) {
	for i := 1; i < len(list); i++ {
		if a, b := list[i-1], list[i]; isStep(a) && isStep(b) {
			c.replace(a.Pos(), b.End(), c.source(b)+"\n"+c.source(a))
		}
	}
}

// isStep reports whether n is a call, or "if err := call(); err != nil".
func isStep(n ast.Stmt) bool {
	switch n := n.(type) {
	case *ast.ExprStmt:
		return true
	case *ast.IfStmt:
		assign, ok := n.Init.(*ast.AssignStmt)
		return ok && len(assign.Lhs) == 1 && n.Else == nil
	}
	return false
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
	c.remove(n)
}

// remove takes a statement away.
func (c *collector) remove(n ast.Stmt) { c.add(n.Pos(), n.End(), mutant{idle: !c.headers[n]}) }

func (c *collector) replace(from, to token.Pos, by string) { c.add(from, to, mutant{is: by}) }

func (c *collector) add(from, to token.Pos, m mutant) {
	start, end := c.fset.Position(from), c.fset.Position(to)
	m.file, m.line, m.in = c.file, start.Line, c.in
	m.from, m.to, m.was = start.Offset, end.Offset, c.text[start.Offset:end.Offset]
	if strings.Contains(strings.ToLower(m.was), ".unlock") {
		return
	}
	h := fnv.New64a()
	fmt.Fprint(h, c.seed, m.file, m.in, m.was, m.is, len(c.found)+c.texts)
	m.order = h.Sum64()
	c.found = append(c.found, m)
}

func (c *collector) source(n ast.Node) string {
	return c.text[c.fset.Position(n.Pos()).Offset:c.fset.Position(n.End()).Offset]
}

func isNil(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "nil"
}

// isSumOfTexts reports whether a sum shows that it is one of texts: it has a
// literal, a parameter, or a call that is known to give a text.
func (c *collector) isSumOfTexts(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return c.strings[e.Name]
	case *ast.BinaryExpr:
		return c.isSumOfTexts(e.X) || c.isSumOfTexts(e.Y)
	case *ast.CallExpr:
		switch name := c.source(e.Fun); {
		case name == "string", strings.HasPrefix(name, "strconv.Format"), name == "strconv.Itoa",
			strings.HasPrefix(name, "fmt.Sprint"), strings.HasSuffix(name, ".String"):
			return true
		}
	}
	return isText(e)
}

// textsAmong are the names of the parameters that are of the type string.
func textsAmong(params *ast.FieldList) map[string]bool {
	names := map[string]bool{}
	for _, p := range params.List {
		if kind, ok := p.Type.(*ast.Ident); ok && kind.Name == "string" {
			for _, name := range p.Names {
				names[name.Name] = true
			}
		}
	}
	return names
}

func isText(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}
