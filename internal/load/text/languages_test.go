package text

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestTypeScriptIsCutByFunctionAndType(t *testing.T) {
	got := functions(t, "a.ts", `import { x } from "x";

/** 한 줄 */
export interface Shape {
  area(): number;
}
export type Id<T> = { id: T };
declare global { }
export const enum Colour { Red, Green }
export async function load<T extends Shape>(
  id: string,
  make: (raw: unknown) => T,
): Promise<T> {
  return make(await fetch(`+"`/a/${id}`"+`));
}
const pick: (n: number) => string = (n) => {
  return String(n);
};
@Injectable()
export abstract class Service<T> implements Shape {
  area() { return 1; }
}
start();
`)
	want := []string{`@import { x } from "x";`, "Shape@/** 한 줄 */", "Id@export type Id<T> = { id: T };",
		"@declare global { }", "Colour@export const enum Colour { Red, Green }",
		"load@export async function load<T extends Shape>(",
		"pick@const pick: (n: number) => string = (n) => {", "Service@@Injectable()", "@start();"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALongTypeScriptClassIsCutAtItsMethods(t *testing.T) {
	body := strings.Repeat("    this.n += 1;\n", 60)
	got := functions(t, "a.ts", "export class Big<T> {\n  private n = 0;\n  constructor(\n    private readonly a: A,\n  ) {\n"+
		body+"  }\n  /** 둘 */\n  private static async two<K>(k: K): Promise<void> {\n"+body+
		"  }\n  three = async (a: string): Promise<void> => {\n    if (a) {\n    }\n  };\n}\n")
	want := []string{"Big@export class Big<T> {", "Big.constructor@  constructor(", "Big.two@  /** 둘 */",
		"Big.three@  three = async (a: string): Promise<void> => {"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestGoIsCutAsItsParserSeesIt(t *testing.T) {
	got := functions(t, "a.go", `// Package a 설명.
package a

import "fmt"

const (
	One = iota
)

// Stack 은 쌓는다.
type Stack[T any] struct{ items []T }

// Push 는 넣는다.
func (s *Stack[T]) Push(x T) {
	s.items = append(s.items, x)
}

var text = "\nfunc no() {}\n"

func main() {
	fmt.Println(`+"`\nfunc nor() {}\n`"+`)
}
`)
	want := []string{"@// Package a 설명.", "Stack@// Stack 은 쌓는다.", "Stack.Push@// Push 는 넣는다.",
		`@var text = "\nfunc no() {}\n"`, "main@func main() {"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJavaIsCutByTypeAndLongOnesByMethod(t *testing.T) {
	body := strings.Repeat("        n += 1;\n", 60)
	got := functions(t, "A.java", `package kr.example;

import java.util.*;

/** 주문. */
@Service
public final class Order<T extends Comparable<T>> implements Shape {
    private final Map<String, List<T>> all = new HashMap<>() {{ put("a", null); }};

    public Order(int n) {
`+body+`    }

    /** 합계 */
    @Override
    protected <R> Map<String, List<R>> total(
            int a,
            String b) throws IOException, Other {
        String s = """
            class No { void no() { }
            """;
        char c = '{';
`+body+`    }

    enum State { OPEN, CLOSED }
}

record Point(int x, int y) { }
interface Shape { double area(); }
`)
	want := []string{"@package kr.example;", "Order@/** 주문. */", "Order.Order@    public Order(int n) {",
		"Order.total@    /** 합계 */", "Order.State@    enum State { OPEN, CLOSED }",
		"Point@record Point(int x, int y) { }", "Shape@interface Shape { double area(); }"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCIsCutByFunctionAndType(t *testing.T) {
	got := functions(t, "a.c", `/* 설명 */
#include <stdio.h>
#define LOOP(x) { \
	for (;;) { x

typedef struct {
	int x;
} point;

extern "C" {
static int max(int a, int b);

/* 큰 쪽 */
static inline int max(int a, int b) {
	return a > b ? a : b;
}

char *
name (struct point *p,
      int n)
{
	return "}";
}
}

#ifdef A
int main(int argc, char **argv) {
#else
int main(void) {
#endif
	return 0;
}

int table[] = { 1, 2 };
enum colour { RED };
`)
	want := []string{"@/* 설명 */", "@typedef struct {", "@static int max(int a, int b);", "max@/* 큰 쪽 */",
		"name@char *", "main@int main(int argc, char **argv) {", "@int table[] = { 1, 2 };",
		"colour@enum colour { RED };"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Code that does not parse is read as it is, and its owner is told.
func TestBrokenCodeIsReadAndTold(t *testing.T) {
	for name, code := range map[string]string{
		"a.go": "package a\n\nfunc ok() {}\n\nfunc broken( {\n", "a.py": "def a():\n  '''\n  open\n",
		"a.js": "function a() {\n", "a.ts": "const a = `x\n", "A.java": "class A {\n  void f() {\n",
		"a.c": "int f() {\n /* x\n",
	} {
		pages, info, err := read(t, inside(t), formattest.Source(name, code))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, p := range pages {
			text += p.Text
		}
		if got, want := strings.Join(strings.Fields(text), ""), strings.Join(strings.Fields(code), ""); got != want {
			t.Errorf("%s: read %q", name, text)
		}
		if !info.Warned(document.CodeNotParsed) {
			t.Errorf("%s: no warning", name)
		}
	}
	if _, info, err := read(t, inside(t), formattest.Source("a.go", "package a\n")); err != nil || len(info.Warnings) > 0 {
		t.Error(info.Warnings, err)
	}
}
