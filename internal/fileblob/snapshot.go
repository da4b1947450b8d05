package fileblob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Snapshot is the store's files as they were at one moment, as links in a
// folder. Close it.
type Snapshot struct {
	Dir   string
	store *Store
	torn  bool // a document was deleted meanwhile: the links are gone
}

// Snapshot makes a folder on the same file system, links every object into it and
// copies the notes. It calls during first. Nothing is put or deleted from then on
// until Snapshot returns, so that what during copies and the links are of the same
// moment.
func (s *Store) Snapshot(ctx context.Context, dir string, during func() error) (*Snapshot, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := during(); err != nil {
		return nil, err
	}
	snap := &Snapshot{Dir: dir, store: s}
	s.mu.Lock()
	s.snapshots = append(s.snapshots, snap)
	s.mu.Unlock()
	if err := s.linkAll(ctx, dir); err != nil {
		return nil, errors.Join(fmt.Errorf("linking the blobs: %w", classify(err)), snap.Close())
	}
	return snap, nil
}

func (s *Store) linkAll(ctx context.Context, dir string) error {
	return filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		name, err := filepath.Rel(s.dir, path)
		if err != nil {
			return err
		}
		switch {
		case path == s.tmp():
			return filepath.SkipDir
		case path == s.notes.path:
			return s.notes.copyTo(filepath.Join(dir, name))
		case e.IsDir():
			return os.MkdirAll(filepath.Join(dir, name), 0o700)
		}
		return os.Link(path, filepath.Join(dir, name))
	})
}

// Torn reports whether a deletion has taken the links away: what was read of
// them is of no use.
func (n *Snapshot) Torn() bool {
	n.store.mu.Lock()
	defer n.store.mu.Unlock()
	return n.torn
}

// Close removes the links.
func (n *Snapshot) Close() error {
	n.store.mu.Lock()
	defer n.store.mu.Unlock()
	n.store.snapshots = slices.DeleteFunc(n.store.snapshots,
		func(other *Snapshot) bool { return other == n })
	return os.RemoveAll(n.Dir)
}

// Erase makes sure that what was deleted before the call is in none of the
// store's files: it writes the notes anew and tears the snapshots that still link to it. It waits for one
// that is being made, whose links must not vanish one by one.
func (s *Store) Erase(context.Context) error {
	s.changing.RLock()
	defer s.changing.RUnlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.snapshots {
		n.torn = true
		if err := os.RemoveAll(n.Dir); err != nil {
			return fmt.Errorf("removing links to deleted blobs: %w", classify(err))
		}
	}
	s.snapshots = nil
	return classify(s.notes.erase())
}
