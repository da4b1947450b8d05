package datadir_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOneHolderAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "데이터", "mundap")
	d, err := datadir.Hold(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = datadir.Hold(path)
	held, ok := errors.AsType[*datadir.HeldError](err)
	if !ok || !fault.Is(err, fault.Conflict) || held.PID != os.Getpid() ||
		!strings.Contains(err.Error(), path) {
		t.Errorf("a second holder: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, err = datadir.Hold(path)
	if err != nil {
		t.Fatalf("after it was let go: %v", err)
	}
	if got := d.Path("blobs", "tmp"); got != filepath.Join(path, "blobs", "tmp") {
		t.Errorf("path %s", got)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCantBeMadeIsAClearError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := datadir.Hold(filepath.Join(file, "data")); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
