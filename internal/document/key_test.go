package document_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

func TestNewKey(t *testing.T) {
	long := strings.Repeat("가", 80) // 240 bytes
	for _, c := range []struct {
		name    string
		private auth.Principal
		want    document.ID
	}{
		{"a.pdf", "", "docs/a.pdf"},
		{"폴더/보고서.docx", "", "docs/폴더/보고서.docx"},
		{`C\보고서.docx`, "", "docs/C/보고서.docx"},
		{norm.NFD.String("한글.txt"), "", "docs/한글.txt"},
		{"a.pdf", "kim", "docs/~kim/a.pdf"},
		{"a/~b.txt", "", "docs/a/~b.txt"},
		{"공백 있는 이름 (1).txt", "", "docs/공백 있는 이름 (1).txt"},
		{long + ".pdf", "", "docs/" + document.ID(strings.Repeat("가", 61)+"~2916f54f6886.pdf")},
	} {
		got, err := document.NewKey(c.name, c.private)
		if err != nil || got != c.want {
			t.Errorf("NewKey(%q, %q) = %q, %v; want %q", c.name, c.private, got, err, c.want)
		}
	}
}

func TestNewKeyRefuses(t *testing.T) {
	for _, name := range []string{
		"", "/", "/etc/passwd", `\\server\share`, "a//b", "a/", ".", "..", "a/../b", "./a", "~kim/a", "a\x00b", "a\nb",
		"\xff\xfe", " ", "a/ /b", strings.Repeat("a/", 600) + "b",
	} {
		if key, err := document.NewKey(name, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("NewKey(%q) = %q, %v; want invalid", name, key, err)
		}
	}
}

func TestLongNamesThatDifferKeepDifferentKeys(t *testing.T) {
	a, err1 := document.NewKey(strings.Repeat("나", 100)+"1.pdf", "")
	b, err2 := document.NewKey(strings.Repeat("나", 100)+"2.pdf", "")
	if err1 != nil || err2 != nil || a == b {
		t.Errorf("%q (%v) and %q (%v)", a, err1, b, err2)
	}
	again, err := document.ParseKey(string(a))
	if err != nil || again != a {
		t.Errorf("a shortened key is cut again: %q, %v", again, err)
	}
}

func TestKeyNameOwnerAndReaders(t *testing.T) {
	shared, private := document.ID("docs/폴더/a.txt"), document.ID("docs/~kim/폴더/a.txt")
	if shared.Name() != "폴더/a.txt" || private.Name() != "폴더/a.txt" {
		t.Errorf("names %q and %q", shared.Name(), private.Name())
	}
	if shared.Private() != "" || private.Private() != "kim" {
		t.Errorf("owners %q and %q", shared.Private(), private.Private())
	}
	if r := shared.Readers(); len(r) != 1 || r[0] != auth.Everyone {
		t.Errorf("a shared document's readers: %v", r)
	}
	if r := private.Readers(); len(r) != 1 || r[0] != "kim" {
		t.Errorf("a private document's readers: %v", r)
	}
}

func TestParseKey(t *testing.T) {
	for in, want := range map[string]document.ID{
		"docs/a.txt":                   "docs/a.txt",
		"docs/~kim/a.txt":              "docs/~kim/a.txt",
		norm.NFD.String("docs/한글.txt"): "docs/한글.txt",
	} {
		if got, err := document.ParseKey(in); err != nil || got != want {
			t.Errorf("ParseKey(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "a.txt", "docs", "docs/", "docs/~", "docs/~/a", "docs/~kim", "docs/~kim/", "docs//a", "docs/~kim/~lee/a"} {
		if got, err := document.ParseKey(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseKey(%q) = %q, %v; want invalid", in, got, err)
		}
	}
}

func FuzzNewKey(f *testing.F) {
	for _, s := range []string{"a.pdf", "폴더/보고서.docx", norm.NFD.String("한글"), `a\b`, "../a", strings.Repeat("각", 90) + ".txt"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key, err := document.NewKey(name, "")
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		s := string(key)
		if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || !strings.HasPrefix(s, document.Prefix) || len(s) > 1024 {
			t.Fatalf("NewKey(%q) = %q", name, s)
		}
		for segment := range strings.SplitSeq(s, "/") {
			if segment == "" || segment == "." || segment == ".." || len(segment) > document.MaxSegment {
				t.Fatalf("NewKey(%q) has the segment %q", name, segment)
			}
		}
		if again, err := document.ParseKey(s); err != nil || again != key {
			t.Fatalf("ParseKey(%q) = %q, %v", s, again, err)
		}
	})
}

func TestVersionsCompareLikeSequencers(t *testing.T) {
	for _, c := range []struct {
		a, b document.Version
		want int
	}{
		{"", "", 0},
		{"", "0000000000000001", -1},
		{"0000000000000009", "000000000000000a", -1},
		{"0055AED6DCD90281E5", "0055aed6dcd90281e5", 0},
		{"0055AED6DCD90281E5", "0055AED6DCD90281E6", -1},
		{"0061", "006", 1}, // padded on the right
		{"0060", "006", 0},
		{"00FF", "00f", 1},
	} {
		if got := c.a.Compare(c.b); got != c.want {
			t.Errorf("%q.Compare(%q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := c.b.Compare(c.a); got != -c.want {
			t.Errorf("%q.Compare(%q) = %d, want %d", c.b, c.a, got, -c.want)
		}
	}
}

func FuzzVersionCompareIsAnOrder(f *testing.F) {
	f.Add("0055AED6DCD90281E5", "0055AED6DCD90281E6", "")
	f.Add("1", "10", "100")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		u, v, w := document.Version(a), document.Version(b), document.Version(c)
		if u.Compare(v) != -v.Compare(u) || u.Compare(u) != 0 {
			t.Fatalf("%q and %q: %d and %d", u, v, u.Compare(v), v.Compare(u))
		}
		if u.Compare(v) <= 0 && v.Compare(w) <= 0 && u.Compare(w) > 0 {
			t.Fatalf("%q ≤ %q ≤ %q, and yet not", u, v, w)
		}
	})
}

func TestChunkIDsDifferByDocumentVersionAndOrdinal(t *testing.T) {
	seen := map[document.ChunkID]bool{}
	for _, key := range []document.ID{"docs/a", "docs/b"} {
		for _, v := range []document.Version{"1", "2"} {
			for ordinal := range 3 {
				id := document.NewChunkID(key, v, ordinal)
				if len(id) != 32 || seen[id] {
					t.Errorf("id %q of %s %s %d", id, key, v, ordinal)
				}
				seen[id] = true
			}
		}
	}
}
