// Package blobtest is the conformance suite of blob.Store. Every implementation
// runs it.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

// Fixture is one empty store and what the test of presigned URLs needs to know of it.
type Fixture struct {
	Store blob.Store
	// Base is put before URLs that are only a path, such as "http://127.0.0.1:1234".
	Base string
	// Advance moves the store's clock; nil means the suite waits for real.
	Advance func(d time.Duration)
	// FoldersOnly: a limit of some test servers that keep objects as files: a
	// key can't also be the folder of others ("a" beside "a/b"). The suite then
	// leaves such pairs out.
	FoldersOnly bool
}

// Harness opens stores and tells what an adapter can do beyond the contract.
type Harness struct {
	// Open gives an empty store for one test and ends it by t.Cleanup. listen
	// is nil if Events is false.
	Open func(t *testing.T, listen blob.Listener) Fixture
	// Events: the store tells its Listener of changes, and Info.Version is never empty.
	Events bool
	// SizeLimit: the store itself refuses an upload over Upload.SizeLimit with 413.
	SizeLimit bool
}

// Run tests every promise of blob.Store.
func Run(t *testing.T, h Harness) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, f Fixture)
	}{
		{"an object comes back as it was put", roundTrip},
		{"keys are Korean, deep and long", keys},
		{"malformed keys are refused", malformedKeys},
		{"a put replaces, and changes the ETag", replace},
		{"put if absent", putIfAbsent},
		{"put if the ETag matches", putIfMatch},
		{"one of many conditional writers wins", oneWriterWins},
		{"ranges", ranges},
		{"a failed or cancelled put leaves the earlier object", failedPut},
		{"an open reader never mixes two objects", openReader},
		{"readers beside a writer see whole objects", wholeObjects},
		{"delete is idempotent", deleting},
		{"lists are in byte order, by prefix and page", listing},
		{"a list skips nothing while objects come and go", listWhileChanging},
		{"a cancelled call fails", cancelled},
		{"a presigned upload stores the object", uploadStores},
		{"a presigned upload is bound to key, type and method", uploadBound},
		{"a presigned upload without a type", uploadWithoutType},
		{"a presigned upload expires", uploadExpires},
		{"a sealed upload is out of its URL's reach", sealed},
		{"a presigned download", download},
		{"a presigned download expires", downloadExpires},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, h.Open(t, nil)) })
	}
	if h.Events {
		t.Run("events follow each change in the order of their versions",
			func(t *testing.T) { eventOrder(t, h) })
		t.Run("a listener's error fails the call, and the change stays",
			func(t *testing.T) { eventError(t, h) })
		t.Run("an upload by URL is an event", func(t *testing.T) { eventOfUpload(t, h) })
	}
	if h.SizeLimit {
		t.Run("an upload over the limit is refused and leaves nothing",
			func(t *testing.T) { uploadTooLarge(t, h) })
	}
}

func put(t *testing.T, s blob.Store, key, content string) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, strings.NewReader(content),
		blob.PutOptions{ContentType: "text/plain"})
	if err != nil {
		t.Fatalf("putting %s: %v", key, err)
	}
	return info
}

func read(t *testing.T, s blob.Store, key string, r blob.Range) string {
	t.Helper()
	body, _, err := s.Get(t.Context(), key, r)
	if err != nil {
		t.Fatalf("getting %s: %v", key, err)
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("reading %s: %v", key, err)
	}
	return string(data)
}

func wantContent(t *testing.T, s blob.Store, key, want string) {
	t.Helper()
	if got := read(t, s, key, blob.Range{}); got != want {
		t.Errorf("%s holds %.40q (%d bytes), want %.40q (%d bytes)", key, got, len(got), want,
			len(want))
	}
}

func wantNone(t *testing.T, s blob.Store, key string) {
	t.Helper()
	_, err := s.Stat(t.Context(), key)
	faulttest.Want(t, err, fault.NotFound)
	body, _, err := s.Get(t.Context(), key, blob.Range{})
	faulttest.Want(t, err, fault.NotFound)
	if err == nil {
		body.Close()
	}
}

