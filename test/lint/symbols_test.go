package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"testing"
)

// source is one parsed Go file.
type source struct {
	name string // path from the root
	file *ast.File
	fset *token.FileSet
}

// symbols are what the packages of one name declare: "Name" at top level,
// "Type.Name" for fields and methods.
type symbols map[string]bool

// code holds every Go file of the repository and what they declare, by folder
// and by package name. Two packages of one name share an entry.
type code struct {
	sources []source
	folders map[string]symbols
	named   map[string]symbols
}

func readCode(t *testing.T, tr *tree) *code {
	t.Helper()
	c := &code{folders: map[string]symbols{}, named: map[string]symbols{}}
	for _, f := range tr.withSuffix(".go") {
		if strings.Contains(f, "/testdata/") {
			continue
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, f, tr.read(t, f),
			parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		c.sources = append(c.sources, source{f, parsed, fset})
		name := strings.TrimSuffix(parsed.Name.Name, "_test")
		for _, into := range []symbols{entry(c.folders, path.Dir(f)), entry(c.named, name)} {
			into.addFile(parsed)
		}
	}
	return c
}

func entry(m map[string]symbols, key string) symbols {
	if m[key] == nil {
		m[key] = symbols{}
	}
	return m[key]
}

func (s symbols) addFile(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			s.addFunc(d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				s.addSpec(spec)
			}
		}
	}
}

func (s symbols) addFunc(d *ast.FuncDecl) {
	if d.Recv == nil {
		s[d.Name.Name] = true
		return
	}
	s[receiver(d.Recv.List[0].Type)+"."+d.Name.Name] = true
}

// receiver is the name of a receiver's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func (s symbols) addSpec(spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			s[n.Name] = true
		}
	case *ast.TypeSpec:
		s[spec.Name.Name] = true
		ast.Inspect(spec.Type, func(n ast.Node) bool {
			if list, ok := n.(*ast.FieldList); ok {
				s.addFields(spec.Name.Name, list)
			}
			return true
		})
	}
}

func (s symbols) addFields(of string, list *ast.FieldList) {
	for _, f := range list.List {
		for _, n := range f.Names {
			s[of+"."+n.Name] = true
		}
		if len(f.Names) == 0 {
			s[of+"."+embedded(f.Type)] = true
			s[of+".*"] = true // what an embedded type promotes is not looked up
		}
	}
}

func embedded(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		return s.Sel.Name
	}
	return receiver(e)
}

// has says whether a name like "Type", "Type.Field" or "Type.Method" is declared.
func (s symbols) has(name string) bool {
	if s[name] {
		return true
	}
	of, _, member := strings.Cut(name, ".")
	return member && s[of+".*"]
}
