package storage

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// osFiles is the operating system's file system.
type osFiles struct{}

func (osFiles) MkdirAll(dir string) error { return os.MkdirAll(dir, 0o700) }
func (osFiles) Create(path string) (SyncFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
}
func (osFiles) Rename(from, to string) error         { return os.Rename(from, to) }
func (osFiles) Remove(path string) error             { return os.Remove(path) }
func (osFiles) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }

func (osFiles) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (osFiles) ReadDir(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

// Map maps a file for reading. Its pages are shared with the system's cache and
// don't count as private memory of the process.
func (osFiles) Map(path string) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return Memory(nil), nil
	}
	data, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return mapped(data), nil
}

type mapped []byte

func (m mapped) Bytes() []byte { return m }
func (m mapped) Close() error  { return unix.Munmap(m) }

// Drop removes the pages from this process's memory. The system's cache keeps
// them, and returns them when they are read.
func (m mapped) Drop() { _ = unix.Madvise(m, unix.MADV_DONTNEED) }

// Memory is a File whose bytes are in memory.
type Memory []byte

// Bytes returns the bytes themselves.
func (m Memory) Bytes() []byte { return m }

// Close does nothing.
func (m Memory) Close() error { return nil }