func roundTrip(t *testing.T, f Fixture) {
	s := f.Store
	wantNone(t, s, "docs/없음.txt")
	for key, content := range map[string]string{
		"docs/약관.pdf":         "%PDF-1.7 \x00\xff\r\n",
		"docs/empty":          "",
		"content/large.json":  strings.Repeat("0123456789abcdef", 1<<16), // 1 MiB
		"docs/a b+c%20&d?.md": "special characters",
	} {
		before := time.Now().Add(-time.Minute)
		info, err := s.Put(t.Context(), key, strings.NewReader(content),
			blob.PutOptions{ContentType: "application/x-test"})
		if err != nil {
			t.Fatalf("putting %s: %v", key, err)
		}
		stat, err := s.Stat(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []blob.Info{info, stat} {
			if i.Key != key || i.Size != int64(len(content)) || i.ETag == "" {
				t.Errorf("info of %s: %+v", key, i)
			}
		}
		if stat.ContentType != "application/x-test" || stat.ETag != info.ETag ||
			stat.Modified.Before(before) {
			t.Errorf("%s: put gave %+v, stat %+v", key, info, stat)
		}
		wantContent(t, s, key, content)
	}
	if _, err := s.Put(t.Context(), "docs/untyped", strings.NewReader("x"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	wantContent(t, s, "docs/untyped", "x")
}

func keys(t *testing.T, f Fixture) {
	long := strings.Repeat("가", 66) + "ab" // 200 bytes, as document.NewName cuts
	names := []string{
		"docs/한글 이름 (최종)_v2.hwp", "docs/" + long, "docs/" + long + "/" + long + "/" + long + ".pdf",
		"docs/~kim/비공개.txt", "docs/a", "docs/a.txt", "docs/a/b", "docs/.hidden", "docs/-",
		"docs/CON.txt", "docs/a.",
		"docs/" + strings.Repeat("b", 255), "docs/😀.md", "docs/A", "docs/tab\there",
	}
	if f.FoldersOnly {
		names = withoutNesting(names)
	}
	for i, key := range names {
		put(t, f.Store, key, strings.Repeat("x", i))
	}
	for i, key := range names { // none took another's place
		wantContent(t, f.Store, key, strings.Repeat("x", i))
	}
	all := list(t, f.Store, "docs/", 1000)
	if len(all) != len(names) {
		t.Errorf("%d keys are listed, want %d: %q", len(all), len(names), all)
	}
}

// withoutNesting leaves out the keys below which others lie.
func withoutNesting(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(names,
			func(other string) bool { return strings.HasPrefix(other, name+"/") })
	})
}

func malformedKeys(t *testing.T, f Fixture) {
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "docs/../secret", "a/./b", "docs/\x00", "docs/\xff",
		"docs/\u1112\u1161\u11ab" /* 한 in NFD */, strings.Repeat("a/", 600) + "a", strings.Repeat("a", 256),
	} {
		_, err := f.Store.Put(t.Context(), key, strings.NewReader("x"), blob.PutOptions{})
		faulttest.Want(t, err, fault.Invalid)
		_, _, err = f.Store.Get(t.Context(), key, blob.Range{})
		faulttest.Want(t, err, fault.Invalid)
		_, err = f.Store.Stat(t.Context(), key)
		faulttest.Want(t, err, fault.Invalid)
		faulttest.Want(t, f.Store.Delete(t.Context(), key), fault.Invalid)
		_, err = f.Store.PresignPut(t.Context(), blob.Upload{Key: key, Expires: time.Minute})
		faulttest.Want(t, err, fault.Invalid)
		_, err = f.Store.PresignGet(t.Context(), key, blob.Download{Expires: time.Minute})
		faulttest.Want(t, err, fault.Invalid)
	}
	if all := list(t, f.Store, "", 1000); len(all) != 0 {
		t.Errorf("refused puts left %q", all)
	}
}

func replace(t *testing.T, f Fixture) {
	first := put(t, f.Store, "docs/a", "one")
	second := put(t, f.Store, "docs/a", "two!")
	wantContent(t, f.Store, "docs/a", "two!")
	if first.ETag == second.ETag {
		t.Errorf("the ETag stays %q", first.ETag)
	}
	stat, err := f.Store.Stat(t.Context(), "docs/a")
	if err != nil || stat.ETag != second.ETag || stat.Size != 4 {
		t.Errorf("stat %+v, %v; put gave %+v", stat, err, second)
	}
}

