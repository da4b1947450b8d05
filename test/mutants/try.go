package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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

// tester runs one package's tests on mutants.
type tester struct {
	folder  string
	state   string // hash of the package with its tests
	timeout time.Duration
	results *results
	dir     string // for the changed file
}

func newTester(folder string, timeout time.Duration, r *results) (*tester, error) {
	state, err := hashOf(folder)
	if err != nil {
		return nil, err
	}
	return &tester{folder: folder, state: state, timeout: timeout, results: r}, nil
}

// hashOf is a hash of a folder's files, those below it included.
func hashOf(folder string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
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
	return hex.EncodeToString(h.Sum(nil)[:12]), err
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
	checked := false
	for _, m := range mutants {
		what, ok := t.results.seen[t.key(m)]
		if !ok {
			if !checked {
				if out, err := t.test(ctx); err != nil {
					return sum, fmt.Errorf("the tests of %s fail without a mutant: %w\n%s",
						t.folder, err, out)
				}
				checked = true
			}
			if what, err = t.one(ctx, m); err != nil {
				return sum, err
			}
		}
		sum.count(what, m, known)
	}
	return sum, nil
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
		fmt.Println("survived:", m)
	}
}

func (t *tester) key(m mutant) string {
	return fmt.Sprintf("%s %s:%d:%s→%s", t.state, m.file, m.from, brief(m.was), brief(m.is))
}

// one tries a mutant and keeps the result.
func (t *tester) one(ctx context.Context, m mutant) (outcome, error) {
	overlay, err := t.overlay(m)
	if err != nil {
		return "", err
	}
	out, err := t.test(ctx, "-overlay", overlay)
	what := survived
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
		what = invalid
	case err != nil:
		what = killed
	}
	return what, t.results.keep(t.key(m), what)
}

// overlay writes the changed file, and tells the compiler to take it for the one
// in the tree.
func (t *tester) overlay(m mutant) (string, error) {
	text, err := os.ReadFile(m.file)
	if err != nil {
		return "", err
	}
	changed := filepath.Join(t.dir, "changed.go")
	if err := os.WriteFile(changed, []byte(string(text[:m.from])+m.is+string(text[m.to:])),
		0o600); err != nil {
		return "", err
	}
	original, err := filepath.Abs(m.file)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		return "", err
	}
	path := filepath.Join(t.dir, "overlay.json")
	return path, os.WriteFile(path, data, 0o600)
}

// test runs the package's tests.
func (t *tester) test(ctx context.Context, flags ...string) (string, error) {
	args := append([]string{"test", "-count=1", "-failfast", "-vet=off", "-timeout",
		t.timeout.String()}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, "./"+t.folder)...)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// results are the outcomes of earlier runs, a line each.
type results struct {
	seen map[string]outcome
	file *os.File
}

func openResults(path string) (*results, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	r := &results{seen: map[string]outcome{}, file: f}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if what, key, ok := strings.Cut(lines.Text(), " "); ok {
			r.seen[key] = outcome(what)
		}
	}
	return r, lines.Err()
}

func (r *results) keep(key string, what outcome) error {
	r.seen[key] = what
	_, err := fmt.Fprintf(r.file, "%s %s\n", what, key)
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
