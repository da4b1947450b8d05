package fileblob

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/mundap/mundap/internal/fault"
)

// unplaced matches files that were not put in place before the process ended.
const unplaced = ".new-*"

// writeFile puts a small file in place as a whole, readable by its owner only.
func writeFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), unplaced)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone where it went well
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// classify gives the file system's errors their kind. Those that have one keep it.
func classify(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok || err == nil {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(err, fault.Unavailable,
			"디스크에 빈 공간이 없어요. 공간을 비운 뒤 다시 해 보세요.",
			"The disk is full. Free some space and try again.")
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return fault.Wrap(err, fault.Unavailable,
			"데이터 폴더에 쓰거나 읽지 못했어요. 디스크와 폴더 권한을 확인해 주세요.",
			"The data folder can't be read or written. Check the disk and the folder's permissions.")
	}
	return err
}

// block is how many versions are reserved at once. A restart skips what is left of a block.
const block = 1024

// counter gives versions: ascending over all restarts. Safe for concurrent use.
type counter struct {
	path string

	mu       sync.Mutex
	last     uint64 // given
	reserved uint64 // on disk: no version above it was ever given
}

// load reads the counter. If its file is missing or broken, highest finds where
// to go on: a version that came twice would make a new upload look older than
// the one before.
func (c *counter) load(highest func() (uint64, error)) error {
	text, err := os.ReadFile(c.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return classify(err)
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		if n, err = highest(); err != nil {
			return classify(err)
		}
	}
	c.last, c.reserved = n, n
	return nil
}

// next gives a version: 16 hexadecimal digits.
func (c *counter) next() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == c.reserved {
		if err := writeFile(c.path, []byte(strconv.FormatUint(c.reserved+block, 10))); err != nil {
			return "", err
		}
		c.reserved += block
	}
	c.last++
	return fmt.Sprintf("%016x", c.last), nil
}
