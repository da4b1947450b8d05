package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// batch holds the tests of a target, compiled once with many mutants: a changed
// function holds its body once for each mutant, and the environment says which
// of them a run takes. Compiling costs several times as much as running.
type batch struct {
	dir     string          // with the changed files and the compiled tests
	numbers map[string]int  // of the mutants that it holds, by key
	invalid map[string]bool // those that don't compile
}

// chooser is the file that is added to a package: it tells which mutant is tried.
const chooser = `package %s

import "os"

var mutantTried = os.Getenv("MUNDAP_MUTANT")

func mutantIs(number string) bool { return number == mutantTried }
`

// newBatch compiles the tests of t with those of the mutants that lie in
// functions and compile. It returns nil where the tests fail because the functions
// have several bodies: they may count allocations.
func newBatch(ctx context.Context, t *tester, mutants []mutant) (*batch, error) {
	b := &batch{dir: t.dir, numbers: map[string]int{}, invalid: map[string]bool{}}
	for {
		files, err := b.write(t, mutants)
		if err != nil {
			return nil, err
		}
		if len(b.numbers) == 0 {
			return b, nil
		}
		out, err := b.compile(ctx, t)
		if err == nil {
			break
		}
		var left []mutant
		for _, m := range mutants {
			if !files[m.file].faulty(out, filepath.Base(m.file), b.numbers[t.key(m)]) {
				left = append(left, m)
			} else if !strings.Contains(out, "label") { // which two bodies can't both have
				b.invalid[t.key(m)] = true
			}
		}
		if len(left) == len(mutants) || ctx.Err() != nil {
			return nil, errors.Join(ctx.Err(), fmt.Errorf("compiling %s: %w\n%s", t.folder, err, out))
		}
		mutants = left
	}
	began := time.Now()
	if out, err := b.test(ctx, t, 0, 10*time.Minute, ""); err != nil {
		fmt.Printf("%s: mutants are compiled one by one, for with several of them the tests fail:\n%s\n",
			t.folder, out)
		return nil, ctx.Err()
	}
	t.limit = 30*time.Second + 4*time.Since(began)
	return b, nil
}

// write writes the changed files and the overlay, and numbers the mutants.
func (b *batch) write(t *tester, mutants []mutant) (map[string]*versions, error) {
	clear(b.numbers)
	files := map[string]*versions{}
	for _, m := range mutants {
		v := files[m.file]
		if v == nil {
			var err error
			if v, err = readVersions(m.file); err != nil {
				return nil, err
			}
			files[m.file] = v
		}
		if n := len(b.numbers) + 1; m.unfit == "" && v.add(m, n) {
			b.numbers[t.key(m)] = n
		}
	}
	replace := map[string]string{}
	name := ""
	for file, v := range files {
		name = v.name
		changed := filepath.Join(b.dir, filepath.Base(file))
		replace[file] = changed
		if err := os.WriteFile(changed, []byte(v.text()), 0o600); err != nil {
			return nil, err
		}
	}
	added := filepath.Join(b.dir, "chooser.go")
	replace[filepath.Join(t.folder, "zz_mutant_chooser.go")] = added
	if err := os.WriteFile(added, fmt.Appendf(nil, chooser, name), 0o600); err != nil {
		return nil, err
	}
	return files, writeOverlay(filepath.Join(b.dir, "batch.json"), replace)
}

// writeOverlay tells the compiler which files it takes in place of which.
func writeOverlay(path string, replace map[string]string) error {
	absolute := map[string]string{}
	for original, changed := range replace {
		original, err := filepath.Abs(original)
		if err != nil {
			return err
		}
		absolute[original] = changed
	}
	data, err := json.Marshal(map[string]map[string]string{"Replace": absolute})
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

func (b *batch) compile(ctx context.Context, t *tester) (string, error) {
	for i, folder := range t.tested() {
		cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-gcflags=-e", "-overlay",
			filepath.Join(b.dir, "batch.json"), "-o", b.binary(i), "./"+folder)
		if out, err := cmd.CombinedOutput(); err != nil {
			return string(out), err
		}
	}
	return "", nil
}

func (b *batch) binary(i int) string { return filepath.Join(b.dir, fmt.Sprint("tests", i)) }

// test runs the tests with one of the mutants, or with none: 0. by chooses among
// the folder's tests, as for go test -run.
func (b *batch) test(ctx context.Context, t *tester, number int, limit time.Duration,
	by string) (string, error) {
	return t.each(by, func(i int, folder string) *exec.Cmd {
		if _, err := os.Stat(b.binary(i)); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		args := []string{"-test.paniconexit0", "-test.failfast", "-test.timeout", limit.String()}
		args = append(args, t.chosen(i, by, "test.")...)
		cmd := exec.CommandContext(ctx, b.binary(i), args...)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "MUNDAP_MUTANT="+strconv.Itoa(number))
		return cmd
	})
}

// versions are a file with several bodies of its functions.
type versions struct {
	source string
	name   string // of the package
	bodies []body
	fset   *token.FileSet
}

type body struct {
	from, to int    // of the original, without its braces
	end      string // what leaves the function at the end of a body
	copies   []copied
}

// copied is a body with a change.
type copied struct {
	number      int
	text        string
	first, last int // lines in the file; set by text
}

func readVersions(file string) (*versions, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	v := &versions{source: string(source), name: parsed.Name.Name, fset: fset}
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil || f.Name.Name == "_" {
			continue
		}
		b := body{from: fset.Position(f.Body.Lbrace).Offset + 1,
			to: fset.Position(f.Body.Rbrace).Offset}
		if f.Type.Results == nil {
			b.end = "\nreturn"
		}
		v.bodies = append(v.bodies, b)
	}
	slices.SortFunc(v.bodies, func(a, b body) int { return cmp.Compare(a.from, b.from) })
	return v, nil
}

// add adds a mutant, and reports whether it lies in a function.
func (v *versions) add(m mutant, number int) bool {
	for i := range v.bodies {
		if b := &v.bodies[i]; b.from <= m.from && m.to <= b.to {
			b.copies = append(b.copies, copied{number: number,
				text: v.source[b.from:m.from] + m.code() + v.source[m.to:b.to]})
			return true
		}
	}
	return false
}

// text is the file with all bodies.
func (v *versions) text() string {
	var text strings.Builder
	line, at := 1, 0
	write := func(s string) {
		text.WriteString(s)
		line += strings.Count(s, "\n")
	}
	for i := range v.bodies {
		b := &v.bodies[i]
		write(v.source[at:b.from])
		for j := range b.copies {
			c := &b.copies[j]
			c.first = line
			write(fmt.Sprintf("\nif mutantIs(%q) {", strconv.Itoa(c.number)))
			write(c.text + b.end + "\n}\n")
			c.last = line - 1
		}
		at = b.from
	}
	write(v.source[at:])
	return text.String()
}

var complaint = regexp.MustCompile(`([^/\s]+\.go):(\d+):\d+: `)

// faulty reports whether the compiler complains of a mutant of the file.
func (v *versions) faulty(out, file string, number int) bool {
	for i := range v.bodies {
		for _, c := range v.bodies[i].copies {
			if c.number != number {
				continue
			}
			for _, found := range complaint.FindAllStringSubmatch(out, -1) {
				line, err := strconv.Atoi(found[2])
				if err == nil && found[1] == file && c.first <= line && line <= c.last {
					return true
				}
			}
		}
	}
	return false
}
