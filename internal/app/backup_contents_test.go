package app

import (
	"archive/tar"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/fault"
)

// entries gives the names of what a backup holds.
func entries(t *testing.T, path string) (names []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
}

func TestABackupHoldsAllOfTheFolderThatCannotBeMadeAgain(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	defer stop(t, p)
	readyDocument(t, p, "글.txt", "글입니다.")
	words := filepath.Join(folder, dictionaryFile)
	if err := os.WriteFile(words, []byte("문답\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "a.mundap")
	r, err := p.Backup(t.Context(), to, silent)
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for _, name := range entries(t, to) {
		top, _, _ := strings.Cut(name, "/")
		held[top] = true
	}
	for _, name := range []string{databaseFile, "blobs", "index", dictionaryFile} {
		if !held[name] {
			t.Errorf("%s is missing: %v", name, held)
		}
	}
	if n := len(entries(t, to)); r.Files != n-2 { // the first and the last tell of the others
		t.Errorf("%d files were told of %d", r.Files, n-2)
	}
	noted, err := p.db.Backups(t.Context())
	if err != nil || len(noted) != 1 || noted[0].Where != to {
		t.Errorf("noted: %+v, %v", noted, err)
	}
	if left, err := os.ReadDir(filepath.Join(folder, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTwoBackupsAreNotMadeAtOnce(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	dir := t.TempDir()
	tried := false
	_, err := p.Backup(t.Context(), filepath.Join(dir, "a"), func(admin.Progress) error {
		if tried {
			return nil
		}
		tried = true
		_, err := p.Backup(t.Context(), filepath.Join(dir, "b"), silent)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a second one: %v", err)
		}
		return nil
	})
	if err != nil || !tried {
		t.Errorf("the first one: %v", err)
	}
	if _, err := p.Backup(t.Context(), filepath.Join(dir, "b"), silent); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// A backup must not hold what is deleted while it is written, not even if that
// happens just before its end.
func TestABackupBeginsAgainIfADocumentIsDeletedMeanwhile(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	readyDocument(t, p, "글.txt", "글입니다.")
	eventually(t, "the index's being complete", func() bool { return len(checks(t, p)) == 0 })
	dir := t.TempDir()
	whole, err := p.Backup(t.Context(), filepath.Join(dir, "whole.mundap"), silent)
	if err != nil {
		t.Fatal(err)
	}
	torn := func(times int, to string) (attempts int, err error) {
		_, err = p.Backup(t.Context(), to, func(g admin.Progress) error {
			if g.Files < whole.Files {
				return nil
			}
			if attempts++; attempts > times {
				return nil
			}
			return p.blobs.Erase(t.Context())
		})
		return attempts, err
	}
	to := filepath.Join(dir, "twice")
	attempts, err := torn(2, to)
	if _, missing := os.Stat(to); err != nil || missing != nil || attempts != 3 {
		t.Errorf("torn twice: %d attempts, %v, %v", attempts, err, missing)
	}
	to = filepath.Join(dir, "always")
	attempts, err = torn(1000, to)
	if _, missing := os.Stat(to); !fault.Is(err, fault.Unavailable) ||
		!errors.Is(missing, fs.ErrNotExist) || attempts != backupAttempts {
		t.Errorf("torn always: %d attempts, %v, %v", attempts, err, missing)
	}
}
