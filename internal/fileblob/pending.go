package fileblob

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// note notes the event of a change that is about to be made. It does nothing if
// nobody is told of the event.
func (s *Store) note(kind blob.EventKind, foot footer) error {
	if !s.tells(foot.Key) {
		return nil
	}
	foot.Sums = nil
	return s.notes.add(note{Kind: kind, footer: foot})
}

func (s *Store) tells(key string) bool {
	return s.listen != nil && (s.wanted == nil || s.wanted(key))
}

// tell tells the listener of a change that is durable. No lock is held: the
// listener may use the store.
func (s *Store) tell(ctx context.Context, e blob.Event) error {
	if !s.tells(e.Key) {
		return nil
	}
	if err := s.listen(ctx, e); err != nil {
		return fmt.Errorf("telling of %s: %w", e.Key, err)
	}
	return classify(s.notes.confirm(e.Version))
}

// Recover tells the listener of changes whose event it had not taken when the
// store was last in use: the process died between the two, or the listener
// failed and nobody repeated the call. Call it once after Open, when the
// listener is ready; it may run beside other calls. After an error the rest
// waits for the next Recover.
func (s *Store) Recover(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.unfinished) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.finish(ctx, s.unfinished[0]); err != nil {
			return fmt.Errorf("recovering events: %w", classify(err))
		}
		s.unfinished = s.unfinished[1:]
	}
	return nil
}

func (s *Store) finish(ctx context.Context, n note) error {
	if n.Kind == blob.Removed {
		if err := s.completeRemoval(ctx, n); err != nil {
			return err
		}
		return s.retell(ctx, blob.Event{Kind: blob.Removed, Key: n.Key, Version: n.Version,
			Time: n.Modified})
	}
	stored, err := s.Stat(ctx, n.Key)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && stored.Version != n.Version:
		// it broke off before it took its place, or a later change has told more
		return s.notes.confirm(n.Version)
	case err != nil:
		return err
	}
	return s.retell(ctx, created(stored))
}

// retell is tell for a note whose event the listener may no longer want.
func (s *Store) retell(ctx context.Context, e blob.Event) error {
	if s.listen != nil && !s.tells(e.Key) {
		return s.notes.confirm(e.Version)
	}
	return s.tell(ctx, e)
}

// completeRemoval removes what a removal left, unless it was put again later.
func (s *Store) completeRemoval(ctx context.Context, removal note) error {
	defer s.locks.lock(removal.Key)()
	stored, err := s.Stat(ctx, removal.Key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || stored.Version > removal.Version {
		return err
	}
	return s.unlink(removal.Key)
}

// highestVersion is the newest version that can still be seen.
func (s *Store) highestVersion() (highest uint64, err error) {
	see := func(version string) {
		if v, err := strconv.ParseUint(version, 16, 64); err == nil {
			highest = max(highest, v)
		}
	}
	for _, n := range s.notes.all() {
		see(n.Version)
	}
	err = filepath.WalkDir(s.objects(), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if info, err := readFooter(f); err == nil {
			see(info.Version)
		}
		return nil
	})
	return highest, err
}
