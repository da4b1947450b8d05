package app

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/retrieve"
)

// unpacked is a copy of a data folder that a released version made. In that of
// v0.1.0, kim has a shared and a private 비밀메모.txt, lee (locked) a private
// one, and a removed user "gone" a private 회의록.txt; kim and lee asked a
// question each.
func unpacked(t *testing.T, archive string) string {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for files := tar.NewReader(plain); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return folder
		}
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(folder, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(at, 0o700)
		} else if h.Typeflag == tar.TypeReg {
			var data []byte
			if data, err = io.ReadAll(files); err == nil {
				err = os.WriteFile(at, data, 0o600)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// texts are what a scope finds for a question.
func texts(t *testing.T, p *Parts, scope auth.Scope, question string) string {
	t.Helper()
	found, err := p.index.Retrieve(t.Context(), scope, retrieve.Query{Text: question, K: 10})
	if err == nil {
		found, err = retrieve.Current(t.Context(), p.db.Documents(), scope, found)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range found {
		all = append(all, f.Name+": "+f.Text)
	}
	return strings.Join(all, "\n")
}

func names(t *testing.T, p *Parts, scope auth.Scope) []string {
	t.Helper()
	page, err := p.db.Documents().List(t.Context(), scope, document.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, d := range page.Documents {
		list = append(list, d.Name)
	}
	return list
}

func TestADataFolderOfVersion01Opens(t *testing.T) {
	folder := unpacked(t, "testdata/v0.1.0.tar.gz")
	c := config.Default()
	c.Data, c.RAG.Capabilities, c.Ingest.Reread = folder, []string{"local"}, false
	for range 2 { // opened again, nothing changes any more
		p := startWith(t, c)
		documentsOf01(t, p)
		accountsOf01(t, p)
		historyOf01(t, p)
		stop(t, p)
	}
	p := startWith(t, c)
	if n, err := p.ingest.RereadOutdated(t.Context(), auth.LocalScope()); err != nil || n == 0 {
		t.Errorf("%d documents are read again, %v", n, err)
	}
	eventually(t, "all documents' being read again", func() bool {
		s, err := p.tasks.Stats(t.Context())
		return err == nil && s.Waiting+s.InFlight == 0
	})
	historyOf01(t, p) // what was cited keeps its reading
	stop(t, p)
	p = startWith(t, c)
	defer stop(t, p)
	changesOf01(t, p)
}

func documentsOf01(t *testing.T, p *Parts) {
	t.Helper()
	kim, lee := auth.UserScope("kim"), auth.UserScope("lee")
	shared := []string{"broken.pdf", "fee.py", "비밀메모.txt", "요금표.csv", "출장비.html", "휴가규정.md"}
	if got := names(t, p, lee); !slices.Equal(got, slices.Insert(slices.Clone(shared), 2,
		"비밀메모.txt")) {
		t.Errorf("lee sees %q", got)
	}
	if got := texts(t, p, kim, "사물함 비밀번호"); strings.Count(got, "4417") != 2 ||
		strings.Contains(got, "9031") {
		t.Errorf("kim finds %q", got)
	}
	if got := texts(t, p, lee, "사물함 비밀번호"); strings.Count(got, "4417") != 1 ||
		!strings.Contains(got, "9031") {
		t.Errorf("lee finds %q", got)
	}
	if got := texts(t, p, lee, "회의록은 버려진 파일"); strings.Contains(got, "3월 2일") {
		t.Errorf("lee finds what somebody else has: %q", got)
	}
	d, err := document.Newest(t.Context(), p.db.Documents(), lee, "휴가규정.md")
	if err != nil || d.ID != "docs/휴가규정.md" || d.Owner != "kim" || d.State != document.Ready ||
		d.Collection != document.Default {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := p.blobs.Stat(t.Context(), d.Object); err != nil {
		t.Errorf("its original: %v", err)
	}
	// An index of an older analyzer serves while it is made anew.
	eventually(t, "its being indexed by this version's analyzer", func() bool {
		current, err := p.index.Current(t.Context(), d.ID, d.Version)
		return err == nil && current
	})
}

func accountsOf01(t *testing.T, p *Parts) {
	t.Helper()
	if _, err := p.signIn.SignIn(t.Context(), "kim", "correct horse battery",
		signin.From{Address: "10.0.0.1"}); err != nil {
		t.Errorf("kim signs in: %v", err)
	}
	if _, err := p.signIn.SignIn(t.Context(), "lee", "correct horse battery",
		signin.From{Address: "10.0.0.2"}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("lee, who is locked, signs in: %v", err)
	}
	if s, err := p.db.Settings().Get(t.Context(), "kim"); err != nil || s.Theme != "dark" {
		t.Errorf("kim's settings: %+v, %v", s, err)
	}
}

func historyOf01(t *testing.T, p *Parts) {
	t.Helper()
	calls, err := p.db.History().After(t.Context(), history.User("kim"), "", 1<<20)
	if err != nil || len(calls) != 1 {
		t.Fatalf("kim's calls: %+v, %v", calls, err)
	}
	sources, err := p.citations.Resolve(t.Context(), auth.UserScope("kim"), calls[0].Sources)
	if err != nil || len(sources) == 0 {
		t.Fatalf("%+v, %v", sources, err)
	}
	if s := sources[0]; s.Name != "휴가규정.md" || s.Outdated || s.Deleted ||
		!strings.Contains(s.Excerpt, "15일") ||
		s.URL != "/documents/%ED%9C%B4%EA%B0%80%EA%B7%9C%EC%A0%95.md" {
		t.Errorf("%+v", s)
	}
}

func changesOf01(t *testing.T, p *Parts) {
	t.Helper()
	kim := auth.UserScope("kim")
	id, err := p.ingest.Upload(t.Context(), kim, ingest.Upload{Name: "휴가규정.md"},
		strings.NewReader("# 휴가\n\n연차 휴가는 30일입니다."))
	if err != nil || id != "docs/휴가규정.md" {
		t.Fatalf("an upload of a name that is there: %q, %v", id, err)
	}
	eventually(t, "the new version's being ready", func() bool {
		return strings.Contains(texts(t, p, kim, "연차 휴가는 며칠"), "30일")
	})
	if got := texts(t, p, kim, "연차 휴가는 며칠"); strings.Contains(got, "15일입니다") {
		t.Errorf("the older version is found: %q", got)
	}
	if _, err := p.blobs.Stat(t.Context(), "docs/휴가규정.md"); !fault.Is(err, fault.NotFound) {
		t.Errorf("the older original: %v", err)
	}
	if _, err := p.ingest.Delete(t.Context(), auth.UserScope("lee"),
		"docs/~lee/비밀메모.txt"); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, p, auth.UserScope("lee"), "사물함 비밀번호"); strings.Contains(got, "9031") {
		t.Errorf("a deleted document is found: %q", got)
	}
	if _, err := p.blobs.Put(t.Context(), "docs/~lee/비밀메모.txt", strings.NewReader("x"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if d, err := p.db.Documents().Get(t.Context(), "docs/~lee/비밀메모.txt"); err != nil ||
		d.Owner != "lee" || slices.Contains(d.Readers, auth.Everyone) {
		t.Errorf("a copy over it: %+v, %v", d, err)
	}
}
