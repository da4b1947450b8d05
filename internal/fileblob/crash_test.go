package fileblob_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fileblob"
	"github.com/mundap/mundap/test/process"
)

// A child process puts and deletes, reports what was acknowledged, and is
// killed with SIGKILL in the middle.

const (
	crashFolder = "MUNDAP_TEST_CRASH_FOLDER" // tells the test binary to be the child
	crashFrom   = "MUNDAP_TEST_CRASH_FROM"   // the number of its first write
	crashKeys   = 6
)

func crashKey(i int) string { return fmt.Sprintf("docs/문서 %d.txt", i) }

// crashContent is the n-th content of a key: whole or recognisably not. Every
// fourth write is a removal.
func crashContent(n int) string {
	line := fmt.Sprintf("%d\n", n)
	return strings.Repeat(line, 1+n*37%5000)
}

func isRemoval(n int) bool { return n%4 == 0 }

func workUntilKilled(dir string) {
	ctx := context.Background()
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s, err := fileblob.Open(dir, fileblob.Options{Listen: func(context.Context,
		blob.Event) error {
		return nil
	}})
	if err != nil {
		fail(err)
	}
	var from int
	if _, err := fmt.Sscan(os.Getenv(crashFrom), &from); err != nil {
		fail(err)
	}
	var wg sync.WaitGroup
	for i := range crashKeys {
		wg.Go(func() {
			for n := from; ; n++ {
				var err error
				if isRemoval(n) {
					err = s.Delete(ctx, crashKey(i))
				} else {
					err = write(s, crashKey(i), crashContent(n))
				}
				if err != nil {
					fail(err)
				}
				fmt.Fprintf(os.Stdout, "%d %d\n", i, n) // one write: lines never mix
			}
		})
	}
	wg.Wait()
}

// runAndKill lets a child work until it has reported so many writes, kills it,
// and gives the last one of each key.
func runAndKill(t *testing.T, dir string, from, reports int) map[int]int {
	t.Helper()
	last := map[int]int{}
	for _, line := range process.RunAndKill(t, reports, crashFolder+"="+dir,
		fmt.Sprint(crashFrom, "=", from)) {
		var key, n int
		if _, err := fmt.Sscan(line, &key, &n); err != nil {
			t.Fatalf("a report reads %q: %v", line, err)
		}
		last[key] = n
	}
	return last
}

// stored is the number of the write that a key holds whole, 0: none.
func stored(t *testing.T, s *fileblob.Store, key string) int {
	t.Helper()
	r, info, err := s.Get(t.Context(), key, blob.Range{})
	if fault.Is(err, fault.NotFound) {
		return 0
	}
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if _, err := fmt.Sscan(string(content[:min(20, len(content))]), &n); err != nil ||
		string(content) != crashContent(n) {
		t.Fatalf("%s holds no whole object of %d bytes: %.40q, %v", key, info.Size, content, err)
	}
	return n
}

// contentAfter is the number of the content that a key has after its n-th write, 0: none.
func contentAfter(n int) int {
	if isRemoval(n) {
		return 0
	}
	return n
}

func TestAcknowledgedWritesSurviveAKilledProcess(t *testing.T) {
	dir := t.TempDir()
	var known [crashKeys]int // what each key held after the round before
	from := 1
	for range 4 {
		last := runAndKill(t, dir, from, 30+rand.IntN(150))
		s, err := fileblob.Open(dir, fileblob.Options{Listen: func(context.Context,
			blob.Event) error {
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		highest := from
		for i := range known {
			acknowledged, begun := known[i], from
			if n, reported := last[i]; reported {
				acknowledged, begun = contentAfter(n), n+1
			}
			got := stored(t, s, crashKey(i))
			if got != acknowledged && got != contentAfter(begun) {
				t.Errorf("%s holds write %d; %d was acknowledged, %d begun", crashKey(i), got,
					acknowledged, begun)
			}
			known[i], highest = got, max(highest, begun)
		}
		from = highest + 1
		compareList(t, s, known)
		if left, err := filepath.Glob(filepath.Join(dir, "tmp", "*")); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
		if left, err := os.ReadFile(filepath.Join(dir, "notes")); err != nil || len(left) > 0 {
			t.Errorf("notes that are left: %q, %v", left, err)
		}
	}
}

func compareList(t *testing.T, s *fileblob.Store, known [crashKeys]int) {
	t.Helper()
	infos, err := s.List(t.Context(), "docs/", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, info := range infos {
		listed[info.Key] = true
	}
	for i, n := range known {
		if listed[crashKey(i)] != (n > 0) {
			t.Errorf("%s with write %d: listed %t", crashKey(i), n, listed[crashKey(i)])
		}
	}
}
