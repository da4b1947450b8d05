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

// notes are the events of changes that are about to be made, or that the listener
// has not taken yet. They are in one file, to which each is appended as a line of
// JSON. Callers that come at the same time share one sync.
type notes struct {
	path string

	mu      sync.Mutex
	open    map[string]note // neither confirmed nor dropped, by version
	next    *noteBatch      // written by the first caller that gets the lock writing
	writing sync.Mutex      // held while writing; taken before mu

	file *os.File // nil: there is none yet
	size int64    // length of the valid part of the file in bytes
}

// note is an event without what can be read from the object's file.
type note struct {
	Kind blob.EventKind `json:"kind"`
	footer
}

// noteBatch holds the notes that one write makes durable.
type noteBatch struct {
	lines   []byte
	written bool
	err     error
}

// maxNotes is the size, in bytes, at which the file is rewritten with only the
// open notes.
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

// write appends lines durably. It overwrites what a failed write has left.
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

// rewrite replaces the file with one that has only the open notes.
func (n *notes) rewrite() error {
	content, err := n.content()
	if err != nil {
		return err
	}
	if err := writeFile(n.path, content); err != nil {
		return err
	}
	if n.file != nil {
		n.file.Close() // the new file has replaced it
		n.file = nil
	}
	if n.file, err = os.OpenFile(n.path, os.O_RDWR, 0o600); err != nil {
		return err
	}
	n.size = int64(len(content))
	return nil
}

// content is the content of a file with the open notes, in the order of their
// versions.
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

// all returns the open notes in the order of their versions.
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

// confirm closes a note whose event the listener has taken. This need not be
// durable: at worst, the listener gets the event again.
func (n *notes) confirm(version string) error {
	if !n.forget(version) || !n.writing.TryLock() { // or whoever is writing has another note
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

// erase removes closed notes from the file.
func (n *notes) erase() error {
	n.writing.Lock()
	defer n.writing.Unlock()
	if err := n.clear(); err != nil || n.size == 0 {
		return err
	}
	return n.rewrite()
}

// load reads the notes that an earlier process left, including those in the folder
// where earlier versions kept one file for each note. An incomplete line is
// dropped, because its change had not been made yet.
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
			continue // incomplete: its change had not been made yet
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
