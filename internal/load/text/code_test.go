package text

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// functions shows code as "name@line" a piece.
func functions(t *testing.T, name, code string) (all []string) {
	t.Helper()
	pages, _, err := read(t, inside(t), formattest.Source(name, code))
	if err != nil {
		t.Fatal(err)
	}
	formattest.CheckPages(t, pages)
	lines := strings.Split(code, "\n")
	for _, p := range pages {
		for _, b := range p.Blocks {
			if first, _, _ := strings.Cut(b.Text(p),
				"\n"); first != strings.TrimRight(lines[b.Line-1], " \t") {
				t.Errorf("line %d is %q, the piece begins with %q", b.Line, lines[b.Line-1], first)
			}
			all = append(all, b.Name+"@"+strings.SplitN(b.Text(p), "\n", 2)[0])
		}
	}
	return all
}

func TestPythonIsCutByFunction(t *testing.T) {
	got := functions(t, "a.py", `"""설명
def 아님():
"""
import os

# 더하기를 한다
@cache
def add(a, b):
    s = """
def inner_text():
"""
    def nested(): pass

    return a + b  # def no


async def 불러오기(x,
    y):
    return x

class Small:
    def one(self): pass

print(add(1, 2))
`)
	want := []string{`@"""설명`, "add@# 더하기를 한다", "불러오기@async def 불러오기(x,", "Small@class Small:", "@print(add(1, 2))"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALongClassIsCutAtItsMethods(t *testing.T) {
	body := strings.Repeat("        x = 1\n", 60)
	got := functions(t, "a.py", "class Big:\n    \"\"\"doc\"\"\"\n    def one(self):\n"+body+
		"    # about two\n    def two(self):\n"+body)
	if want := []string{"Big@class Big:", "Big.one@    def one(self):",
		"Big.two@    # about two"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	js := strings.Repeat("    x();\n", 60)
	got = functions(t, "a.js", "class Big {\n  one() {\n"+js+"  }\n  async two(a) {\n"+js+
		"  }\n}\n")
	if want := []string{"Big@class Big {", "Big.one@  one() {",
		"Big.two@  async two(a) {"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJavaScriptIsCutByFunction(t *testing.T) {
	got := functions(t, "a.js", "import x from 'x';\n"+
		"/** 더하기 */\nexport function add(a, b) {\n  const s = `function no() { ${ b ? `}` : '{' } `;\n  const r = /[/{]\"/g;\n  return a + b; // }\n}\n\n"+
		"const sub = (a, b) => {\n  return a - b;\n};\n\n"+
		"export default class Widget extends Base {\n  render() { return '}'; }\n}\n\n"+
		"module.exports.run = async function () {\n  await x;\n};\n"+
		"start({ a: 1 });\n")
	want := []string{"@import x from 'x';", "add@/** 더하기 */", "sub@const sub = (a, b) => {",
		"Widget@export default class Widget extends Base {",
		"run@module.exports.run = async function () {", "@start({ a: 1 });"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzCode(f *testing.F) {
	for _, s := range []string{"def a():\n  '''\n", "class A {\n f(){`${`\n", "/* \n function f() {}\n", "@x\n#y\nclass B:\n\tdef m(): pass\n", "'\\"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, open := range codeFormats() {
			r, err := open.Open(t.Context(), formattest.Source("a", data), format.Env{})
			if err != nil {
				t.Fatal(err)
			}
			formattest.CheckReader(t, r)
		}
	})
}
