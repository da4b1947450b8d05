package fileblob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// Before a change is made, pending/VERSION.KIND is written: a footer alone,
// which says all that the event says but the object's size. It goes when the
// listener has taken the event.

// note notes an event that is about to happen. Without a listener there is nothing to note.
func (s *Store) note(kind blob.EventKind, foot footer) (noted string, err error) {
	if s.listen == nil {
		return "", nil
	}
	noted = foot.Version + "." + string(kind)
	f, err := os.OpenFile(filepath.Join(s.pending(), noted), os.O_CREATE|os.O_EXCL|os.O_WRONLY,
		0o600)
	if err != nil {
		return "", err
	}
	err = foot.writeTo(f)
	return noted, errors.Join(err, f.Sync(), f.Close(), syncDir(s.pending()))
}

// confirm forgets a noted event. That need not be durable: at worst it is told again.
func (s *Store) confirm(noted string) error {
	if noted == "" {
		return nil
	}
	return os.Remove(filepath.Join(s.pending(), noted))
}

// tell tells the listener of a change that is durable. No lock is held: the
// listener may use the store.
func (s *Store) tell(ctx context.Context, noted string, e blob.Event) error {
	if s.listen == nil {
		return nil
	}
	if err := s.listen(ctx, e); err != nil {
		return fmt.Errorf("telling of %s: %w", e.Key, err)
	}
	return classify(s.confirm(noted))
}

func (s *Store) readPending() error {
	entries, err := os.ReadDir(s.pending())
	for _, e := range entries { // in the order of their versions
		s.unfinished = append(s.unfinished, e.Name())
	}
	return classify(err)
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

func (s *Store) finish(ctx context.Context, noted string) error {
	info, err := s.noted(noted)
	if fault.Is(err, fault.Damaged) { // it broke off while it was noted: nothing had happened yet
		return s.confirm(noted)
	}
	if err != nil {
		return err
	}
	if strings.HasSuffix(noted, "."+string(blob.Removed)) {
		if err := s.completeRemoval(ctx, info); err != nil {
			return err
		}
		return s.tell(ctx, noted, blob.Event{Kind: blob.Removed, Key: info.Key,
			Version: info.Version, Time: info.Modified})
	}
	stored, err := s.Stat(ctx, info.Key)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && stored.Version != info.Version:
		// it broke off before it took its place, or a later change has told more
		return s.confirm(noted)
	case err != nil:
		return err
	}
	return s.tell(ctx, noted, created(stored))
}

func (s *Store) noted(name string) (blob.Info, error) {
	f, err := os.Open(filepath.Join(s.pending(), name))
	if err != nil {
		return blob.Info{}, err
	}
	defer f.Close()
	return readFooter(f)
}

// completeRemoval removes what a removal left, unless it was put again later.
func (s *Store) completeRemoval(ctx context.Context, removal blob.Info) error {
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
	entries, err := os.ReadDir(s.pending())
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		version, _, _ := strings.Cut(e.Name(), ".")
		see(version)
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
