package app

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localstore"
)

// head is how a backup begins.
const head = "mundap-backup.json\x00\x00zqcanaryname"

func leave(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// holdFile locks a file as a process does that writes a backup.
func holdFile(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
}

func TestTheNextBackupRemovesWhatAKilledOneLeft(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	to, other := t.TempDir(), t.TempDir()
	gone := []string{".mundap-backup-A", ".mundap-backup-empty"}
	stay := []string{".mundap-backup-held", ".mundap-backup-notes.txt", "mundap-backup-B", "yesterday"}
	for i, name := range append(gone, stay...) {
		leave(t, filepath.Join(to, name), []string{head, "", head, "my notes", head, head}[i])
	}
	holdFile(t, filepath.Join(to, ".mundap-backup-held"))
	leave(t, filepath.Join(other, "target"), head)
	if err := os.Symlink(filepath.Join(other, "target"), filepath.Join(to, ".mundap-backup-link")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Backup(t.Context(), filepath.Join(to, "today"), silent); err != nil {
		t.Fatal(err)
	}
	for _, name := range gone {
		if _, err := os.Lstat(filepath.Join(to, name)); err == nil {
			t.Errorf("%s stays", name)
		}
	}
	for _, path := range append(stay, "today", ".mundap-backup-link", filepath.Join("..", filepath.Base(other), "target")) {
		if _, err := os.Lstat(filepath.Join(to, path)); err != nil {
			t.Error(err)
		}
	}
	noted, err := p.db.Backups(t.Context())
	if err != nil || len(noted) != 1 || noted[0].Where != filepath.Join(to, "today") {
		t.Errorf("noted are %+v, %v", noted, err)
	}
}

func TestTheNextStartRemovesWhatAKilledBackupLeft(t *testing.T) {
	folder, to := t.TempDir(), t.TempDir()
	p := start(t, folder, "", "local")
	held := filepath.Join(to, ".mundap-backup-held")
	left := filepath.Join(to, ".mundap-backup-left")
	unmounted := filepath.Join(to, "unmounted", ".mundap-backup-far")
	for _, path := range []string{held, left, unmounted} {
		if err := p.db.NoteBackup(t.Context(), localstore.Backup{Where: path}); err != nil {
			t.Fatal(err)
		}
	}
	leave(t, held, head)
	leave(t, left, head)
	holdFile(t, held)
	stop(t, p)
	p = start(t, folder, "", "local")
	eventually(t, "the removal", func() bool {
		_, err := os.Lstat(left)
		noted, notedErr := p.db.Backups(t.Context())
		return os.IsNotExist(err) && notedErr == nil && len(noted) == 2
	})
	stop(t, p)
	if _, err := os.Lstat(held); err != nil {
		t.Errorf("another process writes it: %v", err)
	}
}

// A backup that can't be written is not noted.
func TestABackupThatFailsLeavesNoNote(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	to := filepath.Join(t.TempDir(), "missing", "a")
	if _, err := p.Backup(t.Context(), to, silent); err == nil {
		t.Error("it is written into a folder that is not there")
	}
	if noted, err := p.db.Backups(t.Context()); err != nil || len(noted) != 0 {
		t.Errorf("noted are %+v, %v", noted, err)
	}
}

func TestABackupReplacesNoFileThatCameMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "today")
	err := newFileTarget(path).write(t.Context(), func(w io.Writer) error {
		leave(t, path, "my notes")
		_, err := io.WriteString(w, head)
		return err
	})
	if got, readErr := os.ReadFile(path); !fault.Is(err, fault.Unavailable) || string(got) != "my notes" {
		t.Errorf("the file holds %q, %v, %v", got, err, readErr)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), partialPrefix+"*")); err != nil || len(left) != 0 {
		t.Errorf("%v are left, %v", left, err)
	}
}
