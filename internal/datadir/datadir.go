// Package datadir locks the data folder, so that only one process at a time
// writes in it. [Hold] takes the lock; if another process has it, the error is
// a [HeldError].
package datadir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/mundap/mundap/internal/fault"
)

// LockFile is the file in a data folder that holds the lock, and the process id of who has it.
const LockFile = "lock"

// Dir is a data folder that this process holds.
type Dir struct {
	path string
	lock *os.File
}

// HeldError says that another process has the folder. Its kind is fault.Conflict.
type HeldError struct {
	PID int // 0: unknown
	err error
}

func (e *HeldError) Error() string { return e.err.Error() }
func (e *HeldError) Unwrap() error { return e.err }

// Hold takes a folder, which it makes if it is missing (readable by its owner
// only). While another process has it the error is a *HeldError. The lock ends
// with the process, however that ends.
func Hold(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fault.Wrap(err, fault.Invalid,
			fmt.Sprintf("데이터 폴더를 만들 수 없어요: %s. --data로 쓸 수 있는 폴더를 지정해 주세요.", path),
			fmt.Sprintf("The data folder %s can't be created. Choose another folder with --data.",
				path))
	}
	f, err := os.OpenFile(filepath.Join(path, LockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid,
			fmt.Sprintf("데이터 폴더 %s에 쓸 수 없어요. 권한을 확인해 주세요.", path),
			fmt.Sprintf("Mundap can't write to the data folder %s. Check its permissions.", path))
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, held(path, f)
		}
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	pid := strconv.Itoa(os.Getpid()) + "\n"
	if _, err = f.WriteAt([]byte(pid), 0); err == nil {
		err = f.Truncate(int64(len(pid)))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("writing the lock of %s: %w", path, err), f.Close())
	}
	return &Dir{path: path, lock: f}, nil
}

func held(path string, f *os.File) error {
	text := make([]byte, 32)
	n, _ := f.ReadAt(text, 0) // an empty file: the other one has just begun
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	return &HeldError{PID: pid, err: fault.New(fault.Conflict,
		fmt.Sprintf("다른 문답(프로세스 %[2]d)이 이 데이터 폴더를 쓰고 있어요: %[1]s. 먼저 그 프로그램을 멈추거나 --data로 다른 폴더를 지정해 주세요.", path, pid),
		fmt.Sprintf("The data folder %s is in use by another Mundap (process %d). Stop it first, or choose another folder with --data.", path, pid))}
}

// Path is that of a file in the folder.
func (d *Dir) Path(name ...string) string {
	return filepath.Join(append([]string{d.path},
		name...)...)
}

// Close lets go of the folder.
func (d *Dir) Close() error { return d.lock.Close() }
