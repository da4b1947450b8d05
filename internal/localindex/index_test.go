package localindex_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func put(t testing.TB, ix *localindex.Index, name, version string, texts ...string) {
	t.Helper()
	if err := putTo(t.Context(), ix, name, version, texts...); err != nil {
		t.Fatal(err)
	}
}

func putTo(ctx context.Context, ix *localindex.Index, name, version string, texts ...string) error {
	key, v := document.ID(document.Prefix+name), document.Version(version)
	chunks := make([]document.Chunk, len(texts))
	for i, text := range texts {
		chunks[i] = document.Chunk{ID: document.NewChunkID(key, v, i), Ordinal: i,
			Kind: document.Prose, Text: text}
	}
	return ix.Put(ctx, retrieve.Source{Document: key, Version: v,
		Readers: []auth.Principal{auth.Everyone}}, chunks)
}

func find(t testing.TB, ix *localindex.Index, q retrieve.Query) []string {
	t.Helper()
	passages, err := ix.Retrieve(t.Context(), auth.LocalScope(), q)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range passages {
		names = append(names, strings.TrimPrefix(string(p.Document), document.Prefix))
	}
	return names
}

func TestConformanceInABlobStore(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: func(t *testing.T) retrieve.Store {
		return open(t, localindex.Options{Storage: &storage.Bucket{Blobs: blobtest.NewMemory(nil, nil), Prefix: "index/"}})
	}})
}

func TestWhatWasPutIsThereAfterOpeningAgain(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, localindex.Options{Storage: folder(t, dir)})
	put(t, ix, "a", "1", "보일러 과열 센서")
	put(t, ix, "b", "1", "인터넷뱅킹 이체 한도")
	if err := ix.Forget(t.Context(), "docs/b", "2"); err != nil {
		t.Fatal(err)
	}
	ix.Close()
	ix = open(t, localindex.Options{Storage: folder(t, dir)})
	put(t, ix, "b", "2", "인터넷뱅킹 이체 한도")
	if got := find(t, ix, retrieve.Query{Text: "보일러 이체"}); !slices.Equal(got, []string{"a"}) {
		t.Errorf("found %v, want only a: b's version 2 was forgotten", got)
	}
	for key, want := range map[document.ID]bool{"docs/a": true, "docs/b": false} {
		if got, err := ix.Contains(t.Context(), key, "1"); err != nil || got != want {
			t.Errorf("Contains(%s) = %v, %v", key, got, err)
		}
	}
}

func folder(t testing.TB, dir string) *storage.Folder {
	t.Helper()
	f, err := storage.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMergingDropsWhatWasReplaced(t *testing.T) {
	ix := open(t, localindex.Options{})
	for v := range 30 {
		put(t, ix, "a", fmt.Sprintf("%02x", v+1), fmt.Sprintf("보일러 설명서 %d판", v+1))
	}
	if err := ix.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := ix.Stats(); s.Segments != 1 || s.Passages != 1 {
		t.Errorf("after compaction: %+v", s)
	}
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "보일러", K: 50})
	if err != nil || len(found) != 1 || found[0].Text != "보일러 설명서 30판" {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestADamagedSegmentIsReportedAndTheRestGoesOn(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, localindex.Options{Storage: folder(t, dir)})
	put(t, ix, "a", "1", "보일러 과열 센서")
	ix.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*.seg"))
	if err != nil || len(files) != 1 {
		t.Fatalf("segments: %v, %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"a changed byte in the data", func(b []byte) []byte { b[40] ^= 1; return b }},
		{"a changed byte in the directory", func(b []byte) []byte { b[len(b)-50] ^= 1; return b }},
		{"a cut file", func(b []byte) []byte { return b[:len(b)/2] }},
	} {
		t.Run(test.name, func(t *testing.T) {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(files[0])
			if err := os.WriteFile(filepath.Join(copied, name), test.damage(slices.Clone(raw)),
				0o600); err != nil {
				t.Fatal(err)
			}
			reported := make(chan localindex.Damage, 1)
			ix := open(t, localindex.Options{Storage: folder(t, copied),
				Damaged: func(_ context.Context, d localindex.Damage) { reported <- d }})
			_, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "보일러"})
			if err != nil && !fault.Is(err, fault.Unavailable) {
				t.Errorf("got %v", err)
			}
			if d := <-reported; d.Segment != name || d.Documents != 1 {
				t.Errorf("reported %+v", d)
			}
			put(t, ix, "a", "1", "보일러 과열 센서")
			if got := find(t, ix, retrieve.Query{Text: "보일러"}); !slices.Equal(got, []string{"a"}) {
				t.Errorf("after the rebuild: found %v", got)
			}
		})
	}
}

