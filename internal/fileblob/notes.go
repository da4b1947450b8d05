package fileblob

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/blob"
)

// notes are the events of changes that are about to be made, or whose listener
// has not taken the event yet. They lie in one file, a line of JSON each, which
// is only appended to. Callers that come at the same time share one sync.
type notes struct {
	path string

	mu      sync.Mutex
	open    map[string]note // neither confirmed nor dropped, by version
	next    *noteBatch      // to be written by whoever comes first
	writing sync.Mutex      // held by who writes; taken before mu

	file *os.File // nil: there is none yet
	size int64    // bytes of the file that count
}

// note is an event without what the object's file says.
type note struct {
	Kind blob.EventKind `json:"kind"`
	footer
}

// noteBatch is what one write makes durable.
type noteBatch struct {
	lines   []byte
	written bool
	err     error
}

// maxNotes is the size from which the file is written anew with its open notes,
// in bytes.
const maxNotes = 1 << 20

// add makes a note durable.
func (n *notes) add(e note) error {
	line, err := e.line()
	if err != nil {
		return err
	}
	n.mu.Lock()
	if n.open == nil {
		n.open = map[string]note{}
	}
	n.open[e.Version] = e
	if n.next == nil {
		n.next = &noteBatch{}
	}
	batch := n.next
	batch.lines = append(batch.lines, line...)
	n.mu.Unlock()

	n.writing.Lock()
	defer n.writing.Unlock()
	if !batch.written {
		n.mu.Lock()
		n.next = nil
		n.mu.Unlock()
		batch.written, batch.err = true, n.write(batch.lines)
	}
	if batch.err != nil {
		n.forget(e.Version)
	}
	return batch.err
}

func (e note) line() ([]byte, error) {
	line, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encoding a note: %w", err)
	}
	return append(line, '\n'), nil
}

// write appends lines durably. What a failed write left is written over.
func (n *notes) write(lines []byte) error {
	if n.file == nil || n.size > maxNotes {
		return n.rewrite()
	}
	if _, err := n.file.WriteAt(lines, n.size); err != nil {
		return err
	}
	if err := n.file.Sync(); err != nil {
		return err
	}
	n.size += int64(len(lines))
	return nil
}

// rewrite puts a new file with the open notes in the old one's place.
func (n *notes) rewrite() error {
	content, err := n.content()
	if err != nil {
		return err
	}
	if err := writeFile(n.path, content); err != nil {
		return err
	}
	if n.file != nil {
		n.file.Close() // nothing in it counts any more
		n.file = nil
	}
	if n.file, err = os.OpenFile(n.path, os.O_RDWR, 0o600); err != nil {
		return err
	}
	n.size = int64(len(content))
	return nil
}

// content is the open notes as a file, in the order of their versions.
func (n *notes) content() (content []byte, err error) {
	for _, e := range n.all() {
		line, err := e.line()
		if err != nil {
			return nil, err
		}
		content = append(content, line...)
	}
	return content, nil
}

// copyTo writes the open notes to another file.
func (n *notes) copyTo(path string) error {
	content, err := n.content()
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

// all gives the open notes in the order of their versions.
func (n *notes) all() []note {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := make([]note, 0, len(n.open))
	for _, e := range n.open {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b note) int { return strings.Compare(a.Version, b.Version) })
	return all
}

// forget closes a note and reports whether none is left.
func (n *notes) forget(version string) (empty bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.open, version)
	return len(n.open) == 0
}

// confirm closes a note whose event was taken. That need not be durable: at
// worst the event is told again.
func (n *notes) confirm(version string) error {
	if !n.forget(version) || !n.writing.TryLock() { // or who writes has one more
		return nil
	}
	defer n.writing.Unlock()
	return n.clear()
}

// clear empties the file if no note is open.
func (n *notes) clear() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.open) > 0 || n.file == nil || n.size == 0 {
		return nil
	}
	if err := n.file.Truncate(0); err != nil {
		return err
	}
	n.size = 0
	return nil
}

// erase takes closed notes out of the file.
func (n *notes) erase() error {
	n.writing.Lock()
	defer n.writing.Unlock()
	if err := n.clear(); err != nil || n.size == 0 {
		return err
	}
	return n.rewrite()
}

// load reads the notes that an earlier process left, and those in the folder in
// which earlier versions kept a file for each. A line that is broken off is
// dropped: nothing had happened yet.
func (n *notes) load(folder string) error {
	n.open = map[string]note{}
	content, err := os.ReadFile(n.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for line := range bytes.Lines(content) {
		var e note
		if json.Unmarshal(line, &e) == nil && e.Key != "" && e.Version != "" {
			n.open[e.Version] = e
		}
	}
	if err := n.loadFolder(folder); err != nil {
		return err
	}
	if len(content) == 0 && len(n.open) == 0 {
		return nil
	}
	if err := n.rewrite(); err != nil {
		return err
	}
	return os.RemoveAll(folder)
}

func (n *notes) loadFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		foot, err := readNote(filepath.Join(folder, entry.Name()))
		if err != nil {
			continue // it broke off while it was noted: nothing had happened yet
		}
		kind := blob.EventKind(strings.TrimPrefix(filepath.Ext(entry.Name()), "."))
		n.open[foot.Version] = note{Kind: kind, footer: foot}
	}
	return nil
}

func readNote(path string) (footer, error) {
	f, err := os.Open(path)
	if err != nil {
		return footer{}, err
	}
	defer f.Close()
	info, err := readFooter(f)
	return footer{Key: info.Key, ContentType: info.ContentType, Version: info.Version,
		Modified: info.Modified}, err
}
