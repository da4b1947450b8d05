package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// outcome is what became of a mutant.
type outcome string

const (
	killed   outcome = "killed"
	survived outcome = "survived"
	invalid  outcome = "invalid" // it did not compile
)

// tester runs the tests that hold one package's promises on its mutants.
type tester struct {
	target
	code    string // hash of the package without its tests
	tests   string // hash of the tests that are run
	results *results
	dir     string        // for the changed file
	limit   time.Duration // how long the tests may take; set by baseline or newBatch
	batch   *batch        // nil: every mutant is compiled for itself
	known   bool          // only earlier results count
}

func newTester(t target, r *results, known bool) (*tester, error) {
	code, err := hashOf([]string{t.folder}, func(path string) bool {
		return filepath.Dir(path) == t.folder && !strings.HasSuffix(path, "_test.go")
	})
	if err != nil {
		return nil, err
	}
	tests, err := hashOf(append([]string{t.folder}, t.also...), func(string) bool { return true })
	return &tester{target: t, code: code, tests: tests, results: r, known: known}, err
}

// hashOf is a hash of the files below folders that are wanted.
func hashOf(folders []string, wanted func(path string) bool) (string, error) {
	h := sha256.New()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !wanted(path) {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %d\n", path, len(data))
			h.Write(data)
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// try tries mutants until ctx ends. The tests must pass on the unchanged package.
func (t *tester) try(ctx context.Context, mutants []mutant, known map[string]bool) (tally, error) {
	var sum tally
	dir, err := os.MkdirTemp("", "mutants-*")
	if err != nil {
		return sum, err
	}
	defer os.RemoveAll(dir)
	t.dir = dir
	if err := t.prepare(ctx, mutants); err != nil {
		return sum, err
	}
	for _, m := range mutants {
		if m.unfit != "" {
			sum.count(survived, m, nil)
			continue
		}
		what, ok := t.results.of(t.key(m), t.tests)
		if !ok && t.known {
			sum.untried++
			continue
		}
		if !ok {
			if err := t.baseline(ctx); err != nil {
				return sum, err
			}
			if what, err = t.one(ctx, m); err != nil {
				return sum, err
			}
		}
		sum.count(what, m, known)
	}
	return sum, nil
}

// prepare compiles the mutants that have to be tried, if there are several.
func (t *tester) prepare(ctx context.Context, mutants []mutant) (err error) {
	if t.known {
		return nil
	}
	var untried []mutant
	for _, m := range mutants {
		if _, ok := t.results.of(t.key(m), t.tests); !ok && m.unfit == "" {
			untried = append(untried, m)
		}
	}
	if len(untried) > 1 {
		t.batch, err = newBatch(ctx, t, untried)
	}
	return err
}

// damageTime is how long the tests of a damage may take.
const damageTime = 5 * time.Minute

// baseline runs the tests on the unchanged package, once. They must pass, and the
// time they take says how long a mutant's may take.
func (t *tester) baseline(ctx context.Context) error {
	if t.limit == 0 && t.damages { // their tests are few, and run with all others
		t.limit = damageTime
	}
	if t.limit > 0 {
		return nil
	}
	began := time.Now()
	if out, err := t.test(ctx, 10*time.Minute, ""); err != nil {
		return fmt.Errorf("the tests of %s fail without a mutant: %w\n%s", t.folder, err, out)
	}
	t.limit = 30*time.Second + 4*time.Since(began)
	return nil
}

func (t *tally) count(what outcome, m mutant, known map[string]bool) {
	switch {
	case what == killed:
		t.killed++
	case what == invalid:
		t.invalid++
	case known[m.id()]:
		t.justified++
	default:
		t.survived++
		t.survivors = append(t.survivors, m)
	}
}

func (t *tester) key(m mutant) string {
	return fmt.Sprintf("%s %s:%d:%s→%s", t.code, m.file, m.from, brief(m.was), brief(m.is))
}

// one tries a mutant and keeps the result.
func (t *tester) one(ctx context.Context, m mutant) (outcome, error) {
	if t.batch != nil && t.batch.invalid[t.key(m)] {
		fmt.Println(invalid, m)
		return invalid, t.results.keep(t.key(m), t.tests, invalid)
	}
	out, err := t.broken(ctx, m)
	what := survived
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
		what = invalid
	case err != nil:
		what = killed
	}
	fmt.Println(what, m)
	return what, t.results.keep(t.key(m), t.tests, what)
}

// broken runs the tests with a mutant: first those that are expected to notice
// it, if it names any.
func (t *tester) broken(ctx context.Context, m mutant) (string, error) {
	test := func(by string) (string, error) {
		return t.test(ctx, t.limit, by, "-overlay", filepath.Join(t.dir, "one.json"))
	}
	if t.batch != nil && t.batch.numbers[t.key(m)] > 0 {
		test = func(by string) (string, error) {
			return t.batch.test(ctx, t, t.batch.numbers[t.key(m)], t.limit, by)
		}
	} else if err := t.overlay(m); err != nil {
		return "", err
	}
	if m.by != "" {
		if out, err := test(m.by); err != nil {
			return out, err
		}
	}
	return test("")
}

// overlay writes the changed file, and tells the compiler to take it for the one
// in the tree.
func (t *tester) overlay(m mutant) error {
	text, err := os.ReadFile(m.file)
	if err != nil {
		return err
	}
	changed := filepath.Join(t.dir, "changed.go")
	if err := os.WriteFile(changed, []byte(string(text[:m.from])+m.code()+string(text[m.to:])),
		0o600); err != nil {
		return err
	}
	return writeOverlay(filepath.Join(t.dir, "one.json"), map[string]string{m.file: changed})
}

// tested are the folders whose tests hold the promises of the target's.
func (t target) tested() []string { return append([]string{t.folder}, t.also...) }

// chosen are the flags that choose among the tests of the i-th of these folders.
func (t target) chosen(i int, by, prefix string) (flags []string) {
	switch {
	case i == 0 && by != "":
		return []string{"-" + prefix + "run", by}
	case i == 0 && t.skip != "":
		return []string{"-" + prefix + "skip", t.skip}
	case i > 0 && t.run != "":
		return []string{"-" + prefix + "run", t.run}
	}
	return nil
}

// each runs the package's tests and then, if they pass, those of other packages
// that hold its promises, up to the first failure, and returns its output. With by
// it runs only those of the package that by names. command gives the command that
// runs the tests of the i-th folder, or nil if there are none.
func (t target) each(by string, command func(i int, folder string) *exec.Cmd) (string, error) {
	for i, folder := range t.tested() {
		cmd := command(i, folder)
		if cmd == nil {
			continue
		}
		cmd.WaitDelay = 5 * time.Second
		if out, err := cmd.CombinedOutput(); err != nil {
			return string(out), err
		}
		if by != "" {
			break
		}
	}
	return "", nil
}

// test compiles the tests and runs them.
func (t *tester) test(ctx context.Context, limit time.Duration, by string,
	flags ...string) (string, error) {
	return t.each(by, func(i int, folder string) *exec.Cmd {
		args := append([]string{"test", "-count=1", "-failfast", "-vet=off", "-timeout",
			limit.String()}, flags...)
		args = append(args, t.chosen(i, by, "")...)
		return exec.CommandContext(ctx, "go", append(args, "./"+folder)...)
	})
}

// results are the outcomes of earlier runs, a line each: the outcome, the hash of
// the tests, the mutant's key. A mutant that was killed stays so when tests are
// added; one that survived is tried again.
type results struct {
	seen map[string]result
	file *os.File
}

type result struct {
	what  outcome
	tests string
}

func openResults(path string) (*results, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	r := &results{seen: map[string]result{}, file: f}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if parts := strings.SplitN(lines.Text(), " ", 3); len(parts) == 3 {
			r.seen[parts[2]] = result{outcome(parts[0]), parts[1]}
		}
	}
	return r, lines.Err()
}

func (r *results) of(key, tests string) (outcome, bool) {
	got, ok := r.seen[key]
	return got.what, ok && (got.what != survived || got.tests == tests)
}

func (r *results) keep(key, tests string, what outcome) error {
	r.seen[key] = result{what, tests}
	_, err := fmt.Fprintf(r.file, "%s %s %s\n", what, tests, key)
	return err
}

func (r *results) Close() error { return r.file.Close() }

// readJustified reads the survivors that are right to survive: a mutant's id a
// line, below a comment that gives the reason.
func readJustified(path string) (map[string]bool, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			known[line] = true
		}
	}
	return known, nil
}