func TestADamagedManifestLeavesAnEmptyIndexAndSaysSo(t *testing.T) {
	dir := t.TempDir()
	ix := open(t, localindex.Options{Storage: folder(t, dir)})
	put(t, ix, "a", "1", "보일러")
	ix.Close()
	if err := os.WriteFile(filepath.Join(dir, "manifest"), []byte("mundap-index 00000000\n{}\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	reported := make(chan localindex.Damage, 1)
	ix = open(t, localindex.Options{Storage: folder(t, dir), Damaged: func(_ context.Context,
		d localindex.Damage) {
		reported <- d
	}})
	put(t, ix, "b", "1", "보일러")
	if got := find(t, ix, retrieve.Query{Text: "보일러"}); !slices.Equal(got, []string{"b"}) {
		t.Errorf("found %v", got)
	}
	if d := <-reported; d.Segment != "manifest" {
		t.Errorf("reported %+v", d)
	}
}

func TestOfTwoWritersOneGetsAConflict(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	first := open(t, localindex.Options{Storage: &storage.Bucket{Blobs: blobs,
		Prefix: "index/"}})
	second := open(t, localindex.Options{Storage: &storage.Bucket{Blobs: blobs,
		Prefix: "index/"}})
	put(t, first, "a", "1", "보일러")
	if err := putTo(t.Context(), second, "b", "1", "보일러"); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
}

func TestAReaderFollowsTheWriter(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	writer := open(t, localindex.Options{Storage: &storage.Bucket{Blobs: blobs,
		Prefix: "index/"}})
	cache := t.TempDir()
	reader := open(t, localindex.Options{
		Storage:  &storage.Bucket{Blobs: blobs, Prefix: "index/", Cache: cache},
		ReadOnly: true, Refresh: 1,
	})
	if err := putTo(t.Context(), reader, "a", "1", "보일러"); !fault.Is(err, fault.Unsupported) {
		t.Errorf("writing to a reader: %v", err)
	}
	for i := range 12 {
		put(t, writer, "a", fmt.Sprintf("%02x", i+1), fmt.Sprintf("보일러 %d번", i))
		for !found(t, reader, fmt.Sprintf("보일러 %d번", i)) {
			if t.Context().Err() != nil {
				t.Fatal("the reader does not follow")
			}
		}
	}
	reader.Close()
	if copies, err := os.ReadDir(cache); err != nil || len(copies) > 4 {
		t.Errorf("%d files are left in the cache, %v", len(copies), err)
	}
}

func found(t *testing.T, ix *localindex.Index, text string) bool {
	t.Helper()
	passages, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "보일러"})
	if err != nil {
		t.Fatal(err)
	}
	return len(passages) == 1 && passages[0].Text == text
}

func TestVectorsFindWhatWordsDoNot(t *testing.T) {
	ix := open(t, localindex.Options{Embedder: &embed.Fake{}})
	put(t, ix, "a", "1", "공인인증서를 새로 발급받는 방법입니다.", "주차장은 지하 2층에 있습니다.")
	put(t, ix, "b", "1", "점심시간은 열두 시부터 한 시까지입니다.")
	for _, method := range []retrieve.Method{retrieve.Hybrid, retrieve.Vector, retrieve.Lexical} {
		passages, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "인증서 발급",
			Method: method})
		if err != nil {
			t.Fatal(err)
		}
		want := map[retrieve.Method]retrieve.ScoreKind{
			retrieve.Hybrid: retrieve.Fused, retrieve.Vector: retrieve.Cosine,
			retrieve.Lexical: retrieve.BM25,
		}[method]
		if len(passages) == 0 || !strings.Contains(passages[0].Text, "인증서") ||
			passages[0].ScoreKind != want {
			t.Errorf("%q: %+v", method, passages)
		}
		if n := len(passages); (method == retrieve.Lexical) != (n < 3) {
			t.Errorf("%q: %d passages", method, n)
		}
	}
	if err := ix.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	passages, err := ix.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "인증서 발급",
		Method: retrieve.Vector, K: 1})
	if err != nil || len(passages) != 1 || !strings.Contains(passages[0].Text, "인증서") {
		t.Errorf("after a merge: %+v, %v", passages, err)
	}
}

