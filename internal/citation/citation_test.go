package citation_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

const text = "머리말이에요. 연차는 15일이에요. 꼬리말이에요."

var (
	start = strings.Index(text, "연차")
	end   = strings.Index(text, " 꼬리")
	kim   = auth.UserScope("kim")
	lee   = auth.UserScope("lee")
)

type shelf struct {
	*testing.T
	documents documenttest.Memory
	blobs     *blobtest.Memory
	resolver  *citation.Resolver
}

func newShelf(t *testing.T) *shelf {
	s := &shelf{T: t, blobs: blobtest.NewMemory(nil, nil)}
	s.resolver = citation.New(&s.documents, s.blobs, citation.Options{CacheBytes: 4096})
	return s
}

// put stores a ready document and gives a reference to its one chunk.
func (s *shelf) put(name, version string, readers ...auth.Principal) (document.Document,
	history.SourceRef) {
	s.Helper()
	key := document.ID(document.Prefix + name)
	v := document.Version(version)
	c := document.Contents{Document: key, Version: v, Text: text, Chunks: []document.Chunk{{
		ID: document.NewChunkID(key, v, 0), Kind: document.Prose, Text: text[start:end],
		Headings: []string{"2장"}, Start: start, End: end, Page: 3,
	}}}
	var b bytes.Buffer
	if err := c.Encode(&b); err != nil {
		s.Fatal(err)
	}
	where := document.ContentsBlob(key, v)
	if _, err := s.blobs.Put(s.Context(), where, &b, blob.PutOptions{}); err != nil {
		s.Fatal(err)
	}
	old, _ := s.documents.Get(s.Context(), key)
	d, err := s.documents.Put(s.Context(), document.Document{
		ID: key, Name: name, Object: string(key), Collection: document.Default, Owner: "kim",
		Readers: readers, Title: "취업 규칙", Version: v, State: document.Ready,
		Content: document.Content{Blob: where, Pages: 5}, Revision: old.Revision,
	})
	if err != nil {
		s.Fatal(err)
	}
	return d, history.SourceRef{Number: 1, Store: "local", Document: key, Version: v,
		Chunk: c.Chunks[0].ID, Start: start, End: end, Page: 3, Score: 4.2, Kind: "bm25"}
}

func (s *shelf) one(scope auth.Scope, ref history.SourceRef) wire.Source {
	s.Helper()
	sources, err := s.resolver.Resolve(s.Context(), scope, []history.SourceRef{ref})
	if err != nil || len(sources) != 1 {
		s.Fatal(sources, err)
	}
	return sources[0]
}

func TestASourceHasItsExcerptWhileItsDocumentStands(t *testing.T) {
	s := newShelf(t)
	d, ref := s.put("규정/취업 규칙.pdf", "01", auth.Everyone)
	got := s.one(kim, ref)
	if got.Excerpt != "연차는 15일이에요." || got.Title != "취업 규칙" || got.Name != "규정/취업 규칙.pdf" ||
		got.URL != "/documents/%EA%B7%9C%EC%A0%95/%EC%B7%A8%EC%97%85%20%EA%B7%9C%EC%B9%99.pdf" ||
		got.Page != 3 || got.Headings[0] != "2장" {
		t.Errorf("%+v", got)
	}
	noChunk := ref
	noChunk.Chunk = ""
	if got := s.one(kim, noChunk); got.Excerpt != "연차는 15일이에요." {
		t.Errorf("by range: %+v", got)
	}
	noChunk.Chunk = "a search service's own"
	if got := s.one(kim, noChunk); got.Excerpt != "연차는 15일이에요." {
		t.Errorf("by range, with a chunk of another's: %+v", got)
	}
	ref.Translation = "Fifteen days of <leave>."
	if got := s.one(kim, ref); got.Translation != ref.Translation || got.Excerpt == "" {
		t.Errorf("translated: %+v", got)
	}
	d.State = document.Deleting
	if _, err := s.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got := s.one(kim, ref); !got.Deleted || got.Excerpt != "" || got.Title != "" ||
		got.URL != "" || got.Translation != "" {
		t.Errorf("deleted: %+v", got)
	}
}

