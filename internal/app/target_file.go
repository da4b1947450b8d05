package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/mundap/mundap/internal/backup"
	"github.com/mundap/mundap/internal/fault"
)

// partialPrefix begins the names of files that hold a backup until it is
// complete. They lie in the folder of the backup, and the process that writes
// one holds a lock on it (flock), which ends with the process.
const partialPrefix = ".mundap-backup-"

// fileTarget is a file. Until the backup is complete, it has another name.
type fileTarget struct{ path, unfinished string }

func newFileTarget(path string) fileTarget {
	return fileTarget{path, filepath.Join(filepath.Dir(path), partialPrefix+rand.Text())}
}

func (t fileTarget) name() string    { return t.path }
func (t fileTarget) partial() string { return t.unfinished }

func (t fileTarget) write(_ context.Context, fill func(io.Writer) error) (err error) {
	if err := removeAbandoned(filepath.Dir(t.path)); err != nil {
		return t.failed(err)
	}
	f, err := createLocked(t.unfinished)
	if err != nil {
		return t.failed(err)
	}
	defer func() {
		if removed := os.Remove(f.Name()); !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
		err = errors.Join(err, f.Close())
	}()
	if err := errors.Join(fill(f), f.Sync()); err != nil {
		return t.failed(err)
	}
	// A link does not replace a file that came meanwhile.
	if err := os.Link(f.Name(), t.path); err != nil {
		return t.failed(err)
	}
	return syncFolder(filepath.Dir(t.path))
}

// createLocked creates a file and locks it. Between the two, another process may
// take it for an abandoned one and remove it; then it is created again.
func createLocked(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
			return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close(), os.Remove(path))
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

func (t fileTarget) failed(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	return fault.Wrap(err, fault.Unavailable,
		fmt.Sprintf("백업을 %s에 쓰지 못했어요. 경로와 권한, 빈 공간을 확인해 주세요.", t.path),
		fmt.Sprintf("The backup could not be written to %s. Check the path, its permissions and the free space.", t.path))
}

// removeAbandoned removes from a folder the unfinished backups whose process is
// gone.
func removeAbandoned(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), partialPrefix) && e.Type().IsRegular() {
			err = errors.Join(err, removePartial(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// removePartial removes an unfinished backup, unless a process still writes it.
// Files of the same name that are no backups, or that belong to somebody else,
// are left alone.
func removePartial(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil
		}
		return fmt.Errorf("locking %s: %w", path, err)
	}
	if !backup.Begins(f) {
		return nil
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
