package fileblob_test

import (
	"bytes"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fileblob"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		workUntilKilled(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// clock can be moved.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

func TestConformance(t *testing.T) {
	blobtest.Run(t, blobtest.Harness{Events: true, SizeLimit: true,
		Open: func(t *testing.T, listen blob.Listener) blobtest.Fixture {
			var c clock
			s, err := fileblob.Open(t.TempDir(), fileblob.Options{Listen: listen, Now: c.now})
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			return blobtest.Fixture{Store: s, Base: server.URL, Advance: c.advance}
		}})
}

func open(t *testing.T, dir string) *fileblob.Store {
	t.Helper()
	s, err := fileblob.Open(dir, fileblob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *fileblob.Store, key, content string) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, strings.NewReader(content), blob.PutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestVersionsAscendOverRestarts(t *testing.T) {
	dir := t.TempDir()
	before := put(t, open(t, dir), "docs/a", "1")
	after := put(t, open(t, dir), "docs/a", "2")
	if document.Version(after.Version).Compare(document.Version(before.Version)) <= 0 {
		t.Errorf("%s after %s", after.Version, before.Version)
	}
}

func TestObjectsAndURLsOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "docs/보고서.pdf", "내용")
	url, err := s.PresignGet(t.Context(), "docs/보고서.pdf", blob.Download{Expires: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if infos, err := s.List(t.Context(), "docs/", "", 10); err != nil || len(infos) != 1 ||
		infos[0].Key != "docs/보고서.pdf" {
		t.Errorf("listed %+v, %v", infos, err)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", url, nil))
	if w.Code != 200 || w.Body.String() != "내용" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestWhatACrashLeftUnfinishedGoes(t *testing.T) {
	dir := t.TempDir()
	put(t, open(t, dir), "docs/a", "1")
	left := []string{filepath.Join(dir, "tmp", "put-123"), filepath.Join(dir, ".new-123")}
	for _, path := range left {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
	for _, path := range left {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
}

func TestABrokenFileIsAnErrorAndNoObject(t *testing.T) {
	for name, content := range map[string]string{"short": "x", "no footer": strings.Repeat("x",
		100), "long footer": "\xff\xff\xff\xffMDPB"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			put(t, s, "docs/a", "1")
			files, err := filepath.Glob(filepath.Join(dir, "objects", "*", "*"))
			if err != nil || len(files) != 1 {
				t.Fatalf("files %v, %v", files, err)
			}
			if err := os.WriteFile(files[0], []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Stat(t.Context(), "docs/a"); !fault.Is(err, fault.Damaged) {
				t.Errorf("stat: %v", err)
			}
			if infos, err := open(t, dir).List(t.Context(), "", "", 10); err != nil ||
				len(infos) != 0 {
				t.Errorf("listed %+v, %v", infos, err)
			}
		})
	}
}

func TestTheFolderIsItsOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	put(t, open(t, dir), "docs/a", "1")
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every byte of a stored file that changes is told as damage, and damage is
// never passed on nor taken for a deletion.
func TestDamageIsTold(t *testing.T) {
	content := strings.Repeat("가나다라마바사", 40_000) // several blocks
	dir := t.TempDir()
	s, err := fileblob.Open(dir, fileblob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "a.txt", strings.NewReader(content),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "objects", "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	read := func(r blob.Range) (string, error) {
		in, _, err := s.Get(t.Context(), "a.txt", r)
		if err != nil {
			return "", err
		}
		defer in.Close()
		data, err := io.ReadAll(in)
		return string(data), err
	}
	for _, r := range []blob.Range{{}, {Offset: 5}, {Offset: 300_000, Length: 9},
		{Offset: 262_100, Length: 300_000}, {Offset: 1 << 30}} {
		from, length := r.Within(int64(len(content)))
		if got, err := read(r); err != nil || got != content[from:from+length] {
			t.Errorf("%+v: %d bytes, %v", r, len(got), err)
		}
	}
	for _, at := range []int{0, 1000, 300_000, len(content) - 1, len(whole) - 1, len(whole) - 9} {
		broken := bytes.Clone(whole)
		broken[at] ^= 0x40
		if err := os.WriteFile(files[0], broken, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := read(blob.Range{})
		if !fault.Is(err, fault.Damaged) || !strings.HasPrefix(content, got) {
			t.Errorf("byte %d: %d bytes, %v", at, len(got), err)
		}
	}
}
