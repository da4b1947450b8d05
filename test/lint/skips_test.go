package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSkipsAreListed: a test that skips itself without a real server, or without
// the published model of a service, stands in .ci/skips. Otherwise continuous
// integration would fail at its very end.
func TestSkipsAreListed(t *testing.T) {
	root := filepath.Join("..", "..")
	raw, err := os.ReadFile(filepath.Join(root, ".ci", "skips"))
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Split(string(raw), "\n")
	folders := map[string]*needing{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "node_modules" ||
			d.Name() == "infra"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		if folders[folder] == nil {
			folders[folder] = &needing{calls: map[string][]string{}}
		}
		return folders[folder].read(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for folder, n := range folders {
		for name := range n.calls {
			if !strings.HasPrefix(name, "Test") || name == "TestMain" || !n.needs(name, map[string]bool{}) {
				continue
			}
			found++
			if !slices.Contains(listed, filepath.ToSlash(folder)+" "+name) {
				t.Errorf("%s %s needs a server and does not stand in .ci/skips", folder, name)
			}
		}
	}
	if found == 0 {
		t.Error("no test needs a server")
	}
}

// needing holds which functions the functions of a package's tests call:
// functions of the same package by their names, others as package.Name.
type needing struct{ calls map[string][]string }

func (n *needing) read(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil || f.Recv != nil {
			continue
		}
		ast.Inspect(f.Body, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch called := call.Fun.(type) {
			case *ast.Ident:
				n.calls[f.Name.Name] = append(n.calls[f.Name.Name], called.Name)
			case *ast.SelectorExpr:
				if x, ok := called.X.(*ast.Ident); ok {
					n.calls[f.Name.Name] = append(n.calls[f.Name.Name], x.Name+"."+called.Sel.Name)
				}
			}
			return true
		})
	}
	return nil
}

// servers are the functions that skip a test without what they give.
var servers = []string{"servers.DynamoDB", "servers.SQS", "servers.S3", "servers.Moto", "servers.OpenSearch",
	"awstest.Load"}

// needs reports whether a function calls one of servers, itself or through
// others of its package.
func (n *needing) needs(name string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	return slices.ContainsFunc(n.calls[name], func(called string) bool {
		return slices.Contains(servers, called) || n.needs(called, seen)
	})
}
