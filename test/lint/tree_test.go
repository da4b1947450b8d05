package lint

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// tree holds the repository's files, without what tools put there.
type tree struct {
	root  string
	files []string        // paths relative to root, with slashes
	known map[string]bool // every file and folder, and every trailing part of their paths
}

// generated are folders that hold no source: what is downloaded, built or measured.
var generated = map[string]bool{
	"node_modules": true, "bin": true, "data": true, "screenshots": true, "cdk.out": true,
	"web/dist": true, "eval/data": true, "target": true,
}

func readTree(t *testing.T) *tree {
	t.Helper()
	tr := &tree{root: filepath.Join("..", ".."), known: map[string]bool{}}
	err := filepath.WalkDir(tr.root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(tr.root, file)
		if err != nil || name == "." {
			return err
		}
		name = filepath.ToSlash(name)
		hidden := strings.HasPrefix(e.Name(), ".") && e.Name() != ".ci" && e.Name() != ".github"
		if e.IsDir() && (hidden || generated[name] || generated[e.Name()]) {
			return filepath.SkipDir
		}
		tr.add(name)
		if !e.IsDir() {
			tr.files = append(tr.files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func (tr *tree) add(name string) {
	for tail := name; ; {
		tr.known[tail] = true
		_, rest, more := strings.Cut(tail, "/")
		if !more {
			return
		}
		tail = rest
	}
}

// has says whether a path names a file or folder: from the root, from the
// folder of the file that names it, or by the end of its path.
func (tr *tree) has(name, from string) bool {
	name = strings.TrimSuffix(name, "/")
	if strings.Contains(name, "*") {
		return tr.matches(name)
	}
	return tr.known[path.Clean(name)] || tr.known[path.Join(path.Dir(from), name)]
}

// matches says whether a pattern fits a file or folder by the end of its path.
func (tr *tree) matches(pattern string) bool {
	for known := range tr.known {
		if ok, err := path.Match(pattern, known); ok && err == nil {
			return true
		}
	}
	return false
}

func (tr *tree) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(tr.root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// withSuffix lists the files whose names end in one of the suffixes.
func (tr *tree) withSuffix(suffixes ...string) []string {
	var list []string
	for _, f := range tr.files {
		for _, s := range suffixes {
			if strings.HasSuffix(f, s) {
				list = append(list, f)
			}
		}
	}
	return list
}

// beside is has for names in comments: a name without a folder means a file in
// the same folder, or at the root.
func (tr *tree) beside(name, from string) bool {
	if strings.Contains(name, "/") {
		return tr.has(name, from)
	}
	return tr.isFile(name) || tr.isFile(path.Join(path.Dir(from), name))
}

func (tr *tree) isFile(name string) bool {
	_, err := os.Stat(filepath.Join(tr.root, name))
	return err == nil
}
