package app

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/backup"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localstore"
)

// Whoever has an old backup may have found a token that was good when it was
// made.
func TestARestoreEndsAllSessions(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	account, err := p.signIn.Add(t.Context(), signin.NewAccount{User: "kim", Password: "a first password"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.signIn.SignIn(t.Context(), "kim", "a first password", signin.From{})
	if err != nil {
		t.Fatal(err)
	}
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	stop(t, p)
	if err := restoreInto(t, folder, from); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	if _, err := p.signIn.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("the session of the backup: %v", err)
	}
	if list, err := p.signIn.Sessions(t.Context(), account.ID); err != nil || len(list) != 0 {
		t.Errorf("%d sessions, %v", len(list), err)
	}
}

// rewritten copies a backup with a changed database, whose checksum is right.
func rewritten(t *testing.T, from string, change func(database []byte)) string {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out bytes.Buffer
	w, err := backup.NewWriter(&out, backup.Head{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(in); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		switch h.Name {
		case "mundap-backup.json", "checksums.json":
			continue
		case databaseFile:
			change(data)
		}
		if err := w.Add(t.Context(), h.Name, int64(len(data)), bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "changed.mundap")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// damage damages a database so that it opens, but not all of it can be read.
func damage(t *testing.T, database []byte) {
	t.Helper()
	const page = 4096
	for at := len(database) - page; at > page; at -= page {
		whole := bytes.Clone(database[at : at+page])
		clear(database[at : at+page])
		path := filepath.Join(t.TempDir(), databaseFile)
		if err := os.WriteFile(path, database, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := localstore.Open(t.Context(), path, localstore.Options{})
		if err == nil {
			problems, err := db.Integrity(t.Context())
			if closed := db.Close(); err == nil && closed == nil && len(problems) > 0 {
				return
			}
		}
		copy(database[at:], whole)
	}
	t.Fatal("no page can be damaged")
}

func TestABackupWithADamagedDatabaseIsNotRestored(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	readyDocument(t, p, "글.txt", "글입니다.")
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	stop(t, p)
	bad := rewritten(t, from, func(database []byte) { damage(t, database) })
	if err := restoreInto(t, folder, bad); !fault.Is(err, fault.Damaged) {
		t.Errorf("got %v", err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	if found := checks(t, p); found != nil {
		t.Errorf("the folder is no longer as it was: %v", found)
	}
}
