package fileblob

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

func opened(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *Store, key, text string) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, strings.NewReader(text), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
}

// A file that lies under another object's name is not passed off as that
// object: its reader may not be this one's.
func TestAFileInAnothersPlaceIsDamage(t *testing.T) {
	s := opened(t, t.TempDir())
	put(t, s, "docs/mine.txt", "mine")
	put(t, s, "docs/theirs.txt", "theirs")
	if err := os.Rename(s.file("docs/theirs.txt"), s.file("docs/mine.txt")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stat(t.Context(), "docs/mine.txt"); !fault.Is(err, fault.Damaged) {
		t.Errorf("Stat: %v", err)
	}
}

// flip changes a byte of an object's file.
func flip(t *testing.T, s *Store, key string, at int64) {
	t.Helper()
	f, err := os.OpenFile(s.file(key), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 1)
	if at < 0 {
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		at += info.Size()
	}
	if _, err := f.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1
	if _, err := f.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
}

func TestDamageAtTheBeginningIsToldBeforeAnythingIsPassedOn(t *testing.T) {
	s := opened(t, t.TempDir())
	put(t, s, "docs/a.txt", "text")
	flip(t, s, "docs/a.txt", 0)
	r, _, err := s.Get(t.Context(), "docs/a.txt", blob.Range{})
	if !fault.Is(err, fault.Damaged) {
		t.Errorf("Get: %v", err)
	}
	if err == nil {
		r.Close()
	}
}

func TestAListDoesNotPassOverADamagedObject(t *testing.T) {
	s := opened(t, t.TempDir())
	put(t, s, "docs/a.txt", "text")
	if list, err := s.List(t.Context(), "docs/", "", 10); err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	flip(t, s, "docs/a.txt", -1) // of what describes it
	if list, err := s.List(t.Context(), "docs/", "", 10); !fault.Is(err, fault.Damaged) {
		t.Errorf("%+v, %v", list, err)
	}
}

// An object may be deleted between the reading of its key and of its file.
func TestAListPassesOverWhatWasDeletedMeanwhile(t *testing.T) {
	s := opened(t, t.TempDir())
	for _, key := range []string{"docs/a.txt", "docs/b.txt"} {
		put(t, s, key, "text")
	}
	if _, err := s.List(t.Context(), "", "", 10); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.file("docs/a.txt")); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(t.Context(), "", "", 10); err != nil || len(list) != 1 || list[0].Key != "docs/b.txt" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestADeletedObjectsKeyIsForgotten(t *testing.T) {
	s := opened(t, t.TempDir())
	put(t, s, "docs/a.txt", "text")
	if _, err := s.List(t.Context(), "", "", 10); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "docs/a.txt"); err != nil {
		t.Fatal(err)
	}
	if left := s.keys.page("", "", 10); len(left) != 0 {
		t.Errorf("the index still has %q", left)
	}
}

// Keys that come and go while the files are read are in the list or not, as
// they are in the end.
func TestWhatChangesWhileTheKeysAreReadCounts(t *testing.T) {
	s := opened(t, t.TempDir())
	put(t, s, "docs/stays.txt", "text")
	put(t, s, "docs/goes.txt", "text")
	var k keyIndex
	k.add("docs/comes.txt")
	k.remove("docs/goes.txt")
	if err := k.load(t.Context(), s.objects()); err != nil {
		t.Fatal(err)
	}
	if got := k.page("", "", 10); !slices.Equal(got, []string{"docs/comes.txt", "docs/stays.txt"}) {
		t.Errorf("keys %q", got)
	}
}

// Upload URLs are signed with the key, so a short one is no key.
func TestAKeyOfUploadURLsThatIsTooShortIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "url-key")
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, dir)
	key, err := os.ReadFile(path)
	if err != nil || len(key) != 32 || !bytes.Equal(key, s.Gate.Key) {
		t.Errorf("%d bytes, %v", len(key), err)
	}
	if again := opened(t, dir); !bytes.Equal(again.Gate.Key, key) {
		t.Error("every start makes another key")
	}
}

// A version that came twice would make a new upload look older than the one
// before.
func TestNoVersionComesTwiceWhereverTheProgramEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "counter")
	none := func() (uint64, error) { return 0, nil }
	last := ""
	for _, n := range []int{1, 1, block, block + 5, 2*block + 7, 3} {
		c := counter{path: path}
		if err := c.load(none); err != nil {
			t.Fatal(err)
		}
		for range n {
			v, err := c.next()
			if err != nil || v <= last {
				t.Fatalf("%s after %s, %v", v, last, err)
			}
			last = v
		}
	}
}

func TestAnObjectWithFewerChecksumsThanBlocksIsDamaged(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 2*sumBlock/16)
	sums := newSummer()
	if _, err := sums.Write(content); err != nil {
		t.Fatal(err)
	}
	all := sums.all()
	for kept, whole := range map[int]bool{8: true, 7: false, 4: false} {
		c := &checked{file: bytes.NewReader(content), sums: all[:kept], end: int64(len(content)),
			info: blob.Info{Key: "docs/a", Size: int64(len(content))}}
		n, err := io.Copy(io.Discard, c)
		if whole != (err == nil) || !whole && (!fault.Is(err, fault.Damaged) || n > sumBlock) {
			t.Errorf("%s of 8 bytes of checksums: read %d bytes, %v", fmt.Sprint(kept), n, err)
		}
	}
}

// The process died between the note of a removal and the removal.
func TestARemovalThatWasNotedIsCarriedOutAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	var told []blob.Event
	listen := func(_ context.Context, e blob.Event) error { told = append(told, e); return nil }
	s, err := Open(dir, Options{Listen: listen})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "docs/a.txt", "text")
	version, err := s.counter.next()
	if err == nil {
		err = s.note(blob.Removed, footer{Key: "docs/a.txt", Version: version, Modified: s.now()})
	}
	if err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, Options{Listen: listen}); err != nil {
		t.Fatal(err)
	}
	told = nil
	if err := s.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stat(t.Context(), "docs/a.txt"); !fault.Is(err, fault.NotFound) {
		t.Errorf("the object is left: %v", err)
	}
	if len(told) != 1 || told[0].Kind != blob.Removed || told[0].Version != version {
		t.Errorf("told %+v", told)
	}
}

// Without the counter, notes count like objects: the newest version may be that
// of a removal.
func TestVersionsAscendBeyondTheNotes(t *testing.T) {
	dir := t.TempDir()
	deaf := func(context.Context, blob.Event) error { return fault.Newf(fault.Unavailable, "deaf") }
	s, err := Open(dir, Options{Listen: deaf})
	if err != nil {
		t.Fatal(err)
	}
	const noted = "00000000000000ff"
	if err := s.note(blob.Removed, footer{Key: "docs/a.txt", Version: noted}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.counter.path); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if s, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	if info, err := s.Put(t.Context(), "docs/a.txt", strings.NewReader("x"), blob.PutOptions{}); err != nil ||
		info.Version <= noted {
		t.Errorf("version %s, %v", info.Version, err)
	}
}

func TestAContentTypeHasABound(t *testing.T) {
	s, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for length, want := range map[int]bool{maxType: true, maxType + 1: false} {
		_, err := s.Put(t.Context(), "docs/a", strings.NewReader("x"),
			blob.PutOptions{ContentType: strings.Repeat("t", length)})
		if (err == nil) != want || !want && !fault.Is(err, fault.Invalid) {
			t.Errorf("one of %d bytes: %v", length, err)
		}
	}
}
