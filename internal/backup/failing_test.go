package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/backup"
)

var errFull = errors.New("the disk is full")

// disk takes so many bytes.
type disk struct{ left int }

func (d *disk) Write(p []byte) (int, error) {
	n := min(len(p), d.left)
	if d.left -= n; n < len(p) {
		return n, errFull
	}
	return n, nil
}

func write(w io.Writer) error {
	b, err := backup.NewWriter(w, backup.Head{Version: "test"})
	if err != nil {
		return err
	}
	for _, name := range []string{"mundap.db", "blobs/a"} {
		if err := b.Add(context.Background(), name, 700, strings.NewReader(strings.Repeat("x", 700))); err != nil {
			return err
		}
	}
	return b.Close()
}

func TestAFullDiskIsToldWhereverItHappens(t *testing.T) {
	var whole bytes.Buffer
	if err := write(&whole); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < whole.Len(); n += 128 {
		if err := write(&disk{n}); !errors.Is(err, errFull) {
			t.Errorf("a disk with %d of %d bytes: %v", n, whole.Len(), err)
		}
	}
}

// A file that is written while it is backed up may shrink or grow.
func TestAFileOfAnotherSizeThanAnnouncedIsAnError(t *testing.T) {
	for _, text := range []string{"", "1234", "123456"} {
		b, err := backup.NewWriter(io.Discard, backup.Head{})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Add(t.Context(), "a", 5, strings.NewReader(text)); err == nil {
			t.Errorf("%d bytes are stored as 5", len(text))
		}
	}
}

func TestABackupAndItsReadingEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b, err := backup.NewWriter(io.Discard, backup.Head{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Add(ctx, "a", 5, strings.NewReader("12345")); !errors.Is(err, context.Canceled) {
		t.Errorf("writing: %v", err)
	}
	var whole bytes.Buffer
	if err := write(&whole); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Extract(ctx, &whole, t.TempDir(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v", err)
	}
}
