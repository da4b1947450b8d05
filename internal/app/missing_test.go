package app

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/fault"
)

func TestAMissingDatabaseBesideDocumentsIsRefused(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	upload(t, p, "a.txt", "보일러 점검")
	stop(t, p)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(filepath.Join(folder, "mundap.db"+suffix),
			filepath.Join(folder, "away"+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	c := config.Default()
	c.Data = folder
	if p, err := Start(t.Context(), c, Options{Log: slog.New(slog.DiscardHandler)}); !fault.Is(err,
		fault.Damaged) {
		if err == nil {
			stop(t, p)
		}
		t.Fatalf("without its database: %v", err)
	}
	if err := os.Rename(filepath.Join(folder, "blobs"),
		filepath.Join(folder, "blobs before")); err != nil {
		t.Fatal(err)
	}
	stop(t, start(t, folder, "", "local"))
}

func TestTheDatabaseIsItsOwnersAlone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "mundap.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	p := start(t, folder, "", "local")
	defer stop(t, p)
	upload(t, p, "a.txt", "보일러 점검")
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("files %q, %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(file), info.Mode(), err)
		}
	}
}
