package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// cutGo cuts at functions, methods and types, as Go's own parser sees them.
func cutGo(lines []string) (pieces []piece, whole bool) {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, "", strings.Join(lines, "\n"),
		parser.ParseComments|parser.SkipObjectResolution)
	if f == nil {
		return nil, false
	}
	for _, d := range f.Decls {
		if bad, ok := d.(*ast.BadDecl); ok && bad.Pos() == bad.End() {
			continue
		}
		name, at := goName(d)
		if n := len(pieces); name == "" && (n == 0 || pieces[n-1].name == "") {
			continue // it goes on with what stands before
		}
		// positions of the text itself: //line directives say nothing of it
		line := files.PositionFor(at, false).Line - 1
		pieces = appendPiece(pieces, piece{min(max(line, 0), len(lines)-1), name})
	}
	return pieces, err == nil
}

// goName is what a declaration is called, "" for imports, constants and
// variables, and where it begins with its comment.
func goName(d ast.Decl) (name string, at token.Pos) {
	at = d.Pos()
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc != nil {
			at = d.Doc.Pos()
		}
		return goReceiver(d) + d.Name.Name, at
	case *ast.GenDecl:
		if d.Doc != nil {
			at = d.Doc.Pos()
		}
		if d.Tok == token.TYPE && len(d.Specs) > 0 {
			return d.Specs[0].(*ast.TypeSpec).Name.Name, at
		}
	}
	return "", at
}

// goReceiver is the type of a method, with a dot.
func goReceiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "."
		default:
			return ""
		}
	}
}
