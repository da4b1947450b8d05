package fileblob_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fileblob"
)

// ears is a listener that can be deaf, as when the process dies before the event is taken.
type ears struct {
	mu    sync.Mutex
	deaf  bool
	heard []string
}

func (l *ears) listen(_ context.Context, e blob.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deaf {
		return errors.New("nobody listens")
	}
	l.heard = append(l.heard, fmt.Sprint(e.Kind, " ", e.Key, " ", e.Size))
	return nil
}

func listening(t *testing.T, dir string, l *ears) *fileblob.Store {
	t.Helper()
	s, err := fileblob.Open(dir, fileblob.Options{Listen: l.listen})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(s *fileblob.Store, key, content string) error {
	_, err := s.Put(context.Background(), key, strings.NewReader(content), blob.PutOptions{})
	return err
}

func recoverAll(t *testing.T, s *fileblob.Store, l *ears, want ...string) {
	t.Helper()
	if err := s.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.heard, want) {
		t.Errorf("heard %q, want %q", l.heard, want)
	}
	l.heard = nil
}

func TestEventsThatNobodyTookAreToldAgain(t *testing.T) {
	dir := t.TempDir()
	old := ears{}
	s := listening(t, dir, &old)
	for _, key := range []string{"docs/kept", "docs/gone", "docs/back"} {
		if err := write(s, key, "heard"); err != nil {
			t.Fatal(err)
		}
	}
	old.deaf = true
	for _, err := range []error{
		write(s, "docs/새 문서", "1234"), write(s, "docs/kept", "123"), write(s, "docs/kept", "12"),
		s.Delete(t.Context(), "docs/gone"), s.Delete(t.Context(), "docs/back"),
		write(s, "docs/back", "1"),
	} {
		if err == nil {
			t.Fatal("a change that nobody heard of went well")
		}
	}

	var l ears
	s = listening(t, dir, &l)
	recoverAll(t, s, &l, "created docs/새 문서 4", "created docs/kept 2", "removed docs/gone 0",
		"removed docs/back 0", "created docs/back 1")
	if _, err := s.Stat(t.Context(), "docs/back"); err != nil {
		t.Errorf("a removal was repeated over what was put later: %v", err)
	}
	recoverAll(t, s, &l)
	recoverAll(t, listening(t, dir, &l), &l)
}

func TestARecoveryThatFailsGoesOnLater(t *testing.T) {
	dir := t.TempDir()
	if err := write(listening(t, dir, &ears{deaf: true}), "docs/a", "1"); err == nil {
		t.Fatal("a change that nobody heard of went well")
	}
	l := ears{deaf: true}
	s := listening(t, dir, &l)
	if err := s.Recover(t.Context()); err == nil {
		t.Error("recovering went well, and nobody listened")
	}
	l.deaf = false
	recoverAll(t, s, &l, "created docs/a 1")
}

