package backup_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/backup"
	"github.com/mundap/mundap/internal/fault"
)

func archive(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := backup.NewWriter(&b, backup.Head{Made: time.Now(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"mundap.db": strings.Repeat("행 ", 500),
		"blobs/objects/ab/cd": "글", "empty": ""} {
		if err := w.Add(t.Context(), name, int64(len(text)), strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABackupComesBackAsItWas(t *testing.T) {
	dir := t.TempDir()
	head, err := backup.Extract(t.Context(), bytes.NewReader(archive(t)), dir, nil)
	if err != nil || head.Version != "test" {
		t.Fatalf("%+v, %v", head, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "blobs", "objects", "ab", "cd"))
	if err != nil || string(data) != "글" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestACutOrAlteredBackupIsTold(t *testing.T) {
	whole := archive(t)
	end := bytes.LastIndex(whole, []byte(`"}`)) // of the checksums; zeros follow
	for n := 0; n < end; n += 97 {
		if _, err := backup.Extract(t.Context(), bytes.NewReader(whole[:n]), t.TempDir(),
			nil); !fault.Is(err, fault.Damaged) {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(whole), err)
		}
	}
	for at := 0; at < end; at += 41 {
		altered := bytes.Clone(whole)
		altered[at] ^= 1
		dir := t.TempDir()
		if _, err := backup.Extract(t.Context(), bytes.NewReader(altered), dir, nil); err == nil &&
			!same(t, dir) {
			t.Errorf("byte %d was altered, and nothing is told", at)
		}
	}
}

// same reports whether the files are those of archive all the same: the tar
// headers have bytes that mean nothing here.
func same(t *testing.T, dir string) bool {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "mundap.db"))
	other, otherErr := os.ReadFile(filepath.Join(dir, "blobs", "objects", "ab", "cd"))
	return err == nil && otherErr == nil && string(data) == strings.Repeat("행 ", 500) &&
		string(other) == "글"
}

func TestABackupCannotWriteOutsideItsFolder(t *testing.T) {
	var b bytes.Buffer
	w, err := backup.NewWriter(&b, backup.Head{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.Context(), "../outside", 1, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Extract(t.Context(), &b, t.TempDir(), nil); !fault.Is(err, fault.Damaged) {
		t.Errorf("%v", err)
	}
}