func TestAPassageFromElsewhereHasTheExcerptOfItsReference(t *testing.T) {
	s := newShelf(t)
	ref := history.SourceRef{Number: 1, Store: "web", Title: "달", URL: "https://example.org/moon",
		Excerpt: "달까지 <b>38만</b> km이다."}
	got := s.one(auth.Scope{}, ref)
	if got.Excerpt != ref.Excerpt || got.Name != "달" || got.URL != ref.URL {
		t.Errorf("%+v", got)
	}
	if list := string(citation.List([]wire.Source{got}, "", "ko")); !strings.HasSuffix(list,
		"<details><summary>원문 보기</summary>달까지 &lt;b&gt;38만&lt;/b&gt; km이다.</details>") {
		t.Errorf("for base clients: %s", list)
	}
	d, own := s.put("a.pdf", "01", auth.Everyone)
	own.Excerpt = "아무 글"
	if got := s.one(kim, own); got.Excerpt != "연차는 15일이에요." {
		t.Errorf("a document's is read from the document: %+v", got)
	}
	if err := s.blobs.Delete(t.Context(), d.Content.Blob); err != nil {
		t.Fatal(err)
	}
	if got := s.one(lee, own); got.Excerpt == own.Excerpt {
		t.Errorf("a document's is never the reference's: %+v", got)
	}
}

func TestACitedVersionKeepsItsTextWhenItsDocumentIsReplaced(t *testing.T) {
	s := newShelf(t)
	d, old := s.put("a.pdf", "01", auth.Everyone)
	d.Version, d.State = "02", document.Queued // a new upload waits to be read
	d, err := s.documents.Put(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.one(kim, old); !got.Outdated || got.Excerpt != "연차는 15일이에요." {
		t.Errorf("while the new one is read: %+v", got)
	}
	d.State, d.Content.Cited = document.Ready, true
	d.Replace(document.Content{Blob: document.ContentsBlob(d.ID, "02")}, true)
	if _, err := s.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got := s.one(kim, old); !got.Outdated || got.Excerpt != "연차는 15일이에요." || got.Version != "01" {
		t.Errorf("replaced: %+v", got)
	}
	p, err := s.resolver.Passage(t.Context(), kim, d.ID, "01", start, end)
	if err != nil || !p.Outdated || p.Version != "01" || p.Before+p.Text+p.After != text || p.Pages != 5 {
		t.Errorf("%+v, %v", p, err)
	}
	if got := string(citation.List([]wire.Source{s.one(kim, old)}, "", "ko")); !strings.Contains(got,
		"연차는 15일이에요.") || !strings.Contains(got, "3쪽 · 답변 뒤에 바뀐 문서") ||
		strings.Contains(got, "#page=3") {
		t.Errorf("for base clients: %s", got)
	}
}

func TestAVersionThatIsNotKeptHasNoExcerpt(t *testing.T) {
	s := newShelf(t)
	_, old := s.put("a.pdf", "01", auth.Everyone)
	_, current := s.put("a.pdf", "02", auth.Everyone)
	if got := s.one(kim, old); !got.Outdated || got.Excerpt != "" {
		t.Errorf("old: %+v", got)
	}
	if got := s.one(kim, current); got.Outdated || got.Excerpt == "" {
		t.Errorf("current: %+v", got)
	}
}

func TestAnEarlierReadingOfTheSameUploadIsNotOutdated(t *testing.T) {
	s := newShelf(t)
	d, old := s.put("a.pdf", "01", auth.Everyone)
	d.Version, d.Content.Cited = "02", true
	d.Replace(document.Content{Blob: document.ContentsBlob(d.ID, "02")}, false)
	if _, err := s.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got := s.one(kim, old); got.Outdated || got.Excerpt == "" {
		t.Errorf("%+v", got)
	}
}

func TestWhatIsNoLongerSharedIsPrivateAndNotDeleted(t *testing.T) {
	s := newShelf(t)
	_, ref := s.put("a.pdf", "01", "kim")
	ref.Translation = "Fifteen days."
	if got := s.one(lee, ref); !got.Private || got.Deleted || got.Excerpt+got.Translation != "" ||
		got.Name != "" || got.Title != "" || got.Owner != "" || got.URL != "" {
		t.Errorf("%+v", got)
	}
	if got := s.one(auth.Scope{}, ref); !got.Private {
		t.Errorf("nobody: %+v", got)
	}
}

func TestAMissingBlobCostsTheExcerptAlone(t *testing.T) {
	s := newShelf(t)
	d, ref := s.put("a.pdf", "01", auth.Everyone)
	if err := s.blobs.Delete(t.Context(), d.Content.Blob); err != nil {
		t.Fatal(err)
	}
	if got := s.one(kim, ref); got.Excerpt != "" || got.Title != "취업 규칙" {
		t.Errorf("%+v", got)
	}
}

func TestManyReadersAndManyDocumentsKeepTheCacheBounded(t *testing.T) {
	s := newShelf(t)
	refs := make([]history.SourceRef, 40)
	for i := range refs {
		_, refs[i] = s.put(fmt.Sprintf("%d.txt", i), "01", auth.Everyone)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			sources, err := s.resolver.Resolve(t.Context(), kim, refs)
			if err != nil {
				t.Error(err)
			}
			for _, source := range sources {
				if source.Excerpt == "" {
					t.Errorf("no excerpt of %s", source.Name)
				}
			}
		})
	}
	all.Wait()
}