func TestAChangeThatBrokeOffIsNoEvent(t *testing.T) {
	dir := t.TempDir()
	s := listening(t, dir, &ears{deaf: true})
	if err := write(s, "docs/a", "1"); err == nil {
		t.Fatal("a change that nobody heard of went well")
	}
	// The process died after the event was noted, before the object took its place.
	if err := os.RemoveAll(filepath.Join(dir, "objects")); err != nil {
		t.Fatal(err)
	}
	// And once while it was noting.
	notes := filepath.Join(dir, "notes")
	f, err := os.OpenFile(notes, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"kind":"created","key":"docs/b","ver`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	var l ears
	recoverAll(t, listening(t, dir, &l), &l)
	if left, err := os.ReadFile(notes); err != nil || len(left) > 0 {
		t.Errorf("left: %q, %v", left, err)
	}
}

func TestNotesOfEarlierVersionsAreToldOnce(t *testing.T) {
	dir := t.TempDir()
	s := listening(t, dir, &ears{})
	if err := write(s, "docs/a", "12"); err != nil {
		t.Fatal(err)
	}
	// Once each note was a file of its own: an object's footer without content.
	object, err := os.ReadFile(glob1(t, filepath.Join(dir, "objects", "*", "*")))
	if err != nil {
		t.Fatal(err)
	}
	info, err := s.Stat(t.Context(), "docs/a")
	if err != nil {
		t.Fatal(err)
	}
	pending := filepath.Join(dir, "pending")
	if err := os.Mkdir(pending, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{info.Version + ".created": object[2:],
		"000000000000ffff.removed": []byte("half")} {
		if err := os.WriteFile(filepath.Join(pending, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var l ears
	recoverAll(t, listening(t, dir, &l), &l, "created docs/a 2")
	if _, err := os.Stat(pending); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	recoverAll(t, listening(t, dir, &l), &l)
}

func glob1(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v", files, err)
	}
	return files[0]
}

// A change of a key that nobody wants to hear of is neither noted nor told.
func TestChangesThatNobodyWantsAreNotNoted(t *testing.T) {
	dir := t.TempDir()
	l := ears{}
	s, err := fileblob.Open(dir, fileblob.Options{Listen: l.listen,
		Wanted: func(key string) bool { return strings.HasPrefix(key, "docs/") }})
	if err != nil {
		t.Fatal(err)
	}
	if err := write(s, "contents/a", "1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "contents/a"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "notes")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was noted: %v", err)
	}
	if err := write(s, "docs/a", "1"); err != nil {
		t.Fatal(err)
	}
	if want := []string{"created docs/a 1"}; !slices.Equal(l.heard, want) {
		t.Errorf("heard %q, want %q", l.heard, want)
	}
}

// Notes of changes whose event was taken go when others are still open, too:
// the file must not grow without end, and keys are people's file names.
func TestTakenNotesLeaveTheFile(t *testing.T) {
	dir := t.TempDir()
	l := ears{}
	s := listening(t, dir, &l)
	l.deaf = true
	if err := write(s, "docs/open", "1"); err == nil {
		t.Fatal("a change that nobody heard of went well")
	}
	l.deaf = false
	for i := range 20 {
		if err := write(s, fmt.Sprint("docs/taken-", i), "1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadFile(filepath.Join(dir, "notes"))
	if err != nil || strings.Contains(string(left), "taken") ||
		!strings.Contains(string(left), "docs/open") {
		t.Errorf("left: %q, %v", left, err)
	}
}

func TestAListenerMayUseTheStore(t *testing.T) {
	var s *fileblob.Store
	s, err := fileblob.Open(t.TempDir(),
		fileblob.Options{Listen: func(ctx context.Context, e blob.Event) error {
			if e.Kind == blob.Created { // refuses what came
				return s.Delete(ctx, e.Key)
			}
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	if err := write(s, "docs/a", "1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stat(t.Context(), "docs/a"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestVersionsAscendWithoutTheCounter(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"missing": os.Remove,
		"broken":  func(path string) error { return os.WriteFile(path, []byte("\x00\x00"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			before := put(t, open(t, dir), "docs/a", "1")
			if err := damage(filepath.Join(dir, "counter")); err != nil {
				t.Fatal(err)
			}
			after := put(t, open(t, dir), "docs/a", "2")
			if document.Version(after.Version).Compare(document.Version(before.Version)) <= 0 {
				t.Errorf("%s after %s", after.Version, before.Version)
			}
		})
	}
}

func TestACounterThatCannotBeReadKeepsTheStoreShut(t *testing.T) {
	dir := t.TempDir()
	put(t, open(t, dir), "docs/a", "1")
	path := filepath.Join(dir, "counter")
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := fileblob.Open(dir, fileblob.Options{}); err == nil {
		t.Error("it opens, and may give versions twice")
	}
}

func TestADamagedObjectIsPutAnew(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "docs/a", "1")
	files, err := filepath.Glob(filepath.Join(dir, "objects", "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v", files, err)
	}
	if err := os.Truncate(files[0], 3); err != nil {
		t.Fatal(err)
	}
	put(t, s, "docs/a", "2")
	r, _, err := s.Get(t.Context(), "docs/a", blob.Range{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if content, err := io.ReadAll(r); err != nil || string(content) != "2" {
		t.Errorf("got %q, %v", content, err)
	}
}