func ranges(t *testing.T, f Fixture) {
	put(t, f.Store, "docs/a", "0123456789")
	put(t, f.Store, "docs/empty", "")
	for _, c := range []struct {
		key  string
		r    blob.Range
		want string
	}{
		{"docs/a", blob.Range{}, "0123456789"},
		{"docs/a", blob.Range{Offset: 3}, "3456789"},
		{"docs/a", blob.Range{Offset: 3, Length: 4}, "3456"},
		{"docs/a", blob.Range{Length: 1}, "0"},
		{"docs/a", blob.Range{Offset: 8, Length: 100}, "89"},
		{"docs/a", blob.Range{Offset: 9}, "9"},
		{"docs/a", blob.Range{Offset: 10}, ""},
		{"docs/a", blob.Range{Offset: 10, Length: 5}, ""},
		{"docs/a", blob.Range{Offset: 1 << 40}, ""},
		{"docs/empty", blob.Range{}, ""},
		{"docs/empty", blob.Range{Length: 5}, ""},
	} {
		if got := read(t, f.Store, c.key, c.r); got != c.want {
			t.Errorf("%s %+v: %q, want %q", c.key, c.r, got, c.want)
		}
		body, info, err := f.Store.Get(t.Context(), c.key, c.r)
		if err != nil {
			t.Fatal(err)
		}
		body.Close()
		if size := map[string]int64{"docs/a": 10, "docs/empty": 0}[c.key]; info.Size != size {
			t.Errorf("%s %+v: Info.Size is %d, want the whole object's %d", c.key, c.r, info.Size,
				size)
		}
	}
}

// faultyReader gives data and then err.
func faultyReader(data string, err error) io.Reader {
	return io.MultiReader(strings.NewReader(data),
		readerFunc(func([]byte) (int, error) { return 0, err }))
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func failedPut(t *testing.T, f Fixture) {
	put(t, f.Store, "docs/a", "earlier")
	broken := errors.New("the source broke")
	half := strings.Repeat("half", 1<<15)
	for _, key := range []string{"docs/a", "docs/new"} {
		if _, err := f.Store.Put(t.Context(), key, faultyReader(half, broken),
			blob.PutOptions{}); !errors.Is(err, broken) {
			t.Errorf("the reader's error is not in %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		slow := io.MultiReader(strings.NewReader(half),
			readerFunc(func([]byte) (int, error) { cancel(); return 0, io.EOF }))
		_, err := f.Store.Put(ctx, key, slow, blob.PutOptions{})
		faulttest.Want(t, err, fault.Canceled)
		cancel()
	}
	wantContent(t, f.Store, "docs/a", "earlier")
	wantNone(t, f.Store, "docs/new")
	if all := list(t, f.Store, "", 1000); len(all) != 1 {
		t.Errorf("failed puts left %q", all)
	}
}

func openReader(t *testing.T, f Fixture) {
	old, young := strings.Repeat("old ", 1<<18), strings.Repeat("new.", 1<<18)
	put(t, f.Store, "docs/a", old)
	for _, change := range []func(){
		func() { put(t, f.Store, "docs/a", young) },
		func() {
			if err := f.Store.Delete(t.Context(), "docs/a"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		want := read(t, f.Store, "docs/a", blob.Range{})
		body, _, err := f.Store.Get(t.Context(), "docs/a", blob.Range{})
		if err != nil {
			t.Fatal(err)
		}
		start := make([]byte, 100)
		if _, err := io.ReadFull(body, start); err != nil {
			t.Fatal(err)
		}
		change()
		rest, err := io.ReadAll(body)
		body.Close()
		if err == nil && string(start)+string(rest) != want {
			t.Errorf("an open reader gave a mixture of %d bytes", len(start)+len(rest))
		}
	}
}

func deleting(t *testing.T, f Fixture) {
	below := "docs/a/b"
	if f.FoldersOnly {
		below = "docs/a.b"
	}
	put(t, f.Store, "docs/a", "x")
	put(t, f.Store, below, "y")
	for range 2 {
		if err := f.Store.Delete(t.Context(), "docs/a"); err != nil {
			t.Fatal(err)
		}
	}
	wantNone(t, f.Store, "docs/a")
	wantContent(t, f.Store, below, "y")
	if err := f.Store.Delete(t.Context(), "docs/never/there"); err != nil {
		t.Errorf("deleting what never was: %v", err)
	}
	put(t, f.Store, "docs/a", "again")
	wantContent(t, f.Store, "docs/a", "again")
}

func cancelled(t *testing.T, f Fixture) {
	put(t, f.Store, "docs/a", "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.Store.Put(ctx, "docs/a", bytes.NewReader([]byte("y")), blob.PutOptions{})
	faulttest.Want(t, err, fault.Canceled)
	_, _, err = f.Store.Get(ctx, "docs/a", blob.Range{})
	faulttest.Want(t, err, fault.Canceled)
	_, err = f.Store.List(ctx, "", "", 10)
	faulttest.Want(t, err, fault.Canceled)
	faulttest.Want(t, f.Store.Delete(ctx, "docs/a"), fault.Canceled)
	wantContent(t, f.Store, "docs/a", "x")
}