func TestPassage(t *testing.T) {
	s := newShelf(t)
	d, ref := s.put("a.pdf", "01", "kim")
	p, err := s.resolver.Passage(t.Context(), kim, d.ID, ref.Version, start, end)
	if err != nil {
		t.Fatal(err)
	}
	if p.Before+p.Text+p.After != text || p.Text != "연차는 15일이에요." || p.Page != 3 || p.Pages != 5 ||
		p.Headings[0] != "2장" {
		t.Errorf("%+v", p)
	}
	if p, err = s.resolver.Passage(t.Context(), kim, d.ID, ref.Version, -5, 1<<40); err != nil ||
		p.Text != text {
		t.Errorf("out of range: %+v, %v", p, err)
	}
	if _, err := s.resolver.Passage(t.Context(), lee, d.ID, ref.Version, start, end); !fault.Is(err,
		fault.NotFound) {
		t.Errorf("another's: %v", err)
	}
	if _, err := s.resolver.Passage(t.Context(), kim, d.ID, "00", start, end); !fault.Is(err,
		fault.Conflict) {
		t.Errorf("another version: %v", err)
	}
}

func TestListEscapesEverythingButItsOwnMarkup(t *testing.T) {
	got := string(citation.List([]wire.Source{
		{Number: 1, Document: "docs/x", Name: "<b>.pdf", Title: "\"제목\"",
			URL: "/documents/%3Cb%3E.pdf", Store: "local", Page: 3, Score: 4.25,
			Excerpt: "<script>\n둘째 줄"},
		{Number: 2, Document: "docs/y", Name: "y.txt", Deleted: true, Store: "local", Score: 1},
		{Number: 4, Document: "docs/z", Private: true, Store: "local", Score: 1},
		{Number: 3, Name: "웹", URL: "javascript:alert(1)", Store: "web", Score: 1},
	}, "https://m.example", "ko"))
	want := `<b>출처</b>` + "\n" +
		`1. <a href="https://m.example/documents/%3Cb%3E.pdf#page=3" target="_blank" rel="noopener noreferrer">&lt;b&gt;.pdf</a> · &quot;제목&quot; · 3쪽 · local · 점수 4.25` +
		`<details><summary>원문 보기</summary>&lt;script&gt;` + "\n" + `둘째 줄</details>` + "\n" +
		`2. y.txt · 삭제된 문서 · local · 점수 1.00` + "\n" +
		`4. 비공개로 바뀐 문서 · local · 점수 1.00` + "\n" +
		`3. 웹 · web · 점수 1.00`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, gone := range []wire.Source{{Deleted: true}, {Private: true}} {
		gone.Number, gone.Document, gone.Name, gone.URL = 1, "d", "a.go", "/documents/~d/a.go"
		if list := string(citation.List([]wire.Source{gone}, "", "ko")); strings.Contains(list, "href") {
			t.Errorf("a link that opens nothing: %s", list)
		}
	}
	code := string(citation.List([]wire.Source{{Number: 1, Document: "d", Name: "a.go", URL: "/documents/~d/a.go",
		Store: "local", Line: 12, Original: "func f() {}"}}, "", "ko"))
	if !strings.Contains(code, `href="/documents/~d/a.go?lines#L12"`) {
		t.Errorf("code opens elsewhere: %s", code)
	}
	if citation.List(nil, "", "ko") != "" {
		t.Error("a heading without sources")
	}
}
