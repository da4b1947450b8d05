package blobtest

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

func putIfAbsent(t *testing.T, f Fixture) {
	absent := blob.PutOptions{IfAbsent: true}
	if _, err := f.Store.Put(t.Context(), "docs/a", strings.NewReader("first"),
		absent); err != nil {
		t.Fatal(err)
	}
	_, err := f.Store.Put(t.Context(), "docs/a", strings.NewReader("second"), absent)
	faulttest.Want(t, err, fault.Conflict)
	wantContent(t, f.Store, "docs/a", "first")
	if err := f.Store.Delete(t.Context(), "docs/a"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Store.Put(t.Context(), "docs/a", strings.NewReader("third"),
		absent); err != nil {
		t.Errorf("after a deletion: %v", err)
	}
}

func putIfMatch(t *testing.T, f Fixture) {
	first := put(t, f.Store, "docs/a", "first")
	match := func(etag, content string) (blob.Info, error) {
		return f.Store.Put(t.Context(), "docs/a", strings.NewReader(content),
			blob.PutOptions{IfMatch: etag})
	}
	second, err := match(first.ETag, "second")
	if err != nil {
		t.Fatal(err)
	}
	_, err = match(first.ETag, "late")
	faulttest.Want(t, err, fault.Conflict)
	wantContent(t, f.Store, "docs/a", "second")
	if err := f.Store.Delete(t.Context(), "docs/a"); err != nil {
		t.Fatal(err)
	}
	_, err = match(second.ETag, "ghost")
	faulttest.Want(t, err, fault.Conflict)
	wantNone(t, f.Store, "docs/a")
}

func oneWriterWins(t *testing.T, f Fixture) {
	base := put(t, f.Store, "docs/match", "base")
	for name, o := range map[string]blob.PutOptions{
		"docs/absent": {IfAbsent: true},
		"docs/match":  {IfMatch: base.ETag},
	} {
		var wins atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				switch _, err := f.Store.Put(t.Context(), name,
					strings.NewReader(fmt.Sprint("writer ", i)), o); {
				case err == nil:
					wins.Add(1)
				case !fault.Is(err, fault.Conflict):
					t.Errorf("writer %d of %s: %v", i, name, err)
				}
			})
		}
		wg.Wait()
		if wins.Load() != 1 {
			t.Errorf("%s: %d writers won", name, wins.Load())
		}
	}
}

func wholeObjects(t *testing.T, f Fixture) {
	content := func(i int) string { return strings.Repeat(string(rune('a'+i)), 1<<16) }
	put(t, f.Store, "docs/a", content(0))
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				body, info, err := f.Store.Get(t.Context(), "docs/a", blob.Range{})
				if err != nil {
					t.Errorf("reading beside a writer: %v", err)
					return
				}
				data, err := io.ReadAll(body)
				body.Close()
				if err != nil {
					continue // failing is allowed, mixing is not
				}
				if int64(len(data)) != info.Size ||
					strings.Trim(string(data), string(data[:1])) != "" {
					t.Errorf("half an object: %d of %d bytes", len(data), info.Size)
					return
				}
			}
		})
	}
	for i := range 20 {
		put(t, f.Store, "docs/a", content(i%26))
	}
	close(done)
	wg.Wait()
}

// list pages through a prefix.
func list(t *testing.T, s blob.Store, prefix string, limit int) []string {
	t.Helper()
	var found []string
	after := ""
	for {
		page, err := s.List(t.Context(), prefix, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > limit {
			t.Fatalf("%d objects on a page of %d", len(page), limit)
		}
		for _, info := range page {
			if info.Key <= after {
				t.Fatalf("%q follows %q", info.Key, after)
			}
			after = info.Key
			found = append(found, info.Key)
		}
		if len(page) < limit {
			return found
		}
	}
}

func listing(t *testing.T, f Fixture) {
	// "-" and "." come before "/" in byte order, "0" after it: a walk through
	// folders must not be taken for it.
	names := []string{"a", "a-b", "a.txt", "a/b", "a/b.c/d", "a/b/c", "a/b0", "a0", "docs/가",
		"docs/가/나", "docs/각", "z"}
	if f.FoldersOnly {
		names = withoutNesting(names)
	}
	for _, key := range slices.Backward(names) {
		put(t, f.Store, key, key)
	}
	for prefix, count := range map[string]int{"": 12, "a": 8, "a/": 4, "a/b": 4, "a/b/": 1,
		"docs/": 3, "docs/가": 2, "nothing": 0} {
		var want []string
		for _, key := range names {
			if strings.HasPrefix(key, prefix) {
				want = append(want, key)
			}
		}
		if !f.FoldersOnly && len(want) != count {
			t.Fatalf("prefix %q: this test expects %d keys, and %q fit", prefix, count, want)
		}
		for _, limit := range []int{1, 2, 5, 1000} {
			if got := list(t, f.Store, prefix, limit); !slices.Equal(got, want) {
				t.Errorf("prefix %q by %d: %q, want %q", prefix, limit, got, want)
			}
		}
	}
	page, err := f.Store.List(t.Context(), "", "a.x", 2) // after what is not there
	if err != nil || len(page) != 2 || !strings.HasPrefix(page[0].Key, "a/b") {
		t.Errorf("after a.x: %+v, %v", page, err)
	}
	if page, err = f.Store.List(t.Context(), "docs/각", "", 1); err != nil || len(page) != 1 ||
		page[0].Size != int64(len("docs/각")) || page[0].ETag == "" {
		t.Errorf("an entry's info: %+v, %v", page, err)
	}
}

func listWhileChanging(t *testing.T, f Fixture) {
	const n = 40
	for i := range n {
		put(t, f.Store, fmt.Sprintf("docs/%03d", i), "x")
	}
	seen := map[string]int{}
	after := ""
	for i := 0; ; i++ {
		page, err := f.Store.List(t.Context(), "docs/", after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range page {
			seen[info.Key]++
			after = info.Key
		}
		if len(page) < 7 {
			break
		}
		put(t, f.Store, fmt.Sprintf("docs/%03d-new", i*5), "x")
		if i > 0 {
			if err := f.Store.Delete(t.Context(),
				fmt.Sprintf("docs/%03d-new", (i-1)*5)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range n {
		if key := fmt.Sprintf("docs/%03d", i); seen[key] != 1 {
			t.Errorf("%s was seen %d times", key, seen[key])
		}
	}
}
