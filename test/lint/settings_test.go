package lint

import (
	"go/ast"
	"path"
	"reflect"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
)

// announced are settings whose reader is still to be built, with what it is.
var announced = map[string]string{}

// TestEverySettingIsRead fails for a setting that the program only parses. A
// setting counts as read where a package that builds a Mundap selects its field.
func TestEverySettingIsRead(t *testing.T) {
	read := map[string]bool{}
	for _, s := range readCode(t, readTree(t)).sources {
		if !builds(path.Dir(s.name)) || strings.HasSuffix(s.name, "_test.go") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				read[sel.Sel.Name] = true
			}
			return true
		})
	}
	for _, of := range []reflect.Type{reflect.TypeFor[config.Config](),
		reflect.TypeFor[schema.Deployment]()} {
		for _, name := range leaves(of) {
			if why := announced[name]; read[name] == (why != "") {
				t.Errorf("%s: read is %t, and announced for %q", name, read[name], why)
			}
		}
	}
}

// builds says whether a package turns settings into parts.
func builds(dir string) bool {
	switch dir {
	case "internal/app", "internal/lambdafn", "internal/wiring", "internal/config", "cmd/mundap":
		return true
	}
	return false
}

// leaves are the fields of a struct and of those in it that hold values.
func leaves(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		if f.Type.Kind() == reflect.Struct {
			names = append(names, leaves(f.Type)...)
			continue
		}
		names = append(names, f.Name)
	}
	return names
}