func TestAHighlightMarksTheOriginalText(t *testing.T) {
	a := &morph.Analyzer{}
	for _, text := range []string{"보일러의 과열 센서를 확인하십시오.", norm.NFD.String("보일러의 과열 센서를 확인하십시오.")} {
		var marked []string
		for _, s := range localindex.Highlight(a, "과열 센서", text) {
			marked = append(marked, norm.NFC.String(text[s.Start:s.End]))
		}
		if !slices.Equal(marked, []string{"과열", "센서"}) {
			t.Errorf("%q: marked %q", text, marked)
		}
	}
}

func TestAHighlightMarksNoSyllablesThatWordsMerelyShare(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"출장비", "교통비와 출장비는 따로 적는다.", "출장비"},
		{"출장비", "출장 가는 날 비가 왔다.", "출장"},
		{"비", "비가 오면 교통비를 더 준다.", "비"},
		{"3월 1일", "3월 5일부터 3월 1일까지", "3월|3월|1일"},
		{"휴가를 쓰려면", "휴가를 쓰고 돈을 쓰는 법", "휴가"},
		{"A 등급", "A 등급과 B 등급", "A|등급|등급"},
	} {
		var marked []string
		for _, s := range localindex.Highlight(&morph.Analyzer{}, c.query, c.text) {
			marked = append(marked, c.text[s.Start:s.End])
		}
		if got := strings.Join(marked, "|"); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

func TestManyHandsIndexMergeDeleteAndSearch(t *testing.T) {
	ix := open(t, localindex.Options{})
	const hands, rounds = 8, 12
	var all sync.WaitGroup
	failed := make(chan error, 3*hands)
	for h := range hands {
		all.Go(func() { failed <- replaceAndForget(t.Context(), ix, h, rounds) })
		all.Go(func() {
			for range rounds {
				if _, err := ix.Retrieve(t.Context(), auth.LocalScope(),
					retrieve.Query{Text: "문서 번호", K: 30}); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Go(func() { failed <- ix.Compact(t.Context()) })
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			t.Error(err)
		}
	}
	if got := find(t, ix, retrieve.Query{Text: "문서 번호", K: 100}); len(got) != hands {
		t.Errorf("%d documents are left, want %d: %v", len(got), hands, got)
	}
}

// replaceAndForget puts rounds versions of two documents and forgets the second.
func replaceAndForget(ctx context.Context, ix *localindex.Index, hand, rounds int) error {
	for r := range rounds {
		v := fmt.Sprintf("%02x", r+1)
		keep, drop := fmt.Sprintf("keep-%d", hand), fmt.Sprintf("drop-%d", hand)
		err := errors.Join(
			putTo(ctx, ix, keep, v, fmt.Sprintf("문서 번호 %d 판 %d", hand, r)),
			putTo(ctx, ix, drop, v, fmt.Sprintf("버릴 문서 번호 %d 판 %d", hand, r)),
			ix.Forget(ctx, document.ID(document.Prefix+drop), document.Version(v)),
		)
		if err != nil {
			return err
		}
		found, err := ix.Retrieve(ctx, auth.LocalScope(),
			retrieve.Query{Text: "문서 번호",
				Documents: []document.ID{document.ID(document.Prefix + keep),
					document.ID(document.Prefix + drop)}})
		if err != nil {
			return err
		}
		if len(found) != 1 || found[0].Version != document.Version(v) {
			return fmt.Errorf("hand %d, round %d: found %+v", hand, r, found)
		}
	}
	return nil
}

func TestCallersThatComeTogetherShareASegment(t *testing.T) {
	ix := open(t, localindex.Options{})
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() { put(t, ix, fmt.Sprint(i), "1", "보일러 안내") })
	}
	all.Wait()
	if s := ix.Stats(); s.Segments > 50 {
		t.Errorf("200 documents put together made %d segments", s.Segments)
	}
}
