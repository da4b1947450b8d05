package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/admin"
	_ "github.com/mundap/mundap/internal/app" // so that a cached result is that of this program
)

// A few kills; `go run ./test/kills -n 500` does many.
func TestNothingIsLostOrLeftByKills(t *testing.T) {
	dir := t.TempDir()
	binary, err := build(dir)
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	r, err := run(t.Context(), options{binary: binary, dir: dir, want: 8,
		random: rand.New(rand.NewPCG(seed, 0)), tell: func(line string) { t.Log(line) },
		old: filepath.Join("..", "..", "internal", "app", "testdata", "v0.1.0.tar.gz")})
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
	}
	t.Log(r)
}

// unfinished counts the files of backups that are not complete.
func unfinished(t *testing.T, dir string) int {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, ".mundap-backup-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(left)
}

func TestABackupThatIsKilledIsRemovedByTheNextStart(t *testing.T) {
	dir := t.TempDir()
	binary, err := build(dir)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	s, err := start(t.Context(), binary, data)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		if _, err := s.Upload(t.Context(), "", fmt.Sprintf("%d.txt", n), false,
			strings.NewReader(strings.Repeat("구내식당 점심은 열두 시에 시작합니다. ", 2000))); err != nil {
			t.Fatal(err)
		}
	}
	for try := 0; unfinished(t, dir) == 0; try++ { // it may be complete before it is killed
		if try == 30 {
			t.Fatal("no backup was killed in the middle")
		}
		if try > 0 {
			if s, err = start(t.Context(), binary, data); err != nil {
				t.Fatal(err)
			}
		}
		s.Backup(t.Context(), filepath.Join(dir, fmt.Sprint("backup-", try)))(func(admin.Step, error) bool {
			if err := s.cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
			return false
		})
		if err := s.kill(); err != nil {
			t.Fatal(err)
		}
	}
	if s, err = start(t.Context(), binary, data); err != nil {
		t.Fatal(err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if n := unfinished(t, dir); n != 0 {
		t.Errorf("%d unfinished backups stay after the next start", n)
	}
}
